import sharp from 'sharp'
import type { Barcode } from '../../facts/barcodes/types.ts'
import type { Size } from './pdf-document.ts'
import { leanOf } from './skew.ts'

const LEVEL = 0.3 // degrees that recognition bears without loss

const SMALLER = 3

/** A gray page at a third of its size: enough to look at, for barcodes, the lean of its lines and the edge of what is written. */
export type Third = Size & { readonly raw: Buffer; readonly channels: 1 }

/** Each pixel the mean of nine. What is left over at the right and at the bottom is margin. */
export function thirdOf(raw: Uint8Array, size: Size): Third {
  const width = Math.max(1, Math.floor(size.width / SMALLER))
  const height = Math.max(1, Math.floor(size.height / SMALLER))
  const small = Buffer.allocUnsafeSlow(width * height)
  const [right, below] = size.width < SMALLER || size.height < SMALLER ? [0, 0] : [1, size.width]
  for (let y = 0, to = 0; y < height; y++) {
    let [one, two, three] = [y * SMALLER * size.width, 0, 0]
    two = one + below
    three = two + below
    for (let x = 0; x < width; x++, to++) {
      let sum = 0
      for (let column = 0; column < SMALLER; column++) {
        sum += (raw[one] as number) + (raw[two] as number) + (raw[three] as number)
        one += right
        two += right
        three += right
      }
      small[to] = sum / 9
    }
  }
  return { raw: small, width, height, channels: 1 }
}

/** The barcodes of a page: separator sheets and archive numbers are printed large. */
export async function barcodesOn(page: number, { raw: data, width, height }: Third): Promise<readonly Barcode[]> {
  const { readBarcodes } = await import('../../facts/barcodes/read.ts')
  return readBarcodes(page, { data, width, height })
}

/** What is handed on to be recognised: a level page without its empty margins. */
export type Recognisable = {
  readonly raw: Buffer
  readonly size: Size
  readonly dpi: number
  /** How far the page was turned to make its lines level, clockwise, in degrees. */
  readonly angle: number
  /** Pixels from the middle of the level page to the middle of what is left of it. */
  readonly shift: { readonly x: number; readonly y: number }
  /** The size of the page in pixels before it was made level. */
  readonly before: Size
}

/**
 * Makes a gray page ready to be recognised: level, and without margins, which cost as much as what is written. A page that is
 * turned keeps its size, corners that turn out of it are margin.
 */
export async function scanOf(raw: Buffer, size: Size, dpi: number, third = thirdOf(raw, size)): Promise<Recognisable> {
  const lean = leanOf(third.raw, third)
  if (Math.abs(lean) < LEVEL) return { ...withoutMargins(raw, size, dpi, third), dpi, angle: 0, before: size }
  const turned = await sharp(raw, { raw: { ...size, channels: 1 } })
    .rotate(-lean, { background: '#fff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = turned.info
  const level = thirdOf(turned.data, { width, height })
  return { ...withoutMargins(turned.data, { width, height }, dpi, level), dpi, angle: -lean, before: size }
}

const PAPER = 210 // what is lighter is nobody's writing, but a speck or a shade
const KEPT = 1 / 6 // inches around what is written
const NOTHING = { x: 0, y: 0 }

function withoutMargins(
  raw: Buffer,
  size: Size,
  dpi: number,
  third: Third,
): Pick<Recognisable, 'raw' | 'size' | 'shift'> {
  const found = writtenIn(third.raw, third)
  if (!found) return { raw, size, shift: NOTHING }
  const keep = Math.round(dpi * KEPT)
  const [left, top] = [Math.max(0, found.left * SMALLER - keep), Math.max(0, found.top * SMALLER - keep)]
  const width = Math.min(size.width, (found.right + 1) * SMALLER + keep) - left
  const height = Math.min(size.height, (found.bottom + 1) * SMALLER + keep) - top
  const rest = Buffer.allocUnsafeSlow(width * height)
  for (let y = 0; y < height; y++) {
    const from = (top + y) * size.width + left
    raw.copy(rest, y * width, from, from + width)
  }
  const shift = { x: left + width / 2 - size.width / 2, y: top + height / 2 - size.height / 2 }
  return { raw: rest, size: { width, height }, shift }
}

/** The smallest rectangle with everything that is darker than paper; undefined for an empty page. */
function writtenIn(raw: Uint8Array, { width }: Size) {
  const isDark = (at: number) => (raw[at] as number) < PAPER
  const first = raw.findIndex((value) => value < PAPER)
  if (first < 0) return undefined
  const top = Math.floor(first / width)
  let last = raw.length - 1
  while (!isDark(last)) last--
  const bottom = Math.floor(last / width)
  let [left, right] = [width, 0]
  // each line is looked at from both sides, as far as no line before it reached
  for (let row = top * width; row <= bottom * width; row += width) {
    for (let x = 0; x < left; x++) if (isDark(row + x)) left = x
    for (let x = width - 1; x > right; x--) if (isDark(row + x)) right = x
  }
  return { left, top, right, bottom }
}
