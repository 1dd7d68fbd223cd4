import { mailTemplate } from '#platform/mail/template.ts'

const word = {
  de: 'Der Wortlaut ist Teil des Belegs und bleibt, wie er ist.',
  en: 'The wording is part of the evidence and stays as it is.',
}

export const checkpointMail = mailTemplate({
  kind: 'privacy.checkpoint',
  name: { de: 'Prüfpunkt der Belege', en: 'Checkpoint of the evidence' },
  when: {
    de: 'Wenn ein neuer Prüfpunkt der Belege das System verlässt; geht an die eingestellte Adresse.',
    en: 'When a new checkpoint of the evidence leaves the system; goes to the address that is set.',
  },
  placeholders: {
    betreff: {
      name: { de: 'Betreff', en: 'Subject' },
      example: {
        de: 'Prüfpunkt der Belege vom 22. November 2026',
        en: 'Checkpoint of the evidence of 22 November 2026',
      },
    },
    text: {
      name: { de: 'Prüfpunkt', en: 'Checkpoint' },
      example: {
        de: 'Bitte bewahren Sie diese Mail auf.\n\nbelegt.example/stadt\n412\nq83vEjRWeJCrze8SNFZ4kA==',
        en: 'Please keep this mail.\n\nbelegt.example/stadt\n412\nq83vEjRWeJCrze8SNFZ4kA==',
      },
    },
  },
  subject: { de: '{betreff}', en: '{betreff}', law: word },
  heading: { de: '{betreff}', en: '{betreff}', law: word },
  body: { text: { de: '{text}', en: '{text}', law: word } },
  closing: {},
})
