import { solveChallenge } from 'altcha-lib/v1'

type Challenge = { challenge: string; salt: string; signature: string; most: number }

/**
 * `<work-proof data-challenge="…">` inside a form: does the work while the person types and sends the result along.
 * Without it (no script, too slow) the form is sent all the same, and the server may ask for a short pause.
 */
class WorkProof extends HTMLElement {
  async connectedCallback(): Promise<void> {
    const { challenge, salt, signature, most } = JSON.parse(this.dataset['challenge'] ?? '{}') as Challenge
    // browsers do this work only for pages that came encrypted, or from this very machine
    if (!globalThis.isSecureContext) return
    const solution = await solveChallenge(challenge, salt, 'SHA-256', most).promise
    if (!solution) return
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = 'altcha'
    field.value = btoa(JSON.stringify({ algorithm: 'SHA-256', challenge, number: solution.number, salt, signature }))
    this.append(field)
  }
}

customElements.define('work-proof', WorkProof)
