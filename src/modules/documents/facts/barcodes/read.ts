import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes as readWith } from 'zxing-wasm/reader'
import type { Barcode } from './types.ts'

/** Pixels of a rendered page, four bytes each (RGBA), or one (grey). */
export type Pixels = { readonly data: Uint8Array; readonly width: number; readonly height: number }

const MOST_PIXELS = 40_000_000
const MOST_CODES = 20
const LONGEST = 200

const load = (() => {
  let loaded: Promise<unknown> | undefined
  return () =>
    (loaded ??= readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')).then(
      (binary) => {
        // without its own file it would fetch one from elsewhere
        const wasmBinary = binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength) as ArrayBuffer
        return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
      },
    ))
})()

/** Reads the barcodes on a rendered page; 100 dpi suffice for our own sheets. */
export async function readBarcodes(page: number, { data, width, height }: Pixels): Promise<readonly Barcode[]> {
  const pixels = width * height
  if (pixels === 0 || pixels > MOST_PIXELS || (data.length !== pixels && data.length !== pixels * 4)) return []
  await load()
  const found = await readWith(
    {
      data: data.length === pixels ? widened(data) : new Uint8ClampedArray(data),
      width,
      height,
      colorSpace: 'srgb',
    } as ImageData,
    {
      formats: ['QRCode', 'DataMatrix', 'Code128', 'Code39'],
      tryHarder: true,
      maxNumberOfSymbols: MOST_CODES,
      tryInvert: false,
    },
  )
  return found.flatMap(({ isValid, text, format }) =>
    isValid && text !== '' && text.length <= LONGEST ? [{ page, text, format }] : [],
  )
}

const OPAQUE = new Uint32Array(Uint8Array.from({ length: 4 * 256 }, (_, at) => (at % 4 === 3 ? 255 : at >> 2)).buffer)

function widened(grey: Uint8Array): Uint8ClampedArray {
  const wide = new Uint32Array(grey.length)
  // opaque, and the same in each colour, whichever end comes first
  for (let at = 0; at < grey.length; at++) wide[at] = OPAQUE[grey[at] as number] as number
  return new Uint8ClampedArray(wide.buffer)
}
