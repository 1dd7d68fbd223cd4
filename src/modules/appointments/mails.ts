import type { Asked } from '#platform/http/route.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { preferencesPath, receiptsPath } from '#privacy'
import { composeMail, type MailContent } from '#messages'
import { calendarFile } from './calendar.ts'
import type { BookingRow, Location, Service } from './data.ts'
import { cancelledMail, confirmedMail, movedMail } from './mail-texts.ts'
import { placeLines, whenOf } from './screens/summary.tsx'
import { words } from './texts.ts'

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
  const { kind, booking, location } = facts
  const { at, absolute } = asked
  const language = booking.language === 'en' ? 'en' : 'de'
  const w = words(language)
  const manage = absolute(`/mein-termin/${await tokenFor(at, 'manage', booking.id)}`, language)
  const values = await valuesOf(asked, facts, language)
  const rendered =
    kind === 'cancelled'
      ? await composeMail(at, cancelledMail, { language, values: { ...values, buchen: absolute('/', language) } })
      : await composeMail(at, kind === 'moved' ? movedMail : confirmedMail, {
          language,
          values: { ...values, termin: manage },
        })
  const calendar = calendarFile({
    method: kind === 'cancelled' ? 'CANCEL' : 'REQUEST',
    ...entryOf(booking, at.organisation.name, location, w.mail.manage, manage),
    stamp: at.now,
    attendee: { mail: facts.to },
  })
  return { ...rendered, calendar: { method: kind === 'cancelled' ? 'CANCEL' : 'REQUEST', file: calendar } }
}

/** What stands for the placeholders that all mails about an appointment have. */
export async function valuesOf(
  { at, absolute }: Pick<Asked<string, unknown>, 'at' | 'absolute'>,
  { booking, service, location, name }: Pick<Facts, 'booking' | 'service' | 'location' | 'name'>,
  language: Language,
) {
  const f = format(language, booking.zone)
  const { person_id } = booking
  const page = async (path: typeof preferencesPath) =>
    person_id === null ? '' : absolute(await path(at, person_id), language)
  return {
    name,
    anliegen: booking.service_name,
    wann: f.dateTime(booking.starts_at),
    zeit: `${whenOf(language, booking, location, at.organisation.zone)} (${f.duration({ minutes: booking.duration_minutes })})`,
    ort: placeLines(location).join('\n'),
    mitbringen: (language === 'en' && service.bring_en) || service.bring,
    hinweis: (language === 'en' && service.text_after_en) || service.text_after,
    datenschutz: absolute('/datenschutz', language),
    einwilligungen: await page(preferencesPath),
    nachweise: await page(receiptsPath),
  }
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
