const PAUSE_MS = 500

/**
 * `<mail-preview>` around the form of a mail's texts: shows the preview anew whenever somebody stops typing. Without it the
 * button does the same.
 */
class MailPreview extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined

  connectedCallback(): void {
    this.addEventListener('input', this.#soon)
    this.addEventListener('change', this.#soon)
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer)
  }

  #soon = (): void => {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const button = this.querySelector<HTMLButtonElement>('#preview-now')
      button?.form?.requestSubmit(button)
    }, PAUSE_MS)
  }
}

customElements.define('mail-preview', MailPreview)
