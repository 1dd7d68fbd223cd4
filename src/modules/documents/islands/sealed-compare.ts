// What changed from one version to another of a document that no server reads: both are opened and read on a member's device.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { openDocument, openKey } from '#platform/sealing/document.ts'
import { readManifest } from '#platform/sealing/manifest.ts'
import { type HeldKey, heldKey, type KeyPair } from '#platform/sealing/wrap.ts'
import { heldFor, hold, letGo } from '../sealing/browser/held.ts'
import { Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { openArchive, openMemberKey } from '../sealing/browser/member-keys.ts'
import type { ToRead } from '../sealing/browser/read-pages.ts'
import type { ComparedJson } from '../sealing/paths.ts'
import { diff, type Piece, shortened, wordsOf } from '../viewing/diff.ts'
import type * as sealedWords from './sealed-words.ts'

type Say = Readonly<Record<'same' | 'other' | 'unread' | 'added' | 'removed' | 'changed' | 'reading', string>>

/** As the server compares those that it reads. */
const MOST_PAGES = 200
const MOST_READ = 200 * 1024 * 1024
const now = (): number => performance.timeOrigin + performance.now()

class SealedCompare extends HTMLElement {
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say

  connectedCallback(): void {
    whenSent(this, async (form) => {
      const own = ownKeyIn(this.dataset)
      if (!own) throw new Mendable('failed')
      const key = await heldKey(await openMemberKey(own, typedIn(form, '-passphrase'), whoseIn(this.dataset)))
      await this.#compare(key)
      await hold(whoseIn(this.dataset).memberId, key, now()).catch(() => undefined) // asked again, then
      return 'done'
    })
    void this.#compareWithHeld()
  }

  async #compareWithHeld(): Promise<void> {
    const key = await heldFor(whoseIn(this.dataset).memberId, now())
    if (key) await this.#compare(key).catch(() => letGo())
  }

  #part(name: string): HTMLElement {
    return this.querySelector<HTMLElement>(`[data-${name}]`) as HTMLElement
  }

  #tell(text: string): void {
    this.#part('state').textContent = text
  }

  async #compare(key: HeldKey): Promise<void> {
    const { share = '', archive: publicKey = '' } = this.dataset
    const archive = await openArchive(key, fromBase64url(share), fromBase64url(publicKey), whoseIn(this.dataset))
    const older = await this.#wordsOf(archive, this.dataset['older'] ?? '')
    const newer = await this.#wordsOf(archive, this.dataset['newer'] ?? '')
    for (const field of this.querySelectorAll<HTMLInputElement>('input[type=password]')) field.value = ''
    this.#part('closed').hidden = true
    this.#show(older, newer)
    this.#part('state').focus()
  }

  async #wordsOf(archive: KeyPair, json: string): Promise<string[]> {
    const about = JSON.parse(json) as ComparedJson
    const manifest = readManifest(fromBase64url(about.manifest))
    // the page's address and its form say which versions were meant
    if (!location.pathname.includes(manifest.documentId) || manifest.version !== about.number)
      throw new Mendable('failed')
    const key = await openKey(archive.privateKey, fromBase64url(about.key), manifest)
    const { isInPieces, isReadHere, readPages, sealedPieces } = (await import(
      this.dataset['reader'] ?? ''
    )) as typeof sealedWords
    const { mediaType, plainLength } = manifest
    if (!isReadHere(mediaType) || (!isInPieces(manifest) && plainLength > MOST_READ)) return []
    let data: ToRead['data']
    if (isInPieces(manifest)) data = sealedPieces(about.piece, key, manifest)
    else {
      const answer = await fetch(about.file)
      if (!answer.ok || !answer.body) throw new Error(`no file: ${answer.status}`)
      const pieces = (await Array.fromAsync(openDocument(key, manifest, answer.body))) as BlobPart[]
      data = new Uint8Array(await new Blob(pieces).arrayBuffer())
    }
    const { worker = '', parts = '', recogniser = '{}' } = this.dataset
    const words: string[] = []
    const wish: ToRead = {
      mediaType,
      data,
      worker,
      parts,
      recogniser: JSON.parse(recogniser) as ToRead['recogniser'],
      progress: (page, of) => this.#tell(this.#say.reading.replace('{n}', String(page)).replace('{of}', String(of))),
      skip: new AbortController().signal,
    }
    for await (const { number, text } of readPages(wish)) {
      words.push(...wordsOf(text))
      if (number >= MOST_PAGES) break
    }
    return words
  }

  #show(older: readonly string[], newer: readonly string[]): void {
    const place = this.#part('text')
    place.replaceChildren()
    place.hidden = true
    if (older.length === 0 || newer.length === 0) return this.#tell(this.#say.unread)
    const pieces = diff(older, newer)
    if (!pieces) return this.#tell(this.#say.other)
    const count = (kind: Piece['is']): number =>
      pieces.reduce((sum, { is, words }) => (is === kind ? sum + words.length : sum), 0)
    const [added, removed] = [count('added'), count('removed')]
    if (added + removed === 0) return this.#tell(this.#say.same)
    this.#tell(this.#say.changed.replace('{added}', String(added)).replace('{removed}', String(removed)))
    place.hidden = false
    place.replaceChildren(...shortened(pieces).flatMap((piece) => [this.#piece(piece), ' ']))
  }

  #piece({ is, words }: Piece): HTMLElement | string {
    const said = words.join(' ')
    if (is === 'same') return said
    const change = document.createElement(is === 'added' ? 'ins' : 'del')
    const aloud = document.createElement('span')
    aloud.className = 'sr'
    aloud.textContent = `${this.#say[is]}: `
    change.append(aloud, said)
    return change
  }
}

customElements.define('sealed-compare', SealedCompare)
