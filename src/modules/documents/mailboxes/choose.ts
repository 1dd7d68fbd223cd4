import type { ImapFlow, MessageStructureObject } from 'imapflow'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Actor, House, Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { type ImapAccess, imapClient, isImapTrouble } from '#platform/mail/imap.ts'
import { accessTo, forgetToken } from './access.ts'
import { openFolder, openMails, readMails, type Sitting } from './read-folder.ts'
import { type FolderSetUp, isAllowed } from './set-up.ts'

/** A mail that waits in a folder, as the mail server tells of it; nothing of it is stored. */
export type Waiting = {
  readonly uid: number
  readonly from: string
  readonly subject: string
  readonly at: Temporal.Instant | undefined
  /** Bytes. */
  readonly size: number
  readonly enclosed: readonly string[]
}
export type Shown = { readonly validity: string; readonly total: number; readonly mails: readonly Waiting[] }

export const MOST_SHOWN = 100

/** How to get into the mailbox of a folder. @throws Refusal documents.mailbox-off, documents.mailbox-away */
export async function accessOf(at: Scope<string>, folder: FolderSetUp, inside: boolean): Promise<ImapAccess> {
  if (!(await isAllowed(at))) throw refuse('documents.mailbox-off', 'conflict')
  return accessTo(at, folder.mailbox_id, { inside, apart: true }).catch((error: unknown) => {
    throw isImapTrouble(error) ? refuse('documents.mailbox-away', 'unavailable') : error
  })
}

/** The newest mails of a folder that are not filed yet. @throws Refusal documents.mailbox-away */
export const waitingIn = (access: ImapAccess, folder: FolderSetUp): Promise<Shown> =>
  connected(access, async (client) => {
    const { validity } = await openFolder(client, folder, false)
    const uids = await openMails(client, folder)
    if (uids.length === 0) return { validity, total: 0, mails: [] }
    const newest = uids.slice(-MOST_SHOWN).join(',')
    const found = await client.fetchAll(
      newest,
      { uid: true, size: true, envelope: true, bodyStructure: true, internalDate: true },
      { uid: true },
    )
    const mails = found.map(({ uid, envelope, size, bodyStructure, internalDate }): Waiting => {
      const [sender] = envelope?.from ?? []
      return {
        uid,
        from: sender?.name || sender?.address || '',
        subject: envelope?.subject ?? '',
        at: instantOf(internalDate ?? envelope?.date),
        size: size ?? 0,
        enclosed: bodyStructure ? namesIn(bodyStructure) : [],
      }
    })
    return { validity, total: uids.length, mails: mails.toSorted((a, b) => b.uid - a.uid) }
  })

export type Choosing = {
  readonly house: House
  readonly organisation: Organisation
  readonly actor: Actor
  readonly failed: (error: unknown) => void
}

/**
 * Files the chosen mails of a folder.
 * @param validity the server's count when they were shown
 * @throws Refusal documents.mailbox-away, documents.mails-renumbered
 */
export const takeChosen = (
  choosing: Choosing,
  access: ImapAccess,
  folder: FolderSetUp,
  chosen: { readonly validity: string; readonly uids: readonly number[] },
): Promise<Sitting> =>
  connected(access, async (client) => {
    const { validity } = await openFolder(client, folder, true)
    if (validity !== chosen.validity) throw refuse('documents.mails-renumbered', 'conflict')
    const there = new Set(await openMails(client, folder))
    const uids = chosen.uids.filter((uid) => there.has(uid))
    return readMails(choosing, client, folder, uids)
  })

async function connected<T>(access: ImapAccess, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  let client: ImapFlow | undefined
  try {
    client = await imapClient(access)
    await client.connect().catch((error: unknown) => {
      throw forgetToken(access, error)
    })
    return await work(client)
  } catch (error) {
    if (isImapTrouble(error)) throw refuse('documents.mailbox-away', 'unavailable')
    throw error
  } finally {
    client?.close()
  }
}

const instantOf = (date: Date | string | undefined): Temporal.Instant | undefined => {
  const ms = date === undefined ? Number.NaN : new Date(date).getTime()
  return Number.isNaN(ms) ? undefined : Temporal.Instant.fromEpochMilliseconds(ms)
}

/** The names of what a mail encloses. */
function namesIn(part: MessageStructureObject): string[] {
  const name = part.dispositionParameters?.['filename'] ?? part.parameters?.['name']
  return [...(name ? [name] : []), ...(part.childNodes ?? []).flatMap(namesIn)]
}
