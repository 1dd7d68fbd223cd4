import { expect, test } from 'vitest'
import { type Letter, letter, letterKinds } from '#testing/letters.ts'
import { loadPdfium } from '../reading/worker/pdfium.ts'
import { openPdf, sizeOf, withPage } from '../reading/worker/pdf-document.ts'
import { layerOf } from '../reading/worker/pdf-text.ts'
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
