import { solveChallenge } from 'altcha-lib/v1'

type Challenge = { challenge: string; salt: string; signature: string; most: number }

/** `<effort-proof data-challenge>` inside a form: does the work while the person types, and puts the result in its field. */
class EffortProof extends HTMLElement {
  async connectedCallback(): Promise<void> {
    const field = this.querySelector('input')
    const { challenge, salt, signature, most } = JSON.parse(this.dataset['challenge'] ?? '{}') as Challenge
    // browsers do this work only for pages that came encrypted, or from this very machine
    if (!globalThis.isSecureContext || !field) return
    const solution = await solveChallenge(challenge, salt, 'SHA-256', most).promise
    if (!solution) return
    field.value = btoa(JSON.stringify({ algorithm: 'SHA-256', challenge, number: solution.number, salt, signature }))
  }
}

customElements.define('effort-proof', EffortProof)
