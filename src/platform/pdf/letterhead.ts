import { mm, type PdfDocument, printable } from './document.ts'

// DIN 5008:2020, form B: the address field begins 45 mm from the top, 85 mm wide, its sender line 17.7 mm high;
// the text begins 98.46 mm from the top. The window of a DIN lang envelope shows both.
const FIELD_TOP = mm(45)
const ADDRESS_TOP = mm(62.7)
const FIELD_WIDTH = mm(80)
const TEXT_TOP = mm(98.46)
const MOST_LINES = 6

/** Sender's line, address window and date; leaves the pen where a letter's text begins. */
export function drawLetterhead(
  paper: PDFKit.PDFDocument,
  root: PDFKit.PDFStructureElement,
  { from, to, date }: PdfDocument,
): void {
  const left = paper.page.margins.left
  const wide = paper.page.width - left - paper.page.margins.right
  const part = (draw: () => void) => root.add(paper.struct('P', {}, draw))
  if (from) {
    part(() => {
      paper.font('regular').fontSize(7).fillColor('#444444')
      paper.text(printable(from), left, FIELD_TOP + mm(12), { width: FIELD_WIDTH, height: mm(5), ellipsis: true })
      paper.fillColor('#000000')
    })
  }
  if (to) {
    part(() => {
      paper.font('regular').fontSize(10.5)
      paper.text(to.slice(0, MOST_LINES).map(printable).join('\n'), left, ADDRESS_TOP, { width: FIELD_WIDTH })
    })
  }
  if (date) {
    part(() => {
      paper.font('regular').fontSize(10)
      paper.text(printable(date), left, to ? TEXT_TOP - mm(10) : paper.y, { width: wide, align: 'right' })
    })
  }
  paper.x = left
  paper.y = to ? TEXT_TOP : paper.y + mm(8)
}
