/** `<go-on>` around a form that only leads on: sends it by itself, so that nobody has to press the button. */
class GoOn extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('form')?.requestSubmit()
  }
}

customElements.define('go-on', GoOn)
