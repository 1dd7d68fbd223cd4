import { mailTemplate } from '#platform/mail/template.ts'

/** Sent at once when staff try out a mail server. */
export const trialMail = mailTemplate({
  kind: 'messages.trial',
  name: { de: 'Testmail', en: 'Test mail' },
  when: { de: 'Wenn Sie den Versand ausprobieren.', en: 'When you try out sending.' },
  placeholders: {},
  subject: { de: 'Testmail', en: 'Test mail' },
  heading: { de: 'Testmail', en: 'Test mail' },
  body: {
    text: {
      de: 'Diese Mail hat {organisation} zur Probe gesendet. Wenn Sie sie lesen, ist sie angekommen.',
      en: '{organisation} sent this mail as a test. If you read it, it has arrived.',
    },
  },
  closing: {},
})
