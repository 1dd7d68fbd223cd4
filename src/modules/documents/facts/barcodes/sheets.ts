import { createRequire } from 'node:module'
import { buffer } from 'node:stream/consumers'
import { mm } from '#platform/pdf/document.ts'
import { archiveCode, SEPARATOR } from './split.ts'

type Paper = PDFKit.PDFDocument
const font = (file: string) => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`)

async function paper(title: string): Promise<Paper> {
  const { default: PDFDocument } = await import('pdfkit')
  const made = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false, info: { Title: title } })
  made.registerFont('text', font('DejaVuSans.ttf'))
  made.registerFont('bold', font('DejaVuSans-Bold.ttf'))
  return made
}

/** A QR code, square by square; nothing is fetched or rasterised. */
async function draw(on: Paper, text: string, at: { x: number; y: number; size: number }): Promise<void> {
  const { create } = await import('qrcode')
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const step = at.size / modules.size
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) on.rect(at.x + column * step, at.y + row * step, step + 0.05, step + 0.05)
  on.fill('#000')
}

/** Sheets to put between letters before a stack is scanned: a large code that any scanner reads. */
export async function separatorSheets(count: number, words: { title: string; text: string }): Promise<Buffer> {
  const made = await paper(words.title)
  const done = buffer(made)
  for (let sheet = 0; sheet < count; sheet++) {
    made.addPage()
    await draw(made, SEPARATOR, { x: mm(65), y: mm(70), size: mm(80) })
    made
      .font('bold')
      .fontSize(28)
      .text(words.title, 0, mm(35), { width: mm(210), align: 'center' })
    made
      .font('text')
      .fontSize(12)
      .text(words.text, mm(35), mm(170), { width: mm(140), align: 'center' })
  }
  made.end()
  return done
}

const COLUMNS = 3
const ROWS = 8
export const LABELS_ON_A_SHEET = COLUMNS * ROWS

/** Stickers with the numbers under which paper is kept; 70 by 37 mm, 24 on a sheet. */
export async function numberLabels(from: number, sheets: number, title: string): Promise<Buffer> {
  const made = await paper(title)
  const done = buffer(made)
  for (let place = 0; place < sheets * LABELS_ON_A_SHEET; place++) {
    const on = place % LABELS_ON_A_SHEET
    if (on === 0) made.addPage()
    const x = mm(70) * (on % COLUMNS)
    const y = mm(0.5) + mm(37) * Math.floor(on / COLUMNS)
    const number = from + place
    await draw(made, archiveCode(number), { x: x + mm(8), y: y + mm(7), size: mm(23) })
    made
      .font('bold')
      .fontSize(15)
      .text(String(number), x + mm(34), y + mm(15), { width: mm(32), lineBreak: false })
  }
  made.end()
  return done
}
