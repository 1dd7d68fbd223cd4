import { entered, placeFrom, readEntered } from '../facts/rules/chosen-words.ts'
import { pressedRun, textOfRun } from '../facts/rules/pressed.ts'
import type { Box, FieldKind } from '../types.ts'

const SHARE = 10_000
const rounded = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * SHARE) / SHARE

type Taken = { readonly text: string; readonly place: string }

/**
 * The form of a document's facts beside the viewer: a value that is pressed on the page, or words that are marked there, go
 * into the field that was used last, with their place. Without script people type them.
 */
class BelegtFacts extends HTMLElement {
  #field: HTMLElement | undefined
  /** Once a value was pressed, another press is for the page alone, until a field is used again. */
  #waits = false

  connectedCallback(): void {
    this.closest('section')?.querySelector<HTMLElement>('[data-script]')?.removeAttribute('hidden')
    this.addEventListener('focusin', this.#remember)
    document.addEventListener('pointerup', this.#choose)
    document.addEventListener('keyup', this.#choose)
    document.addEventListener('click', this.#press)
  }

  disconnectedCallback(): void {
    this.removeEventListener('focusin', this.#remember)
    document.removeEventListener('pointerup', this.#choose)
    document.removeEventListener('keyup', this.#choose)
    document.removeEventListener('click', this.#press)
  }

  readonly #remember = (event: FocusEvent): void => {
    const field = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-field]') : null
    if (!field) return
    this.#waits = true
    if (field === this.#field) return
    this.#field?.removeAttribute('data-asked')
    this.#field = field
    field.setAttribute('data-asked', 'yes')
  }

  readonly #choose = (event: Event): void => {
    // keys choose words only by extending the selection
    if (event instanceof KeyboardEvent && !event.shiftKey && event.key !== 'Shift') return
    const marked = this.#field && markedWords()
    if (marked) this.#take(marked)
  }

  /** A press on a word; one that places a note was taken by the viewer, and one that marks words is none. */
  readonly #press = (event: MouseEvent): void => {
    if (!this.#waits || event.defaultPrevented || event.button !== 0 || getSelection()?.isCollapsed === false) return
    const pressed = pressedWords(event, this.#kind())
    if (pressed && this.#take(pressed)) this.#waits = false
  }

  #kind(): FieldKind {
    return (this.#field?.dataset['kind'] ?? 'text') as FieldKind
  }

  /** @returns whether it is a value for the field */
  #take(marked: Taken): boolean {
    const input = this.#field?.querySelector<HTMLInputElement | HTMLSelectElement>('input:not([type="hidden"]), select')
    const place = this.#field?.querySelector<HTMLInputElement>('input[type="hidden"]')
    if (!input || !place) return false
    const kind = this.#kind()
    const language = document.documentElement.lang === 'en' ? 'en' : 'de'
    const read = readEntered(kind, marked.text)
    // what is no value of this kind stays for people to mend, except where the field could not show it
    if (read === undefined && (kind === 'date' || kind === 'choice')) return false
    input.value = read === undefined ? marked.text : entered(kind, read, language)
    place.value = marked.place
    input.dispatchEvent(new Event('input', { bubbles: true }))
    return true
  }
}

/** The words that are marked on one page of the viewer, with their place there. */
function markedWords(): Taken | undefined {
  const selection = getSelection()
  const range = selection && selection.rangeCount > 0 && !selection.isCollapsed ? selection.getRangeAt(0) : undefined
  const within = range?.commonAncestorContainer
  const element = within instanceof Element ? within : within?.parentElement
  const sheet = element?.closest<HTMLElement>('belegt-viewer [data-number]')
  const text = selection?.toString().replaceAll(/\s+/g, ' ').trim() ?? ''
  if (!sheet || !range || text === '' || text.length > 200) return undefined
  return { text, place: placeOn(sheet, [...range.getClientRects()]) }
}

/** Where rectangles of the window lie on a page, as a field carries it; '' where that is no place. */
function placeOn(sheet: HTMLElement, rectangles: readonly DOMRect[]): string {
  const page = sheet.getBoundingClientRect()
  const marks = rectangles.filter(({ width, height }) => width > 0 && height > 0)
  const left = Math.min(...marks.map((one) => one.left))
  const top = Math.min(...marks.map((one) => one.top))
  const box: Box = {
    x: rounded((left - page.left) / page.width),
    y: rounded((top - page.top) / page.height),
    width: rounded((Math.max(...marks.map((one) => one.right)) - left) / page.width),
    height: rounded((Math.max(...marks.map((one) => one.bottom)) - top) / page.height),
  }
  const place = [sheet.dataset['number'], box.x, box.y, box.width, box.height].join(' ')
  return placeFrom(place) ? place : ''
}

/** A gap of so many line heights parts columns. */
const COLUMN_GAP = 1.6

/** The value of a kind that the pressed word belongs to. */
function pressedWords({ target, clientX: x, clientY: y }: MouseEvent, kind: FieldKind): Taken | undefined {
  const span = target instanceof Element ? target.closest<HTMLElement>('belegt-viewer [data-number] span') : null
  const sheet = span?.closest<HTMLElement>('[data-number]')
  if (!span || !sheet) return undefined
  const line = wordsAt(sheet, span.getBoundingClientRect())
  const at = line.findIndex(({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)
  const run = at < 0 ? undefined : pressedRun(kind, line, at)
  if (!run) return undefined
  const boxes = line.slice(run.from, run.to).map(({ box }) => box)
  return { text: textOfRun(line, run), place: placeOn(sheet, boxes) }
}

/** The words of a page that stand on the same line, from the left. */
function wordsAt(sheet: HTMLElement, line: DOMRect): { text: string; box: DOMRect; apart: boolean }[] {
  const middle = (line.top + line.bottom) / 2
  const words = [...sheet.querySelectorAll<HTMLElement>('.textLayer span, .sheet-words span')]
    .filter((span) => {
      const { top, bottom } = span.getBoundingClientRect()
      return top < middle && bottom > middle
    })
    .flatMap((span) => (span.firstChild instanceof Text ? wordsIn(span.firstChild) : []))
    .toSorted((one, other) => one.box.left - other.box.left)
  return words.map((word, place) => {
    const before = words[place - 1]
    const gap = before ? word.box.left - before.box.right : Infinity
    return { ...word, apart: gap > COLUMN_GAP * word.box.height }
  })
}

function wordsIn(text: Text): { text: string; box: DOMRect }[] {
  return [...text.data.matchAll(/\S+/g)].map(({ 0: word, index }) => {
    const range = document.createRange()
    range.setStart(text, index)
    range.setEnd(text, index + word.length)
    return { text: word, box: range.getBoundingClientRect() }
  })
}

customElements.define('belegt-facts', BelegtFacts)
