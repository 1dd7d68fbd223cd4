import { mailTemplate } from '#platform/mail/template.ts'
import { aboutBooking } from '../mail-texts.ts'

export const reminderMail = mailTemplate({
  kind: 'appointments.reminder',
  name: { de: 'Erinnerung an den Termin', en: 'Reminder of the appointment' },
  when: {
    de: 'Vor dem Termin, so viele Stunden wie bei der Leistung eingestellt.',
    en: 'Before the appointment, as many hours as set at the service.',
  },
  ...aboutBooking,
  subject: { de: 'Erinnerung: {anliegen}, {wann}', en: 'Reminder: {anliegen}, {wann}' },
  heading: { de: 'Bald ist Ihr Termin', en: 'Your appointment is soon' },
  body: {
    greeting: { de: 'Guten Tag {name},', en: 'Hello {name},' },
    text: {
      de: 'wir erinnern Sie an Ihren Termin. Wenn Sie nicht kommen können, sagen Sie ihn bitte ab: Dann kann jemand anderes die Zeit nutzen.',
      en: 'this is a reminder of your appointment. If you cannot come, please cancel it: then somebody else can use the time.',
    },
  },
})
