// Opens a shared document in the browser of who got the link: the key stands behind `#` and is sent to nobody.
import { fromBase64url, piecesOf } from '#platform/sealing/bytes.ts'
import { openDetails, openDocument } from '#platform/sealing/document.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import type { Codec, Manifest } from '#platform/sealing/manifest.ts'
import { openByLink, secretIn } from '../working/sharing.ts'

type About = {
  readonly organisationId: string
  readonly shareId: string
  readonly salt: string
  readonly wrapped: string
  readonly hasPassword: boolean
  readonly documentId: string
  readonly version: number
  readonly codec: Codec
  readonly plainLength: number
  readonly details: string
  readonly from: string
}
type Say = Readonly<
  Record<'loading' | 'ready' | 'wrongPassword' | 'noKey' | 'wrongKey' | 'gone' | 'failed' | 'damaged', string>
>

class BelegtShare extends HTMLElement {
  #about = JSON.parse(this.dataset['about'] ?? '{}') as About
  #say = JSON.parse(this.dataset['say'] ?? '{}') as Say

  connectedCallback(): void {
    this.hidden = false
    this.querySelector('button')?.addEventListener('click', () => void this.#open())
    this.querySelector('input')?.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') void this.#open()
    })
  }

  async #open(): Promise<void> {
    const secret = secretIn(location.hash)
    if (!secret) return this.#tell(this.#say.noKey)
    const button = this.querySelector('button')
    button?.setAttribute('disabled', '')
    try {
      const key = await this.#key(secret)
      if (key) await this.#load(key)
    } catch (error) {
      this.#tell(error instanceof SealingProblem ? this.#say.damaged : this.#say.failed)
    } finally {
      button?.removeAttribute('disabled')
    }
  }

  async #key(secret: Uint8Array): Promise<Uint8Array | undefined> {
    const { salt, wrapped, hasPassword, organisationId, shareId } = this.#about
    const password = hasPassword ? (this.querySelector('input')?.value ?? '') : ''
    this.#tell(this.#say.loading)
    try {
      const about = { organisationId, shareId, salt: fromBase64url(salt) }
      return await openByLink(fromBase64url(wrapped), secret, about, password)
    } catch (error) {
      if (!(error instanceof SealingProblem)) throw error
      this.#tell(hasPassword ? this.#say.wrongPassword : this.#say.wrongKey)
      return undefined
    }
  }

  async #load(key: Uint8Array): Promise<void> {
    const answer = await fetch(this.#about.from, { method: 'POST' })
    if (!answer.ok || !answer.body)
      return this.#tell(answer.status === 404 || answer.status === 410 ? this.#say.gone : this.#say.failed)
    const parts: BlobPart[] = []
    for await (const piece of openDocument(key, this.#about, piecesOf(answer.body))) parts.push(piece as BlobPart)
    const { fileName } = await openDetails(key, this.#about as unknown as Manifest)
    // only ever kept, never shown here: whatever it is, it runs nothing in our pages
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }))
    link.download = fileName || 'unterlage'
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    this.#tell(this.#say.ready)
  }

  #tell(text: string): void {
    const state = this.querySelector('[role=status]')
    if (state) state.textContent = text
  }
}
customElements.define('belegt-share', BelegtShare)
