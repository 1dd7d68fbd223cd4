import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import { limits } from '../limits.ts'
import { jxlSize } from './jxl-size.ts'
import { WorkerTrouble } from './trouble.ts'

// Pictures that libvips does not open: from cameras (HEIC, by libheif), older programs (BMP) and newer ones (JPEG XL).

export type ForeignKind = 'heic' | 'bmp' | 'jxl'
type Pixels = { readonly data: Uint8Array; readonly width: number; readonly height: number }

/**
 * A picture as one that libvips opens, nothing of it lost to compression. Its size is asked before a pixel is made.
 * @throws WorkerTrouble
 */
export async function openForeign(content: Buffer, kind: ForeignKind): Promise<Buffer> {
  let pixels: Pixels
  try {
    pixels = await decoders[kind](content)
  } catch (error) {
    throw error instanceof WorkerTrouble ? error : new WorkerTrouble('damaged')
  }
  const { data, width, height } = pixels
  const picture = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: limits.foreignPixels })
  // what is see-through in one of these never means paper: older programs leave that byte empty
  const flat = kind === 'bmp' ? picture.removeAlpha() : picture.flatten({ background: '#fff' })
  return flat.tiff({ compression: 'none' }).toBuffer()
}

/** @throws WorkerTrouble where a picture is larger than is decoded, or has no size */
function bounded(width: number, height: number): void {
  if (width * height > limits.foreignPixels) throw new WorkerTrouble('too-many-pixels')
  if (!(width > 0 && height > 0)) throw new WorkerTrouble('damaged')
}

const decoders: Readonly<Record<ForeignKind, (content: Buffer) => Promise<Pixels>>> = {
  async heic(content) {
    // it brings no types
    const { default: libheif } = (await import('libheif-js/wasm-bundle.js' as string)) as { default: Libheif }
    const found = new libheif.HeifDecoder().decode(content)
    const image = found.find((one) => one.is_primary()) ?? found[0]
    if (!image) throw new WorkerTrouble('damaged')
    const [width, height] = [image.get_width(), image.get_height()]
    bounded(width, height)
    const target = { data: Buffer.alloc(width * height * 4), width, height }
    const done = await new Promise((resolve) => image.display(target, resolve))
    for (const one of found) one.free()
    if (!done) throw new WorkerTrouble('damaged')
    return target
  },

  async bmp(content) {
    // BITMAPINFOHEADER: the height is negative where rows go from top to bottom
    bounded(content.readUInt32LE(18), Math.abs(content.readInt32LE(22)))
    const { decode } = await import('bmp-ts')
    const { data, width, height } = decode(content, { toRGBA: true })
    return { data, width, height }
  },

  async jxl(content) {
    const { width, height } = jxlSize(content)
    bounded(width, height)
    const { default: decode, init } = await import('@jsquash/jxl/decode.js')
    const code = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/dec/jxl_dec.wasm')
    await init(await WebAssembly.compile(readFileSync(code)))
    const exact = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength) as ArrayBuffer
    const { data, width: w, height: h } = await decode(exact)
    return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width: w, height: h }
  },
}

type Libheif = {
  readonly HeifDecoder: new () => { decode(content: Uint8Array): readonly HeifImage[] }
}
type HeifImage = {
  is_primary(): boolean
  get_width(): number
  get_height(): number
  display(target: Pixels, done: (result: unknown) => void): void
  free(): void
}
