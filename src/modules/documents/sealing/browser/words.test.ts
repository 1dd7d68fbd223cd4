import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { vocabularyOf } from '../../search/vocabulary.ts'
import { recognisedOf } from './recognise.ts'
import { questionOf, widenBy, wordsOf } from './words.ts'

const key = new Uint8Array(randomBytes(32))
const texts = [
  'Kündigung des Vertrags, Doppelschale aus Porzellan',
  'Versicherungsnummer 12-345, Rechnung RE-2026/0417',
  'Mahnung wegen der Miete, im Doppel',
]

async function archive() {
  const made = await Promise.all(texts.map((text) => wordsOf(key, [{ number: 1, text }], [])))
  const vocabulary = vocabularyOf()
  for (const { forms } of made) widenBy(vocabulary, forms)
  return async (query: string) => {
    const { asked } = await questionOf(key, query, vocabulary)
    const holds = (place: number, group: string[][]) => {
      const tokens = new Set(made[place]?.parts.flatMap(({ words }) => words.map(([token]) => token)))
      return group.some((all) => all.every((one) => tokens.has(one)))
    }
    return [...texts.keys()].filter(
      (place) =>
        asked.wanted.length > 0 &&
        asked.wanted.every((group) => holds(place, group)) &&
        !asked.unwanted.some((group) => holds(place, group)),
    )
  }
}

describe('what is asked of an archive that no server reads', () => {
  test.each([
    ['kündigungen', [0]],
    ['kuendigung', [0]],
    ['kundigung', [0]],
    ['schale', [0]],
    ['versich*', [1]],
    ['re20260417', [1]],
    ['RE-2026/0417', [1]],
    ['rechnung -mahnung', [1]],
    ['mahnung -miete', []],
    ['"wegen der miete"', [2]],
    ['und', []],
    ['Gießkanne', []],
  ])('%s', async (query, found) => {
    expect(await (await archive())(query)).toEqual(found)
  })

  test('is told in tokens alone, other ones under another key', async () => {
    const { parts } = await wordsOf(key, [{ number: 1, text: texts[0] ?? '' }], ['Titel'])
    const others = await wordsOf(new Uint8Array(randomBytes(32)), [{ number: 1, text: texts[0] ?? '' }], ['Titel'])
    const tokens = (of: typeof parts) => of.flatMap(({ words }) => words.map(([token]) => token))
    for (const token of tokens(parts)) expect(token).toMatch(/^[A-Za-z0-9_-]{8}$/)
    expect(tokens(parts).filter((token) => tokens(others.parts).includes(token))).toEqual([])
  })
})

test('what Tesseract answers becomes text and words with their places', () => {
  const row = (line: number, x: number, text: string, sure = 90) =>
    `5\t1\t1\t1\t${line}\t1\t${x}\t20\t50\t10\t${sure}\t${text}`
  const tsv = [
    '4\t1\t1\t1\t1\t0\t0\t0\t0\t0\t-1\t',
    row(1, 10, 'Guten'),
    row(1, 70, 'Tag'),
    row(2, 10, '~', 3),
    row(2, 0, 'Öz'),
  ]
  const { text, words } = recognisedOf(tsv.join('\n'), { width: 100, height: 200 })
  expect(text).toBe('Guten Tag\nÖz')
  expect(words[1]).toEqual(['Tag', 0.7, 0.1, 0.5, 0.05])
})

test('of more words than are held those of the newest documents stay, and the others are counted on where they come again', () => {
  const vocabulary = vocabularyOf()
  const of = (...forms: string[]) => forms.map((form): [string, number] => [form, 1])
  expect(widenBy(vocabulary, of('haus', 'garten'), 3)).toBe(true)
  expect(widenBy(vocabulary, of('haus', 'zaun'), 3)).toBe(true)
  expect(widenBy(vocabulary, of('haus', 'scheune', 'zaun'), 3)).toBe(false)
  expect([vocabulary.size, vocabulary.documents('haus'), vocabulary.documents('zaun')]).toEqual([3, 3, 2])
  expect(vocabulary.has('scheune')).toBe(false)
})
