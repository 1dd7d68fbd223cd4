import { once } from 'node:events'
import { createRequire } from 'node:module'
import { PassThrough, type Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { gatherer } from '../files/gather.ts'
import { drawBlock } from './blocks.ts'
import { mm, type PdfDocument, printable } from './document.ts'
import { drawLetterhead } from './letterhead.ts'

export type { Block, PdfDocument } from './document.ts'

const font = (file: string) => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`)
const SMALL = 8
const words = { de: { page: 'Seite' }, en: { page: 'Page' } } as const

/**
 * Draws a document as tagged PDF 1.7 (PDF/UA): A4, DejaVu Sans, numbered pages. It is drawn as fast as it is read, so a
 * register of any length takes little memory; an error of the blocks destroys the stream.
 */
export function pdf(document: PdfDocument): Readable {
  const out = new PassThrough()
  draw(document, out).catch((error: Error) => out.destroy(error))
  return out
}

/** The whole document in memory; for letters. */
export const pdfBytes = (document: PdfDocument): Promise<Buffer> => buffer(pdf(document))

/** When there is room again, or nobody reads any more. */
const drained = (out: PassThrough) => once(out, 'drain').catch(() => undefined)

async function draw(document: PdfDocument, out: PassThrough): Promise<void> {
  const made = new Date(document.at.epochMilliseconds)
  const { default: PDFDocument } = await import('pdfkit')
  const paper = new PDFDocument({
    size: 'A4',
    layout: document.landscape ? 'landscape' : 'portrait',
    margins: { top: mm(20), bottom: mm(22), left: mm(25), right: mm(20) },
    pdfVersion: '1.7',
    subset: 'PDF/UA' as never, // known to the library, not yet to its types
    tagged: true,
    displayTitle: true,
    lang: document.language,
    info: { Title: printable(document.title), CreationDate: made, ModDate: made },
    autoFirstPage: false,
    // with a font by its path here, the library would open that file anew at every change of font
    font: null as never,
  })
  paper.registerFont('regular', font('DejaVuSans.ttf')).registerFont('bold', font('DejaVuSans-Bold.ttf'))
  let room: Promise<unknown> | undefined
  // each of thousands of small parts comes for itself
  const pieces = gatherer()
  const handOn = (piece: Uint8Array | undefined) => {
    if (piece && !out.write(piece) && !room) room = drained(out).then(() => (room = undefined))
  }
  paper.on('data', (piece: Buffer) => handOn(pieces.take(piece)))
  const ended = new Promise((resolve) => paper.on('end', resolve))

  let number = 0
  paper.on('pageAdded', () => drawFoot(paper, document, ++number))
  paper.addPage()
  const root = paper.struct('Document')
  paper.addStructure(root)
  if (document.to || document.from || document.date) drawLetterhead(paper, root, document)
  for await (const block of document.blocks) {
    if (out.destroyed) return
    const page = number
    drawBlock(paper, root, block)
    // a full page is compressed and handed on between turns of the event loop; then wait until it has been read
    if (number > page) await setImmediate()
    await room
  }
  root.end()
  paper.end()
  await ended
  handOn(pieces.rest())
  out.end()
}

/** Outside the text's margins and of no meaning to its reading: marked as an artifact. */
function drawFoot(paper: PDFKit.PDFDocument, { language, footer }: PdfDocument, number: number): void {
  const { x, y } = paper
  const { margins, width, height } = paper.page
  const [bottom, wide] = [margins.bottom, width - margins.left - margins.right]
  margins.bottom = 0
  paper.markContent('Artifact', { type: 'Pagination' })
  paper.font('regular').fontSize(SMALL).fillColor('#555555')
  const at = height - mm(14)
  const page = `${words[language].page} ${number}`
  if (footer)
    paper.text(printable(footer), margins.left, at, { width: wide - mm(25), height: SMALL * 2.4, ellipsis: true })
  paper.text(page, margins.left + wide - mm(24), at, { width: mm(24), align: 'right', lineBreak: false })
  paper.endMarkedContent()
  margins.bottom = bottom
  paper.fillColor('#000000')
  paper.x = x
  paper.y = y
}
