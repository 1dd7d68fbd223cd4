import type { Bilingual } from '#platform/data/activity.ts'
import type { Call } from '#platform/http/route.ts'
import type { Connector } from '#privacy'

/** What an organisation has from its provider, by the names of `SmsProvider.fields`. */
export type Access = Readonly<Record<string, string>>

export type Outgoing = {
  /** Our random id; given to the provider where it takes one, so that the SMS is found there again. */
  readonly id: string
  /** E.164. */
  readonly to: string
  readonly text: string
  /** A name of up to eleven letters and digits, or a number. */
  readonly sender: string
  /** Where the provider reports what became of it. */
  readonly report: string
}

/** What handing an SMS over came to. */
export type Handed =
  | { readonly is: 'accepted'; readonly ref: string }
  /** For good, and because of this very SMS. */
  | { readonly is: 'refused'; readonly code: string }
  /** Certainly not taken: to be tried again, `after` so many seconds where the provider said so. */
  | { readonly is: 'later'; readonly code: string; readonly after?: number }
  /** No answer, or one that says nothing: it may be on its way. */
  | { readonly is: 'unanswered'; readonly code: string }

export type ReportState = 'underway' | 'sent' | 'delivered' | 'undelivered' | 'failed'
export type Report = {
  readonly ref: string
  readonly state: ReportState
  readonly code: string
}
/** An SMS that somebody sent to the organisation's number. */
export type Reply = { readonly from: string; readonly text: string }
export type Heard = { readonly reports: readonly Report[]; readonly replies: readonly Reply[] }

export type AccessField = {
  readonly name: string
  readonly label: Bilingual
  readonly hint?: Bilingual
  readonly secret: boolean
  readonly matches: RegExp
}

/**
 * A company that delivers SMS, behind the API that it publishes. Its functions talk to nobody but `base`, and keep nothing.
 */
export type SmsProvider = {
  readonly name: 'twilio' | 'seven'
  readonly label: string
  readonly place: Bilingual
  readonly connector: Connector
  readonly fields: readonly AccessField[]
  /** What has to be set up at the provider by hand, beside the credentials; `address` is where it is to report to. */
  readonly byHand: (address: string) => Bilingual
  send(base: URL, access: Access, sms: Outgoing): Promise<Handed>
  /**
   * Asks the provider whether it took an SMS after all, before it is sent once more.
   * @returns its id there, undefined when it is not there
   * @throws when the provider does not answer
   */
  find(base: URL, access: Access, sms: Outgoing, since: Temporal.Instant): Promise<string | undefined>
  /**
   * Reads a call of the provider. The signature is compared in constant time.
   * @returns undefined when it was not signed by the provider for this address, or not lately
   */
  hear(access: Access, call: Call, now: Temporal.Instant): Heard | undefined
  /** What a code means, where staff can do something about it. */
  readonly hints: Readonly<Record<string, Bilingual>>
}
