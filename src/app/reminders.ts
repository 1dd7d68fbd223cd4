import { randomUUID } from 'node:crypto'
import { officers } from '#accounts'
import { mailKind, queueMail, renderMail } from '#messages'
import type { Scope } from '#platform/data/scope.ts'
import { format } from '#platform/text/format.ts'
import type { Reminder } from '#registers'

mailKind('registers.reminder', { de: 'Erinnerung an eine Frist', en: 'Reminder of a duty' })

const words = {
  de: {
    subject: 'Eine Frist im Datenschutz läuft',
    text: (due: string) =>
      `In Ihrem System ist ein Vorfall erfasst, der noch nicht gemeldet ist. Die Frist nach Art. 33 DSGVO endet am ${due}.`,
    action: 'Vorfall öffnen',
    closing: 'Diese Mail geht an die für Datenschutz Zuständigen Ihrer Organisation.',
  },
  en: {
    subject: 'A duty of data protection is due',
    text: (due: string) =>
      `A breach is recorded in your system that has not been notified yet. The time under Art. 33 GDPR ends on ${due}.`,
    action: 'Open the case',
    closing: 'This mail goes to those who answer for data protection in your organisation.',
  },
} as const

/** Writes to the officers of the scope's organisation. The mail says nothing of the case: it lies in a mailbox. */
export const remindOfficers =
  (publicUrl: () => string | undefined) =>
  async (at: Scope<string>, { path, due }: Reminder): Promise<void> => {
    const t = words[at.language]
    const { name, accent, address, slug, zone } = at.organisation
    const content = renderMail({
      language: at.language,
      organisation: { name, accent, address },
      subject: t.subject,
      heading: t.subject,
      paragraphs: [t.text(format(at.language, zone).dateTime(due))],
      facts: [],
      actions: [{ label: t.action, url: `${publicUrl() ?? ''}/${slug}${path}` }],
      closing: [t.closing],
    })
    for (const { account, mail } of await officers(at))
      await queueMail(at, {
        person: account,
        to: mail,
        cause: randomUUID(),
        kind: 'registers.reminder',
        version: 1,
        content,
      })
  }
