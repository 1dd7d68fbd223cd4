import type { Scope } from '#platform/data/scope.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { composeSms, smsTemplate } from '#messages'
import type { BookingRow, Location } from '../data.ts'

const placeholders = {
  anliegen: {
    name: { de: 'Anliegen', en: 'Matter' },
    example: { de: 'Personalausweis beantragen', en: 'Apply for an identity card' },
  },
  wann: {
    name: { de: 'Tag und Uhrzeit', en: 'Day and time' },
    example: { de: '24.11.2026, 9:30 Uhr', en: '24/11/2026, 9:30' },
  },
  ort: {
    name: { de: 'Name des Ortes', en: 'Name of the place' },
    example: { de: 'Bürgerbüro Mitte', en: 'Bürgerbüro Mitte' },
  },
  strasse: {
    name: { de: 'Straße des Ortes', en: 'Street of the place' },
    example: { de: 'Rathausplatz 1', en: 'Rathausplatz 1' },
  },
  organisation: {
    name: { de: 'Name Ihrer Organisation', en: 'Name of your organisation' },
    example: { de: 'Stadt Musterstadt', en: 'City of Sampletown' },
  },
  link: {
    name: { de: 'Link zum Ansehen, Verschieben, Absagen', en: 'Link to see, move or cancel it' },
    example: {
      de: 'https://termine.musterstadt.de/amt/mein-termin/AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQ',
      en: 'https://termine.musterstadt.de/en/amt/mein-termin/AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQ',
    },
  },
} as const

export const confirmedSms = smsTemplate({
  kind: 'appointments.sms-confirmed',
  name: { de: 'Termin bestätigt', en: 'Appointment confirmed' },
  when: {
    de: 'Gleich nach der Buchung, wenn die Person SMS möchte.',
    en: 'Right after booking, where the person wants SMS.',
  },
  placeholders,
  text: {
    de: 'Ihr Termin ist gebucht: {anliegen}, {wann}, {ort}.',
    en: 'Your appointment is booked: {anliegen}, {wann}, {ort}.',
  },
})

export const reminderSms = smsTemplate({
  kind: 'appointments.sms-reminder',
  name: { de: 'Erinnerung an den Termin', en: 'Reminder of the appointment' },
  when: {
    de: 'Vor dem Termin, so viele Stunden wie bei der Leistung eingestellt.',
    en: 'Before the appointment, as many hours as set at the service.',
  },
  placeholders,
  text: {
    de: 'Erinnerung: {anliegen}, {wann}, {ort}. Absagen oder verschieben: {link}',
    en: 'Reminder: {anliegen}, {wann}, {ort}. Cancel or move: {link}',
  },
})

export const movedSms = smsTemplate({
  kind: 'appointments.sms-moved',
  name: { de: 'Termin verschoben', en: 'Appointment moved' },
  when: {
    de: 'Kurz nachdem ein Termin verschoben wurde, wenn die Person auch darüber SMS möchte.',
    en: 'Shortly after an appointment was moved, where the person wants SMS about that too.',
  },
  placeholders,
  text: {
    de: 'Ihr Termin ist verschoben. Neu: {anliegen}, {wann}, {ort}.',
    en: 'Your appointment is moved. New: {anliegen}, {wann}, {ort}.',
  },
})

export const cancelledSms = smsTemplate({
  kind: 'appointments.sms-cancelled',
  name: { de: 'Termin abgesagt', en: 'Appointment cancelled' },
  when: {
    de: 'Kurz nachdem ein Termin abgesagt wurde, wenn die Person auch darüber SMS möchte.',
    en: 'Shortly after an appointment was cancelled, where the person wants SMS about that too.',
  },
  placeholders,
  text: {
    de: 'Ihr Termin ist abgesagt: {anliegen}, {wann}, {ort}.',
    en: 'Your appointment is cancelled: {anliegen}, {wann}, {ort}.',
  },
})

/** The whole address of a page, for messages. */
export type Absolute = (path: string, language?: Language) => string

/** The words of an SMS about one version of an appointment. */
export async function appointmentSms(
  at: Scope<string>,
  template: typeof confirmedSms,
  about: {
    readonly booking: BookingRow
    readonly location: Location
    readonly sender: string
    readonly absolute: Absolute
  },
): Promise<string> {
  const { booking, location, sender, absolute } = about
  const language = booking.language === 'en' ? 'en' : 'de'
  const f = format(language, booking.zone)
  return composeSms(at, template, {
    language,
    sender,
    values: {
      anliegen: booking.service_name,
      wann: `${f.shortDate(booking.starts_at)}, ${f.time(booking.starts_at)}`,
      ort: location.name,
      strasse: location.street,
      organisation: at.organisation.short_name,
      link: absolute(`/mein-termin/${await tokenFor(at, 'manage', booking.id)}`, language),
    },
  })
}
