// What lies over a drawn page: words to select, hits, notes. All of it in the page's own coordinates; the overlay is turned
// as a whole. Runs in browsers; styles are set one by one, as the pages' policy allows no others.
import type { Box } from '../../types.ts'
import type { Size } from './geometry.ts'

export type PageWords = {
  readonly from: 'layer' | 'ocr' | 'none'
  /** Text and place in fractions: x, y, width, height. */
  readonly words: readonly (readonly [string, number, number, number, number])[]
}

/** A note, a mark or a stamp's picture, as the page brings it. */
export type Layer = {
  readonly id: string
  readonly on: number
  readonly kind: 'note' | 'mark' | 'stamp' | 'redaction'
  readonly box: Box
  readonly text: string
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`

function placeAt(element: HTMLElement, { x, y, width, height }: Box): void {
  element.style.left = percent(x)
  element.style.top = percent(y)
  element.style.width = percent(width)
  element.style.height = percent(height)
}

const boxOf = ([, x, y, width, height]: PageWords['words'][number]): Box => ({ x, y, width, height })

let ruler: CanvasRenderingContext2D | null | undefined

/** How wide a word is in the face of the layer, at 100 pixels. */
function widthOf(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d')
  if (!ruler) return text.length * 50
  ruler.font = '100px sans-serif'
  return ruler.measureText(text).width
}

/** Words that can be selected and copied, for pages that PDF.js knows no text of. */
export function layWords(into: HTMLElement, { words }: PageWords, page: Size): void {
  const made = words.map((word, place) => {
    const [text, , , width, height] = word
    const span = document.createElement('span')
    const size = Math.max(1, height * page.height)
    const isLastOfLine = words[place + 1] === undefined || Math.abs((words[place + 1]?.[2] ?? 0) - word[2]) > height / 2
    span.textContent = text + (isLastOfLine ? '\n' : ' ')
    placeAt(span, boxOf(word))
    span.style.fontSize = `${size}px`
    span.style.transform = `scaleX(${(width * page.width) / Math.max(1, (widthOf(text) * size) / 100)})`
    return span
  })
  into.replaceChildren(...made)
}

/** Marks what was found; the one that is looked at stands out. */
export function layHits(
  into: HTMLElement,
  words: PageWords,
  hits: readonly number[],
  current: number | undefined,
): void {
  const made = hits.flatMap((hit) => {
    const word = words.words[hit]
    if (!word) return []
    const mark = document.createElement('mark')
    mark.className = hit === current ? 'sheet-hit sheet-hit-now' : 'sheet-hit'
    placeAt(mark, boxOf(word))
    return [mark]
  })
  into.replaceChildren(...made)
}

/** Scrolls whatever must be scrolled until the hit that is looked at is in sight. @returns whether there is one */
export function bringHit(hits: HTMLElement): boolean {
  const now = hits.querySelector('.sheet-hit-now')
  now?.scrollIntoView({ block: 'center', inline: 'nearest' })
  return now !== null
}

/** Notes, marks and stamps' pictures; `chosen` is told which one was pressed. */
export function layLayers(into: HTMLElement, layers: readonly Layer[], chosen: (id: string) => void): void {
  const made = layers.map(({ id, kind, box, text }) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = `layer layer-${kind}`
    button.dataset['layer'] = id
    button.setAttribute('aria-label', text || kind)
    button.title = text
    if (kind === 'stamp') button.textContent = text
    placeAt(button, box)
    button.addEventListener('click', () => chosen(id))
    return button
  })
  into.replaceChildren(...made)
}

/** Where on the turned page was pressed, in fractions of the page as it came. */
export function pressedAt(sheet: HTMLElement, event: MouseEvent): { x: number; y: number } {
  const bounds = sheet.getBoundingClientRect()
  return {
    x: Math.min(1, Math.max(0, (event.clientX - bounds.left) / Math.max(1, bounds.width))),
    y: Math.min(1, Math.max(0, (event.clientY - bounds.top) / Math.max(1, bounds.height))),
  }
}
