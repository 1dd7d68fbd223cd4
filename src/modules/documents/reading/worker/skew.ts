import type { Size } from './pdf-document.ts'

const LARGEST = 7
const COARSE = 0.5
const FINE = 0.1
const WIDE = 600 // columns looked at: enough for a tenth of a degree

/** Whether each sampled pixel is ink, on a page scaled to about `WIDE` columns. */
function inkOf(gray: Uint8Array, { width, height }: Size): { points: Int32Array; rows: number; columns: number } {
  const step = Math.max(1, Math.floor(width / WIDE))
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)]
  // a margin is left out: the edges of the scanner's lid are straight, too
  const [left, top] = [Math.floor(columns * 0.04), Math.floor(rows * 0.04)]
  const points: number[] = []
  for (let y = top; y < rows - top; y++)
    for (let x = left; x < columns - left; x++) {
      let darkest = 255
      for (let dy = 0; dy < step; dy++) darkest = Math.min(darkest, gray[(y * step + dy) * width + x * step] ?? 255)
      if (darkest < 128) points.push(x, y)
    }
  return { points: Int32Array.from(points), rows, columns }
}

/** How sharply lines of ink stand out when the page is turned by so many degrees: the variance of the row sums. */
function sharpness({ points, rows, columns }: ReturnType<typeof inkOf>, degrees: number): number {
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
  if (count < 300 || count > ink.rows * ink.columns * 0.5) return 0
  const best = (from: number, to: number, step: number): number => {
    let [angle, score] = [0, -1]
    for (let degrees = from; degrees <= to + 1e-9; degrees += step) {
      const found = sharpness(ink, degrees)
      if (found > score) [angle, score] = [degrees, found]
    }
    return angle
  }
  const coarse = best(-LARGEST, LARGEST, COARSE)
  const fine = best(coarse - COARSE, coarse + COARSE, FINE)
  // at the very end of the range it is a picture, not a page of lines
  if (Math.abs(fine) > LARGEST - COARSE || sharpness(ink, fine) < sharpness(ink, 0) * 1.1) return 0
  return Math.round(fine * 10) / 10
}
