// Keeps a desk's screen fresh and lets the whole queue be worked with the keyboard. Everything it does are the page's
// own links and forms; without it they work by loading pages.
import { ask, carryOver, focusFinder, idOf, type Answer } from '../desk/browser.ts'

const POLL_MS = 15_000
const GATHER_MS = 60
const AGE_MS = 15_000
const typing = 'input:not([type=hidden]), textarea, select, [contenteditable]'

class BelegtDesk extends HTMLElement {
  #news: EventSource | undefined
  #poll: number | undefined
  #gathering: number | undefined
  #aging: number | undefined
  #running: { readonly stop: AbortController; readonly isSending: boolean } | undefined
  /** What was asked for meanwhile: a page, or only how things stand now. */
  #wanted: string | undefined
  #stale = false
  #connected = false
  #unsaved = false
  #shownSince = performance.now()

  connectedCallback(): void {
    document.addEventListener('keydown', this.#onKey)
    this.addEventListener('submit', this.#onSubmit)
    this.addEventListener('click', this.#onClick)
    this.#aging = window.setInterval(() => this.#age(), AGE_MS)
    this.#listen()
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#onKey)
    this.#news?.close()
    clearInterval(this.#poll)
    clearInterval(this.#aging)
    clearTimeout(this.#gathering)
  }

  #listen(): void {
    this.#news?.close()
    const news = new EventSource(this.dataset['live'] ?? '')
    this.#news = news
    news.addEventListener('open', () => {
      clearInterval(this.#poll)
      this.#poll = undefined
      const wasLost = !this.#connected
      this.#connected = true
      this.#showState()
      if (wasLost) this.#soon() // what happened between the page and the line
    })
    news.addEventListener('changed', () => this.#soon())
    news.addEventListener('error', () => {
      this.#connected = false
      this.#showState()
      this.#poll ??= window.setInterval(() => {
        this.#soon()
        if (this.#news?.readyState === EventSource.CLOSED) this.#listen()
      }, POLL_MS)
    })
  }

  #soon(): void {
    clearTimeout(this.#gathering)
    this.#gathering = window.setTimeout(() => {
      if (this.#running) this.#stale = true
      else void this.#load(location.href)
    }, GATHER_MS)
  }

  /** Asks for a page or sends a form, and shows its parts. What is sent is never broken off; what is only read, is. */
  async #load(url: string, form?: { body: URLSearchParams; id: string }): Promise<void> {
    if (this.#running?.isSending) {
      if (!form) this.#wanted = url
      return
    }
    this.#running?.stop.abort()
    const running = { stop: new AbortController(), isSending: form !== undefined }
    this.#running = running
    try {
      const answer = await ask(url, form?.body, running.stop.signal)
      if (running !== this.#running) return
      const isLost = !answer || answer.status >= 500
      if (running.isSending) this.#unsaved = isLost // a later look at the list does not take that back
      if (isLost) this.#showState()
      else this.#take(answer, form)
    } finally {
      if (running === this.#running) this.#goOn()
    }
  }

  #take(answer: Answer, form: { id: string } | undefined): void {
    const page = new DOMParser().parseFromString(answer.text, 'text/html')
    const fresh = page.querySelector<HTMLElement>('belegt-desk')
    if (fresh) {
      if (!form || answer.redirected) history.replaceState(null, '', answer.url)
      this.#show(fresh, form?.id)
    } else if (form && !answer.redirected) document.body.replaceWith(page.body)
    else location.assign(answer.url) // signed out, no right any more
  }

  #goOn(): void {
    const [wanted, stale] = [this.#wanted, this.#stale]
    this.#running = undefined
    this.#wanted = undefined
    this.#stale = false
    if (wanted) void this.#load(wanted)
    else if (stale) this.#soon()
  }

  /** Puts the fresh parts in place; forms under way, open folds, focus and scroll stay. */
  #show(fresh: HTMLElement, sent: string | undefined): void {
    const findFocus = focusFinder(this)
    const typed = document.activeElement
    const caret = typed instanceof HTMLTextAreaElement || typed instanceof HTMLInputElement ? typed.selectionEnd : null
    const [x, y] = [scrollX, scrollY]
    carryOver(this, fresh, sent)
    this.replaceChildren(...fresh.childNodes)
    this.#shownSince = performance.now()
    this.#showState()
    const target = findFocus()
    if (target !== document.activeElement) target?.focus({ preventScroll: true })
    if (caret !== null && target === typed) (typed as HTMLTextAreaElement).setSelectionRange(caret, caret)
    scrollTo(x, y)
  }

  #showState(): void {
    const state = this.querySelector('[data-live-state]')
    const text = this.dataset[this.#unsaved ? 'wordsUnsaved' : this.#connected ? 'wordsLive' : 'wordsOffline'] ?? ''
    if (state && state.textContent !== text) state.textContent = text
  }

  /** Waiting times go on while nothing happens. */
  #age(): void {
    const passed = Math.floor((performance.now() - this.#shownSince) / 60_000)
    for (const wait of this.querySelectorAll<HTMLElement>('[data-wait]')) {
      wait.textContent = (wait.textContent ?? '').replace(/\d+/, String(Number(wait.dataset['wait']) + passed))
    }
  }

  #onSubmit = (event: SubmitEvent): void => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.getAttribute('method') !== 'post') return
    event.preventDefault()
    const body = new URLSearchParams(new FormData(form, event.submitter) as unknown as Record<string, string>)
    void this.#load(form.getAttribute('action') ?? '', { body, id: idOf(form) })
  }

  #onClick = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
    if (!link || !plain || link.pathname !== location.pathname) return
    event.preventDefault()
    void this.#load(link.href)
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return
    // a dialog that was just closed may hold the focus until the page is painted again
    const isInSight = event.target instanceof HTMLElement && !event.target.closest('dialog:not([open])')
    const from = isInSight ? (event.target as HTMLElement) : document.body
    if (document.querySelector('dialog[open]')) return
    if (from.matches(typing)) {
      if (event.key === 'Escape') from.blur()
      return
    }
    if (!document.querySelector('[data-key="?"]')) return // switched off
    const taken = this.#press(event.key.length === 1 ? event.key.toUpperCase() : event.key, from)
    if (taken) event.preventDefault()
  }

  #press(key: string, from: HTMLElement): boolean {
    if (key === 'ArrowDown' || key === 'ArrowUp') return this.#select(key === 'ArrowDown' ? 1 : -1)
    // Enter presses what has the focus, except on the row that is shown already.
    if (key === 'Enter' && from.matches('a, button, summary') && !from.matches('tr[aria-current] th a')) return false
    const field = this.querySelector<HTMLElement>(`[data-focus-key="${CSS.escape(key)}"]`)
    const button = document.querySelector<HTMLElement>(`main [data-key="${CSS.escape(key)}"]`)
    if (key === 'Escape') document.querySelector<HTMLElement>('main')?.focus()
    field?.querySelector('details')?.setAttribute('open', '')
    if (field) field.querySelector<HTMLElement>(typing)?.focus()
    else button?.click()
    return field !== null || button !== null
  }

  /** The next or previous row in sight; it is shown beside the list at once. */
  #select(by: 1 | -1): boolean {
    const rows = [...this.querySelectorAll<HTMLAnchorElement>('tr[id] th a')].filter((row) => row.offsetParent !== null)
    if (rows.length === 0) return false
    const focused = rows.indexOf(document.activeElement as HTMLAnchorElement)
    const current = focused >= 0 ? focused : rows.findIndex((row) => row.closest('tr')?.hasAttribute('aria-current'))
    const next =
      rows[current < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, current + by))]
    next?.focus()
    if (next && !next.closest('tr')?.hasAttribute('aria-current')) void this.#load(next.href)
    return true
  }
}

customElements.define('belegt-desk', BelegtDesk)
