import type { Barcode } from './types.ts'

/** Pixels of a rendered page, four bytes each (RGBA), or one (grey). */
export type Pixels = { readonly data: Uint8Array; readonly width: number; readonly height: number }

/** Reads the barcodes on a rendered page; 150 dpi suffice for our own sheets. */
export async function readBarcodes(_page: number, _pixels: Pixels): Promise<readonly Barcode[]> {
  throw new Error('not built yet')
}
