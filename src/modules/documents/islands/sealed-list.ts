// The documents of an archive that no server reads, with their titles, and found by their words.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { openDetails, openKey } from '#platform/sealing/document.ts'
import { type Manifest, readManifest } from '#platform/sealing/manifest.ts'
import { type HeldKey, heldKey, type KeyPair } from '#platform/sealing/wrap.ts'
import { heldFor, hold, letGo } from '../sealing/browser/held.ts'
import { Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { openArchive, openMemberKey, wordsKeyOf } from '../sealing/browser/member-keys.ts'
import { createSearch, type Found, type Search } from '../sealing/browser/search.ts'

type Listed = { id: string; url: string; received: string; manifest: string; key: string }
type Opened = { readonly title: string; readonly key: Uint8Array; readonly manifest: Manifest }
type Say = Readonly<Record<'found' | 'failed' | 'missing' | 'page', string>>

const TYPING_MS = 300
const now = (): number => performance.timeOrigin + performance.now()

class SealedList extends HTMLElement {
  #opened = new Map<string, Opened>()
  #listed: readonly Listed[] = JSON.parse(this.dataset['listed'] ?? '[]') as Listed[]
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #typing: number | undefined
  #search: Search | undefined
  #asked = 0

  connectedCallback(): void {
    whenSent(this, async (form) => {
      const own = ownKeyIn(this.dataset)
      if (!own) throw new Mendable('failed')
      const key = await heldKey(await openMemberKey(own, typedIn(form, '-passphrase'), whoseIn(this.dataset)))
      await this.#open(key)
      await hold(whoseIn(this.dataset).memberId, key, now()).catch(() => undefined) // asked again, then
      return 'done'
    })
    void this.#openWithHeld()
  }

  async #openWithHeld(): Promise<void> {
    const key = await heldFor(whoseIn(this.dataset).memberId, now())
    if (key) await this.#open(key).catch(() => letGo())
  }

  #part<T extends HTMLElement>(name: string): T {
    const found = this.querySelector<T>(`[data-${name}]`)
    if (!found) throw new Error(`no ${name}`)
    return found
  }

  async #open(key: HeldKey): Promise<void> {
    const { share = '', archive: publicKey = '', search: address = '', lists = '' } = this.dataset
    const archive = await openArchive(key, fromBase64url(share), fromBase64url(publicKey), whoseIn(this.dataset))
    for (const one of this.#listed) {
      const opened = await this.#openOne(one, archive)
      if (opened) this.#opened.set(one.id, opened)
    }
    this.#show(this.#listed.map(({ id }) => ({ id })))
    this.#part('closed').hidden = true
    this.#part('opened').hidden = false
    const field = this.querySelector<HTMLInputElement>('input[type=search]')
    field?.focus()
    const search = createSearch({
      wordsKey: await wordsKeyOf(archive),
      lists,
      address,
      document: (id) => {
        const [opened, listed] = [this.#opened.get(id), this.#listed.find((one) => one.id === id)]
        if (!opened || !listed) return undefined
        return { key: opened.key, ids: opened.manifest, texts: `${listed.url}${this.dataset['texts']}` }
      },
    })
    this.#search = search
    const look = (): void => {
      clearTimeout(this.#typing)
      this.#typing = window.setTimeout(() => {
        this.#find(search, field?.value ?? '').catch(() => (this.#part('state').textContent = this.#say.failed))
      }, TYPING_MS)
    }
    field?.addEventListener('input', look)
    // what has no words yet is said, so that nobody thinks it is not there
    await search
      .ready()
      .then(() => (field?.value ? look() : this.#show(this.#listed.map(({ id }) => ({ id })))))
      .catch(() => (this.#part('state').textContent = this.#say.failed))
  }

  /** Undefined for one that does not open: it is listed all the same, so that it is not lost sight of. */
  async #openOne({ manifest: bytes, key: wrapped }: Listed, archive: KeyPair): Promise<Opened | undefined> {
    try {
      const manifest = readManifest(fromBase64url(bytes))
      const key = await openKey(archive.privateKey, fromBase64url(wrapped), manifest)
      const { title, fileName } = await openDetails(key, manifest)
      return { title: title || fileName, key, manifest }
    } catch {
      return undefined
    }
  }

  async #find(search: Search, query: string): Promise<void> {
    const asked = ++this.#asked
    const found = await search.find(query)
    if (asked !== this.#asked) return // something else was typed meanwhile
    this.#show(found ?? this.#listed.map(({ id }) => ({ id })))
    this.#part('none').hidden = found?.length !== 0
  }

  #show(shown: readonly Found[]): void {
    const items = shown.flatMap((found) => {
      const listed = this.#listed.find(({ id }) => id === found.id)
      return listed ? [this.#item(listed, found)] : []
    })
    this.#part('list').replaceChildren(...items)
    this.#part('state').textContent = this.#say.found.replace('{n}', String(shown.length))
  }

  #item({ id, url, received }: Listed, { page, behind = '', snippet }: Found): HTMLElement {
    const [item, link] = [document.createElement('li'), document.createElement('a')]
    link.href = url + behind
    link.textContent = this.#opened.get(id)?.title || '–'
    link.dir = 'auto'
    const about = [received]
    if (page !== undefined) about.push(this.#say.page.replace('{n}', String(page)))
    if (this.#search?.isReady() && !this.#search.knows(id)) about.push(this.#say.missing)
    item.append(link, ` (${about.join(', ')})`)
    if (!snippet) return item
    const text = document.createElement('p')
    text.className = 'small muted'
    text.dir = 'auto'
    for (const piece of snippet.pieces) {
      const part = document.createElement(piece.hit ? 'mark' : 'span')
      part.textContent = piece.text
      text.append(part)
    }
    item.append(text)
    return item
  }
}

customElements.define('sealed-list', SealedList)
