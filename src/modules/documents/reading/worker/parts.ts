import type { Barcode } from '../../facts/barcodes/types.ts'
import type { PageRead } from '../../types.ts'
import type { Picture, ReadPart } from '../types.ts'
import type { Recognisable } from './scan.ts'

/** A page that must be recognised. */
export type Scan = Omit<Recognisable, 'raw'> & {
  readonly is: 'scan'
  readonly page: { readonly number: number; readonly width: number; readonly height: number }
  readonly raw: Uint8Array
  readonly barcodes: readonly Barcode[]
  readonly picture?: Picture
  readonly thumb?: Picture
}

export type WorkerPart = Exclude<ReadPart, { is: 'done' }> | Scan

/** Hands a part to the process that asked; resolves when it has been taken. */
export type Tell = (part: WorkerPart) => Promise<void>

export type { PageRead }
