import { noticeLink } from '#platform/mail/common.ts'
import { mailTemplate } from '#platform/mail/template.ts'

/** What staff write to the people concerned by something; the way out is added to every mail of its lane. */
export const informationMail = mailTemplate({
  kind: 'messages.information',
  name: { de: 'Information an Betroffene', en: 'Information to people concerned' },
  when: {
    de: 'Wenn Sie unter „Informationen“ allen schreiben, die etwas angeht, zum Beispiel geänderte Öffnungszeiten.',
    en: 'When you write to all whom something concerns under "Information", such as changed opening hours.',
  },
  lane: 'informational',
  placeholders: {
    betreff: {
      name: { de: 'Betreff', en: 'Subject' },
      example: {
        de: 'Das Bürgerbüro Mitte schließt am Freitag früher',
        en: 'The citizens’ office closes early on Friday',
      },
    },
    text: {
      name: { de: 'Ihr Text', en: 'Your text' },
      example: {
        de: 'Am Freitag schließen wir schon um 12 Uhr.\n\nIhr Termin am Vormittag bleibt bestehen.',
        en: 'On Friday we close at noon.\n\nYour appointment in the morning stays.',
      },
    },
    grund: {
      name: { de: 'Warum die Person die Mail bekommt', en: 'Why the person gets the mail' },
      example: { de: 'weil Sie bei uns einen Termin haben', en: 'you have an appointment with us' },
    },
    datenschutz: noticeLink,
  },
  subject: { de: '{betreff}', en: '{betreff}', keeps: ['betreff'] },
  heading: { de: '{betreff}', en: '{betreff}' },
  body: {
    greeting: { de: 'Guten Tag,', en: 'Hello,' },
    text: { de: '{text}', en: '{text}', keeps: ['text'] },
  },
  closing: {
    why: {
      de: 'Sie bekommen diese Mail, {grund}.',
      en: 'You receive this mail because {grund}.',
      keeps: ['grund'],
      law: { de: 'Art. 14 DSGVO', en: 'Art. 14 GDPR' },
    },
    privacy: {
      de: 'Was mit Ihren Angaben geschieht: [Datenschutzhinweise]({datenschutz})',
      en: 'What happens to your data: [privacy notice]({datenschutz})',
      keeps: ['datenschutz'],
    },
  },
})
