import type { Scope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import type { BookingRow, Location } from '../../data.ts'
import { step, type State } from '../../rules/booking.ts'
import { inOrder } from '../../rules/queue.ts'
import { lockFirstWaiting, waitingAt } from '../queries.ts'
import { dayOf } from '../rules.ts'
import { refusedDesk, store, takeStep, type Outcome, type Seen } from './step.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'
const MOST_TRIES = 5

/** `called` is undefined when nobody waits; that is no error. */
export type Next = { readonly called: BookingRow | undefined } | Extract<Outcome, { refused: unknown }>

/**
 * Closes whoever is at the desk, if told, and calls the next of the queue: two desks that press at once get two people.
 * Pressed twice at one desk it happens once, because the desk is occupied by then.
 */
export async function callNext(
  at: Scope<string>,
  wish: { readonly location: Location; readonly desk: string | null; readonly closing: Seen | undefined },
): Promise<Next> {
  const { location, desk, closing } = wish
  const occupied = await refusedDesk(at, location, desk, closing?.id ?? NOBODY)
  if (closing) {
    const closed = await takeStep(at, { location, seen: closing, verb: 'close', desk }, async () => undefined)
    if ('refused' in closed) return closed
    const isRepeated = closed.done.version === closing.version + 1 && isRefusal(occupied, 'appointments.desk-occupied')
    if (isRepeated) return { called: undefined }
  }
  if (occupied) return { refused: occupied }
  const next = await firstWaiting(at, location)
  if (!next) return { called: undefined }
  const changes = step({ ...next, state: next.state as State }, 'call', at.now, desk)
  if (changes instanceof Error) return { refused: changes }
  return { called: await store(at, location, next, changes) }
}

/** The first who waits, locked. Looks again when all that it saw were called elsewhere while somebody new came. */
async function firstWaiting(at: Scope<string>, location: Location): Promise<BookingRow | undefined> {
  const since = dayOf(location.zone, at.now).from.subtract({ hours: 12 })
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const waiting = inOrder(await waitingAt(at, location.id, since))
    if (waiting.length === 0) return undefined
    const row = await lockFirstWaiting(
      at,
      waiting.map(({ id }) => id),
    )
    if (row) return row
  }
  return undefined
}
