import type { ImapFlow } from 'imapflow'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Actor, type House, inScope, type Scope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { createTurns } from '#platform/http/turns.ts'
import { filing } from '../data.ts'
import type { Afterwards, Keeps } from './data.ts'
import { doneIn, levels, makeFolders, MARK, MARK_REFUSED, refusedIn, takesMarks } from './server-folders.ts'
import { MOST_BYTES, takeMail } from './take-mail.ts'

/** A folder of a mailbox and what becomes of its mails. */
export type ReadFolder = {
  readonly path: string
  readonly archive_id: string
  /** Whose key opens encrypted mails. */
  readonly mailbox_id?: string
  readonly keeps: Keeps
  readonly afterwards: Afterwards
}
/** Mails by what became of them; `refused` ones are put aside in the mailbox, `failed` ones wait for another attempt. */
export type Sitting = { taken: number; known: number; refused: number; failed: number }

export type Reading = {
  readonly house: House
  readonly organisation: Organisation
  readonly actor: Actor
  /** Told of what went wrong with a mail on our side. */
  readonly failed: (error: unknown) => void
  readonly signal?: AbortSignal
  /** Mails that failed not long ago. */
  readonly skips?: (uid: number) => boolean
  readonly missed?: (uid: number) => void
  /** Bytes of the largest mail that is taken. */
  readonly most?: number
}

// So many mails are fetched and then moved at once: memory stays flat, and a kill leaves few to be found known.
const AT_ONCE = { mails: 32, bytes: 16 * 1024 * 1024 }
/** So many mails are filed at a time, whatever the number of mailboxes: requests keep their connections and cores. */
const BESIDE = 8
const inTurn = createTurns({ atOnce: BESIDE, most: Number.POSITIVE_INFINITY })
const MOST_IN_ONE_SITTING = 5_000

/** Opens a folder; `make` makes it where it is missing. @returns the server's count of its mails' numbers, and how many there are */
export async function openFolder(client: ImapFlow, { path, afterwards }: ReadFolder, make: boolean) {
  if (make && afterwards === 'move') await makeFolders(client, path, afterwards)
  const box = await client.mailboxOpen(levels(path))
  if (afterwards === 'mark' && !takesMarks(box.permanentFlags))
    throw Object.assign(new Error('the server keeps no marks'), { code: 'EMARKS' })
  return { validity: String(box.uidValidity), mails: box.exists }
}

/** The numbers of the mails in the open folder that are not filed yet, the oldest first. */
export async function openMails(client: ImapFlow, { afterwards }: ReadFolder): Promise<number[]> {
  const marks = afterwards === 'mark' || afterwards === 'delete'
  const found = await client.search(
    { deleted: false, ...(marks ? { not: { or: [{ keyword: MARK }, { keyword: MARK_REFUSED }] } } : {}) },
    { uid: true },
  )
  return (found || []).toSorted((a, b) => a - b)
}

/**
 * Files mails of the open folder. Each is filed in a transaction of its own, and only when that is durable and its files
 * were verified in the store, the mail is moved, marked or deleted: whoever dies in between finds it known the next time.
 * @param uids the mails to file
 * @throws what the server or the way to it was in trouble with
 */
export async function readMails(
  reading: Reading,
  client: ImapFlow,
  folder: ReadFolder,
  uids: readonly number[],
): Promise<Sitting> {
  const sitting: Sitting = { taken: 0, known: 0, refused: 0, failed: 0 }
  const wanted = uids.filter((uid) => !reading.skips?.(uid)).slice(0, MOST_IN_ONE_SITTING)
  for (let from = 0; from < wanted.length; from += 500) {
    const sized = await client.fetchAll(
      wanted.slice(from, from + 500).join(','),
      { uid: true, size: true },
      { uid: true },
    )
    const { most = MOST_BYTES } = reading
    const fits = sized.filter(({ size = 0 }) => size <= most)
    const tooLarge = sized.filter(({ size = 0 }) => size > most).map(({ uid }) => uid)
    await putAside(client, folder, tooLarge)
    sitting.refused += tooLarge.length
    for (const group of groups(fits)) {
      if (reading.signal?.aborted) return sitting
      await readGroup(reading, client, folder, group, sitting)
    }
  }
  return sitting
}

type Sized = { readonly uid: number; readonly size?: number | undefined }

function* groups(mails: readonly Sized[]): Generator<number[]> {
  let group: number[] = []
  let bytes = 0
  for (const { uid, size = 0 } of mails.toSorted((a, b) => a.uid - b.uid)) {
    if (group.length === AT_ONCE.mails || (group.length > 0 && bytes + size > AT_ONCE.bytes)) {
      yield group
      ;[group, bytes] = [[], 0]
    }
    group.push(uid)
    bytes += size
  }
  if (group.length > 0) yield group
}

async function readGroup(
  reading: Reading,
  client: ImapFlow,
  folder: ReadFolder,
  uids: readonly number[],
  sitting: Sitting,
): Promise<void> {
  const [filed, refused]: [number[], number[]] = [[], []]
  const underWay = new Set<Promise<void>>()
  const take = async (uid: number, source: Buffer): Promise<void> => {
    try {
      const into = { archiveId: folder.archive_id, keeps: folder.keeps, mailboxId: folder.mailbox_id }
      sitting[await inTurn(() => within(reading, (at) => takeMail(at, into, source)))]++
      filed.push(uid)
    } catch (error) {
      // what can never be filed is put aside for people to look at; for anything else the mail stays and is tried again
      if (isRefusal(error) && error.kind === 'invalid') {
        refused.push(uid)
        sitting.refused++
        return
      }
      sitting.failed++
      reading.missed?.(uid)
      reading.failed(error)
    }
  }
  try {
    for await (const { uid, source } of client.fetch(uids.join(','), { uid: true, source: true }, { uid: true })) {
      if (!source) continue // somebody took it out meanwhile
      const taking: Promise<void> = take(uid, source).finally(() => underWay.delete(taking))
      underWay.add(taking)
      if (underWay.size >= BESIDE) await Promise.race(underWay)
    }
  } finally {
    await Promise.all(underWay)
  }
  await settle(client, folder, filed)
  await putAside(client, folder, refused)
}

const within = <T>(
  { house, organisation, actor }: Reading,
  work: (at: Scope<(typeof filing)['opens'][number]>) => Promise<T>,
) => inScope(house, { organisation, actor, purpose: filing }, work)

const inOrder = (uids: readonly number[]) => uids.toSorted((a, b) => a - b).join(',')
const uidsOnly = { uid: true } as const

async function settle(client: ImapFlow, { path, afterwards }: ReadFolder, uids: readonly number[]): Promise<void> {
  if (uids.length === 0) return
  if (afterwards === 'delete') return done(await client.messageDelete(inOrder(uids), uidsOnly))
  if (afterwards === 'mark') return done(await client.messageFlagsAdd(inOrder(uids), [MARK], uidsOnly))
  done(await client.messageMove(inOrder(uids), doneIn(path), uidsOnly))
}

/** What cannot be filed is never lost: it lies in a folder of its own, or stays where it is and stands out. */
async function putAside(client: ImapFlow, { path, afterwards }: ReadFolder, uids: readonly number[]): Promise<void> {
  if (uids.length === 0) return
  done(await client.messageFlagsAdd(inOrder(uids), [String.raw`\Flagged`, MARK_REFUSED], uidsOnly))
  if (afterwards === 'move') done(await client.messageMove(inOrder(uids), refusedIn(path), uidsOnly))
}

function done(answer: unknown): void {
  if (answer === false) throw Object.assign(new Error('the server did not do it'), { responseStatus: 'NO' })
}
