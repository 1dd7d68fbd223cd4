/** A barcode on a page. */
export type Barcode = {
  /** Counts from 1. */
  readonly page: number
  readonly text: string
  /** As zxing calls it: `QRCode`, `DataMatrix`, `Code128`. */
  readonly format: string
}
