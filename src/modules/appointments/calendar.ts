import { folded, mailto, organiserLine, printable } from '#platform/text/calendar-line.ts'
import { basic, isPlainHour, zoneLines } from './calendar-zone.ts'

type Event = {
  /** Stays the same for the life of the appointment, and unique in the world: an id, `@`, a domain. */
  readonly uid: string
  /** 0 at first, one more with every move, change or cancellation: calendars drop what is not newer. */
  readonly sequence: number
  /** When this version was made. */
  readonly stamp: Temporal.Instant
  readonly start: Temporal.Instant
  readonly end: Temporal.Instant
  /** IANA name of the place's zone, for example `Europe/Berlin`. */
  readonly zone: string
  readonly summary: string
  readonly location: string
  readonly description: string
  /** Where the person sees, moves or cancels the appointment; http or https. */
  readonly url?: string
}
type Organiser = { readonly name: string; readonly mail: string }

/**
 * Only a mail to one person names that person; a published entry must not (RFC 5546, 3.2.1). The organiser of an entry
 * in a mail is left out where the mail's sender adds it: it must be the From address, which only the sender knows.
 */
export type CalendarEntry = Event &
  (
    | {
        readonly method: 'REQUEST' | 'CANCEL'
        readonly attendee: { readonly mail: string }
        readonly organiser?: Organiser
      }
    | { readonly method: 'PUBLISH'; readonly attendee?: never; readonly organiser: Organiser }
  )

/**
 * One appointment as an iCalendar file (RFC 5545, 5546), UTF-8, lines of at most 75 octets ended by CRLF.
 *
 * Which method:
 * - `REQUEST` in the confirmation mail and again, with a higher sequence, after every change. It would be nearer to the
 *   letter of RFC 5546 to PUBLISH what the person asked for, but then Google Calendar neither moves nor removes the
 *   entry later (github.com/Wunderbyte-GmbH/moodle-mod_booking/issues/1107) and Outlook offers an import into a file
 *   instead of an entry in the mail (github.com/SergeyMosin/Appointments/issues/647). A wrong time in a calendar is the
 *   worse evil. The person has agreed by booking, so they stand there as ACCEPTED and no answer is asked for; Outlook is
 *   told not to offer another time. `Decline` in a calendar still cancels nothing here: say in the description by which
 *   link to cancel, and let answers (Reply-To) go to an address that somebody reads.
 * - `CANCEL` in the mail that cancels, with the attendee, a higher sequence and the same uid. A REQUEST with
 *   STATUS:CANCELLED leaves the entry and its reminders standing (github.com/calcom/cal.diy/issues/29706).
 * - `PUBLISH` for the file behind a link on a page: nobody's address is in it, and every calendar imports it.
 *
 * For Google and Outlook the organiser's address must be the mail's From address and the attendee's its To address; the
 * file goes into multipart/alternative as the last part, `text/calendar; charset=utf-8; method=REQUEST` (the method of
 * the file), not only as an attachment. The entry is CLASS:PRIVATE: who shares a calendar with colleagues does not
 * thereby tell them of a visit to an authority or a practice.
 *
 * Times are local with the zone beside them, so that they hold when a zone changes its rules; within the hour that the
 * clock shows twice, and in zones that are no place (`UTC`, `+02:00`), they are in UTC. Fractions of a second are cut off.
 * Control characters, and halves of characters, are left out of texts.
 *
 * Throws RangeError for an end that is not after the start, years outside 1971 to 9998, an unknown zone or a sequence
 * that is none; TypeError for an empty uid or what is no mail address or web address.
 */
export function calendarFile(entry: CalendarEntry): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Belegt//Belegt//DE',
    'CALSCALE:GREGORIAN',
    `METHOD:${entry.method}`,
    ...timedLines(entry),
    'END:VCALENDAR',
  ]
  return lines.map(folded).join('')
}

function timedLines(entry: CalendarEntry): string[] {
  checkTimes(entry)
  const start = entry.start.toZonedDateTimeISO(entry.zone)
  const end = entry.end.toZonedDateTimeISO(entry.zone)
  const zone = start.timeZoneId
  const isPlace = zone.includes('/') && !zone.startsWith('Etc/')
  if (!isPlace || !isPlainHour(start) || !isPlainHour(end)) {
    return eventLines(entry, `DTSTART:${utc(entry.start)}`, `DTEND:${utc(entry.end)}`)
  }
  return [
    ...zoneLines(zone, entry.start, entry.end),
    ...eventLines(
      entry,
      `DTSTART;TZID=${zone}:${basic(start.toPlainDateTime())}`,
      `DTEND;TZID=${zone}:${basic(end.toPlainDateTime())}`,
    ),
  ]
}

function eventLines(entry: CalendarEntry, start: string, end: string): string[] {
  const uid = text(entry.uid)
  if (uid === '') throw new TypeError('a calendar entry needs a uid')
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTAMP:${utc(entry.stamp)}`,
    `LAST-MODIFIED:${utc(entry.stamp)}`,
    start,
    end,
    `STATUS:${entry.method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    `SUMMARY:${text(entry.summary)}`,
    `LOCATION:${text(entry.location)}`,
    `DESCRIPTION:${text(entry.description)}`,
    ...(entry.url === undefined ? [] : [`URL:${webAddress(entry.url)}`]),
    ...(entry.organiser === undefined ? [] : [organiserLine(entry.organiser.name, entry.organiser.mail)]),
    ...(entry.attendee === undefined ? [] : [attendeeLine(entry.attendee.mail)]),
    'CLASS:PRIVATE',
    'TRANSP:OPAQUE',
    'X-MICROSOFT-DISALLOW-COUNTER:TRUE',
    'END:VEVENT',
  ]
}

function attendeeLine(mail: string): string {
  return `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:${mailto(mail)}`
}

function checkTimes({ start, end, stamp, sequence }: CalendarEntry): void {
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new RangeError(`${sequence} is no sequence number`)
  if (Temporal.Instant.compare(start, end) >= 0) throw new RangeError(`the end ${end} is not after the start ${start}`)
  for (const at of [start, end, stamp]) {
    const { year } = at.toZonedDateTimeISO('UTC')
    if (year < 1971 || year > 9998) throw new RangeError(`a calendar cannot hold the year ${year}`)
  }
}

/** A TEXT value (RFC 5545, 3.3.11). Every sort of line end becomes the one that TEXT has. */
function text(value: string): string {
  return printable(value.replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n'))
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n')
}

function webAddress(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new TypeError('this is no web address for a calendar')
  return parsed.href
}

function utc(at: Temporal.Instant): string {
  return `${basic(at.toZonedDateTimeISO('UTC').toPlainDateTime())}Z`
}
