import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import encodeJxl, { init } from '@jsquash/jxl/encode.js'
import { encode as encodeBmp } from 'bmp-ts'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { result } from '#testing/reading.ts'
import { readFile } from './read-file.ts'
import { endReaders } from './readers.ts'
import { jxlSize } from './worker/jxl-size.ts'

afterAll(endReaders)

const heic = readFileSync(new URL('../../../../tests/vectors/heic/letter.heic', import.meta.url))
const LINES = ['Rechnung 4711', 'Gartenbau Kranich', 'Summe 84,00 EUR']

const [width, height] = [900, 600]
const page = sharp(
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/><g font-family="DejaVu Sans" font-size="56">${LINES.map((line, at) => `<text x="60" y="${150 + at * 110}">${line}</text>`).join('')}</g><rect x="700" y="480" width="120" height="60" fill="#c02020"/></svg>`,
  ),
)
const raw = () => page.clone().ensureAlpha().raw().toBuffer()

async function bmp(bitPP: 1 | 8 | 24 | 32): Promise<Buffer> {
  const rgba = await raw()
  // the encoder wants the transparency first, and rows of colours without a palette
  const data = Buffer.alloc(rgba.length)
  for (let at = 0; at < rgba.length; at += 4) data.set([0, rgba[at + 2] ?? 0, rgba[at + 1] ?? 0, rgba[at] ?? 0], at)
  return Buffer.from(encodeBmp({ data, width, height, bitPP } as never).data)
}

async function jxl(): Promise<Buffer> {
  const code = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/enc/jxl_enc.wasm')
  await init(await WebAssembly.compile(readFileSync(code)))
  const rgba = await raw()
  const picture = { data: new Uint8ClampedArray(rgba), width, height } as unknown as ImageData
  return Buffer.from(await encodeJxl(picture, { effort: 3 }))
}

describe('amagno/previews', () => {
  test.each([
    ['image/heic', async () => heic],
    ['image/bmp', () => bmp(24)],
    ['image/bmp', () => bmp(32)],
    ['image/jxl', jxl],
  ])('amagno/previews %s is shown in its colours, and its words are recognised', async (mediaType, make) => {
    let text = ''
    const kinds: string[] = []
    for await (const part of readFile([await make()], { fileName: 'foto' }, { room: 'test' })) {
      if (part.is === 'about') kinds.push(part.kind, part.mediaType)
      if (part.is === 'pdf') expect(Buffer.from(part.content.subarray(0, 5)).toString()).toBe('%PDF-')
      if (part.is !== 'page') continue
      text += part.page.text
      const { data, info } = await sharp(part.picture?.png).raw().toBuffer({ resolveWithObject: true })
      const at = (Math.round((510 / height) * info.height) * info.width + Math.round((760 / width) * info.width)) * 3
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
      expect([red > 150, green < 90, blue < 90]).toEqual([true, true, true])
    }
    expect(kinds).toEqual(['image', mediaType])
    for (const line of ['Rechnung', ...LINES.slice(1)]) expect(text).toContain(line)
  })
})

describe('bad ones are refused before a pixel is made', () => {
  test('sizes beyond the bound, in each format', async () => {
    const wide = await bmp(24)
    wide.writeInt32LE(60_000, 18)
    wide.writeInt32LE(-60_000, 22)
    expect((await result(wide)).problem).toBe('too-many-pixels')

    const spatial = heic.indexOf('ispe')
    const large = Buffer.from(heic)
    large.writeUInt32BE(30_000, spatial + 8)
    large.writeUInt32BE(30_000, spatial + 12)
    expect((await result(large)).problem).toBe('too-many-pixels')

    // 18 bits of height, then the ratio 1 to 1
    const bits = [0, 0, 1, ...Array.from({ length: 18 }, (_, at) => (99_999 >> at) & 1), 1, 0, 0]
    const bytes = bits.reduce((all, bit, at) => all | (BigInt(bit) << BigInt(at)), 0n)
    const head = Buffer.from([
      0xff,
      0x0a,
      ...Array.from({ length: 8 }, (_, at) => Number((bytes >> BigInt(8 * at)) & 255n)),
    ])
    expect(jxlSize(head)).toEqual({ width: 100_000, height: 100_000 })
    expect((await result(Buffer.concat([head, Buffer.alloc(64)]))).problem).toBe('too-many-pixels')
  })

  test('cut off, or changed anywhere', async () => {
    const files = [heic, await bmp(24), await jxl()]
    for (const file of files) {
      expect((await result(file.subarray(0, 60))).problem).toMatch(/damaged|unknown-type/)
      for (let change = 0; change < 3; change++) {
        const bytes = Buffer.from(file)
        for (let at = 0; at < 12; at++) bytes[20 + ((change * 7919 + at * 104_729) % (bytes.length - 20))] = 255 - at
        const { problem } = await result(bytes)
        expect([undefined, 'damaged', 'too-many-pixels', 'crashed', 'too-much-memory', 'unknown-type']).toContain(
          problem,
        )
      }
    }
    expect(jxlSize(await jxl())).toEqual({ width, height })
  }, 120_000)
})
