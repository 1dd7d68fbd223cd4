import type { Field, Values, Wrong } from '../forms/fields.ts'
import type { Rules } from '../forms/form.tsx'
import { TEXT } from '../forms/fields.ts'

/** A review looks at a bounded time: accesses are kept for 90 days anyway. */
export const LONGEST_DAYS = 92

export type Review = {
  readonly id: string
  readonly account_id: string
  readonly from_at: Temporal.Instant
  readonly until_at: Temporal.Instant
  readonly reason: string
  readonly requested_by: string
  readonly requested_at: Temporal.Instant
  readonly decision: string | null
  readonly decided_by: string | null
  readonly decided_at: Temporal.Instant | null
  readonly decision_reason: string
  readonly result: string
  readonly closed_at: Temporal.Instant | null
}

export type ReviewState = 'waiting' | 'approved' | 'refused' | 'closed'
export const stateOf = ({ decision, closed_at }: Review): ReviewState =>
  closed_at && decision === 'approved' ? 'closed' : ((decision ?? 'waiting') as ReviewState)

/** Four eyes: who asked does not decide, and who is looked at neither decides nor sees the case. */
export const mayDecide = (review: Review, account: string): boolean =>
  stateOf(review) === 'waiting' && review.requested_by !== account && review.account_id !== account
export const maySee = (review: Review, account: string): boolean => review.account_id !== account
/** Records are looked at only between approval and the end of the case. */
export const mayLook = (review: Review, account: string): boolean =>
  stateOf(review) === 'approved' && review.account_id !== account

export const requestFields = (members: readonly { account: string; name: string }[]): readonly Field[] => [
  {
    name: 'account',
    is: 'select',
    required: true,
    label: { de: 'Wessen Zugriffe', en: 'Whose accesses' },
    options: members.map(({ account, name }) => ({ value: account, label: { de: name, en: name } })),
  },
  { name: 'from', is: 'moment', past: true, required: true, label: { de: 'Von', en: 'From' } },
  {
    name: 'until',
    is: 'moment',
    past: true, // what is to come would be watching, not looking into what happened
    required: true,
    label: { de: 'Bis', en: 'Until' },
    hint: {
      de: 'So eng, wie der Verdacht reicht; höchstens 92 Tage',
      en: 'As narrow as the suspicion reaches; at most 92 days',
    },
  },
  {
    name: 'reason',
    is: 'text',
    required: true,
    max: TEXT,
    label: { de: 'Der konkrete Verdacht', en: 'The concrete suspicion' },
    hint: {
      de: 'Welche Tatsachen sprechen dafür, dass Daten ohne dienstlichen Grund angesehen wurden? (§ 26 Abs. 1 Satz 2 BDSG)',
      en: 'Which facts suggest that data were looked at without need? (§ 26(1) sentence 2 BDSG)',
    },
  },
]

const MINIMUM_WORDS = 5
/** Bounded by time, and a reason of more than a word. */
export function requestRules(values: Values): Wrong {
  const [from, until] = [values['from'] ?? '', values['until'] ?? '']
  if (until <= from) return { until: 'order' }
  const days = Temporal.PlainDateTime.from(from).until(Temporal.PlainDateTime.from(until)).total({ unit: 'days' })
  if (days > LONGEST_DAYS) return { until: 'too-wide' }
  return (values['reason'] ?? '').split(/\s+/).length < MINIMUM_WORDS ? { reason: 'too-short' } : {}
}

export const requestProblems: Rules = {
  order: { de: 'Das Ende muss nach dem Anfang liegen.', en: 'The end must lie after the beginning.' },
  'too-wide': {
    de: 'Der Zeitraum ist zu weit: höchstens 92 Tage.',
    en: 'The time is too wide: at most 92 days.',
  },
  'too-short': {
    de: 'Bitte nennen Sie die Tatsachen in einem ganzen Satz.',
    en: 'Please name the facts in a whole sentence.',
  },
}

export const decisionFields: readonly Field[] = [
  {
    name: 'decision',
    is: 'choice',
    required: true,
    label: { de: 'Ihre Entscheidung', en: 'Your decision' },
    options: [
      {
        value: 'approved',
        label: { de: 'Der Verdacht ist konkret: zustimmen', en: 'The suspicion is concrete: approve' },
      },
      { value: 'refused', label: { de: 'Ablehnen', en: 'Refuse' } },
    ],
  },
  {
    name: 'decision_reason',
    is: 'text',
    required: true,
    label: { de: 'Begründung', en: 'Reason' },
  },
]

export const resultFields: readonly Field[] = [
  {
    name: 'result',
    is: 'text',
    required: true,
    label: { de: 'Ergebnis und was daraus folgt', en: 'Result and what follows from it' },
    hint: {
      de: 'War ein Zugriff unbefugt, legen Sie auch einen Vorfall an.',
      en: 'If an access was unlawful, record an incident as well.',
    },
  },
]
