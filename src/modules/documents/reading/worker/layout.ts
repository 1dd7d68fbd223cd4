import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { printable } from '#platform/pdf/document.ts'

const MARGIN = 57
const SIZE = 9.5
const LEADING = 1.3
const MOST_PAGES = 2_000
const LONGEST = 4_000

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf')

/**
 * Lays out plain text as a PDF on A4, so that it can be looked at and its words have places. A form feed begins a page.
 * @returns the PDF; text beyond two thousand pages is left out
 */
export async function textPdf(text: string): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit')
  // pdfkit takes the time and a random id for its own; both are of no use here and would make each run different
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    autoFirstPage: false,
    info: { CreationDate: new Date(0), Producer: 'Belegt', Creator: 'Belegt' },
  })
  const pieces: Buffer[] = []
  pdf.on('data', (piece: Buffer) => pieces.push(piece))
  const ended = new Promise<void>((done) => void pdf.on('end', done))
  pdf.font(join(fonts, 'DejaVuSans.ttf')).fontSize(SIZE)
  const [width, height] = [595.28 - 2 * MARGIN, 841.89 - 2 * MARGIN]
  const perPage = Math.floor(height / (SIZE * LEADING))
  let [pages, row] = [0, perPage]
  const measure = measured(pdf)
  lines: for (const [number, part] of text.split('\f').entries()) {
    if (number > 0) row = perPage
    for (const line of wrapped(printable(part), width, measure)) {
      if (row === perPage) {
        if (++pages > MOST_PAGES) break lines
        pdf.addPage()
        row = 0
      }
      if (line !== '')
        pdf.text(line, MARGIN, MARGIN + row * SIZE * LEADING, { lineBreak: false, features: ['kern'] as never })
      row++
    }
  }
  if (pages === 0) pdf.addPage()
  pdf.end()
  await ended
  return Buffer.concat(pieces)
}

/** The width of a text in the font that is set; letters are measured once. */
function measured(pdf: PDFKit.PDFDocument): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    let sum = 0
    for (const letter of text) {
      let width = known.get(letter)
      if (width === undefined) known.set(letter, (width = pdf.widthOfString(letter)))
      sum += width
    }
    return sum
  }
}

function* wrapped(text: string, width: number, measure: (text: string) => number): Generator<string> {
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.trimEnd().split(' ')) {
      let rest = word
      const joined = line === '' ? rest : `${line} ${rest}`
      if (joined.length < LONGEST && measure(joined) <= width) {
        line = joined
        continue
      }
      if (line !== '') yield line
      while (measure(rest.slice(0, LONGEST)) > width) {
        let length = Math.max(
          1,
          Math.floor((rest.length * width) / measure(rest.slice(0, LONGEST)) / Math.max(1, rest.length / LONGEST)),
        )
        while (length > 1 && measure(rest.slice(0, length)) > width) length--
        yield rest.slice(0, length)
        rest = rest.slice(length)
      }
      line = rest
    }
    yield line
  }
}

/** A PDF of pictures, each on a page of its own size in points. */
export async function picturePdf(
  pictures: readonly { jpeg: Buffer; width: number; height: number }[],
): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit')
  const pdf = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    info: { CreationDate: new Date(0), Producer: 'Belegt' },
  })
  const pieces: Buffer[] = []
  pdf.on('data', (piece: Buffer) => pieces.push(piece))
  const ended = new Promise<void>((done) => void pdf.on('end', done))
  for (const { jpeg, width, height } of pictures) {
    pdf.addPage({ size: [width, height], margin: 0 })
    pdf.image(jpeg, 0, 0, { width, height })
  }
  pdf.end()
  await ended
  return Buffer.concat(pieces)
}
