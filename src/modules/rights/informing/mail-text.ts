import { noticeLink, personName } from '#platform/mail/common.ts'
import { mailTemplate } from '#platform/mail/template.ts'

const law = { de: 'Art. 13 und 14 DSGVO', en: 'Art. 13 and 14 GDPR' }

export const informingMail = mailTemplate({
  kind: 'rights.informing',
  name: { de: 'Daten eingetragen', en: 'Data entered' },
  when: {
    de: 'Wenn Beschäftigte jemanden mit Mailadresse eingetragen haben.',
    en: 'When staff have entered somebody with a mail address.',
  },
  placeholders: {
    name: personName,
    daten: {
      name: { de: 'Welche Daten', en: 'Which data' },
      example: { de: 'Kontaktangaben: Name, Mailadresse', en: 'Contact data: name, mail address' },
    },
    herkunft: {
      name: { de: 'Woher', en: 'From where' },
      example: { de: 'von unseren Beschäftigten eingetragen', en: 'entered by our staff' },
    },
    seit: {
      name: { de: 'Eingetragen am', en: 'Entered on' },
      example: { de: 'Montag, 16. November 2026', en: 'Monday 16 November 2026' },
    },
    datenschutz: noticeLink,
    rechte: {
      name: { de: 'Seite für Anträge', en: 'Page for requests' },
      example: { de: 'https://belegt.example/datenschutz/rechte', en: 'https://belegt.example/en/datenschutz/rechte' },
      link: true,
    },
  },
  subject: {
    de: '{organisation}: Welche Daten wir über Sie haben',
    en: '{organisation}: which data we hold about you',
    law,
  },
  heading: { de: 'Welche Daten wir über Sie haben', en: 'Which data we hold about you', law },
  body: {
    greeting: { de: 'Guten Tag {name},', en: 'Dear {name},' },
    law: {
      de: '{organisation} hat Daten über Sie gespeichert. Unsere Beschäftigten haben sie eingetragen. Deshalb sagen wir Ihnen, woher sie stammen und was damit geschieht. Sie müssen nichts tun.',
      en: '{organisation} stores data about you. Our staff entered them. So we tell you where they come from and what happens to them. You do not have to do anything.',
      law,
    },
  },
  facts: ['herkunft', 'seit', 'daten'],
  actions: {
    notice: { de: 'Alle Datenschutzhinweise', en: 'The whole privacy notice', to: 'datenschutz', law },
    rights: { de: 'Auskunft, Berichtigung oder Löschung', en: 'Access, rectification or erasure', to: 'rechte', law },
  },
  closing: {
    why: {
      de: 'Diese Mail schreibt das Gesetz vor (Art. 14 DSGVO). Sie ist keine Werbung.',
      en: 'The law requires this mail (Art. 14 GDPR). It is not advertising.',
    },
  },
})
