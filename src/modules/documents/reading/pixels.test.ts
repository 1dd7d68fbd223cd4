import { randomBytes } from 'node:crypto'
import { deflateSync, crc32 } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { withPixels } from './pixels.ts'
import { endReaders } from './readers.ts'

afterAll(endReaders)

const decoded = (png: Uint8Array) => withPixels('town', (pixelsOf) => pixelsOf(png))

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A gray PNG that says it is so large, whatever it holds. */
function png(width: number, height: number, rows: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = 8
  const magic = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

describe('pictures of pages are decoded where files are read', () => {
  test('gray and coloured ones come back dot by dot', async () => {
    const raw = randomBytes(30 * 20 * 3)
    const coloured = await sharp(raw, { raw: { width: 30, height: 20, channels: 3 } })
      .png()
      .toBuffer()
    const dots = await decoded(coloured)
    expect({ width: dots.width, height: dots.height, channels: dots.channels }).toEqual({ width: 30, height: 20, channels: 4 }) // oxfmt-ignore
    expect(dots.raw.filter((_, at) => at % 4 < 3)).toEqual(raw)
    const gray = await decoded(png(2, 1, Buffer.from([0, 7, 200])))
    expect([...gray.raw]).toEqual([7, 7, 7, 255, 200, 200, 200, 255])
  })

  test('several are decoded by one process, and it serves again', async () => {
    const two = await withPixels('town', async (pixelsOf) => [
      await pixelsOf(png(1, 1, Buffer.from([0, 1]))),
      await pixelsOf(png(1, 1, Buffer.from([0, 2]))),
    ])
    expect(two.map(({ raw }) => raw[0])).toEqual([1, 2])
    expect((await decoded(png(1, 1, Buffer.from([0, 3])))).raw[0]).toBe(3)
  })

  test('what is no picture, is cut off or claims to be huge is refused, and the next one is decoded nevertheless', async () => {
    const fine = png(1, 1, Buffer.from([0, 9]))
    const bad = [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), fine.subarray(0, 40), png(50_000, 50_000, Buffer.alloc(9))] // oxfmt-ignore
    for (const one of bad) await expect(decoded(one)).rejects.toMatchObject({ name: 'ReadTrouble', problem: 'damaged' })
    expect((await decoded(fine)).raw[0]).toBe(9)
  })
})
