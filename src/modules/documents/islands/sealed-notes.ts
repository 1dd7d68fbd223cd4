// Notes on a document of an archive that no server reads: opened and sealed on members' devices, laid over its pages.
import { base64url, fromBase64url } from '#platform/sealing/bytes.ts'
import { openBox, sealBox } from '../sealing/browser/boxes.ts'
import { OPENED, type OpenedHere } from '../sealing/browser/opened.ts'
import type { Box } from '../types.ts'
import type { MarkKind } from '../viewing/marks.ts'
import { boxOfMark } from '../viewing/mark-places.ts'
import type { Viewer } from '../viewing/browser/shown.ts'

type Kept = { readonly id: string; readonly box: string; readonly day: string }
type Note = { readonly kind: MarkKind; readonly page: number; readonly box: Box; readonly words: string }
type Say = Readonly<Record<'saved' | 'removed' | 'failed' | 'unread' | 'page' | 'remove' | 'required', string>> & {
  readonly kinds: Readonly<Record<string, string>>
}

class SealedNotes extends HTMLElement {
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #notes = new Map<string, Note & { readonly day: string }>()
  #opened: OpenedHere | undefined
  #unread = 0

  connectedCallback(): void {
    document.addEventListener(OPENED, this.#onOpened)
    this.querySelector('form')?.addEventListener('submit', this.#onSubmit)
    this.addEventListener('click', this.#onClick)
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

  #name(opened: OpenedHere, id: string) {
    return { ids: opened.manifest, kind: 'note', part: id } as const
  }

  #onOpened = (event: Event): void => {
    const opened = (event as CustomEvent<OpenedHere>).detail
    this.#opened = opened
    void this.#open(opened)
  }

  async #open(opened: OpenedHere): Promise<void> {
    for (const { id, box, day } of JSON.parse(this.dataset['notes'] ?? '[]') as Kept[])
      try {
        this.#notes.set(id, {
          ...((await openBox(opened.key, this.#name(opened, id), fromBase64url(box))) as Note),
          day,
        })
      } catch {
        this.#unread += 1 // told below: one that does not open hides no other
      }
    for (const [name, hidden] of [
      ['shut', true],
      ['list', false],
      ['form', false],
    ] as const)
      this.#part(name)?.toggleAttribute('hidden', hidden)
    await customElements.whenDefined('belegt-viewer')
    this.#show()
    if (this.#unread > 0) this.#tell(this.#say.unread.replace('{n}', String(this.#unread)))
  }

  #show(): void {
    const all = [...this.#notes].toSorted(([, one], [, other]) => one.page - other.page || one.box.y - other.box.y)
    this.#part('list')?.replaceChildren(...all.map(([id, note]) => this.#row(id, note)))
    const layers = all.map(([id, { page, kind, box, words }]) => ({ id, on: page, kind, box, text: words }))
    document.querySelector<Viewer>('belegt-viewer')?.showLayers?.(layers)
  }

  #row(id: string, { kind, page, words, day }: Note & { readonly day: string }): HTMLElement {
    const row = document.createElement('li')
    const main = document.createElement('div')
    const link = document.createElement('a')
    link.href = `#seite-${page}`
    link.dataset['mark'] = id
    const name = document.createElement('bdi')
    name.className = 'name name-lines'
    name.dir = 'auto'
    name.textContent = words || (this.#say.kinds[kind] ?? kind)
    link.append(name)
    const about = document.createElement('p')
    about.className = 'muted small'
    about.textContent = [this.#say.kinds[kind] ?? kind, this.#say.page.replace('{n}', String(page)), day].join(', ')
    main.append(link, about)
    row.append(main)
    if (this.dataset['may'] !== 'take') return row
    const button = document.createElement('button')
    button.type = 'button'
    button.value = id
    button.className = 'kern-btn kern-btn--tertiary btn-small'
    button.setAttribute('aria-label', `${this.#say.remove}: ${words || (this.#say.kinds[kind] ?? kind)}`)
    const label = document.createElement('span')
    label.className = 'kern-label'
    label.textContent = this.#say.remove
    button.append(label)
    const end = document.createElement('div')
    end.className = 'rows-end'
    end.append(button)
    row.append(end)
    return row
  }

  async #send(address: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const body = new URLSearchParams({ ...fields, fassung: this.dataset['version'] ?? '' })
    const answer = await fetch(address, { method: 'POST', body, headers: { accept: 'application/json' } })
    if (!answer.ok) throw new Error(`not kept: ${answer.status}`)
  }

  #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault() // what is typed here goes nowhere but sealed
    const form = event.currentTarget as HTMLFormElement
    this.#add(form).catch(() => this.#tell(this.#say.failed))
  }

  async #add(form: HTMLFormElement): Promise<void> {
    const opened = this.#opened
    if (!opened) return
    const given = new FormData(form)
    const text = (name: string): string => String(given.get(name) ?? '').trim()
    const share = (name: string): number | undefined =>
      text(name) !== '' && Number(text(name)) >= 0 && Number(text(name)) <= 1 ? Number(text(name)) : undefined
    const kind = text('kind') as MarkKind
    const words = form.querySelector<HTMLTextAreaElement>('[name=words]')
    // a mark says something by where it is; the others say it in words
    if (kind !== 'mark' && text('words') === '') {
      this.#tell(this.#say.required)
      return words?.focus()
    }
    const note: Note = {
      kind,
      page: Math.max(1, Math.trunc(Number(text('page'))) || 1),
      box: boxOfMark(kind, { where: text('where'), x: share('x'), y: share('y') }),
      words: text('words'),
    }
    const id = crypto.randomUUID()
    const box = await sealBox(opened.key, this.#name(opened, id), note)
    await this.#send(this.dataset['address'] ?? '', { id, box: base64url(box) })
    this.#notes.set(id, { ...note, day: this.dataset['today'] ?? '' })
    this.#show()
    form.reset()
    form.closest('details')?.removeAttribute('open')
    form.closest('details')?.querySelector('summary')?.focus()
    this.#tell(this.#say.saved)
  }

  #onClick = (event: MouseEvent): void => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button && this.#notes.has(button.value)) this.#remove(button.value).catch(() => this.#tell(this.#say.failed))
  }

  async #remove(id: string): Promise<void> {
    await this.#send(`${this.dataset['address'] ?? ''}/${id}/entfernen`, {})
    this.#notes.delete(id)
    this.#show()
    this.#tell(this.#say.removed)
    const state = this.#part('state')
    if (state) state.tabIndex = -1
    state?.focus()
  }
}

customElements.define('sealed-notes', SealedNotes)
