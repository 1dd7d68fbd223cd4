import type { Size } from './pdf-document.ts'

const LARGEST = 7
const COARSE = 0.5
const FINE = 0.1
const WIDE = 600 // columns looked at: enough for a tenth of a degree
const INK = 160 // of the mean of nine pixels: a thin line is not black

/** Where ink is, on a page scaled to about `WIDE` columns; every second column is looked at. */
function inkOf(gray: Uint8Array, { width, height }: Size): { points: Int32Array; rows: number; columns: number } {
  const step = Math.max(1, Math.floor(width / WIDE))
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)]
  // a margin is left out: the edges of the scanner's lid are straight, too
  const [left, top] = [Math.floor(columns * 0.04), Math.floor(rows * 0.04)]
  const points = new Int32Array(2 * rows * columns)
  let length = 0
  for (let y = top; y < rows - top; y++)
    for (let x = left; x < columns - left; x += 2) {
      let at = y * step * width + x * step
      const end = at + step * width
      while (at < end && (gray[at] as number) >= INK) at += width
      if (at >= end) continue
      points[length++] = x
      points[length++] = y
    }
  return { points: points.subarray(0, length), rows, columns }
}

type Ink = ReturnType<typeof inkOf>

/** Every fourth point: enough to tell half degrees apart. */
function fewerOf({ points, rows, columns }: Ink): Ink {
  const few = new Int32Array(2 * Math.ceil(points.length / 8))
  for (let at = 0, to = 0; at < points.length; at += 8, to += 2) {
    few[to] = points[at] as number
    few[to + 1] = points[at + 1] as number
  }
  return { points: few, rows, columns }
}

/** How sharply lines of ink stand out when the page is turned by so many degrees: the variance of the row sums. */
function sharpness({ points, rows, columns }: Ink, degrees: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180)
  const reach = Math.ceil(Math.abs(slope) * columns) + 1
  const sums = new Float64Array(rows + 2 * reach)
  for (let at = 0; at < points.length; at += 2) {
    const row = Math.round((points[at + 1] as number) - (points[at] as number) * slope) + reach
    sums[row] = (sums[row] ?? 0) + 1
  }
  let score = 0
  for (let row = 1; row < sums.length; row++) score += ((sums[row] as number) - (sums[row - 1] as number)) ** 2
  return score
}

/**
 * How far the lines of a page lean, in degrees, positive when they sink to the right; 0 where it cannot be told.
 * @param gray one byte a pixel, dark is ink
 */
export function leanOf(gray: Uint8Array, size: Size): number {
  const ink = inkOf(gray, size)
  const count = ink.points.length / 2
  // a nearly empty or mostly dark page has no lines to go by
  if (count < 150 || count > ink.rows * ink.columns * 0.25) return 0
  const best = (of: Ink, from: number, to: number, step: number): number => {
    let [angle, score] = [0, -1]
    for (let degrees = from; degrees <= to + 1e-9; degrees += step) {
      const found = sharpness(of, degrees)
      if (found > score) [angle, score] = [degrees, found]
    }
    return angle
  }
  const coarse = best(fewerOf(ink), -LARGEST, LARGEST, COARSE)
  const fine = best(ink, coarse - COARSE, coarse + COARSE, FINE)
  // at the very end of the range it is a picture, not a page of lines
  if (Math.abs(fine) > LARGEST - COARSE || sharpness(ink, fine) < sharpness(ink, 0) * 1.1) return 0
  return Math.round(fine * 10) / 10
}
