// The documents of an archive that no server reads, with their titles, found by their words, and read where nobody has yet.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { type HeldKey, heldKey } from '#platform/sealing/wrap.ts'
import { type ArchiveList, archiveList, type Known } from '../sealing/browser/archive-list.ts'
import { heldFor, hold, letGo } from '../sealing/browser/held.ts'
import { Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { openArchive, openMemberKey, wordsKeyOf } from '../sealing/browser/member-keys.ts'
import { type Reading, readWaiting } from '../sealing/browser/read-waiting.ts'
import { type ReadingSay, showReading } from '../sealing/browser/reading-state.ts'
import { type Answer, findIn, type Found, type SearchWish } from '../sealing/browser/search.ts'

type Say = Readonly<
  Record<'found' | 'loading' | 'more' | 'full' | 'failed' | 'missing' | 'page' | 'waiting' | 'unread', string>
>

const TYPING_MS = 300
const SHOWN = 500
const now = (): number => performance.timeOrigin + performance.now()

class SealedList extends HTMLElement {
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #typing: number | undefined
  #wish: SearchWish | undefined
  #asked = 0
  #answer: Answer | undefined
  #most = SHOWN
  #reading = false

  connectedCallback(): void {
    whenSent(this, async (form) => {
      const own = ownKeyIn(this.dataset)
      if (!own) throw new Mendable('failed')
      const key = await heldKey(await openMemberKey(own, typedIn(form, '-passphrase'), whoseIn(this.dataset)))
      await this.#open(key)
      await hold(whoseIn(this.dataset).memberId, key, now()).catch(() => undefined) // asked again, then
      return 'done'
    })
    this.#part('further').addEventListener('click', () => {
      this.#most += SHOWN
      this.#show()
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
    const { share = '', archive: publicKey = '', search: address = '', lists = '', texts = '' } = this.dataset
    const archive = await openArchive(key, fromBase64url(share), fromBase64url(publicKey), whoseIn(this.dataset))
    const list = archiveList(archive, lists)
    this.#wish = { wordsKey: await wordsKeyOf(archive), list, address, texts }
    this.#part('closed').hidden = true
    this.#part('opened').hidden = false
    const field = this.querySelector<HTMLInputElement>('input[type=search]')
    field?.focus()
    field?.addEventListener('input', () => {
      clearTimeout(this.#typing)
      this.#typing = window.setTimeout(() => void this.#find(field.value), TYPING_MS)
    })
    this.#offerReading(this.#wish)
    await this.#load(list)
    if (field?.value) await this.#find(field.value)
  }

  /** Titles stand there as they come; what is typed meanwhile is looked for by the words known so far. */
  async #load(list: ArchiveList): Promise<void> {
    await list.load(() => this.#show()).catch(() => this.#tell(this.#say.failed))
  }

  #tell(text: string): void {
    this.#part('state').textContent = text
  }

  async #find(query: string): Promise<void> {
    const asked = ++this.#asked
    if (!this.#wish) return
    try {
      if (!this.#wish.list.isWhole()) void this.#load(this.#wish.list) // goes on where a lost line broke it off
      const answer = await findIn(this.#wish, query)
      if (asked !== this.#asked) return // something else was typed meanwhile
      this.#answer = answer
      this.#most = SHOWN
      this.#show()
    } catch {
      if (asked === this.#asked) this.#tell(this.#say.failed)
    }
  }

  #show(): void {
    const list = this.#wish?.list
    if (!list) return
    const found: readonly Found[] = this.#answer?.found ?? [...list.documents.keys()].map((id) => ({ id }))
    const items = found.slice(0, this.#most).flatMap((one) => {
      const known = list.documents.get(one.id)
      return known ? [this.#item(known, one)] : []
    })
    this.#part('list').replaceChildren(...items)
    this.#part('further').hidden = found.length <= this.#most
    this.#part('none').hidden = this.#answer?.found.length !== 0
    const { found: all, loading, more, full, unread } = this.#say
    const counted = list.isWhole() || this.#answer ? all : loading
    const said = [
      counted.replace('{n}', String(found.length)).replace('{of}', this.dataset['count'] ?? ''),
      ...(this.#answer?.more ? [more] : []),
      ...(list.isFull() ? [full] : []),
    ]
    this.#tell(said.join(' '))
    const waiting = [...list.documents.values()].filter(({ read, opened }) => read === 'none' && opened).length
    this.#part('unread').hidden = !this.#reading && (waiting === 0 || !list.isWhole())
    this.#part('unread-state').textContent = unread.replace('{n}', String(waiting))
  }

  #item({ id, url, received, opened, read }: Known, { page, behind = '', snippet }: Found): HTMLElement {
    const [item, link] = [document.createElement('li'), document.createElement('a')]
    item.dataset['document'] = id
    link.href = url + behind
    link.textContent = opened?.title || '–'
    link.dir = 'auto'
    const about = [received]
    if (page !== undefined) about.push(this.#say.page.replace('{n}', String(page)))
    if (read !== 'all') about.push(this.#say.missing)
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

  /** Who may work on the documents has their device read those that nobody's device has read yet. */
  #offerReading({ list, wordsKey, texts }: SearchWish): void {
    const place = this.querySelector<HTMLElement>('[data-words-state]')
    const begin = this.querySelector<HTMLButtonElement>('[data-begin] button')
    if (!place || !begin) return
    const below = JSON.parse(this.dataset['below'] ?? '{}') as Reading['below']
    const { worker = '', parts = '', recogniser = '{}', reader = '', reading = '{}' } = this.dataset
    const wish = { below: { ...below, texts }, wordsKey, worker, parts, recogniser, reader }
    const state = showReading(place, JSON.parse(reading) as ReadingSay, async (progress, skip) => {
      const failed = await readWaiting({
        ...wish,
        list,
        progress,
        skip,
        now: (known) => (this.#part('reading-title').textContent = known?.opened?.title ?? ''),
        read: () => this.#show(),
      })
      this.#part('unread-failed').textContent = failed === 0 ? '' : this.#say.waiting.replace('{n}', String(failed))
      return []
    })
    const leaving = (event: BeforeUnloadEvent): void => event.preventDefault()
    begin.addEventListener('click', () => {
      this.#reading = true
      begin.disabled = true
      addEventListener('beforeunload', leaving)
      void state.run().finally(() => {
        this.#reading = false
        begin.disabled = false
        removeEventListener('beforeunload', leaving)
        this.#show()
        // what was typed may be found now
        void this.#find(this.querySelector<HTMLInputElement>('input[type=search]')?.value ?? '')
      })
    })
  }
}

customElements.define('sealed-list', SealedList)
