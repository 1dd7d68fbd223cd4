import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'

/**
 * `<passkey-form data-offer data-act>` around a form with a hidden `[data-answer]` field: asks the browser for the
 * passkey when the form is sent, and sends its answer. Says what went wrong beside the button.
 */
class PasskeyForm extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.answer(event.currentTarget as HTMLFormElement)
    })
  }

  private async answer(form: HTMLFormElement): Promise<void> {
    const { offer = '{}', act, unsupported = '', failed = '' } = this.dataset
    const field = form.querySelector<HTMLInputElement>('[data-answer]')
    if (!field) return
    if (!browserSupportsWebAuthn()) return say(form, unsupported)
    try {
      const optionsJSON = JSON.parse(offer)
      const answer = act === 'create' ? startRegistration({ optionsJSON }) : startAuthentication({ optionsJSON })
      field.value = JSON.stringify(await answer)
      form.submit()
    } catch {
      say(form, failed) // cancelled, or no passkey here: the browser has said which
    }
  }
}

/** Says it beside the button, aloud as well, in the place of what was said before. */
function say(form: HTMLFormElement, sentence: string): void {
  form.querySelector('[role=alert]')?.remove()
  const said = document.createElement('p')
  said.setAttribute('role', 'alert')
  said.textContent = sentence
  form.append(said)
}

customElements.define('passkey-form', PasskeyForm)
