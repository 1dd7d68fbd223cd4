// Keeps a desk's screen fresh and lets the whole queue be worked with the keyboard. Everything it does are the page's
// own links and forms; without it they work by loading pages.
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
  #wanted: string | undefined
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
    this.#gathering = window.setTimeout(() => void this.#load(location.href), GATHER_MS)
  }

  /** Asks for a page, or sends a form, and shows its parts. What is sent is never broken off; what is only read, is. */
  async #load(url: string, form?: { body: URLSearchParams; id: string }): Promise<void> {
    if (this.#running?.isSending) {
      if (!form) this.#wanted = url
      return
    }
    this.#running?.stop.abort()
    const running = { stop: new AbortController(), isSending: form !== undefined }
    this.#running = running
    try {
      const how: RequestInit = form ? { method: 'POST', body: form.body } : { signal: running.stop.signal }
      const answer = await fetch(url, { ...how, headers: { accept: 'text/html' } })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      this.#unsaved = running.isSending && answer.status >= 500
      const fresh = page.querySelector<HTMLElement>('belegt-desk')
      if (!fresh) return this.#leave(answer, page, running.isSending)
      if (!form || answer.redirected) history.replaceState(null, '', answer.url)
      this.#show(fresh, form?.id)
    } catch {
      this.#unsaved ||= running.isSending
      if (running === this.#running) this.#showState()
    } finally {
      if (running === this.#running) this.#running = undefined
      if (running.isSending && this.#wanted) void this.#load(this.#wanted)
      if (running.isSending) this.#wanted = undefined
    }
  }

  /** Another page came: signed out, no right any more, a defect. It is shown as it is. */
  #leave(answer: Response, page: Document, wasSent: boolean): void {
    if (answer.status >= 500) return this.#showState()
    if (wasSent && !answer.redirected) document.body.replaceWith(page.body)
    else location.assign(answer.url)
  }

  /** Puts the fresh parts in place; forms under way, open folds, focus and scroll stay. */
  #show(fresh: HTMLElement, sent: string | undefined): void {
    const focus = this.#focused()
    const caret =
      document.activeElement instanceof HTMLTextAreaElement ? document.activeElement.selectionEnd : undefined
    const [x, y] = [scrollX, scrollY]
    const open = [...this.querySelectorAll<HTMLDetailsElement>('[id^="fold-"] > details[open]')]
    for (const { parentElement } of open) {
      fresh.querySelector(`#${parentElement?.id ?? ''} > details`)?.setAttribute('open', '')
    }
    for (const form of this.querySelectorAll<HTMLFormElement>('form[id^="keep-"]')) {
      if (form.id === sent || !isBegun(form)) continue
      const twin = fresh.querySelector(`#${form.id}`)
      if (twin) twin.replaceWith(form)
      else fresh.querySelector('aside')?.prepend(form)
    }
    this.replaceChildren(...fresh.childNodes)
    this.#shownSince = performance.now()
    this.#showState()
    const target = focus && this.querySelector<HTMLElement>(focus)
    if (target && target !== document.activeElement) target.focus({ preventScroll: true })
    if (target instanceof HTMLTextAreaElement && caret !== undefined) target.setSelectionRange(caret, caret)
    scrollTo(x, y)
  }

  /** How to find the focused element again after the swap. */
  #focused(): string | undefined {
    const active = document.activeElement
    if (!(active instanceof HTMLElement) || !this.contains(active)) return undefined
    if (active.id) return `#${CSS.escape(active.id)}`
    if (active.dataset['key']) return `[data-key="${CSS.escape(active.dataset['key'])}"]`
    const row = active.closest('tr[id]')
    return row && active.matches('th a') ? `#${CSS.escape(row.id)} th a` : undefined
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
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return
    event.preventDefault()
    const body = new URLSearchParams(new FormData(form, event.submitter) as unknown as Record<string, string>)
    const action = event.submitter?.getAttribute('formaction') ?? form.action
    void this.#load(action, { body, id: form.id })
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
    const from = event.target instanceof HTMLElement ? event.target : document.body
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

/** Whether somebody has begun to fill in a form. */
const isBegun = (form: HTMLFormElement): boolean =>
  [...form.elements].some((field) => {
    if (field instanceof HTMLInputElement) return field.type !== 'hidden' && field.value !== field.defaultValue
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue
    if (!(field instanceof HTMLSelectElement)) return false
    const chosen = [...field.options].findIndex(({ defaultSelected }) => defaultSelected)
    return field.selectedIndex !== Math.max(0, chosen)
  })

customElements.define('belegt-desk', BelegtDesk)
