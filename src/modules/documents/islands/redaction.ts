// Draws a place to be blackened on a page of the viewer; its form says the same in numbers, for who draws nothing.
import { turnedBack, type Turn } from '../viewing/browser/geometry.ts'
import { pressedAt } from '../viewing/browser/overlay.ts'
import type { Box } from '../types.ts'

type Say = Readonly<Record<'drawing' | 'drawn', string>>
type Drawing = { readonly sheet: HTMLElement; readonly from: { x: number; y: number }; readonly box: HTMLElement }

/** A slip of the hand is no box. */
const LEAST = 0.004
const percent = (share: number): string => String(Math.round(share * 10_000) / 100)

class BelegtRedaction extends HTMLElement {
  #say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #drawing: Drawing | undefined

  connectedCallback(): void {
    const draw = this.#part('draw')
    draw.hidden = false
    draw.querySelector('button')?.addEventListener('click', () => this.#draws(true))
  }

  disconnectedCallback(): void {
    this.#draws(false)
  }

  #part(name: string): HTMLElement {
    return this.querySelector<HTMLElement>(`[data-${name}]`) as HTMLElement
  }

  #draws(on: boolean, said = on ? this.#say.drawing : ''): void {
    const pages = document.querySelector<HTMLElement>('.viewer-pages')
    const change = on ? 'addEventListener' : 'removeEventListener'
    pages?.[change]('pointerdown', this.#onDown as EventListener)
    pages?.[change]('pointermove', this.#onMove as EventListener)
    pages?.[change]('pointerup', this.#onUp as EventListener)
    document[change]('keydown', this.#onKey as EventListener)
    pages?.classList.toggle('viewer-placing', on)
    pages?.classList.toggle('viewer-drawing', on)
    this.#part('state').textContent = said
    this.#drawing?.box.remove()
    this.#drawing = undefined
    if (on) pages?.scrollIntoView({ block: 'nearest' })
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    this.#draws(false)
    this.#part('draw').querySelector('button')?.focus()
  }

  #onDown = (event: PointerEvent): void => {
    const sheet = event.target instanceof Element ? event.target.closest<HTMLElement>('.sheet') : null
    if (!sheet || event.button !== 0) return
    event.preventDefault()
    sheet.setPointerCapture(event.pointerId)
    const box = document.createElement('div')
    box.className = 'layer layer-redaction'
    sheet.append(box)
    this.#drawing = { sheet, from: pressedAt(sheet, event), box }
  }

  #onMove = (event: PointerEvent): void => {
    const box = this.#boxOf(event)
    if (!box || !this.#drawing) return
    const { style } = this.#drawing.box
    style.left = `${box.x * 100}%`
    style.top = `${box.y * 100}%`
    style.width = `${box.width * 100}%`
    style.height = `${box.height * 100}%`
  }

  /** On the page as it is turned. */
  #boxOf(event: PointerEvent): Box | undefined {
    if (!this.#drawing) return undefined
    const { from, sheet } = this.#drawing
    const to = pressedAt(sheet, event)
    const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)]
    return { x, y, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) }
  }

  #onUp = (event: PointerEvent): void => {
    const [box, sheet] = [this.#boxOf(event), this.#drawing?.sheet]
    this.#drawing?.box.remove()
    this.#drawing = undefined
    if (!box || !sheet || box.width < LEAST || box.height < LEAST) return
    const turned = Number.parseInt(sheet.parentElement?.style.getPropertyValue('--turn') || '0', 10) / 90
    const { x, y, width, height } = turnedBack(box, (turned % 4) as Turn)
    const values = { page: sheet.dataset['number'] ?? '', left: percent(x), top: percent(y) }
    const all = { ...values, width: percent(width), height: percent(height) }
    const form = this.querySelector('form')
    for (const [name, value] of Object.entries(all)) {
      const field = form?.elements.namedItem(name)
      if (field instanceof HTMLInputElement) field.value = value
    }
    this.#draws(false, this.#say.drawn)
    form?.querySelector<HTMLButtonElement>('button:not([type=button])')?.focus()
  }
}

customElements.define('belegt-redaction', BelegtRedaction)
