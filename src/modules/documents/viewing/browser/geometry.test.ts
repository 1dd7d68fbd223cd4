import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Box } from '../../types.ts'
import {
  fitting,
  sharpness,
  sizesFrom,
  sizesText,
  type Turn,
  turnedBack,
  turnedBox,
  turnedBy,
  turnedSize,
  zoomed,
} from './geometry.ts'

const share = fc.integer({ min: 0, max: 1000 }).map((part) => part / 1000)
const box = fc
  .tuple(share, share, share, share)
  .map(([x, y, w, h]): Box => ({ x, y, width: w * (1 - x), height: h * (1 - y) }))
const turns = fc.constantFrom<Turn>(0, 1, 2, 3)
const close = (one: Box, other: Box) => {
  for (const side of ['x', 'y', 'width', 'height'] as const) expect(one[side]).toBeCloseTo(other[side], 9)
}

describe('a place on a turned page', () => {
  test('goes to the corner that people see', () => {
    const topLeft = { x: 0, y: 0, width: 0.2, height: 0.1 }
    close(turnedBox(topLeft, 1), { x: 0.9, y: 0, width: 0.1, height: 0.2 })
    close(turnedBox(topLeft, 2), { x: 0.8, y: 0.9, width: 0.2, height: 0.1 })
    close(turnedBox(topLeft, 3), { x: 0, y: 0.8, width: 0.1, height: 0.2 })
  })

  test('turned there and back is where it was, and a quarter at a time is the same', () => {
    fc.assert(
      fc.property(box, turns, (given, turn) => {
        close(turnedBack(turnedBox(given, turn), turn), given)
        close(turnedBox(turnedBox(given, turn), 1), turnedBox(given, turnedBy(turn, 1)))
      }),
    )
  })
})

test('a page across takes its height as width, and fits', () => {
  const page = { width: 595, height: 842 }
  expect(turnedSize(page, 1)).toEqual({ width: 842, height: 595 })
  expect(fitting(page, 0, 595)).toBe(1)
  expect(fitting(page, 1, 421)).toBe(0.5)
  expect(fitting({ width: 0, height: 0 }, 0, 5_000)).toBe(8)
})

test('zoom has ends and comes back', () => {
  expect(zoomed(zoomed(1, 1), -1)).toBeCloseTo(1)
  expect(zoomed(8, 1)).toBe(8)
  expect(zoomed(0.1, -1)).toBe(0.1)
})

test('a huge page is drawn with fewer dots instead of none', () => {
  expect(sharpness({ width: 800, height: 1_000 }, 2)).toBe(2)
  const size = { width: 100_000, height: 100_000 }
  const dots = sharpness(size, 2)
  expect(size.width * size.height * dots * dots).toBeLessThanOrEqual(16_000_001)
})

test('sizes of pages are written shortly and read again', () => {
  expect(
    sizesText([
      { width: 595.3, height: 842 },
      { width: 595, height: 842 },
      { width: 842, height: 595 },
    ]),
  ).toBe('595x842*2 842x595')
  const side = fc.integer({ min: 1, max: 9 })
  const sizes = fc.array(fc.tuple(side, side).map(([width, height]) => ({ width, height })))
  fc.assert(
    fc.property(sizes, (given) => {
      expect(sizesFrom(sizesText(given))).toEqual(given)
    }),
  )
  expect(sizesFrom('quatsch 1x')).toEqual([])
})
