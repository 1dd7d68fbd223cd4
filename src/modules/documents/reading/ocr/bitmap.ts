export type Bitmap = { readonly raw: Uint8Array; readonly width: number; readonly height: number; readonly dpi: number }

/** What stands before the bytes of a gray bitmap in a PGM file (P5), which every build of Leptonica reads. */
export const pgmHead = ({ width, height }: Bitmap): string => `P5\n${width} ${height}\n255\n`

export const pgmOf = (bitmap: Bitmap): Buffer => Buffer.concat([Buffer.from(pgmHead(bitmap)), bitmap.raw])

/** A bitmap turned clockwise by quarters. */
export function quarterTurned(bitmap: Bitmap, quarters: 1 | 2 | 3): Bitmap {
  const { raw, width, height } = bitmap
  const out = Buffer.allocUnsafe(width * height)
  if (quarters === 2) {
    for (let at = 0; at < out.length; at++) out[out.length - 1 - at] = raw[at] as number
    return { ...bitmap, raw: out }
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const to = quarters === 1 ? x * height + (height - 1 - y) : (width - 1 - x) * height + y
      out[to] = raw[y * width + x] as number
    }
  return { ...bitmap, raw: out, width: height, height: width }
}
