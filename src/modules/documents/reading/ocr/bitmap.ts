export type Bitmap = { readonly raw: Uint8Array; readonly width: number; readonly height: number; readonly dpi: number }

/** A gray bitmap as a PGM file (P5), which every build of Leptonica reads. */
export const pgmOf = ({ raw, width, height }: Bitmap): Buffer =>
  Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), raw])

const [SHORT, LONG] = [3, 4]

/** What stands before the bytes of a gray bitmap in a TIFF file: read line by line, where a PGM is read byte by byte. */
export function tiffHead({ width, height }: Bitmap): Buffer {
  const fields = [
    [256, LONG, width],
    [257, LONG, height],
    [258, SHORT, 8], // bits a pixel
    [259, SHORT, 1], // not packed
    [262, SHORT, 1], // 0 is black
    [273, LONG, 0], // where the bytes begin, set below
    [277, SHORT, 1],
    [278, LONG, height],
    [279, LONG, width * height],
  ]
  const head = Buffer.alloc(8 + 2 + 12 * fields.length + 4)
  head.write('II*\0', 'latin1')
  head.writeUInt32LE(8, 4)
  head.writeUInt16LE(fields.length, 8)
  for (const [place, [tag = 0, kind = 0, value = 0]] of fields.entries()) {
    const at = 10 + 12 * place
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(kind, at + 2)
    head.writeUInt32LE(1, at + 4)
    head.writeUInt32LE(tag === 273 ? head.length : value, at + 8)
  }
  return head
}

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
