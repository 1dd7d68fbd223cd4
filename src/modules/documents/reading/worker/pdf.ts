import type { Barcode } from '../../facts/barcodes/types.ts'
import { limits } from '../limits.ts'
import { needsRecognition } from './layer-rules.ts'
import type { Tell } from './parts.ts'
import { attachmentsOf, draw, drawnFor, openPdf, type PdfFile, type Size, sizeOf, withPage } from './pdf-document.ts'
import { drawnWith, fieldsOf, layerOf, tidy } from './pdf-text.ts'
import type { Pdfium } from './pdfium.ts'
import { grayOf, picturesOf, shownSize, shrunk } from './picture.ts'
import { barcodesOn, scanOf, thirdOf } from './scan.ts'
import { WorkerTrouble } from './trouble.ts'

const RECOGNISE_DPI = 300
const RECOGNISE_PIXELS = 36_000_000 // A3 at 300 dpi

export type PdfWish = {
  readonly password?: string | undefined
  readonly after: number
  readonly pictures: boolean
}

/** Reads a PDF page by page; whole files are never held twice. */
export async function readPdf(pdfium: Pdfium, content: Uint8Array, wish: PdfWish, tell: Tell): Promise<void> {
  const file = openPdf(pdfium, content, wish.password)
  if (typeof file === 'string') throw new WorkerTrouble(file)
  try {
    if (file.pages > limits.pages) throw new WorkerTrouble('too-many-pages')
    await tell({ is: 'about', kind: 'pdf', mediaType: 'application/pdf', pages: file.pages })
    const barcodes: Barcode[] = []
    // pages that are known already are only looked at for separator sheets
    for (let index = 0; index < wish.after; index++) barcodes.push(...(await barcodesOnPage(file, index)))
    const noting: Tell = (part) => {
      if (part.is === 'scan') barcodes.push(...part.barcodes)
      return tell(part)
    }
    for (let index = wish.after; index < file.pages; index++) await readPage(file, index, wish, noting)
    await tellInvoice(file, tell)
    if (barcodes.length > 0) {
      const { tellStack } = await import('./stack.ts')
      await tellStack(content, file.pages, barcodes, tell)
    }
  } finally {
    file.close()
  }
}

/** Reads the pages of a PDF that was made from another file. */
export async function readMadePdf(pdfium: Pdfium, content: Uint8Array, wish: PdfWish, tell: Tell): Promise<number> {
  const file = openPdf(pdfium, content)
  if (typeof file === 'string') throw new WorkerTrouble('damaged')
  try {
    for (let index = wish.after; index < file.pages; index++) await readPage(file, index, wish, tell)
    return file.pages
  } finally {
    file.close()
  }
}

export function pagesIn(pdfium: Pdfium, content: Uint8Array): number {
  const file = openPdf(pdfium, content)
  if (typeof file === 'string') return 0
  file.close()
  return file.pages
}

async function barcodesOnPage(file: PdfFile, index: number): Promise<readonly Barcode[]> {
  const drawn = withPage(file, index, (page) => {
    if (drawnWith(file, page).pictures === 0) return undefined
    const { size } = scanSize(sizeOf(file, page))
    return { raw: draw(file, page, size, true), size }
  })
  return drawn ? barcodesOn(index + 1, thirdOf(drawn.raw, drawn.size)) : []
}

type Drawn = {
  readonly size: Size
  readonly text: string
  readonly words: ReturnType<typeof layerOf>['words']
  readonly shown: { readonly raw: Buffer; readonly size: Size } | undefined
  readonly scan: (Seen & { readonly size: Size; readonly dpi: number }) | undefined
}

type Seen = {
  readonly gray: Buffer
  /** Four bytes a pixel; left out where the page has no colour. */
  readonly colours?: Buffer
}

function seen(pixels: Uint8Array): Seen {
  const { gray, plain } = grayOf(pixels)
  return plain ? { gray } : { gray, colours: Buffer.from(pixels) }
}

async function readPage(file: PdfFile, index: number, wish: PdfWish, tell: Tell): Promise<void> {
  const number = index + 1
  const pictured = wish.pictures && number <= limits.pictured
  const drawn = withPage(file, index, (page): Drawn => {
    const size = sizeOf(file, page)
    const layer = layerOf(file, page)
    const fields = fieldsOf(file, page)
    const letters = layer.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
    const state = { characters: layer.characters, unreadable: layer.unreadable, letters, ...drawnWith(file, page) }
    const scan = needsRecognition(state) ? scanSize(size) : undefined
    const shown = shownSize(size)
    // a page that is recognised is drawn once, for both; in its colours, which cost as little as gray
    const once = scan && shown.width <= scan.size.width
    return {
      size,
      text: tidy([layer.text, fields.text].filter((part) => part !== '').join('\n')),
      words: [...layer.words, ...fields.words],
      shown: pictured && !once ? { raw: draw(file, page, shown, false), size: shown } : undefined,
      scan: scan && { ...drawnFor(file, page, scan.size, false, seen), ...scan },
    }
  })
  // a page that PDFium cannot open is kept as an empty one, so that the others keep their numbers
  if (!drawn) return tell({ is: 'page', page: emptyPage(number) })
  const { size, text, words, shown, scan } = drawn
  const third = scan && thirdOf(scan.gray, scan.size)
  const pixels = shown
    ? ({ raw: shown.raw, ...shown.size, channels: 4 } as const)
    : pictured && third
      ? await shrunk(scan.colours ? { raw: scan.colours, ...scan.size, channels: 4 } : third, shownSize(size))
      : undefined
  const made = pixels && (await picturesOf(pixels, number === 1))
  const about = { number, width: Math.round(size.width), height: Math.round(size.height) }
  if (third) {
    const barcodes = await barcodesOn(number, third)
    const level = await scanOf(scan.gray, scan.size, scan.dpi, third)
    return tell({ is: 'scan', page: about, ...level, barcodes, ...made })
  }
  const from = words.length === 0 ? 'none' : 'layer'
  return tell({ is: 'page', page: { ...about, text, words, from }, ...made })
}

const emptyPage = (number: number) => ({ number, width: 595, height: 842, text: '', words: [], from: 'none' }) as const

function scanSize(size: Size): { size: Size; dpi: number } {
  const wanted = RECOGNISE_DPI / 72
  const scale = Math.min(wanted, Math.sqrt(RECOGNISE_PIXELS / (size.width * size.height)))
  return {
    size: { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) },
    dpi: Math.max(70, Math.round(scale * 72)),
  }
}

// Factur-X 1.07 and ZUGFeRD 2.3 name factur-x.xml; ZUGFeRD 1 and 2.0 and the profile XRECHNUNG the others.
const INVOICE_NAMES = /^(factur-x|zugferd-invoice|xrechnung|order-x)\.xml$/i
const MOST_INVOICE = 16 * 1024 * 1024

async function tellInvoice(file: PdfFile, tell: Tell): Promise<void> {
  const found = attachmentsOf(file, { files: 50, bytes: MOST_INVOICE }).find(({ name }) => INVOICE_NAMES.test(name))
  if (found) await tell({ is: 'invoice', xml: found.content.toString('utf8') })
}
