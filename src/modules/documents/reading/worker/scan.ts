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

/** Makes a gray page ready to be recognised: level. The page keeps its size, corners that turn out of it are margin. */
export async function scanOf(
  raw: Buffer,
  size: Size,
  dpi: number,
): Promise<{ raw: Buffer; size: Size; dpi: number; angle: number }> {
  const lean = leanOf(raw, size)
  if (Math.abs(lean) < LEVEL) return { raw, size, dpi, angle: 0 }
  const turned = await sharp(raw, { raw: { ...size, channels: 1 } })
    .rotate(-lean, { background: '#fff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = turned.info
  return { raw: turned.data, size: { width, height }, dpi, angle: -lean }
}
