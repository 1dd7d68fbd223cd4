import type { Box, Word } from '../../types.ts'
import { type PdfFile, sizeOf } from './pdf-document.ts'
import { lent, textOf } from './pdfium.ts'

export type LayerRead = {
  readonly text: string
  readonly words: readonly Word[]
  /** How many characters there are, and how many of them stand for nothing that can be read. */
  readonly characters: number
  readonly unreadable: number
}

const HYPHEN = 2 // what PDFium gives for a hyphen at the end of a line
const MOST_CHARACTERS = 400_000
const FINE = 10_000

type Open = { text: string; left: number; right: number; bottom: number; top: number }

/** The text layer of a page: its text line by line, and the words with their places. */
export function layerOf(file: PdfFile, page: number): LayerRead {
  const { pdfium } = file
  const textPage = pdfium.call('FPDFText_LoadPage', page)
  if (textPage === 0) return { text: '', words: [], characters: 0, unreadable: 0 }
  try {
    return lent(pdfium, 48, (at) => {
      const place = placeOn(file, page, at)
      const count = Math.min(pdfium.call('FPDFText_CountChars', textPage), MOST_CHARACTERS)
      const words: Word[] = []
      const parts: string[] = []
      let open: Open | undefined
      let unreadable = 0
      let joins = false
      const close = () => {
        if (open && open.text !== '') words.push({ text: open.text, box: place(open) })
        open = undefined
      }
      for (let index = 0; index < count; index++) {
        const code = pdfium.call('FPDFText_GetUnicode', textPage, index)
        if (code === 13) continue
        if (code === HYPHEN || code === 0xfffe) {
          // the word goes on in the next line
          if (open) open.text += '-'
          close()
          joins = true
          continue
        }
        const letter = readable(code)
        if (letter === undefined) {
          unreadable++
          continue
        }
        if (/\s/u.test(letter)) {
          close()
          if (!(joins && letter === '\n')) parts.push(letter)
          continue
        }
        joins = false
        parts.push(letter)
        pdfium.call('FPDFText_GetCharBox', textPage, index, at, at + 8, at + 16, at + 24)
        const view = pdfium.view()
        const [left, right, bottom, top] = [0, 8, 16, 24].map((step) => view.getFloat64(at + step, true)) as [
          number,
          number,
          number,
          number,
        ]
        if (!open) open = { text: letter, left, right, bottom, top }
        else {
          open.text += letter
          open.left = Math.min(open.left, left)
          open.right = Math.max(open.right, right)
          open.bottom = Math.min(open.bottom, bottom)
          open.top = Math.max(open.top, top)
        }
      }
      close()
      return { text: tidy(parts.join('')), words, characters: count, unreadable }
    })
  } finally {
    pdfium.call('FPDFText_ClosePage', textPage)
  }
}

/** A character that people can read; private use, controls and replacement signs are not. */
function readable(code: number): string | undefined {
  if (code === 9 || code === 10) return String.fromCodePoint(code)
  if (code < 32 || code === 0xfffd || code > 0x10ffff || (code >= 0xe000 && code <= 0xf8ff)) return undefined
  if (code >= 0xd800 && code <= 0xdfff) return undefined
  return String.fromCodePoint(code)
}

/** NFC, no blanks at the ends of lines, at most one empty line. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()

/** Turns a rectangle of the page's own space into fractions of the page as it is shown. */
function placeOn(file: PdfFile, page: number, at: number): (box: Omit<Open, 'text'>) => Box {
  const { pdfium } = file
  const corner = (x: number, y: number): [number, number] => {
    pdfium.call('FPDF_PageToDevice', page, 0, 0, FINE, FINE, 0, x, y, at + 32, at + 36)
    const view = pdfium.view()
    return [view.getInt32(at + 32, true) / FINE, view.getInt32(at + 36, true) / FINE]
  }
  const clamp = (part: number) => Math.min(1, Math.max(0, part))
  return ({ left, right, bottom, top }) => {
    const [ax, ay] = corner(left, top)
    const [bx, by] = corner(right, bottom)
    const x = clamp(Math.min(ax, bx))
    const y = clamp(Math.min(ay, by))
    return {
      x,
      y,
      width: clamp(Math.max(ax, bx)) - x,
      height: clamp(Math.max(ay, by)) - y,
    }
  }
}

const WIDGET = 20
const MOST_FIELDS = 2_000

/** What is entered in the form fields of a page, which its text layer does not hold. */
export function fieldsOf(file: PdfFile, page: number): { text: string; words: readonly Word[] } {
  const { pdfium, form } = file
  if (form === 0) return { text: '', words: [] }
  const lines: string[] = []
  const words: Word[] = []
  const count = Math.min(pdfium.call('FPDFPage_GetAnnotCount', page), MOST_FIELDS)
  lent(pdfium, 48, (at) => {
    const place = placeOn(file, page, at)
    for (let index = 0; index < count; index++) {
      const field = pdfium.call('FPDFPage_GetAnnot', page, index)
      if (field === 0) continue
      if (pdfium.call('FPDFAnnot_GetSubtype', field) === WIDGET) {
        const value = textOf(pdfium, (to, size) => pdfium.call('FPDFAnnot_GetFormFieldValue', form, field, to, size))
        const typed = tidy(value)
        if (typed !== '' && !/^(Off|Yes|On)$/.test(typed) && pdfium.call('FPDFAnnot_GetRect', field, at) !== 0) {
          const view = pdfium.view()
          const [left, top, right, bottom] = [0, 4, 8, 12].map((step) => view.getFloat32(at + step, true)) as [
            number,
            number,
            number,
            number,
          ]
          lines.push(typed)
          words.push(...spread(typed, place({ left, top, right, bottom })))
        }
      }
      pdfium.call('FPDFPage_CloseAnnot', field)
    }
  })
  return { text: lines.join('\n'), words }
}

/** Shares a field's rectangle among its words, by their lengths. */
function spread(text: string, box: Box): Word[] {
  const all = text.split(/\s+/u)
  const length = Math.max(1, all.join(' ').length)
  let from = 0
  return all.map((word) => {
    const x = box.x + (box.width * from) / length
    from += word.length + 1
    return { text: word, box: { ...box, x, width: (box.width * word.length) / length } }
  })
}

const [TEXT, PATH, IMAGE, FORM] = [1, 2, 3, 5]
const MOST_OBJECTS = 2_000

/** What a page is drawn with: the share of it that pictures cover, and how many other shapes there are. */
export function drawnWith(file: PdfFile, page: number): { pictures: number; shapes: number } {
  const { pdfium } = file
  const { width, height } = sizeOf(file, page)
  let pictures = 0
  let shapes = 0
  const count = Math.min(pdfium.call('FPDFPage_CountObjects', page), MOST_OBJECTS)
  lent(pdfium, 16, (at) => {
    for (let index = 0; index < count; index++) {
      const object = pdfium.call('FPDFPage_GetObject', page, index)
      if (object === 0) continue
      const kind = pdfium.call('FPDFPageObj_GetType', object)
      if (kind === PATH) shapes++
      if (kind === TEXT || kind === PATH) continue
      // a form may hold the scan itself: counted as a picture of its size
      if (kind !== IMAGE && kind !== FORM) continue
      if (pdfium.call('FPDFPageObj_GetBounds', object, at, at + 4, at + 8, at + 12) === 0) continue
      const view = pdfium.view()
      const [left, bottom, right, top] = [0, 4, 8, 12].map((step) => view.getFloat32(at + step, true)) as [
        number,
        number,
        number,
        number,
      ]
      pictures += (Math.abs(right - left) * Math.abs(top - bottom)) / (width * height)
    }
  })
  return { pictures: Math.min(1, pictures), shapes }
}
