import { randomUUID } from 'node:crypto'
import { officers } from '#accounts'
import { composeMail, queueMail } from '#messages'
import type { Scope } from '#platform/data/scope.ts'
import { mailTemplate } from '#platform/mail/template.ts'
import { format } from '#platform/text/format.ts'
import type { Reminder } from '#registers'

const reminderMail = mailTemplate({
  kind: 'registers.reminder',
  name: { de: 'Erinnerung an eine Frist', en: 'Reminder of a duty' },
  when: {
    de: 'Wenn ein erfasster Vorfall noch nicht gemeldet ist; geht an die für Datenschutz Zuständigen.',
    en: 'When a recorded breach has not been notified yet; goes to those who answer for data protection.',
  },
  placeholders: {
    frist: {
      name: { de: 'Ende der Frist', en: 'End of the time' },
      example: { de: 'Donnerstag, 19. November 2026, 10:00 Uhr', en: 'Thursday 19 November 2026, 10:00' },
    },
    vorfall: {
      name: { de: 'Seite des Vorfalls', en: 'Page of the case' },
      example: {
        de: 'https://belegt.example/team/datenschutz/vorfaelle/…',
        en: 'https://belegt.example/team/datenschutz/vorfaelle/…',
      },
      link: true,
    },
  },
  subject: { de: 'Eine Frist im Datenschutz läuft', en: 'A duty of data protection is due' },
  heading: { de: 'Eine Frist im Datenschutz läuft', en: 'A duty of data protection is due' },
  body: {
    text: {
      de: 'In Ihrem System ist ein Vorfall erfasst, der noch nicht gemeldet ist. Die Frist nach Art. 33 DSGVO endet am {frist}.',
      en: 'A breach is recorded in your system that has not been notified yet. The time under Art. 33 GDPR ends on {frist}.',
      keeps: ['frist'],
    },
  },
  actions: { open: { de: 'Vorfall öffnen', en: 'Open the case', to: 'vorfall' } },
  closing: {
    why: {
      de: 'Diese Mail geht an die für Datenschutz Zuständigen Ihrer Organisation.',
      en: 'This mail goes to those who answer for data protection in your organisation.',
    },
  },
})

/** Writes to the officers of the scope's organisation. The mail says nothing of the case: it lies in a mailbox. */
export const remindOfficers =
  (publicUrl: () => string | undefined) =>
  async (at: Scope<string>, { path, due }: Reminder): Promise<void> => {
    const { slug, zone } = at.organisation
    const content = await composeMail(at, reminderMail, {
      language: at.language,
      values: {
        frist: format(at.language, zone).dateTime(due),
        vorfall: `${publicUrl() ?? ''}/${slug}${path}`,
      },
    })
    for (const { account, mail } of await officers(at))
      await queueMail(at, {
        person: account,
        to: mail,
        cause: randomUUID(),
        kind: reminderMail.kind,
        version: 1,
        content,
      })
  }
