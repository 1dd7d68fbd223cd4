import type { Barcode } from '../../facts/barcodes/types.ts'
import type { PageRead } from '../../types.ts'
import type { Picture, ReadPart } from '../types.ts'

/** A page that must be recognised: a gray bitmap, already turned upright by `angle` degrees. */
export type Scan = {
  readonly is: 'scan'
  readonly page: { readonly number: number; readonly width: number; readonly height: number }
  readonly raw: Uint8Array
  readonly size: { readonly width: number; readonly height: number }
  readonly dpi: number
  /** How far the page was turned to make its lines level, clockwise, in degrees. */
  readonly angle: number
  readonly barcodes: readonly Barcode[]
  readonly picture?: Picture
  readonly thumb?: Picture
}

export type WorkerPart = Exclude<ReadPart, { is: 'done' }> | Scan

/** Hands a part to the process that asked; resolves when it has been taken. */
export type Tell = (part: WorkerPart) => Promise<void>

export type { PageRead }
