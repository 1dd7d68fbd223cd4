// Small pictures of all pages, drawn when they come into sight. Runs in browsers.
import type { Sheets } from './pdf.ts'

const WIDTH = 96

export type ThumbsWish = {
  readonly into: HTMLElement
  readonly sheets: Sheets
  readonly label: (page: number) => string
  readonly chosen: (page: number) => void
  readonly failed: (error: unknown) => void
}

/** Makes them once; a second call finds them there. */
export function showThumbs({ into, sheets, label, chosen, failed }: ThumbsWish): void {
  if (into.childElementCount > 0) return
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue
        watch.unobserve(target)
        draw(target as HTMLElement).catch(failed)
      }
    },
    { root: into, rootMargin: '200px' },
  )

  async function draw(button: HTMLElement): Promise<void> {
    const page = Number(button.dataset['page'])
    const size = await sheets.size(page)
    const canvas = document.createElement('canvas')
    canvas.setAttribute('aria-hidden', 'true')
    await sheets.draw(page, { canvas, scale: WIDTH / Math.max(1, size.width), turn: 0 }).done
    button.prepend(canvas)
  }

  for (let page = 1; page <= sheets.count; page++) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'viewer-thumb small'
    button.dataset['page'] = String(page)
    const text = document.createElement('span')
    text.textContent = label(page)
    button.append(text)
    button.addEventListener('click', () => chosen(page))
    into.append(button)
    watch.observe(button)
  }
}
