// Recognises what was filed from this page into archives that no server reads, one document after the other.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { openDetails, openKey } from '#platform/sealing/document.ts'
import { readManifest } from '#platform/sealing/manifest.ts'
import { type HeldKey, heldKey } from '#platform/sealing/wrap.ts'
import { heldFor, hold } from '../sealing/browser/held.ts'
import { Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { openArchive, openMemberKey, wordsKeyOf } from '../sealing/browser/member-keys.ts'
import type { ToRead } from '../sealing/browser/read-pages.ts'
import { type ReadingSay, showReading } from '../sealing/browser/reading-state.ts'
import type { OpeningJson } from '../sealing/paths.ts'
import { FILED, type FiledHere } from '../viewing/browser/filed.ts'
import type * as sealedWords from './sealed-words.ts'

type Shares = Readonly<Record<string, { readonly publicKey: string; readonly share: string }>>
type Waiting = { readonly file: FiledHere; readonly run: () => Promise<void> }

const now = (): number => performance.timeOrigin + performance.now()
const MOST_READ = 200 * 1024 * 1024

class SealedUpload extends HTMLElement {
  #shares: Shares = JSON.parse(this.dataset['archives'] ?? '{}') as Shares
  #waiting: Waiting[] = []
  #key: HeldKey | undefined
  #busy = false

  connectedCallback(): void {
    document.addEventListener(FILED, this.#onFiled)
    addEventListener('beforeunload', this.#onLeave)
    whenSent(this, async (form) => {
      const own = ownKeyIn(this.dataset)
      if (!own) throw new Mendable('failed')
      const whose = whoseIn(this.dataset)
      this.#key = await heldKey(await openMemberKey(own, typedIn(form, '-passphrase'), whose))
      await hold(whose.memberId, this.#key, now()).catch(() => undefined) // asked again, then
      this.#ask(false)
      void this.#next()
      return 'done'
    })
  }

  disconnectedCallback(): void {
    document.removeEventListener(FILED, this.#onFiled)
    removeEventListener('beforeunload', this.#onLeave)
  }

  #onLeave = (event: BeforeUnloadEvent): void => {
    if (this.#busy) event.preventDefault()
  }

  #onFiled = (event: Event): void => {
    const file = (event as CustomEvent<FiledHere>).detail
    if (!this.#shares[file.archive]) return
    this.hidden = false
    const template = this.querySelector('template')?.content.firstElementChild
    const row = template?.cloneNode(true) as HTMLElement
    const name = row.querySelector('[data-name]')
    const waits = row.querySelector<HTMLElement>('[data-waits]')
    const place = row.querySelector<HTMLElement>('[data-words-state]')
    if (!name || !waits || !place) throw new Error('no row')
    name.textContent = file.file instanceof File ? file.file.name : file.filed.documentId
    waits.textContent = (JSON.parse(this.dataset['say'] ?? '{}') as { waiting?: string }).waiting ?? ''
    this.querySelector('[data-list]')?.append(row)
    const say = JSON.parse(this.dataset['reading'] ?? '{}') as ReadingSay
    const state = showReading(place, say, (progress, skip) => this.#read(file, progress, skip))
    const run = async (): Promise<void> => {
      waits.hidden = true
      await state.run()
      if (!place.hidden) return
      waits.textContent = say.kept
      waits.hidden = false
    }
    this.#waiting.push({ file, run })
    void this.#next()
  }

  async #next(): Promise<void> {
    if (this.#busy || this.#waiting.length === 0) return
    this.#busy = true
    try {
      this.#key ??= await heldFor(whoseIn(this.dataset).memberId, now())
      if (!this.#key) return this.#ask(true)
      for (let one = this.#waiting.shift(); one; one = this.#waiting.shift()) await one.run()
    } finally {
      this.#busy = false
    }
  }

  #ask(asks: boolean): void {
    this.querySelector('[data-closed]')?.toggleAttribute('hidden', !asks)
  }

  async #read(
    { filed, archive, file }: FiledHere,
    progress: ToRead['progress'],
    skip: AbortSignal,
  ): Promise<readonly number[]> {
    const { worker = '', parts = '', recogniser = '{}', reader = '' } = this.dataset
    const below = JSON.parse(this.dataset['partsOf'] ?? '{}') as Record<'opening' | 'texts' | 'words', string>
    const page = `${this.dataset['documents']}/${filed.documentId}`
    const share = this.#shares[archive]
    if (!this.#key || !share) throw new Error('no key')
    const answer = await fetch(page + below.opening)
    if (!answer.ok) throw new Error(`not there: ${answer.status}`)
    const opening = (await answer.json()) as OpeningJson
    const keys = await openArchive(
      this.#key,
      fromBase64url(share.share),
      fromBase64url(share.publicKey),
      whoseIn(this.dataset),
    )
    const manifest = readManifest(fromBase64url(opening.manifest))
    if (manifest.documentId !== filed.documentId) throw new Error('another document')
    const key = await openKey(keys.privateKey, fromBase64url(opening.key), manifest)
    const { title, fileName } = await openDetails(key, manifest)
    const { isReadHere, keepTexts } = (await import(reader)) as typeof sealedWords
    const isRead = isReadHere(manifest.mediaType) && file.size <= MOST_READ
    return keepTexts({
      key,
      ids: manifest,
      texts: page + below.texts,
      words: page + below.words,
      wordsKey: await wordsKeyOf(keys),
      heads: [title, fileName],
      mediaType: isRead ? manifest.mediaType : '',
      data: isRead ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array(0),
      worker,
      parts,
      recogniser: JSON.parse(recogniser) as ToRead['recogniser'],
      progress,
      skip,
      read: () => undefined,
    })
  }
}

customElements.define('sealed-upload', SealedUpload)
