import type { Barcode } from './types.ts'

/** A document within a scanned stack: its pages, from 1, and the number on its sheet. */
export type Part = { readonly pages: readonly number[]; readonly archiveNumber?: number }

export const SEPARATOR = 'BELEGT:TRENN'
export const archiveCode = (number: number): string => `BELEGT:A${String(number).padStart(6, '0')}`

/** What our own barcodes say: a separator sheet, or an archive number (`BELEGT:TRENN`, `BELEGT:A000123`, `ASN123`). */
export function barcodeMeaning(text: string): { separator: true } | { archiveNumber: number } | undefined {
  if (text === SEPARATOR || text === 'PATCHT') return { separator: true }
  const number = /^(?:BELEGT:A|ASN)0*(\d{1,9})$/.exec(text)?.[1]
  return number && Number(number) > 0 ? { archiveNumber: Number(number) } : undefined
}

/**
 * Where a scanned stack is to be cut: after each separator sheet, which is left out, and before each page that bears an
 * archive number. One part with all pages where there is nothing to cut.
 */
export function splitAt(pages: number, barcodes: readonly Barcode[]): readonly Part[] {
  const parts: { pages: number[]; archiveNumber?: number }[] = []
  let open: { pages: number[]; archiveNumber?: number } = { pages: [] }
  const close = () => {
    if (open.pages.length > 0) parts.push(open)
    open = { pages: [] }
  }
  for (let page = 1; page <= pages; page++) {
    const meant = barcodes.filter((one) => one.page === page).flatMap(({ text }) => barcodeMeaning(text) ?? [])
    if (meant.some((one) => 'separator' in one)) {
      close()
      continue
    }
    const number = meant.find((one) => 'archiveNumber' in one)?.archiveNumber
    if (number !== undefined) {
      close()
      open.archiveNumber = number
    }
    open.pages.push(page)
  }
  close()
  return parts
}

/** The archive number that a document's barcodes name, the first one. */
export const archiveNumberIn = (barcodes: readonly Barcode[]): number | undefined =>
  barcodes.flatMap(({ text }) => barcodeMeaning(text) ?? []).find((one) => 'archiveNumber' in one)?.archiveNumber
