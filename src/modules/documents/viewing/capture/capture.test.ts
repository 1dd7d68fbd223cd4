import { PDFDocument } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaOf, type Corners, findSheet, greyOf, hull, type Point, wholePicture } from './edges.ts'
import { pdfOfPhotographs, sheetSize } from './pdf.ts'
import { brightened, mapping, type Pixels, straightened } from './straighten.ts'

const [WIDTH, HEIGHT] = [640, 480]

/** A photograph: a bright sheet with lines of print on a dark table, from any side, with grain. */
async function photograph(corners: Corners, table = '#5a4632', paper = '#f2efe6'): Promise<Pixels> {
  const place = mapping(corners)
  const at = (u: number, v: number) => {
    const { x, y } = place(u, v)
    return `${(x * WIDTH).toFixed(1)},${(y * HEIGHT).toFixed(1)}`
  }
  const bar = (u0: number, v0: number, u1: number, v1: number, fill: string) =>
    `<polygon points="${at(u0, v0)} ${at(u1, v0)} ${at(u1, v1)} ${at(u0, v1)}" fill="${fill}"/>`
  const lines = Array.from({ length: 12 }, (_, line) => bar(0.1, 0.1 + line * 0.06, 0.85, 0.12 + line * 0.06, '#333'))
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="100%" height="100%" fill="${table}"/>${bar(0, 0, 1, 1, paper)}${lines.join('')}</svg>`
  const { data } = await sharp(Buffer.from(svg)).blur(0.8).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  for (let dot = 0; dot < data.length; dot += 4)
    data[dot] = Math.min(255, Math.max(0, (data[dot] ?? 0) + ((dot * 7919) % 17) - 8))
  return { width: WIDTH, height: HEIGHT, data: new Uint8ClampedArray(data) }
}
const off = (found: Corners | undefined, wanted: Corners): number =>
  Math.max(
    ...wanted.map(({ x, y }, corner) => Math.hypot((found?.[corner]?.x ?? 9) - x, (found?.[corner]?.y ?? 9) - y)),
  )
const corners = (...numbers: readonly number[]): Corners =>
  [0, 2, 4, 6].map((at) => ({ x: numbers[at] ?? 0, y: numbers[at + 1] ?? 0 })) as unknown as Corners

describe('a sheet is found on a photograph', () => {
  test.each([
    ['straight', corners(0.2, 0.1, 0.8, 0.1, 0.8, 0.9, 0.2, 0.9)],
    ['from the side', corners(0.25, 0.12, 0.78, 0.2, 0.86, 0.85, 0.12, 0.92)],
    ['turned', corners(0.45, 0.06, 0.9, 0.42, 0.56, 0.94, 0.12, 0.5)],
    ['small', corners(0.3, 0.3, 0.7, 0.3, 0.72, 0.72, 0.28, 0.7)],
  ])('%s', async (_how, wanted) => {
    const found = findSheet(greyOf(await photograph(wanted)))
    expect(off(found, wanted)).toBeLessThan(0.02)
  })

  test('a picture without one says so', async () => {
    const tiny = corners(0.48, 0.48, 0.52, 0.48, 0.52, 0.52, 0.48, 0.52)
    expect(findSheet(greyOf(await photograph(tiny)))).toBeUndefined()
    const even = { width: 40, height: 30, data: new Uint8ClampedArray(40 * 30 * 4).fill(90) }
    expect(findSheet(greyOf(even))).toBeUndefined()
  })
})

test('a hull holds all points and no dent', () => {
  const points = fc.array(fc.record({ x: fc.integer({ min: 0, max: 50 }), y: fc.integer({ min: 0, max: 50 }) }), {
    minLength: 3,
    maxLength: 40,
  })
  fc.assert(
    fc.property(points, (given) => {
      const around = hull(given)
      const grown = (point: Point) => areaOf(hull([...around, point])) - areaOf(around)
      for (const point of given) expect(grown(point)).toBeCloseTo(0)
    }),
  )
})

describe('a sheet is made straight', () => {
  test('its corners are where the picture ends, and print stays where it was', async () => {
    const seen = corners(0.25, 0.12, 0.78, 0.2, 0.86, 0.85, 0.12, 0.92)
    const straight = straightened(await photograph(seen), seen)
    const at = (u: number, v: number) => {
      const dot = (Math.floor(v * straight.height) * straight.width + Math.floor(u * straight.width)) * 4
      return straight.data[dot] ?? 0
    }
    for (const [u, v] of [
      [0.03, 0.03],
      [0.97, 0.03],
      [0.97, 0.97],
      [0.03, 0.97],
    ] as const)
      expect(at(u, v), `${u} ${v}`).toBeGreaterThan(190)
    for (let line = 0; line < 12; line++) expect(at(0.5, 0.11 + line * 0.06), `line ${line}`).toBeLessThan(120)
  })

  test('the unit square maps onto the corners themselves', () => {
    const place = mapping(corners(0.1, 0.2, 0.9, 0.1, 0.8, 0.95, 0.2, 0.8))
    for (const [u, v, x, y] of [
      [0, 0, 0.1, 0.2],
      [1, 0, 0.9, 0.1],
      [1, 1, 0.8, 0.95],
      [0, 1, 0.2, 0.8],
    ] as const) {
      expect(place(u, v).x).toBeCloseTo(x)
      expect(place(u, v).y).toBeCloseTo(y)
    }
    expect(mapping(wholePicture)(0.3, 0.7)).toEqual({ x: 0.3, y: 0.7 })
  })

  test('a shadow goes, ink stays', async () => {
    const picture = await photograph(wholePicture)
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++)
        for (let part = 0; part < 3; part++) {
          const dot = (y * WIDTH + x) * 4 + part
          picture.data[dot] = (picture.data[dot] ?? 0) * (1 - (0.5 * x) / WIDTH)
        }
    const bright = brightened(picture)
    const at = (u: number, v: number) => bright.data[(Math.floor(v * HEIGHT) * WIDTH + Math.floor(u * WIDTH)) * 4] ?? 0
    for (const u of [0.03, 0.5, 0.95]) expect(at(u, 0.04), `paper at ${u}`).toBeGreaterThan(240)
    for (const u of [0.15, 0.5, 0.8]) expect(at(u, 0.11), `ink at ${u}`).toBeLessThan(110)
  })
})

test('photographs become a PDF that others read, page by page', async () => {
  const jpeg = async (width: number, height: number) =>
    new Uint8Array(
      await sharp({ create: { width, height, channels: 3, background: '#eee' } })
        .jpeg()
        .toBuffer(),
    )
  const sizes = [
    [700, 990],
    [990, 700],
    [600, 600],
  ] as const
  const pages = await Promise.all(
    sizes.map(async ([width, height]) => ({ width, height, jpeg: await jpeg(width, height) })),
  )
  const bytes = pdfOfPhotographs(pages)
  const pdf = await PDFDocument.load(bytes)
  const read = pdf
    .getPages()
    .map((page) => ({ width: Math.round(page.getWidth()), height: Math.round(page.getHeight()) }))
  expect(read).toEqual([
    { width: 595, height: 842 },
    { width: 842, height: 595 },
    { width: 595, height: 595 },
  ])
  expect(() => pdfOfPhotographs([])).toThrow(RangeError)
  expect(sheetSize({ width: 100, height: 300 }).height).toBeCloseTo(595.28 * 3)
})
