// The pages of a document below each other: only those in sight are drawn. Runs in browsers.
import { fitting, type Size, type Turn, turnedSize, zoomed } from './geometry.ts'
import type { Drawing, Sheets } from './pdf.ts'

export type Sheet = {
  readonly number: number
  readonly element: HTMLElement
  /** Turned with the page; `words`, `hits` and `layers` lie in it. */
  readonly words: HTMLElement
  readonly hits: HTMLElement
  readonly layers: HTMLElement
  /** PDF.js' own words. */
  readonly text: HTMLElement
  size: Size
}

export type PagesWish = {
  readonly into: HTMLElement
  readonly sheets: Sheets
  readonly sizes: readonly Size[]
  readonly label: (page: number) => string
  /** Called when a page was drawn at this scale, to lay over it what belongs there. */
  readonly drawn: (sheet: Sheet, scale: number) => void
  /** Called when another page is looked at. */
  readonly turnedTo: (page: number) => void
  readonly failed: (error: unknown) => void
}

export type Pages = ReturnType<typeof createPages>

const GAP = 12
const REDRAW_MS = 120
const part = (name: string): HTMLElement => {
  const element = document.createElement('div')
  element.className = name
  return element
}

function createSheet(number: number, size: Size, label: string): Sheet {
  const element = part('sheet')
  element.id = `seite-${number}`
  element.dataset['number'] = String(number)
  element.setAttribute('role', 'group')
  element.setAttribute('aria-label', label)
  const [text, words, hits, layers] = [part('textLayer'), part('sheet-words'), part('sheet-hits'), part('sheet-layers')]
  return { number, element, text, words, hits, layers, size }
}

/** What lies over a page is hung in when it is drawn: a thick document has many pages, and few are in sight. */
function furnish({ element, text, words, hits, layers, size }: Sheet): void {
  if (text.isConnected) return
  const overlay = part('sheet-over')
  overlay.style.setProperty('--page-w', String(size.width))
  overlay.style.setProperty('--page-h', String(size.height))
  overlay.append(hits, words, layers)
  element.append(text, overlay)
}

export function createPages(wish: PagesWish) {
  const { into, sheets } = wish
  const standard = wish.sizes[0] ?? { width: 595, height: 842 }
  const all = Array.from({ length: sheets.count }, (_, place) =>
    createSheet(place + 1, wish.sizes[place] ?? standard, wish.label(place + 1)),
  )
  const drawings = new Map<number, Drawing>()
  let scale = 1
  let turn: Turn = 0
  let isFitted = true
  let looked = 1
  let redraw: number | undefined

  const lay = (sheet: Sheet): void => {
    const { width, height } = turnedSize(sheet.size, turn)
    sheet.element.style.setProperty('--w', String(width))
    sheet.element.style.setProperty('--h', String(height))
  }

  const drop = (sheet: Sheet): void => {
    drawings.get(sheet.number)?.stop()
    drawings.delete(sheet.number)
    sheet.element.removeAttribute('data-drawn')
    sheet.element.replaceChildren()
    for (const layer of [sheet.text, sheet.words, sheet.hits, sheet.layers]) layer.replaceChildren()
  }

  const draw = async (sheet: Sheet): Promise<void> => {
    drawings.get(sheet.number)?.stop()
    const size = await sheets.size(sheet.number)
    if (size.width !== sheet.size.width || size.height !== sheet.size.height) {
      sheet.size = size
      lay(sheet)
    }
    furnish(sheet)
    const canvas = document.createElement('canvas')
    canvas.setAttribute('aria-hidden', 'true')
    const drawing = sheets.draw(sheet.number, { canvas, text: sheet.text, scale, turn })
    drawings.set(sheet.number, drawing)
    await drawing.done
    if (drawings.get(sheet.number) !== drawing) return // asked for anew meanwhile
    // the old picture stays until the new one stands: nothing flickers
    sheet.element.querySelector('canvas')?.remove()
    sheet.element.prepend(canvas)
    sheet.element.dataset['drawn'] = 'yes'
    wish.drawn(sheet, scale)
  }

  const inSight = new Set<Sheet>()
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const sheet = all[Number((target as HTMLElement).dataset['number']) - 1]
        if (!sheet) continue
        if (!isIntersecting) {
          inSight.delete(sheet)
          drop(sheet)
        } else if (!inSight.has(sheet)) {
          inSight.add(sheet)
          draw(sheet).catch(wish.failed)
        }
      }
    },
    { root: into, rootMargin: '400px 0px' },
  )

  const resize = (): void => {
    into.style.setProperty('--scale', String(scale))
    into.style.setProperty('--turn', `${turn * 90}deg`)
    clearTimeout(redraw)
    redraw = window.setTimeout(() => {
      for (const sheet of inSight) draw(sheet).catch(wish.failed)
    }, REDRAW_MS)
  }

  /** Changes how large or which way round pages lie, and keeps the one that is looked at in its place. */
  const change = (how: () => void): void => {
    const kept = looked
    how()
    for (const sheet of all) lay(sheet)
    resize()
    show(kept)
  }

  const fit = (): void => {
    isFitted = true
    const widest = all.reduce(
      (most, { size }) => (turnedSize(size, turn).width > turnedSize(most, turn).width ? size : most),
      standard,
    )
    scale = fitting(widest, turn, into.clientWidth - 2 * GAP)
  }

  function show(number: number): void {
    const sheet = all[Math.min(all.length, Math.max(1, number)) - 1]
    if (!sheet) return
    into.scrollTop = sheet.element.offsetTop - GAP
    look()
  }

  /** Brings a place of a page, `y` from 0 to 1, into the window of the pages. */
  function reach(number: number, y: number): void {
    const sheet = all[number - 1]
    if (!sheet) return
    if (!sheet.element.dataset['drawn']) show(number)
    const top = sheet.element.offsetTop + (turn === 0 ? y * sheet.element.offsetHeight : 0)
    if (top < into.scrollTop || top > into.scrollTop + into.clientHeight - 40)
      into.scrollTop = top - into.clientHeight / 3
  }

  function look(): void {
    const middle = into.scrollTop + Math.min(into.clientHeight / 3, 200)
    // pages lie in order: the last one that begins above
    let [low, high] = [0, all.length - 1]
    while (low < high) {
      const half = Math.ceil((low + high) / 2)
      if ((all[half]?.element.offsetTop ?? 0) <= middle) low = half
      else high = half - 1
    }
    if (looked === low + 1) return
    looked = low + 1
    wish.turnedTo(looked)
  }

  for (const sheet of all) lay(sheet)
  into.replaceChildren(...all.map(({ element }) => element))
  fit()
  into.style.setProperty('--scale', String(scale))
  for (const { element } of all) watch.observe(element)
  into.addEventListener('scroll', look, { passive: true })
  let width = into.clientWidth
  const widthWatch = new ResizeObserver(() => {
    if (into.clientWidth === width) return
    width = into.clientWidth
    if (isFitted) change(fit)
  })
  widthWatch.observe(into)

  return {
    count: all.length,
    looked: () => looked,
    turn: () => turn,
    scale: () => scale,
    drawnSheets: (): readonly Sheet[] => [...inSight].filter(({ element }) => element.dataset['drawn']),
    show,
    reach,
    zoom: (by: 1 | -1) =>
      change(() => {
        isFitted = false
        scale = zoomed(scale, by)
      }),
    fit: () => change(fit),
    turnOnce: () =>
      change(() => {
        turn = ((turn + 1) % 4) as Turn
        if (isFitted) fit()
      }),
    close(): void {
      watch.disconnect()
      widthWatch.disconnect()
      clearTimeout(redraw)
      for (const drawing of drawings.values()) drawing.stop()
      sheets.close()
    },
  }
}
