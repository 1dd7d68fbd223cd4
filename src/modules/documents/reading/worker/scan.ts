import sharp from 'sharp'
import type { Barcode } from '../../facts/barcodes/types.ts'
import type { Size } from './pdf-document.ts'
import { leanOf } from './skew.ts'

const LEVEL = 0.3 // degrees that recognition bears without loss

/** The barcodes of a gray page, looked for at a third of its size: separator sheets and archive numbers are printed large. */
export async function barcodesOn(page: number, raw: Buffer, { width, height }: Size): Promise<readonly Barcode[]> {
  const small = { width: Math.max(1, Math.round(width / 3)), height: Math.max(1, Math.round(height / 3)) }
  const data = await sharp(raw, { raw: { width, height, channels: 1 } })
    .resize({ ...small, fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  const { readBarcodes } = await import('../../facts/barcodes/read.ts')
  return readBarcodes(page, { data, ...small })
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
export async function scanOf(raw: Buffer, size: Size, dpi: number): Promise<Recognisable> {
  const lean = leanOf(raw, size)
  if (Math.abs(lean) < LEVEL) return { ...withoutMargins(raw, size, dpi), dpi, angle: 0, before: size }
  const turned = await sharp(raw, { raw: { ...size, channels: 1 } })
    .rotate(-lean, { background: '#fff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = turned.info
  return { ...withoutMargins(turned.data, { width, height }, dpi), dpi, angle: -lean, before: size }
}

const PAPER = 200 // what is lighter is nobody's writing
const KEPT = 1 / 6 // inches around what is written
const NOTHING = { x: 0, y: 0 }

function withoutMargins(raw: Buffer, size: Size, dpi: number): Pick<Recognisable, 'raw' | 'size' | 'shift'> {
  const found = writtenIn(raw, size)
  if (!found) return { raw, size, shift: NOTHING }
  const keep = Math.round(dpi * KEPT)
  const [left, top] = [Math.max(0, found.left - keep), Math.max(0, found.top - keep)]
  const width = Math.min(size.width, found.right + 1 + keep) - left
  const height = Math.min(size.height, found.bottom + 1 + keep) - top
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
