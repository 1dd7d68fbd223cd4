// Where things lie on a page that is turned and scaled. Runs in browsers.
import type { Box } from '../../types.ts'

/** Quarter turns clockwise. */
export type Turn = 0 | 1 | 2 | 3
export type Size = { readonly width: number; readonly height: number }

export const turnedBy = (turn: Turn, by: 1 | -1): Turn => ((turn + by + 4) % 4) as Turn

/** The size of a page on which it lies turned. */
export const turnedSize = ({ width, height }: Size, turn: Turn): Size =>
  turn % 2 === 0 ? { width, height } : { width: height, height: width }

/** A place on the page as it came, where it is when the page is turned; in fractions of the turned page. */
export function turnedBox({ x, y, width, height }: Box, turn: Turn): Box {
  switch (turn) {
    case 0:
      return { x, y, width, height }
    case 1:
      return { x: 1 - y - height, y: x, width: height, height: width }
    case 2:
      return { x: 1 - x - width, y: 1 - y - height, width, height }
    case 3:
      return { x: y, y: 1 - x - width, width: height, height: width }
  }
}

/** The place on the page as it came, of one on the turned page. */
export const turnedBack = (box: Box, turn: Turn): Box => turnedBox(box, ((4 - turn) % 4) as Turn)

const STEP = 1.25
const [LEAST, MOST] = [0.1, 8]

/** The next size up or down on steps of a quarter, within a tenth and eightfold. */
export const zoomed = (scale: number, by: 1 | -1): number => Math.min(MOST, Math.max(LEAST, scale * STEP ** by))

/** The scale at which a page fills the width that there is. */
export const fitting = (page: Size, turn: Turn, width: number): number =>
  Math.min(MOST, Math.max(LEAST, width / Math.max(1, turnedSize(page, turn).width)))

/** Dots to draw for a page of this size, so that it is sharp and no browser refuses it. */
export function sharpness(size: Size, dotsPerPixel: number, most = 16_000_000): number {
  const area = Math.max(1, size.width * size.height)
  return Math.min(dotsPerPixel, Math.sqrt(most / area))
}

/** Sizes of pages as the server writes them: `595x842*3 842x595` are three pages upright and one across. */
export function sizesFrom(text: string): Size[] {
  return text.split(' ').flatMap((run) => {
    const [, width, height, times = '1'] = /^(\d+)x(\d+)(?:\*(\d+))?$/.exec(run) ?? []
    if (width === undefined || height === undefined) return []
    return Array.from({ length: Number(times) }, () => ({ width: Number(width), height: Number(height) }))
  })
}

/** The other way round. */
export function sizesText(sizes: readonly Size[]): string {
  const runs: { size: string; times: number }[] = []
  for (const { width, height } of sizes) {
    const size = `${Math.round(width)}x${Math.round(height)}`
    const last = runs.at(-1)
    if (last?.size === size) last.times += 1
    else runs.push({ size, times: 1 })
  }
  return runs.map(({ size, times }) => (times === 1 ? size : `${size}*${times}`)).join(' ')
}
