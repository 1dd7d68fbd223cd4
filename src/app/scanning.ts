import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { endGroup, privateFolder, type PrivateFolder, sweepFolders } from '#documents'
import { ConfigError } from '#platform/config/config.ts'
import { type Environment, fileAll, readCommand, type Receiver, type Telling } from './filing.ts'

export type ScanWish = Receiver & {
  /** What `scanimage` understands: `--device-name`, `--source`, `--mode`. */
  readonly device: string | undefined
  readonly source: string | undefined
  readonly mode: string | undefined
  /** Dots per inch. */
  readonly resolution: number
  /** So long a scanner may be silent; some hang when their feeder jams. */
  readonly patienceSeconds: number
}

const COMMAND = { name: 'belegt scan', options: ['--device', '--source', '--mode', '--resolution'] }
const RESOLUTION = { usual: 300, least: 75, most: 1200 }

/**
 * What `belegt scan` was told: where to, as `belegt file`, and how SANE shall scan.
 * @throws ConfigError
 */
export async function scanWish(given: readonly string[], environment: Environment): Promise<ScanWish> {
  const { receiver, told, words } = await readCommand(COMMAND, given, environment)
  if (words.length > 0) throw new ConfigError(['belegt scan files what it scans; files are filed by belegt file.'])
  const resolution = Number(told.get('--resolution') ?? RESOLUTION.usual)
  if (!Number.isInteger(resolution) || resolution < RESOLUTION.least || resolution > RESOLUTION.most)
    throw new ConfigError([`--resolution must be from ${RESOLUTION.least} to ${RESOLUTION.most} dots per inch.`])
  return {
    ...receiver,
    device: told.get('--device'),
    source: told.get('--source'),
    mode: told.get('--mode'),
    resolution,
    patienceSeconds: 180,
  }
}

/** At once from a feeder; more is no stack of paper but a scanner that does not know its end. */
const MOST_SHEETS = 500
const A_SHEET = 2 * 1024 * 1024

/** By this machine's own clock, as `2026-11-23 09:30`. */
const minute = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })

const isFeeder = (source: string | undefined): boolean => /adf|feeder|duplex/i.test(source ?? '')

/**
 * Scans what lies on the glass, or with a source that is a feeder all sheets in it, makes one PDF, and files it sealed as
 * `belegt file` does. The pages stand in memory where there is room, and in any case in a folder that is emptied, also after
 * a kill. A scanner that stops in the middle files nothing.
 * @returns whether it was filed; what went wrong is told
 */
export async function scanAndFile(wish: ScanWish, tell: Telling, environment: Environment): Promise<boolean> {
  await sweepFolders(tmpdir())
  const sheets = isFeeder(wish.source) ? MOST_SHEETS : 1
  const folder = await privateFolder(tmpdir(), sheets * A_SHEET)
  try {
    const scanned = await scanimage(wish, { folder, sheets }, environment)
    const pages = (await readdir(folder.path)).filter((name) => name.endsWith('.jpg')).toSorted()
    const trouble = troubleOf(scanned, { pages: pages.length, sheets })
    if (trouble) {
      tell.complain(`${trouble} Nothing was filed.`)
      return false
    }
    const name = `Scan ${minute.format(tell.clock.now().epochMilliseconds).replace(':', '.')}.pdf`
    await writePdf(
      join(folder.path, name),
      pages.map((page) => join(folder.path, page)),
      wish.resolution,
    )
    tell.say(`${pages.length} ${pages.length === 1 ? 'page' : 'pages'} scanned`)
    return await fileAll({ ...wish, paths: [join(folder.path, name)] }, tell)
  } finally {
    await folder.remove()
  }
}

type Scanned = {
  readonly end: 'itself' | 'missing' | 'silent'
  readonly code: number
  /** What SANE wrote, in English. */
  readonly words: string
}

/** When it says so all pages are there; some drivers then do not find their end. */
const ENDED = /^Batch terminated/m
const ENDING_SECONDS = 3

/** Runs SANE's own program; it is let go when it is silent for too long. */
function scanimage(
  { device, source, mode, resolution, patienceSeconds }: ScanWish,
  { folder, sheets }: { readonly folder: PrivateFolder; readonly sheets: number },
  environment: Environment,
): Promise<Scanned> {
  const told = { 'device-name': device, source, mode, resolution: String(resolution) }
  const options = Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
  const batch = [`--batch=${join(folder.path, '%06d.jpg')}`, `--batch-count=${sheets}`, '--format=jpeg']
  const program = spawn('scanimage', [...options, ...batch], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...environment, LC_ALL: 'C' },
    // drivers have processes of their own, which end with it
    detached: true,
  })
  if (program.pid) folder.guards(program.pid)
  let words = ''
  let end: Scanned['end'] = 'itself'
  const letGo = () => {
    if (!ENDED.test(words)) end = 'silent'
    if (program.pid) endGroup(program.pid)
  }
  let patience = setTimeout(letGo, patienceSeconds * 1000)
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4_000)
    clearTimeout(patience)
    patience = setTimeout(letGo, (ENDED.test(words) ? ENDING_SECONDS : patienceSeconds) * 1000)
  })
  return new Promise<Scanned>((resolve) => {
    program.once('error', () => resolve({ end: 'missing', code: 1, words }))
    program.once('close', (code) => resolve({ end, code: code ?? 0, words }))
  }).finally(() => clearTimeout(patience))
}

/** SANE's words for SANE_STATUS_NO_DOCS, with which a feeder ends. */
const EMPTY = 'Document feeder out of documents'

function troubleOf(
  { end, code, words }: Scanned,
  { pages, sheets }: { readonly pages: number; readonly sheets: number },
): string | undefined {
  if (end === 'missing') return "SANE's program scanimage was not found; Debian has it in the package sane-utils."
  if (end === 'silent') return 'The scanner gave no sign of life any more and was let go.'
  const lines = words.split('\n')
  const status = lines.findLast((line) => /^scanimage: sane_\w+: /.test(line))?.replace(/^scanimage: \w+: /, '')
  if (pages > 0 && sheets > 1 && status === EMPTY) return undefined
  if (status === undefined && code === 0)
    return sheets > 1 ? `The feeder did not end after ${sheets} sheets.` : undefined
  const said = status ?? lines.find((line) => line.startsWith('scanimage: '))?.slice('scanimage: '.length)
  const after = pages > 0 ? ` after ${pages} pages; put all of them in again` : ''
  return `The scanner stopped${after}: ${said ?? `status ${code}`}.`
}

/** In dots per inch as the file says it (JFIF 1.02, density unit 1), which may be other than was asked for. */
const densityOf = (jpeg: Buffer): number | undefined =>
  jpeg.toString('latin1', 6, 10) === 'JFIF' && jpeg[13] === 1 && jpeg.readUInt16BE(14) > 0
    ? jpeg.readUInt16BE(14)
    : undefined

/** Each page in its true size; a JPEG is taken over as it is. */
async function writePdf(path: string, pages: readonly string[], resolution: number): Promise<void> {
  const { default: PDFDocument } = await import('pdfkit')
  const paper = new PDFDocument({ autoFirstPage: false, margin: 0, font: null as never })
  const written = pipeline(paper, createWriteStream(path, { mode: 0o600 }))
  for (const page of pages) {
    const jpeg = await readFile(page)
    const points = 72 / (densityOf(jpeg) ?? resolution)
    // the library opens pictures from memory, which its types do not say
    const picture = (paper as unknown as { openImage(bytes: Buffer): { width: number; height: number } }).openImage(
      jpeg,
    )
    const [width, height] = [picture.width * points, picture.height * points]
    paper.addPage({ size: [width, height], margin: 0 }).image(picture as never, 0, 0, { width, height })
  }
  paper.end()
  await written
}
