import type { House, Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'

export type AccountMail = {
  readonly person: string
  readonly to: string
  readonly cause: string
  readonly kind: string
  readonly version: number
  readonly content: { readonly subject: string; readonly html: string; readonly text: string }
}

export type AccountMailText = {
  readonly language: Language
  readonly organisation: { readonly name: string; readonly accent: string; readonly address: string }
  readonly subject: string
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly actions: readonly { readonly label: string; readonly url: string }[]
  readonly closing: readonly string[]
}

/** What this module needs from its siblings and from the house, given by `app`. */
export type Ports = {
  /** The open house; asked for at each request, as modules are listed before it is opened. */
  readonly house: () => House
  /** Queues a mail in the transaction of the scope, as messages does it. */
  readonly sendMail: (at: Scope<string>, mail: AccountMail) => Promise<void>
  readonly renderMail: (mail: AccountMailText) => { subject: string; html: string; text: string }
}
