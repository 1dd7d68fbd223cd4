import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { hostilePdfs } from '#testing/hostile-pdfs.ts'
import { digitalPdf } from '#testing/pages.ts'
import { letter, result } from '#testing/reading.ts'
import { endReaders } from './readers.ts'

afterAll(endReaders)

const PROBLEMS = /^(damaged|needs-password|too-many-pages|took-too-long|too-much-memory|crashed)$/

test.each(Object.keys(hostilePdfs))(
  'a PDF with %s is read or refused, soon, and the next file is read',
  async (name) => {
    const read = await result(hostilePdfs[name]?.() ?? Buffer.alloc(0))
    if (read.problem === undefined) expect(read.texts.length).toBeGreaterThan(0)
    else expect(read.problem).toMatch(PROBLEMS)
    process.stdout.write(`${name}: ${read.problem ?? `${read.texts.length} pages`}\n`)
    expect((await result(await digitalPdf(['Guten Tag']))).texts).toEqual(['Guten Tag'])
  },
)

// what a fuzzer that knows the grammar does: numbers, names, references and pieces of the file change places
const EXTREMES = [
  '0',
  '-1',
  '2147483648',
  '99999999999999999999',
  '1e99',
  '0.0000001',
  'null',
  '1 0 R',
  '[]',
  '<<>>',
  '/X',
]
const TOKENS = /\d+ \d+ R|-?\d+(?:\.\d+)?|\/[A-Za-z]+|<<|>>|\[|\]|obj|endobj|stream|endstream/g

function mutated(pdf: Buffer, changes: readonly { at: number; how: number; other: number }[]): Buffer {
  let text = pdf.toString('latin1')
  for (const { at, how, other } of changes) {
    const tokens = [...text.matchAll(TOKENS)]
    const token = tokens[at % tokens.length]
    const swapped = tokens[other % tokens.length]
    if (!token || !swapped) break
    const start = token.index
    const end = start + token[0].length
    const instead =
      [EXTREMES[other % EXTREMES.length] ?? '', swapped[0], '', text.slice(start, start + (other % 2_000))][how % 4] ??
      ''
    text = text.slice(0, start) + instead + text.slice(how % 4 === 3 ? start : end)
  }
  return Buffer.from(text, 'latin1')
}

test('PDFs whose grammar was changed at random are read or refused', async () => {
  const pdf = await digitalPdf([letter, 'Seite zwei'])
  const number = fc.nat({ max: 1_000_000 })
  const change = fc.record({ at: number, how: number, other: number })
  const outcomes = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
      const read = await result(mutated(pdf, changes))
      if (read.problem !== undefined) expect(read.problem).toMatch(PROBLEMS)
      const told = read.problem ?? 'read'
      outcomes.set(told, (outcomes.get(told) ?? 0) + 1)
    }),
    { numRuns: 36, seed: 22 },
  )
  process.stdout.write(`PDFs with changed grammar: ${JSON.stringify(Object.fromEntries(outcomes))}\n`)
  expect(outcomes.get('read') ?? 0).toBeGreaterThan(5)
  expect((await result(pdf)).texts).toHaveLength(2)
})
