// Seals files in the browser of who hands them in, and sends them; the form below does it without script.
import { mediaTypeOf } from '../sealing/media-types.ts'
import { NotTaken, sendSealed } from '../sealing/send.ts'

type Say = Readonly<Record<'sealing' | 'arrived' | 'failed' | 'none' | 'all' | 'empty', string>>
type Line = { readonly file: File; readonly state: HTMLElement; done: boolean }

class BelegtHandIn extends HTMLElement {
  #say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #lines: Line[] = []
  #busy = false

  connectedCallback(): void {
    this.hidden = false
    this.querySelector('input')?.addEventListener('change', (event) => this.#choose(event.target as HTMLInputElement))
    this.querySelector('button')?.addEventListener('click', () => void this.#send())
  }

  #choose({ files }: HTMLInputElement): void {
    if (this.#busy) return
    const list = this.querySelector('ul')
    const added = [...(files ?? [])].map((file) => {
      const item = document.createElement('li')
      const name = document.createElement('bdi')
      const state = document.createElement('span')
      name.textContent = file.name
      item.append(name, ' ', state)
      list?.append(item)
      if (file.size === 0) state.textContent = this.#say.empty
      return { file, state, done: false }
    })
    // nothing comes of an empty file, however often it is sent
    this.#lines.push(...added.filter(({ file }) => file.size > 0))
    this.#tell('')
  }

  async #send(): Promise<void> {
    const waiting = this.#lines.filter(({ done }) => !done)
    if (waiting.length === 0) return this.#tell(this.#say.none)
    if (this.#busy) return
    this.#busy = true
    this.#tell('')
    for (const line of waiting) await this.#sendOne(line)
    this.#busy = false
    if (this.#lines.every(({ done }) => done)) this.#tell(this.#say.all)
  }

  async #sendOne(line: Line): Promise<void> {
    const to = this.dataset['to'] ?? ''
    const { file, state } = line
    state.textContent = this.#say.sealing
    try {
      await sendSealed(
        {
          post: (address, body) => fetch(address, { method: 'POST', ...(body === undefined ? {} : { body }) }),
          addresses: { open: to, part: (upload) => `${to}/${upload}`, finish: (upload) => `${to}/${upload}/fertig` },
          wait: (seconds) => new Promise((go) => setTimeout(go, seconds * 1000)),
          progress: ({ sealed }) => {
            const share = file.size === 0 ? 100 : Math.floor((100 * sealed) / file.size)
            state.textContent = `${this.#say.sealing} ${share} %`
          },
        },
        {
          file: file.stream(),
          size: file.size,
          mediaType: file.type || mediaTypeOf(file.name),
          fileName: file.name,
          title: file.name.replace(/\.[^.]{1,8}$/, ''),
          sealedAt: new Date(performance.timeOrigin + performance.now()).toISOString(),
        },
      )
      line.done = true
      state.textContent = this.#say.arrived
    } catch (error) {
      state.textContent = `${this.#say.failed}${error instanceof NotTaken ? `: ${error.message}` : ''}`
    }
  }

  #tell(text: string): void {
    const state = this.querySelector('[role=status]')
    if (state) state.textContent = text
  }
}
customElements.define('belegt-hand-in', BelegtHandIn)
