// An organisation whose mailbox on a real mail server is watched, and what can be seen of both.
import { setTimeout as wait } from 'node:timers/promises'
import type { FetchMessageObject } from 'imapflow'
import { db as documentsDb, filing } from '../../src/modules/documents/data.ts'
import { db } from '../../src/modules/documents/mailboxes/data.ts'
import type { MailFolderRow } from '../../src/modules/documents/mailboxes/data.ts'
import type { FolderWish } from '../../src/modules/documents/mailboxes/set-up.ts'
import { openWatch, type Watch } from '../../src/modules/documents/mailboxes/watch.ts'
import { createArchive } from '../../src/modules/documents/storing/archives.ts'
import { lease } from '../../src/modules/documents/storing/lease.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import { openAll } from '../../src/platform/keys/sealed.ts'
import { type ImapServer, startImap } from './dovecot.ts'
import type { TestHouse } from './house.ts'
import { letter, mailInto, pdf } from './mail-in.ts'
import { registerOfThisTest, switchOffHere, switchOnHere } from './texting.ts'

type Opens = (typeof filing)['opens'][number]
export type FiledDocument = {
  readonly id: string
  readonly way: string
  readonly holder: string
  readonly title: string
  readonly name: string
  readonly type: string
  readonly version: string
}
export type Mailroom = AsyncDisposable & {
  readonly imap: ImapServer
  readonly town: Organisation
  readonly archive: string
  /** What the watches told of; a test that expects some takes them out. */
  readonly failures: unknown[]
  within<T>(work: (at: Scope<Opens>) => Promise<T>): Promise<T>
  /** One process that watches; it ends with the room. */
  watch(): Watch
  stopWatching(): Promise<void>
  setUp(wish?: Partial<FolderWish>, port?: number): Promise<{ mailbox: string; folder: string }>
  /** Puts mails into a folder, which is made where it is missing. */
  deliver(path: string, ...mails: Buffer[]): Promise<void>
  lying(path: string): Promise<FetchMessageObject[]>
  /** All documents, by name. */
  filed(): Promise<FiledDocument[]>
  bytesOf(versionId: string): Promise<Buffer>
  folderRow(id: string): Promise<MailFolderRow>
}

export async function openMailroom(house: TestHouse): Promise<Mailroom> {
  registerOfThisTest()
  const imap = await startImap()
  const town = await house.organisation()
  switchOnHere(town, 'document-mail')
  const within: Mailroom['within'] = (work) => house.within(town, filing, work)
  const archive = await within((at) => createArchive(at, 'Posteingang'))
  const failures: unknown[] = []
  let watches: Watch[] = []
  const stopWatching = async () => {
    await Promise.all(watches.map((one) => one.stop()))
    watches = []
  }
  return {
    imap,
    town,
    archive,
    failures,
    within,
    stopWatching,
    watch() {
      const made = openWatch({ house, inside: true, failed: (error) => void failures.push(error) })
      watches.push(made)
      return made
    },
    setUp: (wish = {}, port = imap.port) => within((at) => mailInto(at, { ...imap, port }, archive, wish)),
    deliver: (path, ...mails) =>
      imap.within(async (client) => {
        await client.mailboxCreate(path.split('/'))
        for (const mail of mails) await client.append(path.split('/').join('.'), mail)
      }),
    lying: (path) =>
      imap.within(async (client) => {
        const { exists } = await client.mailboxOpen(path.split('/').join('.'))
        return exists === 0 ? [] : client.fetchAll('1:*', { uid: true, flags: true, envelope: true })
      }),
    filed: () => within(filedIn),
    bytesOf: (versionId) =>
      within((at) =>
        lease(at, { versionId, purpose: 'download' }, async ({ content }) =>
          Buffer.concat(await Array.fromAsync(content)),
        ),
      ),
    folderRow: (id) =>
      within((at) =>
        db(at).selectFrom('document_mail_folders').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
      ),
    async [Symbol.asyncDispose]() {
      await stopWatching()
      switchOffHere(town)
      await imap[Symbol.asyncDispose]()
    },
  }
}

async function filedIn(at: Scope<Opens>): Promise<FiledDocument[]> {
  const rows = await documentsDb(at)
    .selectFrom('documents as d')
    .innerJoin('document_versions as v', 'v.document_id', 'd.id')
    .select(['d.id', 'd.title', 'd.way', 'd.holder_id', 'v.file_name', 'v.media_type', 'v.id as version'])
    .execute()
  const titles = await openAll(
    at,
    rows.map(({ title }) => title),
  )
  const names = await openAll(
    at,
    rows.map((row) => row.file_name),
  )
  return rows
    .map((row, place) => ({
      id: row.id,
      way: row.way,
      holder: row.holder_id,
      title: titles[place] ?? '',
      name: names[place] ?? '',
      type: row.media_type,
      version: row.version,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Waits for what happens beside the test. */
export async function until(what: string, is: () => Promise<boolean>, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1_000
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`)
    await wait(50)
  }
}

/** Mails that say which they are, with a PDF each. */
export const numbered = (count: number): { mail: Buffer; file: Buffer }[] =>
  Array.from({ length: count }, (_, number) => {
    const file = pdf()
    const attached = [{ name: `rechnung-${number}.pdf`, content: file }]
    return { file, mail: letter({ subject: `Rechnung ${number}`, attached }) }
  })
