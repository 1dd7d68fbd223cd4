// Takes files, folders and photographs, seals them beside the page and sends them, several at once, with pause and progress.
import { mediaTypeOf } from '../sealing/media-types.ts'
import { filesDropped, isDocument } from '../viewing/browser/dropped.ts'
import { filedEvent } from '../viewing/browser/filed.ts'
import { createQueue, type Item, mayBeAgain, type Queue, type Sender } from '../viewing/browser/queue.ts'

type Say = Readonly<Record<string, string>>

class BelegtUpload extends HTMLElement {
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #rows = new Map<Item, HTMLElement>()
  #queue: Queue = createQueue(
    (hear) => this.#sender(hear),
    (item) => this.#show(item),
  )

  connectedCallback(): void {
    this.hidden = false
    this.addEventListener('click', this.#onClick)
    this.addEventListener('change', this.#onChange)
    this.addEventListener('belegt-photographs', (event) => this.#add([(event as CustomEvent<File>).detail], 'camera'))
    const drop = this.#part('.upload-drop')
    for (const name of ['dragenter', 'dragover'])
      drop.addEventListener(name, (event) => {
        event.preventDefault()
        drop.classList.add('upload-over')
      })
    drop.addEventListener('dragleave', () => drop.classList.remove('upload-over'))
    drop.addEventListener('drop', (event) => {
      event.preventDefault()
      drop.classList.remove('upload-over')
      if (event.dataTransfer)
        filesDropped(event.dataTransfer).then(
          (files) => this.#add(files, 'browser'),
          () => this.#tell(this.#say['changed'] ?? ''),
        )
    })
    addEventListener('beforeunload', this.#onLeave)
  }

  disconnectedCallback(): void {
    removeEventListener('beforeunload', this.#onLeave)
  }

  #onLeave = (event: BeforeUnloadEvent): void => {
    if (this.#queue.isBusy()) event.preventDefault()
  }

  #sender(hear: Parameters<Parameters<typeof createQueue>[0]>[0]): Sender {
    const worker = new Worker(this.dataset['worker'] ?? '', { type: 'module' })
    worker.addEventListener('message', ({ data }) => hear(data as Parameters<typeof hear>[0]))
    worker.addEventListener('error', () => hear({ is: 'failed', code: 'failed', text: '' }))
    return {
      send: (wish) => worker.postMessage({ is: 'send', wish }),
      pause: () => worker.postMessage({ is: 'pause' }),
      goOn: () => worker.postMessage({ is: 'go-on' }),
      cancel: () => worker.postMessage({ is: 'cancel' }),
      end: () => worker.terminate(),
    }
  }

  #add(files: readonly File[], way: 'browser' | 'camera'): void {
    const { base = '', document: version } = this.dataset
    const field = this.querySelector<HTMLSelectElement>('select[name=ziel]')
    const archive = field?.value || this.dataset['archive']
    if (!archive) {
      field?.setCustomValidity(this.#say['noArchive'] ?? '')
      field?.reportValidity()
      return
    }
    for (const file of version ? files.slice(0, 1) : files)
      this.#queue.add({
        file,
        name: file.name,
        mediaType: file.type || mediaTypeOf(file.name),
        base,
        archive,
        way,
        ...(version ? { document: version } : {}),
      })
  }

  #onChange = (event: Event): void => {
    const input = event.target
    if (input instanceof HTMLSelectElement) input.setCustomValidity('')
    if (!(input instanceof HTMLInputElement) || !input.matches('.upload-files, .upload-folder')) return
    this.#add(
      [...(input.files ?? [])].filter(({ name }) => isDocument(name)),
      'browser',
    )
    input.value = '' // so that the same file can be chosen again
  }

  #onClick = (event: MouseEvent): void => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button?.name === 'act') {
      if (button.value === 'camera') this.#part('belegt-camera').dispatchEvent(new CustomEvent('belegt-open'))
      else this.#part(button.value === 'folder' ? '.upload-folder' : '.upload-files').click()
    }
    if (button?.name !== 'item') return
    const item = [...this.#rows].find(([, row]) => row.contains(button))?.[0]
    if (!item) return
    if (button.value === 'pause') this.#queue.pause(item)
    if (button.value === 'goOn') this.#queue.goOn(item)
    if (button.value === 'cancel') this.#queue.cancel(item)
    if (button.value === 'again') this.#queue.again(item)
  }

  #show(item: Item): void {
    const row = this.#rows.get(item) ?? this.#rowFor(item)
    const { stage, sent, wish } = item
    const bar = row.querySelector('progress') as HTMLProgressElement
    bar.max = Math.max(1, wish.file.size)
    bar.value = stage === 'done' ? bar.max : sent
    bar.hidden = stage === 'failed' || stage === 'cancelled' || stage === 'done'
    const state = row.querySelector('.upload-state') as HTMLElement
    const failed = item.text || this.#say[item.code ?? ''] || this.#say['failed']
    const share = stage === 'sending' && wish.file.size > 0 ? ` (${Math.floor((sent / wish.file.size) * 100)} %)` : ''
    const offline = stage === 'offline' ? item.text : undefined
    const text = (stage === 'failed' ? failed : (offline ?? this.#say[stage])) + share
    if (state.textContent !== text) state.textContent = text
    state.className = `upload-state small ${stage === 'failed' ? 'tone-danger' : stage === 'done' ? 'tone-success' : 'muted'}`
    if (row.dataset['stage'] !== stage) {
      this.#showActs(row, item)
      if (item.filed) this.dispatchEvent(filedEvent({ filed: item.filed, archive: wish.archive, file: wish.file }))
    }
    row.dataset['stage'] = stage
    const all = this.#queue.items
    const done = all.filter((one) => one.stage === 'done').length
    this.#tell((this.#say['summary'] ?? '').replace('{done}', String(done)).replace('{all}', String(all.length)))
  }

  #rowFor(item: Item): HTMLElement {
    const row = document.createElement('li')
    row.className = 'upload-row'
    const main = document.createElement('div')
    const name = document.createElement('bdi')
    name.className = 'name name-lines'
    name.dir = 'auto'
    name.textContent = item.wish.name
    const bar = document.createElement('progress')
    bar.setAttribute('aria-label', item.wish.name)
    const state = document.createElement('div')
    state.className = 'upload-state small'
    main.append(name, bar, state)
    const acts = document.createElement('div')
    acts.className = 'rows-end acts'
    row.append(main, acts)
    this.#rows.set(item, row)
    this.#part('.upload-list ul').append(row)
    this.#part('.upload-list').hidden = false
    return row
  }

  /** What can be done with a file as it stands; the focus stays where it was. */
  #showActs(row: HTMLElement, item: Item): void {
    const acts = row.querySelector('.acts') as HTMLElement
    const had = acts.contains(document.activeElement)
    const again = mayBeAgain(item) ? ['again'] : []
    const wanted: Readonly<Record<Item['stage'], readonly string[]>> = {
      waiting: ['cancel'],
      sending: ['pause', 'cancel'],
      offline: ['pause', 'cancel'],
      paused: ['goOn', 'cancel'],
      proving: [],
      done: [],
      failed: again,
      cancelled: again,
    }
    const made: HTMLElement[] = wanted[item.stage].map((act) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.name = 'item'
      button.value = act
      button.className = 'kern-btn kern-btn--tertiary btn-small'
      button.setAttribute('aria-label', `${this.#say[act]}: ${item.wish.name}`)
      const label = document.createElement('span')
      label.className = 'kern-label'
      label.textContent = this.#say[act] ?? ''
      button.append(label)
      return button
    })
    if (item.filed) {
      const link = document.createElement('a')
      link.href = `${this.dataset['documents']}/${item.filed.documentId}`
      link.textContent = this.#say['open'] ?? ''
      link.setAttribute('aria-label', `${this.#say['open']}: ${item.wish.name}`)
      made.push(link)
    }
    acts.replaceChildren(...made)
    if (had) (made[0] ?? this.#part('.upload-list')).focus()
  }

  #tell(text: string): void {
    const summary = this.#part('.upload-summary')
    if (summary.textContent !== text) summary.textContent = text
  }

  #part(selector: string): HTMLElement {
    return this.querySelector(selector) as HTMLElement
  }
}

customElements.define('belegt-upload', BelegtUpload)
