/** `<copy-value data-field data-label data-done>`: a button that copies what the named field holds. */
class CopyValue extends HTMLElement {
  connectedCallback(): void {
    const { field = '', label = '', done = '' } = this.dataset
    const held = document.querySelector<HTMLTextAreaElement>(`#${CSS.escape(field)}`)
    // browsers give the clipboard only to pages that came encrypted, or from this very machine
    if (!held || !globalThis.isSecureContext) return
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'kern-btn kern-btn--secondary btn-small'
    const text = document.createElement('span')
    text.className = 'kern-label'
    text.textContent = label
    button.append(text)
    const said = document.createElement('span')
    said.className = 'small muted'
    said.setAttribute('role', 'status')
    button.addEventListener('click', () => {
      held.select()
      // refused by the browser: the value is selected, and can be copied by hand
      void navigator.clipboard.writeText(held.value).then(
        () => (said.textContent = ` ${done}`),
        () => undefined,
      )
    })
    this.append(button, said)
  }
}

customElements.define('copy-value', CopyValue)
