import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { filing } from '../../src/modules/documents/data.ts'
import { pgmOf } from '../../src/modules/documents/reading/ocr/bitmap.ts'
import { readFile } from '../../src/modules/documents/reading/read-file.ts'
import { readWaiting } from '../../src/modules/documents/reading/pipeline.ts'
import { endReaders } from '../../src/modules/documents/reading/readers.ts'
import { programs } from '../../src/modules/documents/reading/sandbox/programs.ts'
import { draw, openPdf, sizeOf, withPage } from '../../src/modules/documents/reading/worker/pdf-document.ts'
import { createArchive } from '../../src/modules/documents/storing/archives.ts'
import { storeSealed } from '../../src/modules/documents/storing/store.ts'
import { inScope } from '../../src/platform/data/scope.ts'
import { digitalPdf, scannedPdf, testPdfium } from '../../tests/support/pages.ts'
import { newOrganisation, round, say, timed, type Found, type Ground } from './support.ts'

const DOCUMENTS = Number(process.env['BENCH_INGEST_DOCUMENTS'] ?? 1_000)
const SCANNED = 10
const DPI = 300
const ROUNDS = 3
const LARGE = 10 * 1024 * 1024
const LEAST_PER_SECOND = 5
const LEAST_PAGES_PER_MINUTE = 25
const MOST_CPU = 1.15
const MOST_ANSWER_MS = 1_000

const words =
  'die Rechnung für den Antrag der Gemeinde über Gebühren und Beiträge wird nach Prüfung durch das Bauamt bezahlt sobald Unterlagen vollständig vorliegen Straße Grundstück Anschluss Zähler Wasser Abwasser Müller Schröder Vereinbarung Größe Maß Frist Monat Betrag Euro Steuer Vertrag Kündigung Bestätigung Termin'.split(
    ' ',
  )
let seed = 7
const next = (below: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed % below
}
const sentence = (count: number) => Array.from({ length: count }, () => words[next(words.length)]).join(' ')
const page = (number: number) =>
  `Rechnung Nr. ${2026_0000 + number}\nDatum: ${1 + (number % 28)}.11.2026\n\nSehr geehrte Damen und Herren,\n\n${Array.from({ length: 12 }, () => `${sentence(28)}.`).join('\n\n')}\n\nGesamtbetrag: ${next(9_000)},${10 + next(89)} EUR\nIBAN DE89 3704 0044 0532 0130 00`

/** Files of the kinds that offices get: mostly PDF of one to five pages, some mails and texts. */
async function fileNumber(number: number): Promise<{ name: string; content: Buffer }> {
  const pages = Array.from({ length: 1 + (number % 5) }, () => page(number))
  if (number % 10 === 8) return { name: `${number}.txt`, content: Buffer.from(page(number)) }
  if (number % 10 === 9)
    return {
      name: `${number}.eml`,
      content: Buffer.from(
        `From: a@example.org\r\nSubject: Antrag ${number}\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${page(number)}`,
      ),
    }
  return { name: `${number}.pdf`, content: await digitalPdf(pages) }
}

/** Seconds of CPU of this process and of those it started that have ended. */
function cpuSeconds(): number {
  const after = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? []
  return [11, 12, 13, 14].reduce((sum, place) => sum + Number(after[place]), 0) / 100
}

async function* stream(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

/** Files to searchable with previews; a scan against Tesseract alone on the same pages; the answer to a large file. */
export async function ingest(ground: Ground): Promise<Found> {
  const { house } = ground
  const organisation = await newOrganisation(ground, 'aktenstadt')
  const about = { organisation, actor: { kind: 'system', job: 'bench' }, purpose: filing } as const
  const archiveId = await inScope(house, about, (at) => createArchive(at, 'Posteingang'))
  const store = (name: string, content: Uint8Array) =>
    inScope(house, about, (at) =>
      storeSealed(at, {
        archiveId,
        way: 'import',
        name,
        content: stream(content),
        size: content.length,
        mediaType: 'application/octet-stream',
      }),
    )
  const files: { name: string; content: Buffer }[] = []
  for (let number = 0; number < DOCUMENTS; number++) files.push(await fileNumber(number))
  say(`made ${files.length} files`)
  const storing = await timed(async () => {
    for (const { name, content } of files) await store(name, content)
  })
  const reading = await timed(async () => {
    await Promise.all([readWaiting(house, organisation), readWaiting(house, organisation)])
  })
  const { rows } = await ground.root.query<{ ready: number; pages: number; found: number }>(
    `select count(*) filter (where stage = 'ready')::int as ready, (select count(*)::int from document_pages) as pages,
       (select count(distinct document_id)::int from document_words) as found from document_versions`,
  )
  const state = rows[0] ?? { ready: 0, pages: 0, found: 0 }
  const perSecond = (DOCUMENTS / (storing + reading)) * 1_000
  say(`stored in ${round(storing / 1000)} s, read in ${round(reading / 1000)} s: ${state.pages} pages`)

  const large = Buffer.concat([files[0]?.content ?? Buffer.alloc(0), randomBytes(LARGE)])
  const answer = await timed(() => store('large.pdf', large))
  const scan = await scanFacts()
  const facts = {
    documents_per_second: round(perSecond),
    read_per_second: round((DOCUMENTS / reading) * 1_000),
    ready: `${state.ready}/${DOCUMENTS}`,
    searchable: state.found,
    scan_pages_per_minute: round(scan.perMinute),
    scan_cpu_ratio: round(scan.ratio),
    answer_10mb_ms: round(answer, 0),
  }
  const met =
    perSecond >= LEAST_PER_SECOND &&
    state.ready === DOCUMENTS &&
    scan.perMinute >= LEAST_PAGES_PER_MINUTE &&
    scan.ratio <= MOST_CPU &&
    answer <= MOST_ANSWER_MS
  return { facts, met }
}

async function scanFacts(): Promise<{ perMinute: number; ratio: number }> {
  const { tesseract } = programs()
  if (!tesseract) return { perMinute: 0, ratio: 0 }
  const pages = Array.from({ length: SCANNED }, (_, number) => page(number))
  const pdf = await scannedPdf(await digitalPdf(pages), { dpi: DPI })
  const file = openPdf(await testPdfium(), pdf)
  if (typeof file === 'string') throw new Error(file)
  const bitmaps = Array.from({ length: file.pages }, (_, index) =>
    withPage(file, index, (one) => {
      const points = sizeOf(file, one)
      const size = { width: Math.round((points.width / 72) * DPI), height: Math.round((points.height / 72) * DPI) }
      return pgmOf({ raw: draw(file, one, size, true), ...size, dpi: DPI })
    }),
  )
  file.close()
  const rounds: { perMinute: number; ratio: number }[] = []
  for (let number = 0; number < ROUNDS; number++) {
    const bare = await cpuOf(async () => {
      const waiting = [...bitmaps]
      const work = async () => {
        for (let one = waiting.pop(); one; one = waiting.pop()) await alone(tesseract.path, tesseract.env, one)
      }
      await Promise.all([work(), work()])
    })
    let count = 0
    let ms = 0
    const own = await cpuOf(async () => {
      ms = await timed(async () => {
        for await (const part of readFile([pdf], { fileName: 'scan.pdf' })) if (part.is === 'page') count++
      })
    })
    say(`scan: ${count} pages, ${round(own)} s of CPU; Tesseract alone ${round(bare)} s`)
    rounds.push({ perMinute: (count / ms) * 60_000, ratio: own / bare })
  }
  // the machine is shared: one round that was disturbed does not count
  const middle = (of: (one: (typeof rounds)[number]) => number) => rounds.map(of).toSorted((a, b) => a - b)[1] ?? 0
  return { perMinute: middle((one) => one.perMinute), ratio: middle((one) => one.ratio) }
}

/** Seconds of CPU that work takes, with the processes it starts. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  endReaders()
  await settled()
  const began = cpuSeconds()
  await work()
  endReaders()
  await settled()
  return cpuSeconds() - began
}

/** Waits until processes that were ended are counted. */
const settled = () => new Promise<void>((done) => void setTimeout(done, 500))

function alone(path: string, env: Readonly<Record<string, string>>, bitmap: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    const args = ['stdin', 'stdout', '--dpi', String(DPI), '-l', 'deu', '--psm', '3', 'tsv']
    const child = spawn(path, args, { stdio: ['pipe', 'ignore', 'ignore'], env: { OMP_THREAD_LIMIT: '1', ...env } })
    child.once('error', failed)
    child.once('close', () => done())
    child.stdin.end(bitmap)
  })
}
