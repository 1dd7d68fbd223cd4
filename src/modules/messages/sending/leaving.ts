import type { MailContent } from '../data.ts'
import type { Lane } from '../rules.ts'

/** A mail in the sender's hand, right before it leaves. */
export type Leaving = {
  readonly id: string
  readonly person: string | undefined
  readonly to: string
  readonly cause: string
  readonly kind: string
  readonly lane: Lane
  /** What the mail is sent for, where the sender said so. */
  readonly activity: string | undefined
  readonly content: MailContent
}

/** The envelope of a mail (RFC 5321, 3461): where its bounces go, and which reports are asked for. */
export type Envelope = {
  /** The return path; undefined: the visible sender address. */
  readonly from: string | undefined
  readonly notify: readonly ('success' | 'failure' | 'delay')[]
}

/** What handing a mail over came to. */
export type Handed = {
  readonly message: string
  readonly what: 'accepted' | 'deferred' | 'refused'
  readonly at: Temporal.Instant
  /** The server's words as they came, or the code of a failed connection. They may repeat the address: seal them. */
  readonly words: string
}
