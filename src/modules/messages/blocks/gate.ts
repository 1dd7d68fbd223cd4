import type { Scope } from '#platform/data/scope.ts'
import { type Channel, mayWriteAll } from '#privacy'
import { advertises, type Lane } from '../rules.ts'

/** What is about to be said to somebody, whatever carries it: a mail, an SMS, a newsletter. */
export type Reaching = {
  readonly person: string | undefined
  /** A mail address, a phone number where the channel says so, or the token under which it is found. */
  readonly to: string | Buffer
  /** `mail` unless told. */
  readonly channel?: Channel
  readonly lane: Lane
  /** What it is sent for, where the sender said so. */
  readonly activity: string | undefined
}

/**
 * The one gate of every sender: asked when something is queued, and again in the transaction right before it leaves, for a
 * batch at once. What a person's own request calls for passes a block; nothing passes an objection to its activity.
 * @returns in order, whether each may leave
 */
export const gate = (at: Scope<string>, leaving: readonly Reaching[]): Promise<readonly boolean[]> =>
  mayWriteAll(
    at,
    leaving.map(({ person, to, channel, activity, lane }) => ({
      person,
      to,
      channel,
      activity,
      advertising: advertises(lane),
    })),
  )
