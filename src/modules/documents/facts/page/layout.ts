import type { Box, PageRead, Word } from '../../types.ts'

/** A word with its place; `placed` is false where the page has text but no places. */
export type Piece = { readonly text: string; readonly box: Box }

/** Words that stand on one line, from left to right. */
export type Line = {
  readonly page: PageRead
  readonly placed: boolean
  readonly words: readonly Piece[]
  /** The words with one space between them. */
  readonly text: string
  /** Where each word begins in `text`. */
  readonly offsets: readonly number[]
  /** Index of the first word after each wide gap, 0 among them: columns. */
  readonly starts: readonly number[]
  readonly box: Box
}

/** A gap of so many line heights parts columns. */
const COLUMN_GAP = 1.6
/** Words that share so much of the lower one's height stand on one line. */
const SAME_LINE = 0.5
const MOST_WORDS = 20_000

export const around = (boxes: readonly Box[]): Box => {
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}

/** The lines of a page from the top, from its words or, where it has none with places, from its text. */
export function linesOf(page: PageRead): Line[] {
  const words = page.words.slice(0, MOST_WORDS).filter(({ text }) => text.trim() !== '')
  if (words.length === 0) return textLines(page)
  const rows: { top: number; bottom: number; words: Word[] }[] = []
  for (const word of words.toSorted((a, b) => middleOf(a.box) - middleOf(b.box))) {
    const last = rows.at(-1)
    const [top, bottom] = [word.box.y, word.box.y + word.box.height]
    const shared = last ? Math.min(last.bottom, bottom) - Math.max(last.top, top) : 0
    if (!last || shared < SAME_LINE * Math.min(last.bottom - last.top, word.box.height))
      rows.push({ top, bottom, words: [word] })
    else {
      last.words.push(word)
      // a tall word beside two lines does not make them one
      if (bottom - top > last.bottom - last.top && bottom - top < 1.6 * (last.bottom - last.top + 0.004)) {
        last.top = top
        last.bottom = bottom
      }
    }
  }
  return rows.map(({ words: row }) => lineOf(page, row.toSorted((a, b) => a.box.x - b.box.x).flatMap(apart), true))
}

const middleOf = (box: Box) => box.y + box.height / 2

/** Labels are often written to their value without a space: `Nr.:4711`. */
function apart({ text, box }: Piece): Piece[] {
  const cut = /^(\p{L}[\p{L}.-]*[:=#])(?=[\p{L}\p{N}])/u.exec(text)?.[1]?.length
  if (cut === undefined || /^https?:/i.test(text)) return [{ text, box }]
  const left = (box.width * cut) / text.length
  return [
    { text: text.slice(0, cut), box: { ...box, width: left } },
    ...apart({ text: text.slice(cut), box: { ...box, x: box.x + left, width: box.width - left } }),
  ]
}

function lineOf(page: PageRead, words: readonly Piece[], placed: boolean): Line {
  const offsets: number[] = []
  let text = ''
  for (const word of words) {
    if (text !== '') text += ' '
    offsets.push(text.length)
    text += word.text
  }
  const starts = words.flatMap((word, index) => {
    const before = words[index - 1]
    if (!before) return [0]
    const gap = (word.box.x - before.box.x - before.box.width) * page.width
    const height = Math.max(word.box.height, before.box.height) * page.height
    return gap > COLUMN_GAP * height ? [index] : []
  })
  return { page, placed, words, text, offsets, starts, box: around(words.map(({ box }) => box)) }
}

const COLUMNS = 100
/** Text without places is set as on a typewriter, so that what stands below what is known here too. */
function textLines(page: PageRead): Line[] {
  const lines = page.text.split(/\r?\n/).slice(0, 5_000)
  const height = 1 / Math.max(lines.length, 60)
  return lines.flatMap((text, row) => {
    const words = [...text.slice(0, 2_000).matchAll(/\S+/g)].map((found) => ({
      text: found[0],
      box: { x: found.index / COLUMNS, y: row * height, width: found[0].length / COLUMNS, height: height * 0.8 },
    }))
    if (words.length === 0) return []
    const wide = words.flatMap(apart)
    const line = lineOf(page, wide, false)
    const starts = wide.flatMap((word, index) => {
      const before = wide[index - 1]
      return !before || word.box.x - before.box.x - before.box.width > 2.5 / COLUMNS ? [index] : []
    })
    return [{ ...line, starts }]
  })
}

/** A run of words on a line. */
export type Run = { readonly line: Line; readonly from: number; readonly to: number }

export const boxOf = ({ line, from, to }: Run): Box => around(line.words.slice(from, to).map(({ box }) => box))
export const textOf = ({ line, from, to }: Run): string =>
  line.words
    .slice(from, to)
    .map(({ text }) => text)
    .join(' ')

/** The words that a stretch of the line's text covers. */
export function runAt(line: Line, start: number, end: number): Run {
  let from = line.offsets.findLastIndex((offset) => offset <= start)
  let to = line.offsets.findIndex((offset) => offset >= end)
  if (from < 0) from = 0
  if (to < 0) to = line.words.length
  return { line, from, to: Math.max(to, from + 1) }
}

/** The columns of a line as runs. */
export const columnsOf = (line: Line): Run[] =>
  line.starts.map((from, index) => ({ line, from, to: line.starts[index + 1] ?? line.words.length }))

/** Letters and digits only, small, umlauts written out: how labels are compared. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/[^a-z0-9#]/g, '')
