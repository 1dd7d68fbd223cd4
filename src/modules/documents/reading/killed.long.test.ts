import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasePeople } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { childProgram, type ChildProgram } from '#testing/child.ts'
import { digitalPdf, scannedPdf } from '#testing/pages.ts'
import { docx, paragraph } from '#testing/reading.ts'
import { residueOf } from '#testing/residue.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { storeSealed } from '../storing/store.ts'
import { db } from './data.ts'
import { filingOnly, pagesOf } from './pages.ts'
import { readWaiting } from './pipeline.ts'
import { endReaders } from './readers.ts'

const root = join(import.meta.dirname, '../../../..')
const temporary = mkdtempSync(join(tmpdir(), 'belegt-reading-tmp-'))
const MEMORY = '/dev/shm'
/** Milliseconds after which the program is killed, each time in the middle of something else. */
const MOMENTS = [60, 300, 700, 1_200, 2_000, 3_500]
/** Stands in every canary word, and nowhere else in the world. */
const STEM = 'qxkanarienvogel'
const WORDS = 1_000

let child: ChildProgram
let web: TestWeb
let town: Organisation
let archive: string
const system = { kind: 'system', job: 'test' } as const
type Opens = (typeof filing)['opens'][number]
const within = <T>(work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  web.scope({ organisation: town, purpose: filing, actor: system }, work)

beforeAll(async () => {
  child = await childProgram('reading-child', {
    'reader-main': 'src/modules/documents/reading/worker/main.ts',
    'reader-ocr': 'src/modules/documents/reading/worker/ocr.ts',
  })
  web = await testWeb({ modules: [] })
  town = await web.organisation()
  archive = await within((at) => createArchive(at, 'Posteingang'))
}, 60_000)
afterAll(async () => {
  endReaders()
  await web?.close()
  child?.remove()
  rmSync(temporary, { recursive: true, force: true })
})

let used = 0
const canaries = (count: number): string => Array.from({ length: count }, () => `${STEM}${1_000 + used++}`).join(' ')

async function* stream(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}
const store = (content: Uint8Array, name: string) =>
  within((at) =>
    storeSealed(at, {
      archiveId: archive,
      way: 'browser',
      name,
      content: stream(content),
      mediaType: 'application/pdf',
    }),
  )

/** Starts the program and kills it after a while. @returns whether it was still reading */
async function killedAfter(milliseconds: number): Promise<boolean> {
  const wish = {
    app: web.database.app,
    owner: web.database.owner,
    dataFolder: web.dataFolder,
    logs: join(web.dataFolder, 'child-logs'),
    migrations: join(root, 'migrations'),
    now: web.clock.now().toString(),
    organisation: town.id,
  }
  const env = { ...process.env, TMPDIR: temporary }
  const running = spawn(process.execPath, [child.path, JSON.stringify(wish)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  let said = ''
  running.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  while (!said.includes('begun') && running.exitCode === null && running.signalCode === null) await pause(10)
  await pause(milliseconds)
  running.kill('SIGKILL')
  if (running.exitCode === null && running.signalCode === null) await once(running, 'close')
  return !said.includes('done')
}

const leftFolders = () =>
  [MEMORY, web.dataFolder, temporary].flatMap((home) =>
    readdirSync(home).filter((name) => name.startsWith('belegt-read-')),
  )

async function hits(): Promise<string[]> {
  const client = new pg.Client(web.database.root)
  await client.connect()
  const { rows } = await client.query<{ data_directory: string }>('show data_directory')
  await client.end()
  const found: string[] = []
  for (const dataFolder of [web.dataFolder, temporary, MEMORY, rows[0]?.data_directory ?? '']) {
    expect(dataFolder).not.toBe('')
    // the tests' own database may lie in memory too; it is looked at by its own name
    const except = (path: string) => dataFolder === MEMORY && path.startsWith('belegt-test-')
    const residue = await residueOf({ dataFolder, strings: [STEM], except })
    found.push(...residue.map(({ where, form }) => `${dataFolder} ${where} (${form})`))
  }
  return found
}

test('amagno/no-plaintext-left after a kill -9 at any moment no word of a document lies anywhere, and reading goes on', async () => {
  const stored: string[] = []
  const put = async (content: Uint8Array, name: string) => stored.push((await store(content, name)).documentId)
  await put(await digitalPdf(Array.from({ length: 40 }, () => canaries(16))), 'lang.pdf')
  await put(await scannedPdf(await digitalPdf([canaries(20), canaries(20)]), { dpi: 200 }), 'scan.pdf')
  await put(Buffer.from(`{\\rtf1\\ansi ${canaries(100)}}`), 'brief.rtf')
  await put(Buffer.from(canaries(100)), 'text.txt')
  // where there is a LibreOffice, this one lies in a private folder for a while
  await put(await docx(paragraph(canaries(60))), 'brief.docx')
  await put(
    Buffer.from(
      `From: a@example.org\r\nSubject: Mail\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n${canaries(60)}\r\n--x\r\nContent-Type: text/plain; name="a.txt"\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\n${canaries(60)}\r\n--x--\r\n`,
    ),
    'mail.eml',
  )
  expect(used).toBeGreaterThanOrEqual(WORDS)
  // the search itself finds such a word where it does lie
  writeFileSync(join(temporary, 'bait'), `x ${STEM}1000 x`)
  expect(await hits()).toHaveLength(1)
  rmSync(join(temporary, 'bait'))

  let cut = 0
  for (const moment of MOMENTS) {
    if (await killedAfter(moment)) cut++
    // the guard of a private folder needs a moment of its own
    await expect.poll(leftFolders).toEqual([])
    // what the dead one had claimed comes free
    web.clock.advance({ minutes: 6 })
  }
  expect(cut).toBeGreaterThanOrEqual(3)
  expect(await hits()).toEqual([])

  await within((at) =>
    db(at).updateTable('document_versions').set({ attempts: 0 }).where('stage', '<>', 'ready').execute(),
  )
  web.clock.advance({ minutes: 60 })
  while ((await readWaiting(web.house, town)) > 0);
  const state = await within((at) =>
    db(at)
      .selectFrom('document_versions as v')
      .innerJoin('documents as d', 'd.id', 'v.document_id')
      .select(['v.id', 'v.stage', 'v.problem', 'd.pages', 'd.holder_id'])
      .execute(),
  )
  // the mail's attachment became a document of its own, once
  expect(state.map(({ stage, problem }) => [stage, problem])).toEqual(Array.from({ length: 7 }, () => ['ready', null]))
  const read = new Set<string>()
  for (const { id, pages } of state) {
    const found = await within((at) => pagesOf(filingOnly(at), id))
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: pages ?? 0 }, (_, at) => at + 1))
    for (const [word] of found
      .map(({ text }) => text)
      .join(' ')
      .matchAll(new RegExp(`${STEM}\\d{4}`, 'g')))
      read.add(word)
  }
  expect(read.size).toBeGreaterThanOrEqual(WORDS - 60) // what was scanned is not read letter by letter
  expect(await hits()).toEqual([])

  await within((at) =>
    erasePeople(
      at,
      state.map(({ holder_id }) => holder_id),
      'check',
    ),
  )
  expect(await hits()).toEqual([])
}, 300_000)
