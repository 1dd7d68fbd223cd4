// Opens a document of an archive that no server reads: fetched sealed, proven and opened here, shown by the page's viewer.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { openDetails, openDocument, openKey } from '#platform/sealing/document.ts'
import { type Manifest, readManifest } from '#platform/sealing/manifest.ts'
import { type HeldKey, heldKey, type KeyPair } from '#platform/sealing/wrap.ts'
import { heldFor, hold, letGo } from '../sealing/browser/held.ts'
import { Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { openArchive, openMemberKey, wordsKeyOf } from '../sealing/browser/member-keys.ts'
import { OPENED, type OpenedHere } from '../sealing/browser/opened.ts'
import type { PageRead, ToRead } from '../sealing/browser/read-pages.ts'
import { type ReadingSay, showReading } from '../sealing/browser/reading-state.ts'
import type { OpenDocument } from '../sealing/browser/texts.ts'
import type { ShownFile, Viewer } from '../viewing/browser/shown.ts'
import type * as sealedWords from './sealed-words.ts'

/** More is only handed out to be kept, not shown, unless it is read piece by piece. */
const MOST_SHOWN = 200 * 1024 * 1024
const MOST_TEXT = 1024 * 1024
const SHOWN = /^(application\/pdf|image\/(png|jpeg|webp|gif))$/

type Data = ToRead['data']
/** The file as often as it is needed: PDF.js takes what it is given away. */
type Opened = OpenedHere & {
  readonly archive: KeyPair
  readonly heads: readonly string[]
  readonly data: () => Promise<Data>
}

const now = (): number => performance.timeOrigin + performance.now()

class ArchiveUnlock extends HTMLElement {
  connectedCallback(): void {
    whenSent(this, async (form) => {
      const own = ownKeyIn(this.dataset)
      if (!own) throw new Mendable('failed')
      const key = await heldKey(await openMemberKey(own, typedIn(form, '-passphrase'), whoseIn(this.dataset)))
      await this.#open(key)
      await hold(whoseIn(this.dataset).memberId, key, now()).catch(() => undefined) // asked again, then
      return 'done'
    })
    this.#part('lock').addEventListener('click', () => void letGo().then(() => location.reload()))
    void this.#openWithHeld()
  }

  #part<T extends HTMLElement>(name: string): T {
    const found = this.querySelector<T>(`[data-${name}]`)
    if (!found) throw new Error(`no ${name}`)
    return found
  }

  #reader(): Promise<typeof sealedWords> {
    return import(this.dataset['reader'] ?? '') as Promise<typeof sealedWords>
  }

  /** Without a question where the key is still open; a key of before a change of keys opens nothing, and is asked for. */
  async #openWithHeld(): Promise<void> {
    const key = await heldFor(whoseIn(this.dataset).memberId, now())
    if (key) await this.#open(key).catch(() => letGo())
  }

  async #open(key: HeldKey): Promise<void> {
    const { share = '', archive: publicKey = '', key: wrapped = '', manifest: bytes = '', piece = '' } = this.dataset
    const archive = await openArchive(key, fromBase64url(share), fromBase64url(publicKey), whoseIn(this.dataset))
    const manifest = readManifest(fromBase64url(bytes))
    // the page's address is all that says which document was meant
    if (!location.pathname.includes(manifest.documentId)) throw new Mendable('failed')
    const documentKey = await openKey(archive.privateKey, fromBase64url(wrapped), manifest)
    const { title, fileName } = await openDetails(documentKey, manifest)
    const { isInPieces, sealedPieces } = await this.#reader()
    let whole: Promise<Blob> | undefined
    const file = () => (whole ??= this.#file(documentKey, manifest))
    const data = isInPieces(manifest)
      ? async () => sealedPieces(piece, documentKey, manifest)
      : async () => new Uint8Array(await (await file()).arrayBuffer())
    if (!isInPieces(manifest)) await file() // what does not open is told at the form
    const opened: Opened = { key: documentKey, manifest, archive, heads: [title, fileName], data }
    await this.#show(opened, file)
    this.dispatchEvent(new CustomEvent<OpenedHere>(OPENED, { bubbles: true, detail: { key: documentKey, manifest } }))
    const words = this.#read(opened)
    if (!SHOWN.test(manifest.mediaType) || (!isInPieces(manifest) && manifest.plainLength > MOST_SHOWN)) return
    await customElements.whenDefined('belegt-viewer')
    const shown: ShownFile = { data: await data(), mediaType: manifest.mediaType, ...(words ? { words } : {}) }
    await document.querySelector<Viewer>('belegt-viewer')?.showFile?.(shown)
  }

  /**
   * Makes the document found by its words, the first time that a member opens it who may work on it.
   * @returns the words of its pages, once they are known
   */
  #read({
    key,
    manifest,
    archive,
    heads,
    data,
  }: Opened): ((page: number) => Promise<PageRead | undefined>) | undefined {
    const { texts, words, worker = '', parts = '', recogniser = '{}' } = this.dataset
    if (!texts) return undefined
    const document: OpenDocument = { key, ids: manifest, texts }
    const known = new Map<number, PageRead>()
    const say = JSON.parse(this.dataset['reading'] ?? '{}') as ReadingSay
    const state = showReading(this.#part('words-state'), say, async (progress, skip) => {
      const { isInPieces, isReadHere, keepTexts } = await this.#reader()
      const { mediaType, plainLength } = manifest
      const reads = isReadHere(mediaType) && (isInPieces(manifest) || plainLength <= MOST_SHOWN)
      const missing = await keepTexts({
        ...document,
        words: words ?? '',
        wordsKey: await wordsKeyOf(archive),
        heads,
        // of others only title and name are known
        ...(reads ? { mediaType, data: await data() } : { mediaType: '', data: new Uint8Array(0) }),
        worker,
        parts,
        recogniser: JSON.parse(recogniser) as ToRead['recogniser'],
        progress,
        skip,
        read: (page) => void known.set(page.number, page),
      })
      this.dataset['kept'] = ''
      this.ownerDocument.querySelector<Viewer>('belegt-viewer')?.seekAgain?.()
      return missing
    })
    const kept = this.#reader().then(({ keptWords }) => keptWords(document))
    kept
      .then((before) => {
        if (before) this.dataset['kept'] = ''
        if (before && words) state.missing(before.missing)
        return !before && words ? state.run() : undefined
      })
      .catch(() => undefined) // no connection: who opens it next makes sure
    return async (wanted) => {
      const before = known.get(wanted)
      if (before || !(await kept.catch(() => undefined))) return before
      const { keptPages } = await this.#reader()
      for await (const page of keptPages(document, wanted)) {
        if (!known.has(page.number)) known.set(page.number, page)
        if (page.number >= wanted) break
      }
      return known.get(wanted)
    }
  }

  /** The plain file; nothing of it is given on before all of it is proven. */
  async #file(key: Uint8Array, manifest: Manifest): Promise<Blob> {
    const answer = await fetch(this.dataset['file'] ?? '')
    if (!answer.ok || !answer.body) throw new Error(`no file: ${answer.status}`)
    const parts: Blob[] = []
    for await (const piece of openDocument(key, manifest, answer.body)) parts.push(new Blob([piece as BlobPart]))
    return new Blob(parts, { type: SHOWN.test(manifest.mediaType) ? manifest.mediaType : 'application/octet-stream' })
  }

  async #show({ manifest, heads: [title = '', fileName = ''] }: Opened, file: () => Promise<Blob>): Promise<void> {
    const name = title || fileName
    this.#part('title').textContent = name
    const download = this.#part<HTMLAnchorElement>('download')
    download.download = fileName || 'unterlage'
    // a large file is fetched whole only when somebody wants it so
    download.addEventListener('click', (event) => {
      if (download.href.startsWith('blob:')) return
      event.preventDefault()
      void file().then((whole) => {
        download.href = URL.createObjectURL(whole)
        download.click()
      })
    })
    const text = this.#part('text')
    if (manifest.mediaType.startsWith('text/') && manifest.plainLength <= MOST_TEXT) {
      text.textContent = await (await file()).text()
      text.hidden = false
    }
    this.#part('opened').hidden = false
    this.#part('closed').hidden = true
    // the page's own heading is all that the server knows of it: nothing
    const page = document.querySelector('h1')
    if (page && name) page.textContent = name
    for (const field of this.querySelectorAll<HTMLInputElement>('input[type=password]')) field.value = ''
    this.#part('title').focus()
  }
}

customElements.define('archive-unlock', ArchiveUnlock)
