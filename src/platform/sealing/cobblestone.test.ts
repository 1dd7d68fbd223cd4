import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { fromHex, hex, joined } from './bytes.ts'
import { openChunks, openRange, sealChunks } from './cobblestone.ts'
import { type Engine, webEngine } from './engine.ts'
import { nodeEngine } from './engine.node.ts'
import { HEADER } from './layout.ts'

type Vector = {
  tcId: number
  comment: string
  flags: string[]
  result: 'valid' | 'invalid'
  key: string
  ctx: string
  ct: string
  msgLength?: number
  msgSha512?: string
}
const file = new URL('../../../tests/vectors/cobblestone-256.json', import.meta.url)
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as { testGroups: { tests: Vector[] }[] }).testGroups.flatMap(
  ({ tests }) => tests,
)
const sha512 = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest('hex')

/** In pieces of odd sizes, as a network gives them. */
async function* inPieces(bytes: Uint8Array, size = 7001): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(vector: Vector, ct: Uint8Array, engine: Engine) {
  const got: Uint8Array[] = []
  try {
    for await (const piece of openChunks(fromHex(vector.key), fromHex(vector.ctx), inPieces(ct), { engine }))
      got.push(piece)
    return { ended: true, got: joined(...got) }
  } catch {
    return { ended: false, got: joined(...got) }
  }
}

describe.each([
  ['WebCrypto', webEngine],
  ['node:crypto', nodeEngine],
] as const)('%s passes the vectors of Wycheproof', (_, engine) => {
  test('there are all of them', () => expect(vectors.length).toBe(35))
  test.each(vectors.map((vector) => [`${vector.tcId} ${vector.comment}`, vector] as const))(
    '%s',
    async (_name, vector) => {
      const ct = new Uint8Array(inflateSync(fromHex(vector.ct)))
      const { ended, got } = await read(vector, ct, engine)
      expect(ended).toBe(vector.result === 'valid')
      // what is given of a damaged message is the beginning of the true one
      expect(got.length).toBeLessThanOrEqual(vector.msgLength ?? 0)
      const range = openRange(fromHex(vector.key), fromHex(vector.ctx), async (from, to) => ct.subarray(from, to), {
        size: ct.length,
        from: 0,
        to: Number.MAX_SAFE_INTEGER,
        engine,
      })
      if (vector.result === 'invalid') return expect(range).rejects.toThrow()
      expect(got.length).toBe(vector.msgLength)
      expect(sha512(got)).toBe(vector.msgSha512)
      expect(sha512(await range)).toBe(vector.msgSha512)
      const salt = ct.subarray(0, 24)
      const again = sealChunks(fromHex(vector.key), fromHex(vector.ctx), inPieces(got), { engine, salt })
      const sealed = joined(...(await Array.fromAsync(again)))
      expect(sealed.length).toBe(ct.length)
      expect(hex(sealed.subarray(0, HEADER + 64))).toBe(hex(ct.subarray(0, HEADER + 64)))
      expect(sha512(sealed)).toBe(sha512(ct))
    },
  )
})
