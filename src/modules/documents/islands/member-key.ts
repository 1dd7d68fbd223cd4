// A member's own key: made, and its passphrase changed, in the browser. What is sent is locked.
import { fill, Mendable, ownKeyIn, typedIn, whenSent, whoseIn } from '../sealing/browser/island.ts'
import { changePassphrase, newMemberKey, SHORTEST_PASSPHRASE } from '../sealing/browser/member-keys.ts'

class MemberKey extends HTMLElement {
  connectedCallback(): void {
    whenSent(this, async (form) => {
      const passphrase = typedIn(form, '-new')
      if ([...passphrase].length < SHORTEST_PASSPHRASE) throw new Mendable('short')
      if (passphrase !== typedIn(form, '-again')) throw new Mendable('differs')
      const whose = whoseIn(this.dataset)
      const own = ownKeyIn(this.dataset)
      const key =
        this.dataset['act'] === 'change' && own
          ? await changePassphrase(own, { old: typedIn(form, '-old'), new: passphrase }, whose)
          : await newMemberKey(passphrase, whose)
      fill(form, key)
      return 'send'
    })
  }
}

customElements.define('member-key', MemberKey)
