import { expect, test } from 'vitest'
import { type Letter, letter, letterKinds } from '#testing/letters.ts'
import { recognise } from '../reading/ocr/recognise.ts'
import { loadPdfium } from '../reading/worker/pdfium.ts'
import { draw, openPdf, sizeOf, withPage } from '../reading/worker/pdf-document.ts'
import { layerOf } from '../reading/worker/pdf-text.ts'
import { scanOf } from '../reading/worker/scan.ts'
import type { PageRead } from '../types.ts'
import { findFacts } from './find.ts'
import { noKnowledge } from './knowledge.ts'

const known = { ...noKnowledge('2026-11-22'), own: { names: ['Stadt Musterstadt'] } }
const SEEDS = 25

/** The pages of a PDF by their text layer. */
async function layered(pdf: Buffer): Promise<PageRead[]> {
  const file = openPdf(await loadPdfium(), pdf)
  if (typeof file === 'string') throw new Error(file)
  const pages = Array.from({ length: file.pages }, (_, index) =>
    withPage(file, index, (page): PageRead => {
      const { text, words } = layerOf(file, page)
      return { ...sizeOf(file, page), number: index + 1, text, words, from: 'layer' }
    }),
  )
  file.close()
  return pages.flatMap((page) => page ?? [])
}

type Counted = Map<string, { right: number; all: number }>

function count(into: Counted, { truth }: Letter, pages: readonly PageRead[]): void {
  const facts = findFacts(pages, known)
  for (const [field, value] of Object.entries(truth)) {
    const one = into.get(field) ?? { right: 0, all: 0 }
    into.set(field, one)
    one.all++
    if (facts.find((fact) => fact.field === field)?.value === value) one.right++
  }
}

test('of rendered German letters of eight kinds nearly every value is found', async () => {
  const counted: Counted = new Map()
  for (const kind of letterKinds)
    for (let seed = 0; seed < SEEDS; seed++) {
      const made = await letter(kind, seed * 31 + kind.length)
      count(counted, made, await layered(made.pdf))
    }
  const shares = [...counted].map(([field, { right, all }]) => [field, right / all] as const)
  process.stdout.write(`facts: ${shares.map(([field, share]) => `${field}=${share.toFixed(3)}`).join(' ')}\n`)
  for (const [field, share] of shares) expect([field, share >= 0.95]).toEqual([field, true])
})

const DPI = 300

/** The pages of a PDF as a scanner would see them, read by OCR. */
async function scanned(pdf: Buffer): Promise<PageRead[]> {
  const file = openPdf(await loadPdfium(), pdf)
  if (typeof file === 'string') throw new Error(file)
  const bitmap = withPage(file, 0, (page) => {
    const points = sizeOf(file, page)
    const size = { width: Math.round((points.width * DPI) / 72), height: Math.round((points.height * DPI) / 72) }
    return { points, size, raw: draw(file, page, size, true) }
  })
  file.close()
  if (!bitmap) return []
  const page = { ...bitmap.points, number: 1 }
  const scan = { is: 'scan', page, ...(await scanOf(bitmap.raw, bitmap.size, DPI)), barcodes: [] } as const
  const { text, words } = await recognise(scan, { language: 'deu' })
  return [{ ...page, text, words, from: 'ocr' }]
}

test('of scanned letters most values are found', async () => {
  const counted: Counted = new Map()
  for (const kind of letterKinds) {
    const made = await letter(kind, 77 + kind.length)
    count(counted, made, await scanned(made.pdf))
  }
  const all = [...counted.values()].reduce((sum, one) => sum + one.all, 0)
  const right = [...counted.values()].reduce((sum, one) => sum + one.right, 0)
  const missed = [...counted].filter(([, one]) => one.right < one.all).map(([field]) => field)
  process.stdout.write(
    `facts by ocr: ${right} of ${all}${missed.length > 0 ? `, missed among ${missed.join(' ')}` : ''}\n`,
  )
  expect(right / all).toBeGreaterThanOrEqual(0.85)
})
