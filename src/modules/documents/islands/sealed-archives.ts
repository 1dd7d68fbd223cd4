// Archives that no server reads: their keys are made and given to members in the browser.
import { base64url, fromBase64url } from '#platform/sealing/bytes.ts'
import { field, fill, Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { type Member, newArchive, openArchive, openMemberKey, shareArchive } from '../sealing/browser/member-keys.ts'

class SealedArchive extends HTMLElement {
  connectedCallback(): void {
    whenSent(this, async (form) => {
      if (this.dataset['act'] === 'add') await this.#add(form)
      else await this.#make(form)
      return 'send'
    })
  }

  #member(id: string): Member {
    const keys = JSON.parse(this.dataset['keys'] ?? '{}') as Record<string, string>
    const key = keys[id]
    if (!key) throw new Mendable('nobody')
    return { memberId: id, publicKey: fromBase64url(key) }
  }

  async #make(form: HTMLFormElement): Promise<void> {
    const { organisationId, memberId } = whoseIn(this.dataset)
    const chosen = [...form.querySelectorAll<HTMLInputElement>('input[type=checkbox]:checked')].map(
      ({ value }) => value,
    )
    // one's own key comes from the page's proof of it, like everybody's
    const { publicKey, shares } = await newArchive(
      organisationId,
      [memberId, ...chosen].map((id) => this.#member(id)),
    )
    const sent = shares.map((share) => ({ memberId: share.memberId, box: base64url(share.box) }))
    fill(form, { publicKey, shares: JSON.stringify(sent) })
  }

  async #add(form: HTMLFormElement): Promise<void> {
    const whose = whoseIn(this.dataset)
    const own = ownKeyIn(this.dataset)
    const { share = '', archive = '' } = this.dataset
    const chosen = form.querySelector<HTMLSelectElement>('select')?.value ?? ''
    if (!own || chosen === '') throw new Mendable('nobody')
    const member = this.#member(chosen)
    const { privateKey } = await openMemberKey(own, typedIn(form, '-passphrase'), whose)
    const opened = await openArchive(privateKey, fromBase64url(share), fromBase64url(archive), whose)
    const { box } = await shareArchive(opened, whose.organisationId, member)
    field(form, 'box').value = base64url(box)
  }
}

customElements.define('sealed-archive', SealedArchive)
