import type { Scope } from '#platform/data/scope.ts'
import type { Handed } from '../sending/leaving.ts'
import { noteEvents, type MessageEvent } from './events.ts'
import { causeOf } from './reading/cause.ts'
import { weightOf } from './reading/reasons.ts'

/** What a server's answer says, as an event: what it refuses for good is a bounce like one that comes back later. */
export function eventOf({ what, words, at }: Omit<Handed, 'message'>): MessageEvent {
  const { reason, code, permanent } = causeOf(words)
  const base = { at, words, code, source: 'smtp' } as const
  if (what === 'accepted') return { ...base, kind: 'accepted', code: /\b2\.\d\.\d{1,3}\b/.exec(words)?.[0] ?? '' }
  if (what === 'deferred') return { ...base, kind: 'deferred', reason }
  return { ...base, kind: 'bounced', reason, weight: weightOf(reason, permanent ?? true) }
}

/** Notes what handing over came to, a batch in the transaction that settles the messages. */
export const noteHanded = async (at: Scope<string>, handed: readonly Handed[]): Promise<void> =>
  void (await noteEvents(
    at,
    handed.map((one) => ({ message: one.message, event: eventOf(one) })),
  ))
