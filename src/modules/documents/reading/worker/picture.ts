import sharp, { type Sharp } from 'sharp'
import type { Picture } from '../types.ts'
import type { Size } from './pdf-document.ts'

sharp.cache(false)
sharp.concurrency(1)

export const THUMB_WIDTH = 240
const PAGE_LONG_SIDE = 1169 // A4 at 100 dpi

/** Raw pixels: one byte (gray) or four (RGBx) each. */
export type Pixels = Size & { readonly raw: Buffer; readonly channels: 1 | 3 | 4 }

/** The size at which a page is shown: its long side as A4 at 100 dpi, never larger than it makes sense. */
export function shownSize({ width, height }: Size): Size {
  const scale = PAGE_LONG_SIDE / Math.max(width, height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** One byte a pixel where no pixel has a colour: a third of the work and of the file. */
export function withoutColour(pixels: Pixels): Pixels {
  const { raw, channels } = pixels
  if (channels !== 4) return pixels
  for (let at = 0; at < raw.length; at += 4) {
    if (raw[at] !== raw[at + 1] || raw[at] !== raw[at + 2]) return pixels
  }
  const gray = Buffer.allocUnsafe(raw.length / 4)
  for (let at = 0; at < gray.length; at++) gray[at] = raw[at * 4] as number
  return { ...pixels, raw: gray, channels: 1 }
}

const image = ({ raw, width, height, channels }: Pixels) => {
  const opened = sharp(raw, { raw: { width, height, channels } })
  return channels === 4 ? opened.removeAlpha() : opened
}

const asPng = async (from: Sharp, gray: boolean): Promise<Picture> => {
  const { data, info } = await (gray ? from.toColourspace('b-w') : from)
    .png({ compressionLevel: 4, adaptiveFiltering: false })
    .toBuffer({ resolveWithObject: true })
  return { png: data, width: info.width, height: info.height }
}

/**
 * The gray values of a page of four bytes a pixel, and whether it has no colour at all.
 * @param raw RGBx, as `draw` makes it
 */
export function grayOf(raw: Uint8Array): { gray: Buffer; plain: boolean } {
  const pixels = new Uint32Array(raw.buffer, raw.byteOffset, raw.length / 4)
  const gray = Buffer.allocUnsafeSlow(pixels.length)
  let colour = 0
  // of a page without colour, which most scans are, one of the three is the gray
  for (let at = 0; at < pixels.length && colour === 0; at++) {
    const pixel = pixels[at] as number
    colour = (pixel ^ (pixel >> 8)) & 0xffff
    gray[at] = pixel
  }
  if (colour === 0) return { gray, plain: true }
  for (let at = 0; at < pixels.length; at++) {
    const pixel = pixels[at] as number
    // one by one: taken from an array they cost ten times as much in what the engine compiles first
    const red = pixel & 255
    const green = (pixel >> 8) & 255
    const blue = (pixel >> 16) & 255
    gray[at] = (red * 77 + green * 151 + blue * 28) >> 8 // as PDFium weighs them: 30, 59 and 11 of a hundred
  }
  return { gray, plain: false }
}

/** A page that was drawn to be recognised, at the size at which it is shown. */
export async function shrunk(pixels: Pixels, size: Size): Promise<Pixels> {
  if (pixels.width === size.width && pixels.height === size.height && pixels.channels === 1) return pixels
  const small = image(pixels).resize({ ...size, fit: 'fill' })
  const { data, info } = await (pixels.channels === 1 ? small.toColourspace('b-w') : small)
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { raw: data, width: info.width, height: info.height, channels: info.channels as 1 | 3 }
}

/** The picture of a page, and for the first one a small one for lists. */
export async function picturesOf(pixels: Pixels, withThumb: boolean): Promise<{ picture: Picture; thumb?: Picture }> {
  const plain = withoutColour(pixels)
  const gray = plain.channels === 1
  const picture = await asPng(image(plain), gray)
  if (!withThumb) return { picture }
  return { picture, thumb: await asPng(image(plain).resize({ width: THUMB_WIDTH }), gray) }
}

/** The dots of a picture of a page, four bytes each (RGBA, opaque). @throws when it is none, or has more than `most` dots */
export async function pixelsOf(png: Uint8Array, most: number): Promise<Pixels> {
  const { data, info } = await sharp(png, { limitInputPixels: most })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { raw: data, width: info.width, height: info.height, channels: info.channels as 4 }
}
