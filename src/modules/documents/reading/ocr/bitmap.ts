export type Bitmap = { readonly raw: Uint8Array; readonly width: number; readonly height: number; readonly dpi: number }

/** A gray bitmap as PGM (P5), which every build of Leptonica reads. */
export const pgmOf = ({ raw, width, height }: Bitmap): Buffer =>
  Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), raw])

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
