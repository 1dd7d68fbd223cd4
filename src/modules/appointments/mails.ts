import type { Asked } from '#platform/http/route.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { format } from '#platform/text/format.ts'
import { preferencesPath, receiptsPath } from '#privacy'
import { mailKind, renderMail, type MailContent } from '#messages'
import { calendarFile } from './calendar.ts'
import type { BookingRow, Location, Service } from './data.ts'
import { placeLines, whenOf } from './screens/summary.tsx'
import { words } from './texts.ts'

mailKind('appointments.confirmed', { de: 'Termin bestätigt', en: 'Appointment confirmed' })
mailKind('appointments.moved', { de: 'Termin verschoben', en: 'Appointment moved' })
mailKind('appointments.cancelled', { de: 'Termin abgesagt', en: 'Appointment cancelled' })

type Kind = 'confirmed' | 'moved' | 'cancelled'
type Facts = {
  readonly kind: Kind
  readonly booking: BookingRow
  readonly service: Service
  readonly location: Location
  readonly name: string
  readonly to: string
}

/** The mail about one version of an appointment, with the calendar entry that belongs to it. */
export async function appointmentMail(
  asked: Pick<Asked<string, unknown>, 'at' | 'absolute'>,
  facts: Facts,
): Promise<MailContent> {
  const { kind, booking, service, location } = facts
  const { at, absolute } = asked
  const language = booking.language === 'en' ? 'en' : 'de'
  const w = words(language)
  const f = format(language, booking.zone)
  const when = f.dateTime(booking.starts_at)
  const manage = absolute(`/mein-termin/${await tokenFor(at, 'manage', booking.id)}`, language)
  const after = (language === 'en' && service.text_after_en) || service.text_after
  const bring = (language === 'en' && service.bring_en) || service.bring
  const rendered = renderMail({
    language,
    organisation: at.organisation,
    subject: w.mail[`${kind}Subject`](booking.service_name, when),
    heading: w.mail[`${kind}Heading`],
    paragraphs: [
      w.mail.greeting(facts.name),
      ...(kind === 'cancelled' ? [w.mail.cancelledText] : after ? [after] : []),
    ],
    facts: [
      [w.summary.service, booking.service_name],
      [
        w.summary.when,
        `${whenOf(language, booking, location, at.organisation.zone)} (${f.duration({ minutes: booking.duration_minutes })})`,
      ],
      [w.summary.place, placeLines(location).join('\n')],
      ...(bring && kind !== 'cancelled' ? [[w.summary.bring, bring] as const] : []),
    ],
    actions:
      kind === 'cancelled'
        ? [{ label: w.mail.again, url: absolute('/', language) }]
        : [{ label: w.mail.manage, url: manage }],
    closing: [
      w.mail.why,
      w.mail.privacy(absolute('/datenschutz', language)),
      ...(booking.person_id
        ? [
            w.mail.consents(absolute(await preferencesPath(at, booking.person_id), language)),
            w.mail.receipts(absolute(await receiptsPath(at, booking.person_id), language)),
          ]
        : []),
    ],
  })
  const calendar = calendarFile({
    method: kind === 'cancelled' ? 'CANCEL' : 'REQUEST',
    ...entryOf(booking, at.organisation.name, location, w.mail.manage, manage),
    stamp: at.now,
    attendee: { mail: facts.to },
  })
  return { ...rendered, calendar: { method: kind === 'cancelled' ? 'CANCEL' : 'REQUEST', file: calendar } }
}

/** What the calendar entry of a booking says, in a mail (whose sender adds the organiser) as on the page. */
export function entryOf(
  booking: BookingRow,
  organisation: string,
  location: Location,
  manageLabel: string,
  manage: string,
) {
  return {
    uid: `${booking.id}@belegt`,
    sequence: booking.version,
    start: booking.starts_at,
    end: booking.ends_at,
    zone: booking.zone,
    summary: `${booking.service_name}, ${organisation}`,
    location: placeLines(location).join(', '),
    description: `${manageLabel}: ${manage}`,
    url: manage,
  }
}
