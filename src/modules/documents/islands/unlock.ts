// Opens a document of an archive that no server reads: fetched sealed, proven and opened here, shown by the page's viewer.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { openDetails, openDocument, openKey } from '#platform/sealing/document.ts'
import { type Manifest, readManifest } from '#platform/sealing/manifest.ts'
import { type HeldKey, heldKey, type KeyPair } from '#platform/sealing/wrap.ts'
import { heldFor, hold, letGo } from '../sealing/browser/held.ts'
import { Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { openArchive, openMemberKey, wordsKeyOf } from '../sealing/browser/member-keys.ts'

import type * as sealedWords from './sealed-words.ts'

type Viewer = HTMLElement & { showFile?: (file: { bytes: Uint8Array; mediaType: string }) => Promise<void> }

/** More is only handed out to be kept, not shown. */
const MOST_SHOWN = 200 * 1024 * 1024
const MOST_TEXT = 1024 * 1024
const SHOWN = /^(application\/pdf|image\/(png|jpeg|webp|gif))$/

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
    this.#opened()
      .querySelector('button')
      ?.addEventListener('click', () => {
        void letGo().then(() => location.reload())
      })
    void this.#openWithHeld()
  }

  #opened(): HTMLElement {
    const found = this.querySelector<HTMLElement>('[data-opened]')
    if (!found) throw new Error('no place for what was opened')
    return found
  }

  /** Without a question where the key is still open; a key of before a change of keys opens nothing, and is asked for. */
  async #openWithHeld(): Promise<void> {
    const key = await heldFor(whoseIn(this.dataset).memberId, now())
    if (key) await this.#open(key).catch(() => letGo())
  }

  async #open(key: HeldKey): Promise<void> {
    const { share = '', archive = '', key: wrapped = '', manifest: bytes = '' } = this.dataset
    const whose = whoseIn(this.dataset)
    const opened = await openArchive(key, fromBase64url(share), fromBase64url(archive), whose)
    const manifest = readManifest(fromBase64url(bytes))
    // the page's address is all that says which document was meant
    if (!location.pathname.includes(manifest.documentId)) throw new Mendable('failed')
    const documentKey = await openKey(opened.privateKey, fromBase64url(wrapped), manifest)
    const file = await this.#file(documentKey, manifest)
    const { title, fileName } = await openDetails(documentKey, manifest)
    await this.#show(file, manifest, title || fileName, fileName)
    await this.#keepWords(file, manifest, [title, fileName], opened)
  }

  /** Makes the document found by its words, the first time a member opens it who may work on it. */
  async #keepWords(file: Blob, { mediaType }: Manifest, heads: readonly string[], archive: KeyPair): Promise<void> {
    const { words, reader = '', worker = '' } = this.dataset
    if (!words || file.size > MOST_SHOWN) return
    const { keepWordsOf } = (await import(reader)) as typeof sealedWords
    const given = { bytes: new Uint8Array(await file.arrayBuffer()), mediaType, heads, worker }
    // who opens it next tries again
    await keepWordsOf({ ...given, key: await wordsKeyOf(archive) }, words).catch(() => undefined)
    this.dataset['kept'] = ''
  }

  /** The plain file; nothing of it is given on before all of it is proven. */
  async #file(key: Uint8Array, manifest: Manifest): Promise<Blob> {
    const answer = await fetch(this.dataset['file'] ?? '')
    if (!answer.ok || !answer.body) throw new Error(`no file: ${answer.status}`)
    const parts: Blob[] = []
    for await (const piece of openDocument(key, manifest, answer.body)) parts.push(new Blob([piece as BlobPart]))
    return new Blob(parts, { type: SHOWN.test(manifest.mediaType) ? manifest.mediaType : 'application/octet-stream' })
  }

  async #show(file: Blob, { mediaType }: Manifest, title: string, fileName: string): Promise<void> {
    const place = this.#opened()
    const part = <T extends HTMLElement>(name: string) => place.querySelector<T>(`[data-${name}]`)
    const heading = part('title')
    if (heading) heading.textContent = title
    const download = part<HTMLAnchorElement>('download')
    if (download) {
      download.href = URL.createObjectURL(file)
      download.download = fileName || 'unterlage'
    }
    const text = part('text')
    if (text && mediaType.startsWith('text/') && file.size <= MOST_TEXT) {
      text.textContent = await file.text()
      text.hidden = false
    }
    place.hidden = false
    const closed = this.querySelector<HTMLElement>('[data-closed]')
    if (closed) closed.hidden = true
    // the page's own heading is all that the server knows of it: nothing
    const page = document.querySelector('h1')
    if (page && title) page.textContent = title
    for (const field of this.querySelectorAll<HTMLInputElement>('input[type=password]')) field.value = ''
    heading?.focus()
    if (!SHOWN.test(mediaType) || file.size > MOST_SHOWN) return
    await customElements.whenDefined('belegt-viewer')
    const viewer = document.querySelector<Viewer>('belegt-viewer')
    await viewer?.showFile?.({ bytes: new Uint8Array(await file.arrayBuffer()), mediaType })
  }
}

customElements.define('archive-unlock', ArchiveUnlock)
