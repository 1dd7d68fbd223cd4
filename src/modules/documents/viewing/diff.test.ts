import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diff, type Piece, shortened, wordsOf } from './diff.ts'

const written = (pieces: readonly Piece[] | undefined): string =>
  (pieces ?? [])
    .map(({ is, words }) => (is === 'same' ? words.join(' ') : `${is === 'added' ? '+' : '-'}[${words.join(' ')}]`))
    .join(' ')
const between = (older: string, newer: string) => written(diff(wordsOf(older), wordsOf(newer)))

test.each([
  ['Der Preis ist 100 Euro.', 'Der Preis ist 120 Euro.', 'Der Preis ist -[100] +[120] Euro.'],
  ['eins zwei drei', 'eins drei', 'eins -[zwei] drei'],
  ['eins drei', 'eins zwei drei vier', 'eins +[zwei] drei +[vier]'],
  ['gleich  auch\nmit Umbruch', 'gleich auch mit Umbruch', 'gleich auch mit Umbruch'],
  ['', 'neu', '+[neu]'],
  ['alt', '', '-[alt]'],
  ['', '', ''],
])('%s -> %s', (older, newer, told) => expect(between(older, newer)).toBe(told))

test('both texts can be read out of the pieces, and what is common is never told as changed twice', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 60 })
  fc.assert(
    fc.property(text, text, (older, newer) => {
      const pieces = diff(older, newer) ?? []
      const of = (...kinds: Piece['is'][]) =>
        pieces.filter(({ is }) => kinds.includes(is)).flatMap(({ words }) => words)
      expect(of('same', 'removed')).toEqual(older)
      expect(of('same', 'added')).toEqual(newer)
      // neighbours are of different kinds: nothing is cut into more pieces than need be
      for (const [place, { is }] of pieces.entries()) expect(pieces[place + 1]?.is).not.toBe(is)
    }),
  )
})

test('another text altogether is told as that, in bounded time', () => {
  const many = (letter: string) => Array.from({ length: 5_000 }, (_, place) => `${letter}${place}`)
  expect(diff(many('a'), many('b'))).toBeUndefined()
  const long = many('a')
  expect(written(shortened(diff(long, long.with(2_500, 'neu')) ?? [])).split(' ')).toHaveLength(2 * 12 + 2 + 2)
})
