import { PDFDocument } from '@cantoo/pdf-lib'
import { type Part, splitAt } from '../../facts/barcodes/split.ts'
import type { Barcode } from '../../facts/barcodes/types.ts'
import { picturePdf } from './layout.ts'
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
  const parts = partsOf(pages, barcodes)
  if (parts.length === 0) return
  // a stack that only PDFium can open stays whole: it is found by all its words anyway
  const stack = await PDFDocument.load(content, { updateMetadata: false }).catch(() => undefined)
  if (!stack) return
  await tellParts(parts, tell, async (part) => {
    const cut = await PDFDocument.create({ updateMetadata: false })
    const copied = await cut.copyPages(
      stack,
      part.pages.map((number) => number - 1),
    )
    for (const page of copied) cut.addPage(page)
    return cut.save()
  })
}

type Picture = Parameters<typeof picturePdf>[0][number]

/** The same for a stack that came as pictures, a page each; `pictureOf` gives one as it was scanned. */
export async function tellPictures(
  pages: number,
  barcodes: readonly Barcode[],
  pictureOf: (page: number) => Promise<Picture>,
  tell: Tell,
): Promise<void> {
  await tellParts(partsOf(pages, barcodes), tell, async (part) => {
    const pictures: Picture[] = []
    for (const page of part.pages) pictures.push(await pictureOf(page))
    return picturePdf(pictures)
  })
}

/** What a stack is cut into; nothing where it stays whole. */
function partsOf(pages: number, barcodes: readonly Barcode[]): readonly Part[] {
  const parts = barcodes.length === 0 ? [] : splitAt(pages, barcodes)
  return parts.length < 2 || parts.length > MOST_PARTS ? [] : parts
}

async function tellParts(parts: readonly Part[], tell: Tell, made: (part: Part) => Promise<Uint8Array>): Promise<void> {
  for (const [place, part] of parts.entries()) {
    const attachment = { name: `Teil ${place + 1}.pdf`, mediaType: 'application/pdf', content: await made(part) }
    await tell({ is: 'attachment', attachment })
  }
}
