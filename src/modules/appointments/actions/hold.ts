import type { Scope } from '#platform/data/scope.ts'
import { refuse, type Refusal } from '#platform/errors/errors.ts'
import type { BookingRow } from '../data.ts'
import { holdSlot, releaseHold } from '../queries/bookings.ts'
import type { Offer } from '../queries/offer.ts'
import { mayHold } from '../rules/booking.ts'
import { isOffered } from '../rules/slots.ts'

/** How long a chosen time stays reserved while the form is filled in. */
export const HOLD = Temporal.Duration.from({ minutes: 5 })

export type Held = { readonly held: BookingRow } | { readonly refused: Refusal }

/**
 * Holds a start for five minutes. `id` comes from the page the time was chosen on: choosing twice gives the same hold,
 * choosing another time gives the first one back.
 */
export async function hold(
  at: Scope<string>,
  offer: Offer,
  wish: { id: string; start: Temporal.Instant },
): Promise<Held> {
  const refused = refusalOf(offer, wish.start)
  if (refused) return { refused }
  const localStart = wish.start.toZonedDateTimeISO(offer.location.zone).toPlainDateTime().toString()
  const [, held] = await Promise.all([
    releaseHold(at, wish.id, wish.start),
    holdSlot(at, {
      ...wish,
      service: offer.service.id,
      location: offer.location.id,
      localStart,
      until: at.now.add(HOLD),
    }),
  ])
  return held ? { held } : { refused: refuse('appointments.slot-taken', 'conflict') }
}

/** Why this start cannot be held, before the database is asked for a free place. */
export function refusalOf(offer: Offer, start: Temporal.Instant): Refusal | undefined {
  const date = start.toZonedDateTimeISO(offer.location.zone).toPlainDate()
  // an opening that began the evening before may reach into this date
  const open = offer.open(date.subtract({ days: 1 }).toString(), date.toString())
  return mayHold({
    serviceActive: offer.service.active,
    locationActive: offer.location.active,
    servedThere: offer.servedThere,
    earliest: offer.window.earliest,
    latest: offer.window.latest,
    offered: isOffered(open, offer.service, offer.window, start.epochMilliseconds),
    start,
  })
}
