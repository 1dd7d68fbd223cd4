// Pages with known text: born digital, or as a scanner would have made them.
import sharp from 'sharp'
import { picturePdf, textPdf } from '../../src/modules/documents/reading/worker/layout.ts'
import { draw, openPdf, sizeOf, withPage } from '../../src/modules/documents/reading/worker/pdf-document.ts'
import { loadPdfium, type Pdfium } from '../../src/modules/documents/reading/worker/pdfium.ts'

let pdfium: Promise<Pdfium> | undefined
/** PDFium in this process; only for tests. */
export const testPdfium = (): Promise<Pdfium> => (pdfium ??= loadPdfium())

/** A PDF with these texts, a page each where they fit. */
export const digitalPdf = (texts: readonly string[]): Promise<Buffer> => textPdf(texts.join('\f'))

export type ScanWish = {
  readonly dpi?: number
  /** Degrees by which the paper lay askew, clockwise. */
  readonly lean?: number
  /** Quarters by which it was turned. */
  readonly quarters?: 0 | 1 | 2 | 3
  /** Quality of the JPEG, 1 to 100. */
  readonly quality?: number
}

/** Pages of a PDF as gray JPEG pictures, as they come from a scanner. */
export async function scans(
  pdf: Uint8Array,
  { dpi = 300, lean = 0, quarters = 0, quality = 75 }: ScanWish = {},
): Promise<readonly { jpeg: Buffer; width: number; height: number }[]> {
  const file = openPdf(await testPdfium(), pdf)
  if (typeof file === 'string') throw new Error(`not a PDF to scan: ${file}`)
  const made: { jpeg: Buffer; width: number; height: number }[] = []
  for (let index = 0; index < file.pages; index++) {
    const drawn = withPage(file, index, (page) => {
      const points = sizeOf(file, page)
      const size = { width: Math.round((points.width / 72) * dpi), height: Math.round((points.height / 72) * dpi) }
      return { raw: draw(file, page, size, true), size }
    })
    if (!drawn) throw new Error(`page ${index + 1} does not open`)
    const leaning = await sharp(drawn.raw, { raw: { ...drawn.size, channels: 1 } })
      .rotate(lean, { background: '#fff' })
      .toColourspace('b-w')
      .png()
      .toBuffer()
    const { data, info } = await sharp(leaning)
      .rotate(quarters * 90)
      .jpeg({ quality })
      .withMetadata({ density: dpi })
      .toBuffer({ resolveWithObject: true })
    made.push({ jpeg: data, width: (info.width / dpi) * 72, height: (info.height / dpi) * 72 })
  }
  file.close()
  return made
}

/** The same as one PDF without any text layer. */
export const scannedPdf = async (pdf: Uint8Array, wish: ScanWish = {}): Promise<Buffer> =>
  picturePdf(await scans(pdf, wish))

/** The share of the words of three letters and more that were read, each counted as often as it stands there. */
export function recall(known: string, read: string): number {
  const words = (text: string) => text.normalize('NFC').match(/[\p{L}\p{N}]{3,}/gu) ?? []
  const left = new Map<string, number>()
  for (const word of words(read)) left.set(word, (left.get(word) ?? 0) + 1)
  let found = 0
  const all = words(known)
  for (const word of all) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    found++
  }
  return all.length === 0 ? 1 : found / all.length
}
