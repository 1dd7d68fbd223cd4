import type { ImapFlow } from 'imapflow'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope, type House, type Scope } from '#platform/data/scope.ts'
import { imapClient, type ImapProblem, imapProblem } from '#platform/mail/imap.ts'
import { notifying } from '../data.ts'
import { MOST_BYTES } from './reading/mime.ts'
import { noteUnreadable, receive, receiveAll, type Received } from './receive.ts'
import { change, passwordOf, setUpOf, type SetUp } from './set-up.ts'

/** Marks that stand in the mailbox, for those who look into it with a mail program. */
const READ = '$BelegtGelesen'
const OPEN = String.raw`\Flagged`

/** Mails in one sitting; the next minute goes on where this one stopped. */
const MOST_AT_ONCE = 2_000
/** What was noted is taken out of the mailbox when the protocol of its mail ends. */
const KEPT_DAYS = 30

export type Access = Pick<SetUp, 'host' | 'port' | 'username' | 'folder'> & {
  readonly password: string
  /** The mailbox may stand in a private network, where the installation allows it. */
  readonly inside: boolean
}
/** How many mails were what. */
export type Sitting = Readonly<Record<Received, number>>

export type Reading = Pick<Access, 'inside'> & {
  readonly isOurs: (sender: string) => boolean
  /** Told of a mail that could not be read; it is noted for staff all the same. */
  readonly failed: (error: unknown) => void
}

/** What kept us from the mailbox, as a code that a screen turns into a sentence. */
export type MailboxProblem = ImapProblem | 'not-allowed'

/** Opens the folder once and closes it: for the test of a set-up. @returns how many mails lie in it, or what was in the way */
export async function tried(access: Access): Promise<{ mails: number } | { problem: MailboxProblem }> {
  let client: ImapFlow | undefined
  try {
    client = await imapClient(access)
    await client.connect()
    const { exists } = await client.mailboxOpen(access.folder, { readOnly: true })
    return { mails: exists }
  } catch (error) {
    return { problem: imapProblem(error) }
  } finally {
    client?.close()
  }
}

/**
 * Reads what is new in an organisation's mailbox. Mails are noted in lots, a transaction each, which also notes how far was
 * read: whoever dies in between reads them again and finds known what was noted. Nothing is deleted but what was noted 30 days ago.
 */
export async function readMailbox(
  house: House,
  organisation: Organisation,
  { isOurs, failed, inside }: Reading,
): Promise<Sitting> {
  const about = { organisation, actor: { kind: 'system', job: 'messages.mailbox' }, purpose: notifying } as const
  const within = <T>(work: (at: Scope<string>) => Promise<T>) => inScope(house, about, work)
  const count = { noted: 0, open: 0, known: 0 }
  const found = await within(async (at) => ({ setUp: await setUpOf(at), password: await passwordOf(at) }))
  const { setUp, password } = found
  if (!setUp.active || password === undefined) return count
  let client: ImapFlow | undefined
  try {
    client = await imapClient({ ...setUp, password, inside })
    await client.connect()
    const box = await client.mailboxOpen(setUp.folder)
    const validity = String(box.uidValidity)
    // the server counts anew: everything is looked at again, and found known by what it says
    const last = validity === setUp.uidValidity ? setUp.lastUid : 0
    const arrived = <T>(uid: number, work: (at: Scope<string>) => Promise<T>) =>
      within(async (at) => {
        await change(at, { uid_validity: validity, last_uid: uid })
        return work(at)
      })
    const alone = ({ uid, raw }: Fetched) =>
      arrived(uid, (at) => receive(at, raw, { uid, isOurs })).catch(async (error: unknown) => {
        // one mail that nobody can read keeps no other waiting; when the database is away this fails as well
        await arrived(uid, (at) => noteUnreadable(at, raw, uid))
        failed(error)
        return 'open' as const
      })
    for await (const lot of lotsAfter(client, last)) {
      const end = lot.at(-1)?.uid ?? last
      // one that cannot be noted takes the lot back: then each is tried by itself
      const outcomes =
        (await arrived(end, (at) => receiveAll(at, lot, isOurs)).catch(() => undefined)) ??
        (await eachInTurn(lot, alone))
      for (const outcome of outcomes) count[outcome]++
      for (const open of [true, false]) {
        const uids = lot.filter((_, place) => (outcomes[place] === 'open') === open).map(({ uid }) => uid)
        if (uids.length > 0) await client.messageFlagsAdd(uids.join(','), open ? [READ, OPEN] : [READ], { uid: true })
      }
    }
    await cleared(client, house.clock.now())
    await within((at) => change(at, { checked_at: at.now, problem: '' }))
  } catch (error) {
    await within((at) => change(at, { problem: imapProblem(error) }))
    throw error
  } finally {
    client?.close()
  }
  return count
}

type Fetched = { readonly uid: number; readonly raw: Buffer }

/** So many mails are noted in one transaction, and so many bytes are held for it at most. */
const LOT = 50
const LOT_BYTES = 8 * 1024 * 1024

/** What is new in the folder, in lots; what somebody took out meanwhile is left out. */
async function* lotsAfter(client: ImapFlow, last: number): AsyncGenerator<readonly Fetched[]> {
  let lot: Fetched[] = []
  let bytes = 0
  for (const uid of await uidsAfter(client, last)) {
    const fetched = await client.fetchOne(String(uid), { source: { maxLength: MOST_BYTES } }, { uid: true })
    const raw = fetched ? fetched.source : undefined
    if (!raw) continue
    lot.push({ uid, raw })
    bytes += raw.length
    if (lot.length < LOT && bytes < LOT_BYTES) continue
    yield lot
    lot = []
    bytes = 0
  }
  if (lot.length > 0) yield lot
}

async function eachInTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const one of all) results.push(await work(one))
  return results
}

async function uidsAfter(client: ImapFlow, last: number): Promise<number[]> {
  const found = await client.search({ uid: `${last + 1}:*` }, { uid: true })
  // the range's end is the last mail there is, also where that is an older one
  return (found || [])
    .filter((uid) => uid > last)
    .toSorted((a, b) => a - b)
    .slice(0, MOST_AT_ONCE)
}

/** Takes out what was noted and is older than the protocol; what staff still have to look at stays. */
async function cleared(client: ImapFlow, now: Temporal.Instant): Promise<void> {
  const before = new Date(now.subtract({ hours: KEPT_DAYS * 24 }).epochMilliseconds)
  const old = await client.search({ keyword: READ, flagged: false, before }, { uid: true })
  if (old && old.length > 0) await client.messageDelete(old, { uid: true })
}
