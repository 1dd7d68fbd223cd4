import type { Reason } from './reading/reasons.ts'

/** What is known of an address. Scores are thousandths of a soft bounce, as of `softAt`. */
export type Standing = {
  readonly softFailures: number
  readonly softAt: Temporal.Instant | null
  readonly stoppedFor: StoppedFor | null
}
export type StoppedFor = 'hard' | 'soft' | 'complained'

export const NEW: Standing = { softFailures: 0, softAt: null, stoppedFor: null }

/** A soft bounce counts half after a week: five in a row stop an address, one a month never does. */
const HALF_LIFE_HOURS = 7 * 24
const ENOUGH = 4_000
const ONE = 1_000

type News = {
  readonly kind: string
  readonly weight?: 'hard' | 'soft' | undefined
  readonly reason?: Reason | undefined
  readonly when: Temporal.Instant
}

/** How much of a score is left at a time. */
export function faded(standing: Standing, now: Temporal.Instant): number {
  if (!standing.softAt) return 0
  const hours = Math.max(0, now.since(standing.softAt).total('hours'))
  return Math.round(standing.softFailures * 0.5 ** (hours / HALF_LIFE_HOURS))
}

/**
 * What news about a mail says about its address. A hard bounce or a complaint stops it at once; soft ones add up and
 * fade; a mail that arrived clears them. What is stopped stays so until staff or the person correct it.
 */
export function after(standing: Standing, news: News): Standing {
  const stopped = (stoppedFor: StoppedFor): Standing => ({ ...standing, stoppedFor: standing.stoppedFor ?? stoppedFor })
  if (news.kind === 'complained') return { ...standing, stoppedFor: 'complained' }
  if (news.kind === 'delivered') return { ...standing, softFailures: 0, softAt: null }
  if (news.kind !== 'bounced') return standing
  if (news.weight === 'hard') return stopped('hard')
  // what the server says about us says nothing about the address
  if (news.reason === 'refused' || news.reason === 'spam' || news.reason === 'content') return standing
  const score = faded(standing, news.when) + ONE
  const softAt =
    standing.softAt && Temporal.Instant.compare(standing.softAt, news.when) > 0 ? standing.softAt : news.when
  const counted = { ...standing, softFailures: score, softAt }
  return score >= ENOUGH ? { ...counted, stoppedFor: standing.stoppedFor ?? 'soft' } : counted
}
