import { noticeLink, personName } from '#platform/mail/common.ts'
import { mailTemplate } from '#platform/mail/template.ts'

const law = { de: 'Art. 13 Abs. 3 und Art. 14 Abs. 4 DSGVO', en: 'Art. 13(3) and 14(4) GDPR' }

export const purposeMail = mailTemplate({
  kind: 'rights.purpose',
  name: { de: 'Neuer Zweck', en: 'New purpose' },
  when: {
    de: 'Bevor Daten, die schon da sind, für einen neuen Zweck genutzt werden.',
    en: 'Before data that are there already are used for a new purpose.',
  },
  placeholders: {
    name: personName,
    daten: { name: { de: 'Welche Daten', en: 'Which data' }, example: { de: 'Termine', en: 'appointments' } },
    folge: {
      name: { de: 'Was die Person tun kann', en: 'What the person can do' },
      example: {
        de: 'Sie müssen nichts tun, wenn Sie einverstanden sind.\n\nSie können dieser Nutzung widersprechen, aus Gründen, die in Ihrer Lage liegen. Das geht formlos und kostet nichts.',
        en: 'You do not have to do anything if you agree.\n\nYou can object to this use on grounds relating to your situation. No form is needed, and it costs nothing.',
      },
    },
    zweck: {
      name: { de: 'Neuer Zweck', en: 'New purpose' },
      example: { de: 'Die Wartezeiten verbessern', en: 'Improve waiting times' },
    },
    rechtsgrund: {
      name: { de: 'Rechtsgrund', en: 'Legal basis' },
      example: { de: 'Art. 6 Abs. 1 Buchst. e DSGVO', en: 'Art. 6(1)(e) GDPR' },
    },
    ab: {
      name: { de: 'Ab', en: 'From' },
      example: { de: 'Dienstag, 15. Dezember 2026', en: 'Tuesday 15 December 2026' },
    },
    datenschutz: noticeLink,
    rechte: {
      name: { de: 'Seite für Anträge', en: 'Page for requests' },
      example: { de: 'https://belegt.example/datenschutz/rechte', en: 'https://belegt.example/en/datenschutz/rechte' },
      link: true,
    },
  },
  subject: {
    de: '{organisation}: Wofür wir Ihre Daten künftig auch nutzen',
    en: '{organisation}: what else we will use your data for',
    law,
  },
  heading: {
    de: 'Wofür wir Ihre Daten künftig auch nutzen',
    en: 'What else we will use your data for',
    law,
  },
  body: {
    greeting: { de: 'Guten Tag {name},', en: 'Dear {name},' },
    law: {
      de: 'über Sie sind bei uns Daten gespeichert ({daten}). Ab dem {ab} nutzen wir sie auch für einen neuen Zweck. Vorher sagen wir Ihnen das.\n\n{folge}',
      en: 'we hold data about you ({daten}). From {ab} on we will also use them for a new purpose. We tell you before.\n\n{folge}',
      law,
    },
  },
  facts: ['zweck', 'rechtsgrund', 'ab'],
  actions: {
    notice: { de: 'Alle Datenschutzhinweise', en: 'The whole privacy notice', to: 'datenschutz', law },
    rights: { de: 'Widersprechen oder Auskunft verlangen', en: 'Object or ask what is stored', to: 'rechte', law },
  },
  closing: {
    why: {
      de: 'Diese Mail schreibt das Gesetz vor (Art. 13 Abs. 3 DSGVO). Sie ist keine Werbung.',
      en: 'The law requires this mail (Art. 13(3) GDPR). It is not advertising.',
    },
  },
})
