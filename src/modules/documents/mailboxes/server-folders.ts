import type { ImapFlow } from 'imapflow'
import type { ImapAccess } from '#platform/mail/imap.ts'
import { imapClient } from '#platform/mail/imap.ts'
import { forgetToken, mailboxProblem, type MailboxProblem } from './access.ts'
import type { Afterwards } from './data.ts'

// What stands in the mailbox is read by those who look into it with a mail program.
export const DONE = 'Übernommen'
export const REFUSED = 'Nicht übernommen'
/** Marks for mails that stay where they are. */
export const MARK = '$BelegtDone'
export const MARK_REFUSED = '$BelegtRefused'

/** A folder as people write it, with strokes between the levels, as a server takes it. */
export const levels = (path: string): string[] => path.split('/').map((part) => part.trim())
export const doneIn = (path: string): string[] => [...levels(path), DONE]
export const refusedIn = (path: string): string[] => [...levels(path), REFUSED]

/** Whether a folder's name can stand in a mailbox: up to four levels, without what a server takes as a sign. */
export const isFolderPath = (path: string): boolean =>
  path.length <= 200 &&
  levels(path).length <= 4 &&
  levels(path).every((part) => /^[^\p{C}*%.\\"/#&~]{1,60}$/u.test(part) && part === part.trim())

/** Makes a folder that is watched, and those for what was filed and what could not be; what exists is left as it is. */
export async function makeFolders(client: ImapFlow, path: string, afterwards: Afterwards): Promise<void> {
  const wanted = afterwards === 'move' ? [levels(path), doneIn(path), refusedIn(path)] : [levels(path)]
  for (const one of wanted) if (one.join('/').toUpperCase() !== 'INBOX') await client.mailboxCreate(one)
}

export type Tried = { readonly folders: number } | { readonly problem: MailboxProblem }

/** Signs in once, makes the folders and opens them: for the test of a set-up. */
export async function tried(
  access: ImapAccess,
  folders: readonly { readonly path: string; readonly afterwards: Afterwards }[],
): Promise<Tried> {
  let client: ImapFlow | undefined
  try {
    client = await imapClient(access)
    await client.connect()
    for (const { path, afterwards } of folders) {
      await makeFolders(client, path, afterwards)
      const { permanentFlags } = await client.mailboxOpen(levels(path))
      if (afterwards === 'mark' && !takesMarks(permanentFlags)) return { problem: 'marks' }
    }
    return { folders: folders.length }
  } catch (error) {
    return { problem: mailboxProblem(forgetToken(access, error)) }
  } finally {
    client?.close()
  }
}

/** Whether a server keeps marks of our own. */
export const takesMarks = (permanent: ReadonlySet<string> | undefined): boolean =>
  permanent === undefined || permanent.has(String.raw`\*`) || permanent.has(MARK)
