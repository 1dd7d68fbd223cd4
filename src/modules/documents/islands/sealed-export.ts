// An archive that no server reads as files: opened on a member's device, and packed into a ZIP file there.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { type HeldKey, heldKey, type KeyPair } from '#platform/sealing/wrap.ts'
import { fetched, type Gate } from '../exchange/browser/fetched.ts'
import { type Say as TableSay, takenAlong, type Unopened } from '../exchange/browser/take-along.ts'
import { type Target, targetFor, written, writesIntoFile } from '../exchange/browser/written.ts'
import { deviceParts } from '../exchange/paths.ts'
import { heldFor, hold, letGo } from '../sealing/browser/held.ts'
import { Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { openArchive, openMemberKey } from '../sealing/browser/member-keys.ts'

type Say = Readonly<
  Record<
    'running' | 'paused' | 'lost' | 'done' | 'doneParts' | 'some' | 'cancelled' | 'cancelledParts' | 'failed',
    string
  >
>

const now = (): number => performance.timeOrigin + performance.now()

class SealedExport extends HTMLElement {
  #say: Say = JSON.parse(this.dataset['say'] ?? '{}') as Say
  #archive: KeyPair | undefined
  #stop = new AbortController()
  /** Ends the waiting, while there is one. */
  #goOn: (() => void) | undefined
  #isLost = false
  #open: Promise<void> = Promise.resolve()
  #done = 0
  #unopened: Unopened[] = []

  connectedCallback(): void {
    whenSent(this, async (form) => {
      const own = ownKeyIn(this.dataset)
      if (!own) throw new Mendable('failed')
      const key = await heldKey(await openMemberKey(own, typedIn(form, '-passphrase'), whoseIn(this.dataset)))
      await this.#unlock(key)
      await hold(whoseIn(this.dataset).memberId, key, now()).catch(() => undefined) // asked again, then
      return 'done'
    })
    const pressed = (name: string, act: () => void) =>
      this.#part(name).querySelector('button')?.addEventListener('click', act)
    pressed('begin', () => void this.#begin())
    pressed('pause', () => this.#wait(this.#say.paused))
    pressed('go-on', () => this.#resume())
    pressed('cancel', () => {
      this.#stop.abort()
      this.#goOn?.()
    })
    void this.#unlockWithHeld()
  }

  async #unlockWithHeld(): Promise<void> {
    const key = await heldFor(whoseIn(this.dataset).memberId, now())
    if (key) await this.#unlock(key).catch(() => letGo())
  }

  async #unlock(key: HeldKey): Promise<void> {
    const { share = '', archive: publicKey = '' } = this.dataset
    this.#archive = await openArchive(key, fromBase64url(share), fromBase64url(publicKey), whoseIn(this.dataset))
    for (const field of this.querySelectorAll<HTMLInputElement>('input[type=password]')) field.value = ''
    this.#part('closed').hidden = true
    this.#part('opened').hidden = false
    this.#part('in-parts').hidden = writesIntoFile()
    this.#part('begin').querySelector('button')?.focus()
  }

  #part<T extends HTMLElement>(name: string): T {
    const found = this.querySelector<T>(`[data-${name}]`)
    if (!found) throw new Error(`no ${name}`)
    return found
  }

  #tell(text: string, more: Readonly<Record<string, number>> = {}): void {
    const about = { n: this.#done, of: Number(this.dataset['count']), bad: this.#unopened.length, ...more }
    this.#part('state').textContent = Object.entries(about).reduce(
      (said, [name, count]) => said.replace(`{${name}}`, String(count)),
      text,
    )
  }

  /** Which buttons there are; the focus does not fall into nothing when the one that was pressed goes. */
  #offer(...names: readonly string[]): void {
    const before = this.contains(document.activeElement)
    for (const name of ['begin', 'pause', 'go-on', 'cancel']) this.#part(name).hidden = !names.includes(name)
    const first = names[0] === undefined ? undefined : this.#part(names[0]).querySelector('button')
    const isLost =
      document.activeElement === document.body || (document.activeElement as HTMLElement).closest('[hidden]')
    if (before && isLost) (first ?? this.#part('state')).focus()
  }

  #wait(text: string): void {
    if (!this.#goOn) this.#open = new Promise<void>((done) => (this.#goOn = done))
    this.#tell(text)
    this.#offer('go-on', 'cancel')
  }

  #resume = (): void => {
    this.#goOn?.()
    this.#goOn = undefined
    this.#isLost = false
    this.#progress()
    this.#offer('pause', 'cancel')
  }

  #progress(): void {
    const bar = this.#part<HTMLProgressElement>('bar')
    bar.hidden = false
    bar.max = Number(this.dataset['count'])
    bar.value = this.#done
    this.#tell(this.#say.running, { n: Math.min(this.#done + 1, bar.max) })
  }

  #gate(): Gate {
    const { signal } = this.#stop
    const pass = async (): Promise<void> => {
      await this.#open
      signal.throwIfAborted()
    }
    return {
      pass,
      lost: () => {
        this.#isLost = true
        this.#wait(this.#say.lost)
        return pass()
      },
    }
  }

  async #begin(): Promise<void> {
    const archive = this.#archive
    if (!archive) return
    let target: Target
    try {
      target = await targetFor(this.dataset['file'] ?? '')
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) this.#tell(this.#say.failed)
      return // no file was chosen
    }
    this.#stop = new AbortController()
    this.#done = 0
    this.#unopened = []
    this.#show()
    this.#resume()
    const leaving = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', leaving)
    addEventListener('online', this.#onOnline)
    try {
      const parts = await this.#pack(archive, target)
      const whole = Number.isFinite(target.most) ? this.#say.doneParts : this.#say.done
      this.#tell(this.#unopened.length > 0 ? this.#say.some : whole, { parts })
    } catch {
      const cancelled = Number.isFinite(target.most) ? this.#say.cancelledParts : this.#say.cancelled
      this.#tell(this.#stop.signal.aborted ? cancelled : this.#say.failed)
    } finally {
      removeEventListener('beforeunload', leaving)
      removeEventListener('online', this.#onOnline)
      this.#goOn = undefined
      this.#part('bar').hidden = true
      this.#offer('begin')
      this.#part('state').focus()
    }
  }

  #onOnline = (): void => {
    if (this.#isLost) this.#resume()
  }

  async #pack({ privateKey }: KeyPair, target: Target): Promise<number> {
    const { address = '', only = '', name = '' } = this.dataset
    const gate = this.#gate()
    await fetched(gate, address + deviceParts.begin, {
      method: 'POST',
      body: new URLSearchParams(only),
      headers: { accept: 'application/json' },
    })
    const say = JSON.parse(this.dataset['table'] ?? '{}') as TableSay
    const files = takenAlong({
      archive: { privateKey, name },
      address,
      only,
      gate,
      say,
      done: (unopened) => {
        this.#done += 1
        this.#unopened.push(...unopened)
        if (unopened.length > 0) this.#show()
        if (!this.#goOn) this.#progress()
      },
    })
    return written(files, target, { signal: this.#stop.signal, at: new Date(now()) })
  }

  #show(): void {
    this.#part('unopened').hidden = this.#unopened.length === 0
    const page = this.dataset['page'] ?? ''
    const items = this.#unopened.map(({ id, name, why }) => {
      const [item, link] = [document.createElement('li'), document.createElement('a')]
      link.href = page.replace('{id}', id)
      link.textContent = name
      link.dir = 'auto'
      item.append(link, `: ${why}`)
      return item
    })
    this.#part('list').replaceChildren(...items)
  }
}

customElements.define('sealed-export', SealedExport)
