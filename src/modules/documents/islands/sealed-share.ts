// A link to a document that no server reads, made on a member's device: the key behind its `#` leaves it with the link alone.
import { base64url } from '#platform/sealing/bytes.ts'
import { OPENED, type OpenedHere } from '../sealing/browser/opened.ts'
import { wrapForLink } from '../working/sharing.ts'

type Say = Readonly<Record<'made' | 'working' | 'failed' | 'short', string>>
/** As for other links; no server can check it here. */
const SHORTEST_PASSWORD = 8
const BYTES = { salt: 16, secret: 32 } as const

class SealedShare extends HTMLElement {
  #say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #opened: OpenedHere | undefined

  connectedCallback(): void {
    document.addEventListener(OPENED, this.#onOpened)
    this.querySelector('form')?.addEventListener('submit', this.#onSubmit)
  }

  disconnectedCallback(): void {
    document.removeEventListener(OPENED, this.#onOpened)
  }

  #part(name: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-${name}]`)
  }

  #tell(text: string): void {
    const state = this.#part('state')
    if (state) state.textContent = text
  }

  #onOpened = (event: Event): void => {
    this.#opened = (event as CustomEvent<OpenedHere>).detail
    this.#part('shut')?.toggleAttribute('hidden', true)
    this.#part('form')?.toggleAttribute('hidden', false)
  }

  #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault() // the password goes nowhere
    const form = event.currentTarget as HTMLFormElement
    const button = form.querySelector('button')
    this.#tell(this.#say.working)
    button?.setAttribute('disabled', '')
    this.#make(form)
      .catch(() => this.#tell(this.#say.failed))
      .finally(() => button?.removeAttribute('disabled'))
  }

  async #make(form: HTMLFormElement): Promise<void> {
    const opened = this.#opened
    if (!opened) return
    const text = (name: string) => form.querySelector<HTMLInputElement>(`[id$="-${name}"]`)?.value.trim() ?? ''
    const password = form.querySelector<HTMLInputElement>('input[type=password]')?.value ?? ''
    if (password !== '' && [...password].length < SHORTEST_PASSWORD) return this.#tell(this.#say.short)
    const [salt, secret] = [new Uint8Array(BYTES.salt), new Uint8Array(BYTES.secret)]
    crypto.getRandomValues(salt)
    crypto.getRandomValues(secret)
    const share = crypto.randomUUID()
    const about = { organisationId: this.dataset['organisation'] ?? '', shareId: share, salt }
    const wrapped = await wrapForLink(opened.key, secret, about, password)
    const body = new URLSearchParams({
      share,
      salt: base64url(salt),
      wrapped: base64url(wrapped),
      version: this.dataset['version'] ?? '',
      until: text('until'),
      most: text('most'),
      label: text('label'),
      ...(password === '' ? {} : { password: 'yes' }),
    })
    const answer = await fetch(this.dataset['address'] ?? '', {
      method: 'POST',
      body,
      headers: { accept: 'application/json' },
    })
    if (!answer.ok) {
      const { text: why } = (await answer.json().catch(() => ({}))) as { text?: string }
      return this.#tell(why ?? this.#say.failed)
    }
    const { address } = (await answer.json()) as { address: string }
    this.#show(`${address}#${base64url(secret)}`)
    form.reset()
  }

  /** Shown once: nobody but who has it then can show it again. */
  #show(link: string): void {
    const made = this.#part('made')
    const field = made?.querySelector('input')
    if (!made || !field) return
    field.value = link
    made.hidden = false
    this.#tell(this.#say.made)
    field.focus()
    field.select()
  }
}

customElements.define('sealed-share', SealedShare)
