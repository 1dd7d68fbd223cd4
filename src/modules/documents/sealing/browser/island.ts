import { base64url, fromBase64url } from '#platform/sealing/bytes.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import type { StoredKey, Whose } from './member-keys.ts'

// What the islands of sealed archives share.

export type Say = Readonly<Record<'short' | 'differs' | 'wrong' | 'failed' | 'working' | 'nobody', string>>

/** Something a person can mend; `said` is a word of `Say`. */
export class Mendable extends Error {
  readonly said: keyof Say

  constructor(said: keyof Say) {
    super(said)
    this.name = 'Mendable'
    this.said = said
  }
}

/** A member's key as a page brings it; undefined where there is none. */
export function ownKeyIn(data: DOMStringMap): StoredKey | undefined {
  if (!data['own']) return undefined
  const read = JSON.parse(data['own']) as Record<'publicKey' | 'privateKey' | 'salt', string> & { rounds: number }
  return {
    publicKey: fromBase64url(read.publicKey),
    privateKey: fromBase64url(read.privateKey),
    salt: fromBase64url(read.salt),
    rounds: read.rounds,
  }
}

export const whoseIn = (data: DOMStringMap): Whose => ({
  organisationId: data['organisation'] ?? '',
  memberId: data['member'] ?? '',
})

export const field = (form: HTMLFormElement, name: string): HTMLInputElement => {
  const found = form.elements.namedItem(name)
  if (found instanceof HTMLInputElement) return found
  throw new Error(`no field ${name}`)
}

/** What stands in a passphrase field, by the end of its id. */
export const typedIn = (form: HTMLFormElement, end: string): string =>
  form.querySelector<HTMLInputElement>(`input[type=password][id$="${end}"]`)?.value ?? ''

export const fill = (form: HTMLFormElement, values: Readonly<Record<string, string | Uint8Array | number>>): void => {
  for (const [name, value] of Object.entries(values))
    field(form, name).value = value instanceof Uint8Array ? base64url(value) : String(value)
}

/** Says it below the form, aloud as well, in the place of what was said before. */
export function tell(form: HTMLFormElement, sentence: string, role: 'alert' | 'status' = 'alert'): void {
  form.querySelector('[data-told]')?.remove()
  if (sentence === '') return
  const said = document.createElement('p')
  said.setAttribute('role', role)
  said.dataset['told'] = ''
  said.textContent = sentence
  form.append(said)
}

/** Does what a form asks for in the browser, and sends it when that has filled it in. */
export function whenSent(element: HTMLElement, work: (form: HTMLFormElement) => Promise<'send' | 'done'>): void {
  const say = JSON.parse(element.dataset['say'] ?? '{}') as Say
  element.querySelector('form')?.addEventListener('submit', (event) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const button = form.querySelector<HTMLButtonElement>('button:not([type=button])')
    if (button?.disabled) return
    if (button) button.disabled = true
    tell(form, say.working, 'status')
    work(form)
      .then((next) => {
        tell(form, '')
        if (next === 'send') form.submit()
      })
      .catch((error: unknown) => {
        const passphrase = error instanceof SealingProblem && error.reason === 'passphrase'
        tell(form, say[error instanceof Mendable ? error.said : passphrase ? 'wrong' : 'failed'])
      })
      .finally(() => {
        if (button) button.disabled = false
      })
  })
}
