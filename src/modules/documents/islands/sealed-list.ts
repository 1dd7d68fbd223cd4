// The documents of an archive that no server reads, with their titles, and found by their words.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { openDetails, openKey } from '#platform/sealing/document.ts'
import { readManifest } from '#platform/sealing/manifest.ts'
import { type HeldKey, heldKey, type KeyPair } from '#platform/sealing/wrap.ts'
import { heldFor, hold, letGo } from '../sealing/browser/held.ts'
import { Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { openArchive, openMemberKey, wordsKeyOf } from '../sealing/browser/member-keys.ts'
import { tokensOfQuery } from '../sealing/browser/words.ts'

type Listed = { id: string; url: string; received: string; manifest: string; key: string }
type Say = Readonly<Record<'found' | 'failed', string>>

const TYPING_MS = 300
const now = (): number => performance.timeOrigin + performance.now()

class SealedList extends HTMLElement {
  #titles = new Map<string, string>()
  #listed: readonly Listed[] = JSON.parse(this.dataset['listed'] ?? '[]') as Listed[]
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #typing: number | undefined

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
    const { share = '', archive: publicKey = '' } = this.dataset
    const archive = await openArchive(key, fromBase64url(share), fromBase64url(publicKey), whoseIn(this.dataset))
    for (const one of this.#listed) this.#titles.set(one.id, await this.#titleOf(one, archive))
    this.#show(this.#listed)
    this.#part('closed').hidden = true
    this.#part('opened').hidden = false
    const words = await wordsKeyOf(archive)
    const field = this.querySelector<HTMLInputElement>('input[type=search]')
    field?.focus()
    field?.addEventListener('input', () => {
      clearTimeout(this.#typing)
      this.#typing = window.setTimeout(() => {
        this.#find(words, field.value).catch(() => (this.#part('state').textContent = this.#say.failed))
      }, TYPING_MS)
    })
  }

  /** '' for one that does not open: it is listed all the same, so that it is not lost sight of. */
  async #titleOf({ manifest: bytes, key }: Listed, archive: KeyPair): Promise<string> {
    try {
      const manifest = readManifest(fromBase64url(bytes))
      const opened = await openDetails(await openKey(archive.privateKey, fromBase64url(key), manifest), manifest)
      return opened.title || opened.fileName
    } catch {
      return ''
    }
  }

  async #find(words: Uint8Array<ArrayBuffer>, query: string): Promise<void> {
    const asked = await tokensOfQuery(words, query)
    if (asked.length === 0) return this.#show(this.#listed)
    const body = new URLSearchParams({ asked: JSON.stringify(asked) })
    const answer = await fetch(this.dataset['search'] ?? '', { method: 'POST', body })
    if (!answer.ok) throw new Error(`no answer: ${answer.status}`)
    const ids = (await answer.json()) as string[]
    this.#show(ids.flatMap((id) => this.#listed.find((one) => one.id === id) ?? []))
  }

  #show(shown: readonly Listed[]): void {
    const items = shown.map(({ id, url, received }) => {
      const [item, link] = [document.createElement('li'), document.createElement('a')]
      link.href = url
      link.textContent = this.#titles.get(id) || '–'
      link.dir = 'auto'
      item.append(link, ` (${received})`)
      return item
    })
    this.#part('list').replaceChildren(...items)
    this.#part('state').textContent = this.#say.found.replace('{n}', String(shown.length))
  }
}

customElements.define('sealed-list', SealedList)
