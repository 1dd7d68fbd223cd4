import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { type ChildProgram, childProgram } from '#testing/child.ts'
import { type ImapServer, startImap } from '#testing/dovecot.ts'
import { letter, mailInto, pdf } from '#testing/mail-in.ts'
import { registerOfThisTest, switchOnHere } from '#testing/texting.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { db as documentsDb, filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { lease } from '../storing/lease.ts'
import { openWatch } from './watch.ts'

const root = join(import.meta.dirname, '../../../..')
let program: ChildProgram
/** Steps between two kills; every step would take an hour. */
const STRIDE = 5

let web: TestWeb
let imap: ImapServer
let town: Organisation
beforeAll(async () => {
  program = await childProgram('mail-in-child')
  registerOfThisTest()
  imap = await startImap()
  web = await testWeb({ modules: [] })
  town = await web.organisation()
  switchOnHere(town, 'document-mail')
  await web.scope({ organisation: town, ...within }, async (at) => {
    await mailInto(at, imap, await createArchive(at, 'Posteingang'))
  })
}, 60_000)
afterAll(async () => {
  await web?.close()
  await imap?.[Symbol.asyncDispose]()
  program?.remove()
})

const within = { purpose: filing, actor: { kind: 'system', job: 'test' } } as const

type Posted = ReadonlyMap<string, Buffer>
let number = 0

/** Two mails in the mailbox, one with two attachments. @returns what must be filed, by name */
async function posted(): Promise<Posted> {
  number++
  const [one, two] = [pdf(), pdf()]
  const attached = [
    { name: `eins-${number}.pdf`, content: one },
    { name: `zwei-${number}.pdf`, content: two },
  ]
  const mails = [letter({ subject: `Eins ${number}`, attached }), letter({ subject: `Zwei ${number}` })] as const
  await imap.within(async (client) => {
    await client.mailboxCreate('Belegt')
    for (const mail of mails) await client.append('Belegt', mail)
  })
  return new Map([
    [`2026-11-20 Eins ${number}.eml`, mails[0]],
    [`2026-11-20 Zwei ${number}.eml`, mails[1]],
    [`eins-${number}.pdf`, one],
    [`zwei-${number}.pdf`, two],
  ])
}

/** A reader in a process of its own. @returns its steps; undefined when it died */
async function readElsewhere(die: number): Promise<number | undefined> {
  const wish = {
    app: web.database.app,
    owner: web.database.owner,
    dataFolder: web.dataFolder,
    logs: join(web.dataFolder, 'child-logs'),
    migrations: join(root, 'migrations'),
    now: web.clock.now().toString(),
    die,
  }
  const child = spawn(process.execPath, [program.path, JSON.stringify(wish)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  await once(child, 'close')
  return said === '' ? undefined : Number(JSON.parse(said).steps)
}

const filed = () =>
  web.scope({ organisation: town, ...within }, async (at) => {
    const rows = await documentsDb(at).selectFrom('document_versions').select(['id', 'file_name']).execute()
    const names = await openAll(
      at,
      rows.map((row) => row.file_name),
    )
    return rows.map(({ id }, place) => ({ id, name: names[place] ?? '' }))
  })
const ofThese = async (wanted: Posted) => (await filed()).filter(({ name }) => wanted.has(name))

/** What the next reader makes of it, once the dead one's claim has run out: everything is filed, byte for byte, and once. */
async function recovered(wanted: Posted): Promise<void> {
  web.clock.advance({ minutes: 4 })
  const failures: unknown[] = []
  const watch = openWatch({ house: web.house, inside: true, failed: (error) => void failures.push(error) })
  await watch.sync()
  await watch.stop()
  expect(failures).toEqual([])
  const found = await ofThese(wanted)
  expect(found.map(({ name }) => name).toSorted()).toEqual([...wanted.keys()].toSorted())
  for (const { id, name } of found) {
    const bytes = await web.scope({ organisation: town, ...within }, (at) =>
      lease(at, { versionId: id, purpose: 'download' }, async ({ content }) =>
        Buffer.concat(await Array.fromAsync(content)),
      ),
    )
    expect(bytes.equals(wanted.get(name) ?? Buffer.alloc(0)), name).toBe(true)
  }
  const left = await imap.within(async (client) => ({
    waiting: (await client.mailboxOpen('Belegt')).exists,
    done: (await client.mailboxOpen('Belegt.Übernommen')).exists,
  }))
  expect(left).toEqual({ waiting: 0, done: 2 * number })
}

test('kill -9 between steps of taking mails over: nothing is lost, nothing is doubled', async () => {
  const first = await posted()
  const steps = (await readElsewhere(0)) ?? 0
  expect(steps).toBeGreaterThan(40)
  await recovered(first)
  const seen = { died: 0, nothing: 0, some: 0, all: 0 }
  for (let die = 1; die <= steps; die += STRIDE) {
    const wanted = await posted()
    if ((await readElsewhere(die)) === undefined) seen.died++
    const count = (await ofThese(wanted)).length
    seen[count === 0 ? 'nothing' : count < wanted.size ? 'some' : 'all']++
    await recovered(wanted)
  }
  process.stderr.write(`${JSON.stringify({ steps, ...seen })}\n`)
  // it died before anything was filed, and with everything filed but no mail moved yet
  expect(Math.min(seen.died, seen.nothing, seen.all)).toBeGreaterThan(0)
}, 900_000)
