import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { ImapFlow } from 'imapflow'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { type ImapAccess, imapClient, isImapTrouble } from '#platform/mail/imap.ts'
import { isScratch } from '#privacy'
import { filing } from '../data.ts'
import { accessTo, forgetToken, mailboxProblem } from './access.ts'
import { db } from './data.ts'
import { openFolder, openMails, readMails, type Sitting } from './read-folder.ts'
import { folderWith, type FolderSetUp, isAllowed, noteFolder } from './set-up.ts'

export type Watching = {
  readonly house: House
  /** Told of what went wrong on our side; what a mail server is in trouble with stands on the screen. */
  readonly failed: (error: unknown) => void
  /** Mailboxes may stand in a private network, where the installation allows it. */
  readonly inside: boolean
}
export type Watch = {
  /** Begins to watch what was set up and ends what was not; answers when every new folder was read once, or failed to be. */
  sync(): Promise<void>
  stop(): Promise<void>
}

/** A process that says nothing for so long does not watch its folders any more. */
const CLAIM = { minutes: 3 }
/** Without news a folder is looked into this often. */
const LOOK_MS = 60_000
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [1_000, 300_000]
/** Mails that come together are read together. */
const GATHER_MS = 150

type Named = { readonly organisation: Organisation; readonly folder: string }

/** Watches the automatic folders of all organisations' mailboxes, a connection each, and hears at once of a new mail (IDLE). */
export function openWatch(watching: Watching): Watch {
  const { house } = watching
  const self = randomUUID()
  const running = new Map<
    string,
    { readonly end: AbortController; readonly first: Promise<void>; readonly over: Promise<void> }
  >()
  let stopped = false

  async function sync(): Promise<void> {
    // what was told to end gives its folder back first: it may be ours again
    await Promise.all([...running.values()].filter(({ end }) => end.signal.aborted).map(({ over }) => over))
    const wanted = new Map<string, Named>()
    for (const organisation of await house.directory.all()) {
      if (isScratch(organisation) || organisation.state === 'closed' || organisation.ends_at !== null) continue
      for (const folder of await claimed(house, organisation, self)) wanted.set(folder, { organisation, folder })
    }
    for (const [folder, one] of running) if (!wanted.has(folder)) one.end.abort()
    for (const [folder, named] of wanted) if (!running.has(folder) && !stopped) begin(folder, named)
    await Promise.all([...running.values()].map(({ first }) => first))
  }

  function begin(folder: string, named: Named): void {
    const end = new AbortController()
    const { promise: first, resolve: wasRead } = Promise.withResolvers<void>()
    const over = watchFolder({ ...watching, named, self, signal: end.signal, wasRead })
      .catch(watching.failed)
      .finally(() => {
        wasRead()
        running.delete(folder)
      })
    running.set(folder, { end, first, over })
  }

  return {
    sync: () => (stopped ? Promise.resolve() : sync()),
    async stop() {
      stopped = true
      const all = [...running.values()]
      for (const { end } of all) end.abort()
      await Promise.all(all.map(({ over }) => over))
    },
  }
}

/** The folders this process watches from now on: those it did, and those that nobody does. */
async function claimed(house: House, organisation: Organisation, self: string): Promise<string[]> {
  return within(house, organisation, async (at) => {
    if (!(await isAllowed(at))) return []
    const rows = await db(at)
      .updateTable('document_mail_folders as f')
      .from('document_mailboxes as m')
      .set({ watcher: self, watched_until: at.now.add(CLAIM) })
      .whereRef('m.id', '=', 'f.mailbox_id')
      .where('m.active', '=', true)
      .where('f.automatic', '=', true)
      .where((is) =>
        is.or([is('f.watcher', 'is', null), is('f.watcher', '=', self), is('f.watched_until', '<=', at.now)]),
      )
      .returning('f.id')
      .execute()
    return rows.map(({ id }) => id)
  })
}

type One = Watching & { named: Named; self: string; signal: AbortSignal; wasRead: () => void }

/** Goes on until it is told to end, through everything a server and a network may do; a pause grows with each failure. */
async function watchFolder(one: One): Promise<void> {
  const { house, named, signal, self } = one
  let pause = FIRST_PAUSE_MS
  try {
    while (!signal.aborted) {
      try {
        await connected(one, () => void (pause = FIRST_PAUSE_MS))
      } catch (error) {
        if (signal.aborted) break
        if (!isImapTrouble(error)) one.failed(error)
        await within(house, named.organisation, (at) =>
          noteFolder(at, named.folder, { problem: problemOf(error), checked_at: at.now }),
        ).catch(one.failed)
      }
      one.wasRead()
      await wait(pause, undefined, { signal }).catch(() => undefined)
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    }
  } finally {
    await within(house, named.organisation, (at) =>
      db(at)
        .updateTable('document_mail_folders')
        .set({ watcher: null, watched_until: null })
        .where('id', '=', named.folder)
        .where('watcher', '=', self)
        .execute(),
    ).catch(one.failed)
  }
}

const problemOf = (error: unknown): string => (isImapTrouble(error) ? mailboxProblem(error) : 'ours')

/** One connection's life: reads what is there, then waits for news, until the set-up, the server or the process ends it. */
async function connected(one: One, good: () => void): Promise<void> {
  const { house, named, signal, failed, inside } = one
  const { organisation } = named
  const told = await within(house, organisation, (at) => setUpOf(at, named.folder, inside))
  const missed = new Map<number, { tries: number; until: number }>()
  let client: ImapFlow | undefined
  try {
    const made = (client = await imapClient(told.access, true))
    const cut = () => made.close()
    signal.addEventListener('abort', cut) // only while nothing is read yet
    await made.connect().catch((error: unknown) => {
      throw forgetToken(told.access, error)
    })
    signal.removeEventListener('abort', cut)
    let news = true
    client.on('exists', () => void (news = true))
    while (!signal.aborted) {
      const folder = await within(house, organisation, (at) => folderWith(at, named.folder))
      if (folder.path !== told.folder.path || folder.afterwards !== told.folder.afterwards) return
      news = false
      await openFolder(client, folder, true)
      const uids = await openMails(client, folder)
      const sitting = await readMails(
        {
          house,
          organisation,
          actor: { kind: 'system', job: 'documents.mailboxes' },
          failed,
          signal,
          skips: (uid) => (missed.get(uid)?.until ?? 0) > performance.now(),
          missed(uid) {
            const tries = (missed.get(uid)?.tries ?? 0) + 1
            missed.set(uid, { tries, until: performance.now() + Math.min(LOOK_MS * 2 ** tries, 24 * LOOK_MS) })
          },
        },
        client,
        folder,
        uids,
      )
      await within(house, organisation, (at) =>
        noteFolder(at, named.folder, { ...standing(sitting), checked_at: at.now }),
      )
      good()
      one.wasRead()
      if (!news) await newsOf(client, signal)
      await wait(GATHER_MS)
    }
  } finally {
    client?.close()
  }
}

const standing = ({ failed }: Sitting) => ({ problem: failed > 0 ? 'some-failed' : '', waiting: failed })

/** Waits until the server tells of a new mail, at most a minute. @throws where the connection is gone */
export async function newsOf(client: ImapFlow, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const waiting = new AbortController()
  const { promise: heard, resolve } = Promise.withResolvers<void>()
  client.once('exists', () => resolve())
  client.once('close', () => resolve())
  signal.addEventListener('abort', () => resolve(), { signal: waiting.signal })
  // a server that refuses IDLE is asked each minute
  client.idle().then(
    (idled) => idled !== false && resolve(),
    () => resolve(),
  )
  await Promise.race([heard, wait(LOOK_MS, undefined, { signal: waiting.signal }).catch(() => undefined)])
  waiting.abort()
  if (!signal.aborted) await client.noop() // leaves IDLE
}

type Told = { readonly folder: FolderSetUp; readonly access: ImapAccess }

async function setUpOf(at: Scope<string>, id: string, inside: boolean): Promise<Told> {
  const folder = await folderWith(at, id)
  return { folder, access: await accessTo(at, folder.mailbox_id, { inside }) }
}

const within = <T>(house: House, organisation: Organisation, work: (at: Scope<string>) => Promise<T>): Promise<T> =>
  inScope(house, { organisation, actor: { kind: 'system', job: 'documents.mailboxes' }, purpose: filing }, (at) =>
    work(at as unknown as Scope<string>),
  )
