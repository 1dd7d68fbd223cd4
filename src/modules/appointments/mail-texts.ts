import { noticeLink, personName } from '#platform/mail/common.ts'
import { mailTemplate } from '#platform/mail/template.ts'

const page = (de: string, en: string, path: string) =>
  ({
    name: { de, en },
    example: { de: `https://belegt.example/${path}`, en: `https://belegt.example/en/${path}` },
    link: true,
  }) as const

const placeholders = {
  // who books says their name
  name: { name: personName.name, example: personName.example },
  anliegen: {
    name: { de: 'Anliegen', en: 'Matter' },
    example: { de: 'Personalausweis beantragen', en: 'Apply for an identity card' },
  },
  wann: {
    name: { de: 'Tag und Uhrzeit, kurz', en: 'Day and time, in short' },
    example: { de: 'Dienstag, 24. November 2026, 9:30 Uhr', en: 'Tuesday 24 November 2026, 9:30' },
  },
  zeit: {
    name: { de: 'Zeit', en: 'Time' },
    example: {
      de: 'Dienstag, 24. November 2026, 9:30 Uhr (30 Minuten)',
      en: 'Tuesday 24 November 2026, 9:30 (30 minutes)',
    },
  },
  ort: {
    name: { de: 'Ort', en: 'Place' },
    example: {
      de: 'Bürgerbüro Mitte\nRathausplatz 1\n12345 Musterstadt',
      en: 'Citizens’ office\nRathausplatz 1\n12345 Musterstadt',
    },
  },
  mitbringen: {
    name: { de: 'Mitbringen', en: 'Please bring' },
    example: { de: 'Alter Ausweis und ein Foto', en: 'Old card and a photo' },
    optional: true,
  },
  hinweis: {
    name: { de: 'Ihr Text nach der Buchung, aus dem Anliegen', en: 'Your text after booking, from the matter' },
    example: { de: 'Bitte kommen Sie fünf Minuten früher.', en: 'Please come five minutes early.' },
    optional: true,
  },
  datenschutz: noticeLink,
  einwilligungen: {
    ...page(
      'Seite mit den Einwilligungen der Person',
      'Page with the person’s consents',
      'datenschutz/einwilligungen/…',
    ),
    optional: true,
  },
  nachweise: {
    ...page('Seite mit den Nachweisen der Person', 'Page with the person’s receipts', 'datenschutz/nachweise/…'),
    optional: true,
  },
} as const

const booked = {
  ...placeholders,
  termin: page(
    'Seite des Termins, zum Ändern und Absagen',
    'Page of the appointment, to change or cancel it',
    'mein-termin/…',
  ),
} as const

const greeting = { de: 'Guten Tag {name},', en: 'Hello {name},' }
const facts = ['anliegen', 'zeit', 'ort', 'mitbringen'] as const

const closing = {
  why: {
    de: 'Sie bekommen diese Mail, weil mit Ihrer Adresse ein Termin gebucht wurde. Eine Ablehnung in Ihrem Kalender sagt den Termin nicht ab; nutzen Sie dafür bitte den Link oben.',
    en: 'You receive this mail because an appointment was booked with your address. Declining in your calendar does not cancel it; please use the link above.',
  },
  rights: {
    de: '[Was mit Ihren Angaben geschieht]({datenschutz})\n\n[Ihre Einwilligungen ansehen und widerrufen]({einwilligungen})\n\n[Ihre Nachweise, auch ohne uns prüfbar]({nachweise})',
    en: '[What happens with your data]({datenschutz})\n\n[See and withdraw your consents]({einwilligungen})\n\n[Your receipts, which can be checked without us]({nachweise})',
    law: {
      de: 'Art. 7 Abs. 3 und Art. 13 DSGVO: Hinweise und Widerruf müssen leicht zu finden sein.',
      en: 'Art. 7(3) and 13 GDPR: notice and withdrawal must be easy to find.',
    },
  },
} as const

const manage = {
  manage: {
    de: 'Termin ansehen, verschieben oder absagen',
    en: 'See, move or cancel the appointment',
    to: 'termin',
  },
} as const

/** What every mail about an appointment that still stands has in common. */
export const aboutBooking = { placeholders: booked, facts, actions: manage, closing } as const

export const confirmedMail = mailTemplate({
  kind: 'appointments.confirmed',
  name: { de: 'Termin bestätigt', en: 'Appointment confirmed' },
  when: { de: 'Gleich nach der Buchung.', en: 'Right after booking.' },
  placeholders: booked,
  subject: { de: 'Ihr Termin: {anliegen}, {wann}', en: 'Your appointment: {anliegen}, {wann}' },
  heading: { de: 'Ihr Termin ist gebucht', en: 'Your appointment is booked' },
  body: { greeting, text: { de: '{hinweis}', en: '{hinweis}' } },
  facts,
  actions: manage,
  closing,
})

export const movedMail = mailTemplate({
  kind: 'appointments.moved',
  name: { de: 'Termin verschoben', en: 'Appointment moved' },
  when: {
    de: 'Wenn ein Termin auf eine andere Zeit gelegt wurde.',
    en: 'When an appointment was put at another time.',
  },
  placeholders: booked,
  subject: { de: 'Verschoben: {anliegen}, {wann}', en: 'Moved: {anliegen}, {wann}' },
  heading: { de: 'Ihr Termin ist verschoben', en: 'Your appointment has been moved' },
  body: { greeting, text: { de: '{hinweis}', en: '{hinweis}' } },
  facts,
  actions: manage,
  closing,
})

export const cancelledMail = mailTemplate({
  kind: 'appointments.cancelled',
  name: { de: 'Termin abgesagt', en: 'Appointment cancelled' },
  when: {
    de: 'Wenn die Person oder Sie den Termin abgesagt haben.',
    en: 'When the person or you cancelled the appointment.',
  },
  placeholders: {
    ...placeholders,
    buchen: page('Seite zum Buchen', 'Page for booking', ''),
  },
  subject: { de: 'Abgesagt: {anliegen}, {wann}', en: 'Cancelled: {anliegen}, {wann}' },
  heading: { de: 'Ihr Termin ist abgesagt', en: 'Your appointment is cancelled' },
  body: {
    greeting,
    text: {
      de: 'Sie brauchen nichts weiter zu tun. Wenn Sie doch kommen möchten, buchen Sie bitte einen neuen Termin.',
      en: 'There is nothing else you need to do. If you would like to come after all, please book a new appointment.',
    },
  },
  facts: ['anliegen', 'zeit', 'ort'],
  actions: { again: { de: 'Neuen Termin buchen', en: 'Book a new appointment', to: 'buchen' } },
  closing,
})
