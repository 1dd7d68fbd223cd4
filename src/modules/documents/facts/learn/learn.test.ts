import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PageRead } from '../../types.ts'
import { findFacts } from '../find.ts'
import { noKnowledge } from '../knowledge.ts'
import { learnFrom, withHint } from './learn.ts'
import { shapeOf } from './shape.ts'
import type { Hint } from './types.ts'

const today = '2026-11-22'
const WIDE = 0.011
type Set = readonly [x: number, y: number, text: string]
const pageOf = (set: readonly Set[], number = 1): PageRead => ({
  number,
  width: 595,
  height: 842,
  text: set.map(([, , text]) => text).join('\n'),
  words: set.flatMap(([x, y, text]) => {
    let at = x
    return text.split(' ').map((part) => {
      const box = { x: at, y, width: part.length * WIDE, height: 0.012 }
      at += (part.length + 0.5) * WIDE
      return { text: part, box }
    })
  }),
  from: 'layer',
})
const found = (page: PageRead, hints: readonly Hint[], name = '') =>
  findFacts([page], { ...noKnowledge(today), learned: [{ name, hints }] })

/** A layout whose words our own rules do not know. */
const strange = (meter: string, until: string, sum: string, shift = 0): PageRead =>
  pageOf([
    [0.1, 0.05, 'Zählwerk Süd'],
    [0.1, 0.2 + shift, `Zählpunkt ${meter}`],
    [0.6, 0.2 + shift, 'Ablesung'],
    [0.6, 0.215 + shift, until],
    [0.1, 0.5 + shift, `Ihr Anteil ${sum} €`],
    [0.1, 0.52 + shift, 'Kosten des Hauses 9.999,00 €'],
  ])

test('a value that was chosen once is found on the next document of the sender', () => {
  const first = strange('ZP-2026/01', '03.02.2026', '120,00')
  const hints = [
    learnFrom([first], { field: 'meter', kind: 'number', value: 'ZP-2026/01' }, today),
    learnFrom([first], { field: 'date', kind: 'date', value: '2026-02-03' }, today),
    learnFrom([first], { field: 'amount', kind: 'amount', value: '12000 EUR' }, today),
  ].flatMap((hint) => hint ?? [])
  expect(hints).toHaveLength(3)
  const next = strange('ZP-2027/13', '04.03.2026', '77,10', 0.04)
  expect(found(next, []).find(({ field }) => field === 'amount')?.value).toBe('999900 EUR') // our own guess
  const facts = found(next, hints, 'Zählwerk Süd GmbH')
  expect(facts).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: 'meter', value: 'ZP-2027/13', by: 'learned', page: 1 }),
      expect.objectContaining({ field: 'date', value: '2026-03-04', by: 'learned' }),
      expect.objectContaining({ field: 'amount', value: '7710 EUR', by: 'learned' }),
      expect.objectContaining({ field: 'sender', value: 'Zählwerk Süd GmbH', by: 'learned' }),
    ]),
  )
})

test('any value behind any words is found again, wherever the lines have moved', () => {
  const word = fc.stringMatching(/^[a-zäöü]{4,9}$/)
  const number = fc
    .tuple(fc.constantFrom('A-', 'X', ''), fc.integer({ min: 1_000, max: 99_999 }))
    .map(([front, digits]) => `${front}${digits}`)
  fc.assert(
    fc.property(
      word,
      word,
      number,
      number,
      fc.double({ min: 0, max: 0.3, noNaN: true }),
      (label, other, one, two, shift) => {
        fc.pre(label !== other && shapeOf(one) === shapeOf(two))
        const make = (value: string, y: number) =>
        pageOf([[0.1, 0.1 + y, `${other} 55443`], [0.1, 0.2 + y, `${label} ${value}`], [0.1, 0.3 + y, `${other} 99887`]]) // oxfmt-ignore
        const hint = learnFrom([make(one, 0)], { field: 'mine', kind: 'number', value: one }, today)
        expect(hint?.left).not.toBe('')
        const facts = found(make(two, shift), hint ? [hint] : [])
        expect(facts.find(({ field }) => field === 'mine')?.value).toBe(two)
      },
    ),
  )
})

test('of a value that stands twice the clicked one is learned', () => {
  const page = pageOf([[0.1, 0.2, 'Vorjahr 50,00 €'], [0.1, 0.4, 'Heuer 50,00 €']]) // oxfmt-ignore
  const chosen = { field: 'amount', kind: 'amount', value: '5000 EUR', page: 1 } as const
  const clicked = page.words.findLast(({ text }) => text === '50,00')?.box
  expect(learnFrom([page], { ...chosen, box: clicked }, today)?.left).toBe('heuer')
})

test('a value without any words around it is found at its place, and only if it looks alike', () => {
  const alone = (text: string, x = 0.7) => pageOf([[x, 0.1, text], [0.1, 0.5, 'Sehr geehrte Damen und Herren']]) // oxfmt-ignore
  const hint = learnFrom([alone('B-77/2026')], { field: 'reference', kind: 'number', value: 'B-77/2026' }, today)
  const hints = hint ? [hint] : []
  expect(found(alone('B-9/2027'), hints).find(({ field }) => field === 'reference')?.value).toBe('B-9/2027')
  expect(found(alone('4711'), hints).find(({ by }) => by === 'learned')).toBeUndefined()
  expect(found(alone('B-9/2027', 0.3), hints).find(({ by }) => by === 'learned')).toBeUndefined()
})

test('what the page does not show is not learned', () => {
  expect(
    learnFrom([strange('ZP-1', '03.02.2026', '1,00')], { field: 'amount', kind: 'amount', value: '4242 EUR' }, today),
  ).toBeUndefined()
})

test('what held before counts more, and nothing grows without end', () => {
  const hint = (left: string, field = 'amount'): Hint => ({
    field,
    left,
    above: '',
    box: { x: 0, y: 0, width: 0, height: 0 },
    page: 1,
    shape: '9',
    times: 1,
  })
  expect(withHint(withHint([], hint('summe')), hint('summe'))).toMatchObject([{ left: 'summe', times: 2 }])
  let hints: Hint[] = []
  for (let count = 0; count < 500; count++) hints = withHint(hints, hint(`w${count}`, `f${count % 60}`))
  expect(hints).toHaveLength(40)
  expect(
    Math.max(...[...Map.groupBy(hints, ({ field }) => field).values()].map((some) => some.length)),
  ).toBeLessThanOrEqual(3)
})
