import { entered, placeFrom, readEntered } from '../facts/rules/chosen-words.ts'
import type { Box, FieldKind } from '../types.ts'

const SHARE = 10_000
const rounded = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * SHARE) / SHARE

/**
 * The form of a document's facts beside the viewer: words that are marked on the page go into the field that was used last,
 * with their place. Without script people type them.
 */
class BelegtFacts extends HTMLElement {
  #field: HTMLElement | undefined

  connectedCallback(): void {
    this.closest('section')?.querySelector<HTMLElement>('[data-script]')?.removeAttribute('hidden')
    this.addEventListener('focusin', this.#remember)
    document.addEventListener('pointerup', this.#choose)
    document.addEventListener('keyup', this.#choose)
  }

  disconnectedCallback(): void {
    this.removeEventListener('focusin', this.#remember)
    document.removeEventListener('pointerup', this.#choose)
    document.removeEventListener('keyup', this.#choose)
  }

  readonly #remember = (event: FocusEvent): void => {
    const field = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-field]') : null
    if (!field || field === this.#field) return
    this.#field?.removeAttribute('data-asked')
    this.#field = field
    field.setAttribute('data-asked', 'yes')
  }

  readonly #choose = (event: Event): void => {
    // keys choose words only by extending the selection
    if (event instanceof KeyboardEvent && !event.shiftKey && event.key !== 'Shift') return
    const field = this.#field
    const marked = field && markedWords()
    if (!field || !marked) return
    const input = field.querySelector<HTMLInputElement | HTMLSelectElement>('input:not([type="hidden"]), select')
    const place = field.querySelector<HTMLInputElement>('input[type="hidden"]')
    if (!input || !place) return
    const kind = (field.dataset['kind'] ?? 'text') as FieldKind
    const language = document.documentElement.lang === 'en' ? 'en' : 'de'
    const read = readEntered(kind, marked.text)
    // what is no value of this kind stays for people to mend, except where the field could not show it
    if (read === undefined && (kind === 'date' || kind === 'choice')) return
    input.value = read === undefined ? marked.text : entered(kind, read, language)
    place.value = marked.place
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** The words that are marked on one page of the viewer, with their place there. */
function markedWords(): { text: string; place: string } | undefined {
  const selection = getSelection()
  const range = selection && selection.rangeCount > 0 && !selection.isCollapsed ? selection.getRangeAt(0) : undefined
  const within = range?.commonAncestorContainer
  const element = within instanceof Element ? within : within?.parentElement
  const sheet = element?.closest<HTMLElement>('belegt-viewer [data-number]')
  const text = selection?.toString().replaceAll(/\s+/g, ' ').trim() ?? ''
  if (!sheet || !range || text === '' || text.length > 200) return undefined
  const page = sheet.getBoundingClientRect()
  const marks = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
  const left = Math.min(...marks.map((one) => one.left))
  const top = Math.min(...marks.map((one) => one.top))
  const box: Box = {
    x: rounded((left - page.left) / page.width),
    y: rounded((top - page.top) / page.height),
    width: rounded((Math.max(...marks.map((one) => one.right)) - left) / page.width),
    height: rounded((Math.max(...marks.map((one) => one.bottom)) - top) / page.height),
  }
  const place = [sheet.dataset['number'], box.x, box.y, box.width, box.height].join(' ')
  return { text, place: placeFrom(place) ? place : '' }
}

customElements.define('belegt-facts', BelegtFacts)
