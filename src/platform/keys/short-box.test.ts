import { createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newKey } from './keyring.ts'
import { MOST_SHORT, openShort, sealShort } from './short-box.ts'

const key = newKey()
const organisation = randomBytes(16)
const header = randomBytes(21)
const sealed = (text: string, by = key) => sealShort(by, organisation, header, Buffer.from(text))
const opened = (value: Buffer, by = key, of = organisation) => openShort(by, of, value, header.length)
const changed = 'unable to authenticate'

test('what the engine opens too: RFC 8439 under a key derived by RFC 5869', () => {
  const box = sealed('Yıldız-Großmann').subarray(header.length)
  const derived = createHmac('sha256', key).update('belegt short values').update(Buffer.of(1)).digest()
  const engine = createDecipheriv('chacha20-poly1305', derived, box.subarray(0, 12), { authTagLength: 16 })
  engine.setAAD(Buffer.concat([organisation, header]), { plaintextLength: box.length - 28 })
  engine.setAuthTag(box.subarray(-16))
  expect(engine.update(box.subarray(12, -16), undefined, 'utf8') + engine.final('utf8')).toBe('Yıldız-Großmann')
})

test('any text up to the longest opens as it was, whatever was opened before it', () => {
  const other = newKey()
  const text = fc.string({ unit: 'binary', maxLength: MOST_SHORT / 4 })
  fc.assert(
    fc.property(text, text, (one, two) => {
      const [first, second] = [sealed(one), sealed(two, other)]
      expect(first.subarray(0, header.length).equals(header)).toBe(true)
      expect([opened(first), opened(second, other), opened(first)]).toEqual([one, two, one])
    }),
  )
  const longest = 'x'.repeat(MOST_SHORT)
  expect(opened(sealed(longest))).toBe(longest)
  expect(() => sealed(`${longest}x`)).toThrow(RangeError)
})

describe('nothing else opens', () => {
  const value = sealed('Ada')
  test('with any bit of header, nonce, text and tag turned', () => {
    for (let bit = 0; bit < value.length * 8; bit++) {
      const copy = Buffer.from(value)
      copy[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => opened(copy)).toThrow(changed)
    }
  })
  test('under another key, for another organisation, shortened or lengthened', () => {
    expect(() => opened(value, newKey())).toThrow(changed)
    expect(() => opened(value, key, randomBytes(16))).toThrow(changed)
    for (let length = 0; length < value.length; length++)
      expect(() => opened(value.subarray(0, length))).toThrow(changed)
    for (const more of [1, MOST_SHORT, 100_000])
      expect(() => opened(Buffer.concat([value, Buffer.alloc(more)]))).toThrow(changed)
    expect(opened(value)).toBe('Ada')
  })
})
