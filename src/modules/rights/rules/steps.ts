import type { Kind, RequestRow } from '../data.ts'
import { isPaused } from './clock.ts'
import { worksWithoutPersons } from './kinds.ts'

/** What of a request decides what may be done next. */
export type Standing = Pick<
  RequestRow,
  | 'kind'
  | 'mail'
  | 'identity'
  | 'pauses'
  | 'nothing_held'
  | 'carried_at'
  | 'outcome'
  | 'for_other'
  | 'authority'
  | 'extended'
  | 'activity'
> & { readonly persons: number }

export const steps = [
  'authority',
  'doubt',
  'identify',
  'persons',
  'against',
  'extend',
  'carry',
  'answer',
  'refuse',
  'take-back',
] as const
export type Step = (typeof steps)[number]

const withoutPersons = ({ kind, mail }: Standing): boolean => worksWithoutPersons(kind as Kind, mail !== null)

/** An objection is weighed against something: until staff know what, nothing is stopped either. */
const lacksObjected = ({ kind, activity }: Standing): boolean => kind === 'objection' && activity === null

/** Where a request stands, in one word for lists. */
export type Phase = 'closed' | 'waiting' | 'identity' | 'persons' | 'carry' | 'answer'

export function phaseOf(request: Standing): Phase {
  if (request.outcome !== null) return 'closed'
  if (isPaused(request)) return 'waiting'
  if (request.carried_at !== null || request.nothing_held) return 'answer'
  if (request.identity !== 'proven') return 'identity'
  if (request.persons === 0 && !withoutPersons(request)) return 'persons'
  return 'carry'
}

/** Whether a step may be taken now; carrying out needs a proven identity, an answer something that was done. */
export function may(step: Step, request: Standing): boolean {
  if (request.outcome !== null) return false
  const carried = request.carried_at !== null
  const decided = carried || request.nothing_held
  switch (step) {
    case 'authority':
      return request.for_other && !carried
    case 'doubt':
      return request.identity === 'open' && !isPaused(request) && !decided
    case 'identify':
      return !carried && (request.identity !== 'proven' || isPaused(request))
    case 'persons':
      return !carried && request.kind !== 'complaint'
    case 'against':
      return request.kind === 'objection' && !decided
    case 'extend':
      return request.extended === 0
    case 'carry':
      return (
        !decided &&
        request.identity === 'proven' &&
        !isPaused(request) &&
        (!request.for_other || request.authority === 'shown') &&
        (request.persons > 0 || withoutPersons(request)) &&
        !lacksObjected(request)
      )
    case 'answer':
      return decided
    case 'refuse':
    case 'take-back':
      return !carried
  }
}

/** The one step that brings a request forward: its button is the big one. */
export function nextStep(request: Standing): Step | undefined {
  const phase = phaseOf(request)
  if (phase === 'closed') return undefined
  if (phase === 'waiting' || phase === 'identity') {
    return request.for_other && request.authority === null ? 'authority' : 'identify'
  }
  if (phase === 'carry' && request.for_other && request.authority !== 'shown') {
    return request.authority === 'missing' ? 'refuse' : 'authority'
  }
  return phase === 'carry' && lacksObjected(request) ? 'against' : phase
}
