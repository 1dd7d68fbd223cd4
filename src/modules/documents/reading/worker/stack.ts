import { PDFDocument } from '@cantoo/pdf-lib'
import { splitAt } from '../../facts/barcodes/split.ts'
import type { Barcode } from '../../facts/barcodes/types.ts'
import type { Tell } from './parts.ts'

const MOST_PARTS = 200

/**
 * Cuts a scanned stack at its separator sheets and archive numbers: each part a PDF with the pages as they are. The stack
 * itself stays as it came.
 */
export async function tellStack(
  content: Uint8Array,
  pages: number,
  barcodes: readonly Barcode[],
  tell: Tell,
): Promise<void> {
  if (barcodes.length === 0) return
  const parts = splitAt(pages, barcodes)
  if (parts.length < 2 || parts.length > MOST_PARTS) return
  // a stack that only PDFium can open stays whole: it is found by all its words anyway
  const stack = await PDFDocument.load(content, { updateMetadata: false }).catch(() => undefined)
  if (!stack) return
  for (const [place, part] of parts.entries()) {
    const cut = await PDFDocument.create({ updateMetadata: false })
    const copied = await cut.copyPages(
      stack,
      part.pages.map((number) => number - 1),
    )
    for (const page of copied) cut.addPage(page)
    const name = `Teil ${place + 1}.pdf`
    await tell({ is: 'attachment', attachment: { name, mediaType: 'application/pdf', content: await cut.save() } })
  }
}
