import type { Reason } from './reasons.ts'

/** What a mail, or one part of it about one recipient, was found to be. */
export type What =
  | 'bounced'
  | 'deferred'
  | 'delivered'
  | 'relayed'
  | 'complained'
  | 'auto-replied'
  | 'loop'
  /** Somebody wrote this. */
  | 'letter'
  /** Looks like a report, and nobody understands it. */
  | 'unknown'

export type Reading = {
  readonly what: What
  readonly source: 'report' | 'words'
  readonly reason?: Reason
  readonly weight?: 'hard' | 'soft'
  /** The enhanced status code, or ''. */
  readonly code: string
  /** The server's words as they came. */
  readonly words: string
  /** Which form it had, for figures. */
  readonly form: string
}
