import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unpackedRtf } from './packed-rtf.ts'

const head = (size: number, kind: string): Buffer => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32LE(size, 4)
  bytes.write(kind, 8, 'latin1')
  return bytes
}

test('whatever stands in it, never more comes out than it says, and it ends', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000 }), fc.nat({ max: 60_000 }), (bytes, size) => {
      expect(unpackedRtf(Buffer.concat([head(size, 'LZFu'), bytes])).length).toBeLessThanOrEqual(size)
    }),
  )
})

test('letters alone and what is not packed come out as they are; what is neither gives nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), (bytes) => {
      // a control byte of zero before each eight letters
      const letters = Array.from({ length: Math.ceil(bytes.length / 8) }, (_, place) => [
        Buffer.of(0),
        Buffer.from(bytes.subarray(place * 8, place * 8 + 8)),
      ])
      const packed = Buffer.concat([head(bytes.length, 'LZFu'), ...letters.flat()])
      expect(unpackedRtf(packed).equals(bytes)).toBe(true)
      expect(unpackedRtf(Buffer.concat([head(bytes.length, 'MELA'), bytes])).equals(bytes)).toBe(true)
      expect(unpackedRtf(bytes.subarray(0, 15)).length).toBe(0)
    }),
  )
})
