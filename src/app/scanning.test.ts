// Scanning with SANE's own program and its test device: sheets arrive sealed as one PDF, trouble files nothing.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ConfigError } from '#platform/config/config.ts'
import { type KeyedArchive, keyedArchive } from '#testing/keyed.ts'
import { scanAndFile, scanWish, type ScanWish } from './scanning.ts'

const unpacked = join(process.cwd(), 'node_modules/.scanner/root')
const here = existsSync('/usr/bin/scanimage') || existsSync(join(unpacked, 'usr/bin/scanimage'))

let given: KeyedArchive
let folder: string
let environment: Record<string, string | undefined>
/** Before SANE's program stands one that knows where it lies, and its only device, which needs no scanner. */
beforeAll(async () => {
  given = await keyedArchive()
  folder = mkdtempSync(join(tmpdir(), 'belegt-scanning-'))
  writeFileSync(join(folder, 'dll.conf'), 'test\n')
  writeFileSync(join(folder, 'test.conf'), '')
  const libraries = join(unpacked, 'usr/lib', process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu')
  const program = existsSync('/usr/bin/scanimage') ? '/usr/bin/scanimage' : join(unpacked, 'usr/bin/scanimage')
  writeFileSync(
    join(folder, 'scanimage'),
    `#!/bin/sh\nexport SANE_CONFIG_DIR='${folder}' LD_LIBRARY_PATH='${libraries}:${libraries}/sane'\nexec '${program}' $TEST_OPTIONS "$@"\n`,
    { mode: 0o755 },
  )
  environment = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  expect(given.web.defects).toEqual([])
  await given[Symbol.asyncDispose]()
})

const said: string[] = []
const complained: string[] = []
beforeEach(() => {
  said.length = 0
  complained.length = 0
})
const wish = (more: Partial<ScanWish> = {}): ScanWish => ({
  to: given.to,
  key: given.key,
  title: undefined,
  device: 'test:0',
  source: undefined,
  mode: undefined,
  resolution: 100,
  patienceSeconds: 30,
  ...more,
})
const scan = (more: Partial<ScanWish> = {}, options = '') =>
  scanAndFile(
    wish(more),
    {
      say: (line) => void said.push(line),
      complain: (line) => void complained.push(line),
      clock: given.web.clock,
      wait: async () => undefined,
    },
    { ...environment, TEST_OPTIONS: options },
  )
const leftBehind = () => ['/dev/shm', tmpdir()].flatMap((home) => readdirSync(home).filter(isOurs))
const isOurs = (name: string) => name.startsWith('belegt-read-') && name.includes(`-${process.pid}-`)

test.runIf(here)('a sheet on the glass becomes a PDF of one page in its true size, filed sealed', async () => {
  expect([await scan({ mode: 'Gray' }), complained]).toEqual([true, []])
  expect(said[0]).toBe('1 page scanned')
  const [{ name, bytes } = { name: '', bytes: Buffer.alloc(0) }] = await given.filed()
  expect(name).toMatch(/^Scan \d{4}-\d\d-\d\d \d\d\.\d\d\.pdf$/)
  const pdf = await PDFDocument.load(bytes)
  expect(pdf.getPageCount()).toBe(1)
  // the test device lays 80 x 100 mm on its glass
  const { width, height } = pdf.getPage(0).getSize()
  expect([width / 72, height / 72].map((inches) => Math.round(inches * 25.4))).toEqual([80, 100])
  expect(bytes.includes('/DeviceGray')).toBe(true)
  expect(leftBehind()).toEqual([])
})

test.runIf(here)('all sheets of a feeder become one PDF, in their order', async () => {
  const before = (await given.filed()).length
  expect([await scan({ source: 'Automatic Document Feeder', title: 'Posteingang' }), complained]).toEqual([true, []])
  expect(said[0]).toBe('10 pages scanned')
  const all = await given.filed()
  expect(all).toHaveLength(before + 1)
  const counts = await Promise.all(all.map(async ({ bytes }) => (await PDFDocument.load(bytes)).getPageCount()))
  expect(counts.toSorted((one, other) => one - other).at(-1)).toBe(10)
})

test.runIf(here).each([
  ['a jam', 'SANE_STATUS_JAMMED', 'Document feeder jammed'],
  ['an open cover', 'SANE_STATUS_COVER_OPEN', 'Scanner cover is open'],
])('%s in the middle files nothing, and says what the scanner said', async (_, status, words) => {
  const before = (await given.filed()).length
  const more = { source: 'Automatic Document Feeder' }
  expect(await scan(more, `--read-return-value=${status}`)).toBe(false)
  expect(complained).toEqual([expect.stringContaining(`${words}. Nothing was filed.`)])
  expect((await given.filed()).length).toBe(before)
  expect(leftBehind()).toEqual([])
})

test.runIf(here)('a scanner that gives no sign of life is let go, and nothing is filed', async () => {
  // a second between two pieces of a large picture
  const slow = '--read-delay=yes --read-delay-duration=200000'
  expect(await scan({ resolution: 1200, patienceSeconds: 1 }, slow)).toBe(false)
  expect(complained).toEqual(['The scanner gave no sign of life any more and was let go. Nothing was filed.'])
  expect(leftBehind()).toEqual([])
})

test.runIf(here)('an unknown device or source is told in the words of SANE', async () => {
  expect(await scan({ device: 'nirgends' })).toBe(false)
  expect(await scan({ source: 'Keller' })).toBe(false)
  expect(complained).toEqual([
    expect.stringContaining('open of device nirgends failed'),
    expect.stringContaining('setting of option --source failed'),
  ])
})

test('without SANE its absence is told', async () => {
  environment = { ...environment, PATH: '/nowhere' }
  expect(await scan()).toBe(false)
  expect(complained[0]).toContain('package sane-utils')
})

test('what is told wrongly is said before the scanner moves', async () => {
  const known = { BELEGT_FILE_KEY: given.key }
  const to = ['--to', 'https://b.example/stadt']
  await expect(scanWish([...to, '--resolution', '300', '--source', 'ADF'], known)).resolves.toMatchObject({
    resolution: 300,
    source: 'ADF',
  })
  for (const words of [
    [...to, '--resolution', 'fein'],
    [...to, '--resolution', '9999'],
    [...to, 'Brief.pdf'],
    ['--source', 'ADF'],
  ])
    await expect(scanWish(words, known)).rejects.toThrow(ConfigError)
})
