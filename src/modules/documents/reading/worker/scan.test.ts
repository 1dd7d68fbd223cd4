import { expect, test } from 'vitest'
import { scanOf, thirdOf } from './scan.ts'

const white = (width: number, height: number) => Buffer.alloc(width * height, 255)

test('a page at a third of its size: each pixel the mean of nine, what is left over falls off', () => {
  const page = white(7, 4)
  for (const at of [0, 1, 2, 7, 8, 9, 14, 15, 16]) page[at] = 90
  page[3] = 0
  expect(thirdOf(page, { width: 7, height: 4 })).toEqual({
    raw: Buffer.from([90, Math.floor((8 * 255) / 9)]),
    width: 2,
    height: 1,
    channels: 1,
  })
  for (const size of [
    { width: 1, height: 1 },
    { width: 2, height: 9 },
    { width: 9, height: 2 },
  ])
    expect(thirdOf(white(size.width, size.height), size).raw.every((value) => value === 255)).toBe(true)
})

test('empty margins are left out, a thin line is not, and a speck is nothing', async () => {
  const [width, height, dpi] = [900, 1_200, 60]
  const page = white(width, height)
  for (let x = 300; x < 600; x++) page[600 * width + x] = 0
  page[50 * width + 50] = 120
  const { raw, size, shift, angle } = await scanOf(page, { width, height }, dpi)
  expect([size, angle]).toEqual([{ width: 320, height: 23 }, 0])
  expect(raw.filter((value) => value === 0)).toHaveLength(300)
  expect(shift).toEqual({ x: 0, y: 601.5 - 600 })
})
