import type { ReportState } from './provider.ts'

export type SmsState = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'dropped'

const MINUTE = 60
/** A failure that is ours (credentials, credit, a busy provider): 1, 2, 5, 10, 30 min, 1 h, then every 2 h. */
const BACKOFF = [1 * MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE]
const LATER_ON = 120 * MINUTE
const LONGEST_WAIT = 24 * 60 * MINUTE
/** An SMS is about today: one that could not be handed over for so long says nothing useful any more. */
const GIVE_UP = Temporal.Duration.from({ hours: 24 })

/** When to try again what was certainly not taken, or null when it is time to give up. */
export function nextAttempt(
  attempts: number,
  createdAt: Temporal.Instant,
  now: Temporal.Instant,
  after = 0,
): Temporal.Instant | null {
  const seconds = Math.min(Math.max(BACKOFF[attempts - 1] ?? LATER_ON, after), LONGEST_WAIT)
  const next = now.add({ seconds: Math.ceil(seconds) })
  return Temporal.Instant.compare(next, createdAt.add(GIVE_UP)) > 0 ? null : next
}

/** Whether an SMS waited so long, e.g. for a provider to be switched on, that it would only puzzle whoever got it now. */
export const isTooLate = (createdAt: Temporal.Instant, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(now, createdAt.add(GIVE_UP)) > 0

/** After a request without an answer the provider is given this time to report, or to find the SMS in its own books. */
export const UNANSWERED_PAUSE = Temporal.Duration.from({ minutes: 2 })
/** A request without an answer is followed by one more at most: two copies can arrive, never three. */
export const MOST_UNANSWERED = 2

const RANK: Readonly<Record<ReportState, number>> = { underway: 1, sent: 2, undelivered: 3, failed: 3, delivered: 4 }
const RANK_OF_STATE: Readonly<Record<SmsState, number>> = {
  queued: 0,
  dropped: 0,
  sent: 1,
  undelivered: 3,
  failed: 3,
  delivered: 4,
}

/**
 * What a report makes of an SMS. Reports overtake each other: one that says less than is known already changes nothing,
 * and what reached the phone is not undone by a network that gave up elsewhere.
 */
export function stateAfter(state: SmsState, report: ReportState): SmsState {
  if (RANK[report] <= RANK_OF_STATE[state]) return state
  return report === 'underway' || report === 'sent' ? 'sent' : report
}

// the words Twilio heeds by itself, and the German ones people write
const STOP = new Set([
  'stop',
  'stopp',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'abmelden',
  'aufhören',
  'ende',
  'austragen',
])
const START = new Set(['start', 'unstop', 'yes', 'anmelden'])

/** What a reply asks for: its first and only word, whatever its case and signs. */
export function wishOf(text: string): 'stop' | 'start' | undefined {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const [first] = words
  if (first === undefined || words.length > 3) return undefined
  // "STOP bitte", "Bitte stop"; a longer sentence is for people to read
  if (words.some((word) => word === 'stop' || word === 'stopp') || (words.length === 1 && STOP.has(first)))
    return 'stop'
  return words.length === 1 && START.has(first) ? 'start' : undefined
}

/** What one SMS costs, in ten-thousandths of the currency. */
export const costOf = (segments: number, price: number): number => segments * price

/** Whether a text may stand as the sender: up to eleven letters, digits and signs with a letter, or a number, or Twilio's service id. */
export function senderProblem(sender: string): 'required' | 'sender' | undefined {
  if (sender === '') return 'required'
  if (/^MG[0-9a-f]{32}$/.test(sender) || /^\+?[1-9]\d{2,15}$/.test(sender)) return undefined
  // GSM 03.40: seven bits, eleven signs
  return /^(?=.*[A-Za-z])[A-Za-z0-9 .&_-]{1,11}$/.test(sender) ? undefined : 'sender'
}
