// Offers words that go on with the one being typed into the search. What is typed travels in a body, as the search itself does.
const TYPING_MS = 250
const BEGUN = /[\p{L}\p{M}\u00AD]{3,64}$/u

class SearchWords extends HTMLElement {
  #typing: number | undefined
  #asked = 0

  connectedCallback(): void {
    this.#field?.addEventListener('input', () => {
      clearTimeout(this.#typing)
      this.#typing = window.setTimeout(() => void this.#ask(), TYPING_MS)
    })
    this.#list?.addEventListener('click', this.#onClick)
  }

  get #field(): HTMLInputElement | null {
    return this.querySelector('input')
  }
  get #list(): HTMLElement | null {
    return this.querySelector('[data-words]')
  }

  async #ask(): Promise<void> {
    const query = this.#field?.value ?? ''
    const asked = ++this.#asked
    const words = BEGUN.test(query) ? await this.#wordsFor(query) : []
    if (asked === this.#asked) this.#show(words)
  }

  /** None where the server is out of reach: the search itself then says so. */
  async #wordsFor(query: string): Promise<readonly string[]> {
    try {
      const body = new URLSearchParams({ query })
      const headers = { accept: 'application/json' }
      const answer = await fetch(this.dataset['address'] ?? '', { method: 'POST', body, headers })
      return answer.ok ? ((await answer.json()) as { words: string[] }).words : []
    } catch {
      return []
    }
  }

  #show(words: readonly string[]): void {
    const list = this.#list
    if (!list) return
    list.hidden = words.length === 0
    list.replaceChildren(
      ...words.map((word) => {
        const button = document.createElement('button')
        button.type = 'button'
        button.value = word
        button.className = 'kern-btn kern-btn--tertiary btn-small'
        const label = document.createElement('span')
        label.className = 'kern-label'
        label.textContent = word
        button.append(label)
        return button
      }),
    )
    const state = this.querySelector('[role=status]')
    const say = this.dataset['say'] ?? ''
    if (state) state.textContent = words.length === 0 ? '' : say.replace('{n}', String(words.length))
  }

  #onClick = (event: MouseEvent): void => {
    const word = event.target instanceof Element ? event.target.closest('button')?.value : undefined
    const field = this.#field
    if (!word || !field) return
    field.value = `${field.value.replace(BEGUN, '')}${word} `
    this.#show([])
    field.focus()
  }
}

customElements.define('search-words', SearchWords)
