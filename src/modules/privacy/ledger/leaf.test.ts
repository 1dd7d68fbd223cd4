import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leafBytes, type Leaf, type LeafValue } from './leaf.ts'
import { leafHash } from './merkle.ts'

const salt = Uint8Array.from({ length: 32 }, (_, i) => i)
const at = Temporal.Instant.from('2026-11-22T09:15:00.123999+01:00')
const leaf = (body: Leaf['body'], rest: Partial<Leaf> = {}): Leaf => ({ kind: 'erasure.done', at, body, salt, ...rest })
const text = (given: Leaf) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(leafBytes(given))

test('the written form, to the byte', () => {
  const body = {
    rows: 3,
    cutoff: Temporal.Instant.from('2026-10-23T00:00:00Z'),
    law: '§ 35 BDSG "x"\n',
    held: [null, true, -1],
  }
  expect(text(leaf(body))).toBe(
    '{"at":"2026-11-22T08:15:00.123Z","body":{"cutoff":"2026-10-23T00:00:00.000Z","held":[null,true,-1],' +
      '"law":"§ 35 BDSG \\"x\\"\\n","rows":3},"kind":"erasure.done",' +
      '"salt":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f","v":1}',
  )
})

test('keys in the order of RFC 8785, its own example', () => {
  const body = { '\u20ac': 0, '\r': 0, '\ufb33': 0, '1': 0, '\ud83d\ude00': 0, '\u0080': 0, '\u00f6': 0 }
  const keys = [...text(leaf(body)).matchAll(/"([^"]+)":0/g)].map((match) => match[1])
  expect(keys).toEqual(['\\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'])
})

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)
const value = fc.letrec<{ any: LeafValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 6 }), tie('any'), { maxKeys: 5 }),
  ),
})).any
const body = fc.dictionary(
  fc.string({ unit: 'binary', maxLength: 6 }).filter((key) => key.isWellFormed()),
  value,
)

/** The same value with its keys put in from last to first, at every depth. */
function turned(given: LeafValue): LeafValue {
  if (Array.isArray(given)) return given.map(turned)
  if (typeof given !== 'object' || given === null || given instanceof Temporal.Instant) return given
  return Object.fromEntries(
    Object.entries(given)
      .toReversed()
      .map(([key, inner]) => [key, turned(inner)]),
  )
}

describe('one value, one form', () => {
  test('whatever the order of its keys', () => {
    fc.assert(
      fc.property(body, (given) => {
        expect(leafBytes(leaf(turned(given) as Leaf['body']))).toEqual(leafBytes(leaf(given)))
      }),
    )
  })

  test('and it reads back as JSON to the same form and the same value', () => {
    fc.assert(
      fc.property(body, (given) => {
        const read = JSON.parse(text(leaf(given))) as { at: string; body: Leaf['body']; kind: string; salt: string }
        const again = leaf(read.body, {
          at: Temporal.Instant.from(read.at),
          salt: new Uint8Array(Buffer.from(read.salt, 'hex')),
          kind: read.kind,
        })
        expect(leafBytes(again)).toEqual(leafBytes(leaf(given)))
        expect(JSON.stringify(sorted(read.body))).toBe(JSON.stringify(sorted(given)))
      }),
    )
  })

  test('different values have different forms', () => {
    fc.assert(
      fc.property(body, body, (one, other) => {
        const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
        expect(Buffer.compare(leafBytes(leaf(one)), leafBytes(leaf(other))) === 0).toBe(same)
      }),
    )
  })

  test('another salt is another hash of the same fact', () => {
    const other = salt.with(31, 0)
    expect(leafHash(leafBytes(leaf({ rows: 1 })))).not.toEqual(leafHash(leafBytes(leaf({ rows: 1 }, { salt: other }))))
  })
})

function sorted(given: LeafValue): LeafValue {
  if (Array.isArray(given)) return given.map(sorted)
  if (typeof given !== 'object' || given === null || given instanceof Temporal.Instant) return given
  const pairs = Object.entries(given).map(([key, inner]) => [key, sorted(inner)] as const)
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))
}

describe('what has no such form is refused with its place', () => {
  const cyclic: { [key: string]: unknown } = {}
  cyclic['self'] = cyclic
  test.each<[string, unknown, string]>([
    ['a float', { a: { b: [0.5] } }, 'leaf.body.a.b[0]: 0.5'],
    ['a number too large', { a: 2 ** 53 }, 'leaf.body.a'],
    ['not a number', { a: NaN }, 'leaf.body.a'],
    ['undefined', { a: undefined }, 'leaf.body.a: undefined'],
    ['a hole in a list', { a: Array(1) }, 'leaf.body.a[0]: undefined'],
    ['a big integer', { a: 1n }, 'leaf.body.a: bigint'],
    ['a date', { a: new Date(0) }, 'leaf.body.a: object'],
    ['a map', { a: new Map([['b', 1]]) }, 'leaf.body.a: object'],
    ['bytes', { a: salt }, 'leaf.body.a: object'],
    ['half an emoji', { a: '\ud83d' }, 'leaf.body.a'],
    ['half an emoji in a key', { '\ud83d': 1 }, 'leaf.body'],
    ['itself', cyclic, '32 levels'],
  ])('%s', (_, given, place) => {
    expect(() => leafBytes(leaf(given as Leaf['body']))).toThrow(place)
    expect(() => leafBytes(leaf(given as Leaf['body']))).toThrow(TypeError)
  })

  test.each(['', 'Erasure', 'erasure done', '.a', 'a..b', 'a\n'])('the kind %j', (kind) => {
    expect(() => leafBytes(leaf({}, { kind }))).toThrow('kind')
  })

  test('a short salt', () => {
    expect(() => leafBytes(leaf({}, { salt: new Uint8Array(16) }))).toThrow('32 bytes, not 16')
  })
})
