import type { MailContent } from '../data.ts'
import type { SigningKey } from './dkim.ts'
import type { Envelope } from './leaving.ts'

export type OutgoingMail = {
  /** With angle brackets; the same however often the mail is tried. */
  readonly messageId: string
  readonly from: { readonly name: string; readonly address: string }
  readonly replyTo: string | undefined
  readonly to: string
  readonly content: MailContent
  readonly envelope?: Envelope
  readonly keys?: readonly SigningKey[]
}

/** Hands one mail over to a server; resolves, with the server's words, when it has taken responsibility for it. */
export type Transport = {
  send(mail: OutgoingMail): Promise<string | void>
}
