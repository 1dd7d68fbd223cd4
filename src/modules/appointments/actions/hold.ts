import type { Scope } from '#platform/data/scope.ts'
import { refuse, type Refusal } from '#platform/errors/errors.ts'
import type { BookingRow } from '../data.ts'
import { holdSlot } from '../queries/bookings.ts'
import type { Offer } from '../queries/offer.ts'
import { mayHold } from '../rules/booking.ts'
import { isOffered } from '../rules/slots.ts'

/** How long a chosen time stays reserved while the form is filled in. */
export const HOLD = Temporal.Duration.from({ minutes: 5 })

export type Held = { readonly held: BookingRow } | { readonly refused: Refusal }

/** The wall clock's time of a start where it takes place. */
export const localStart = (offer: Offer, start: Temporal.Instant): string =>
  start.toZonedDateTimeISO(offer.location.zone).toPlainDateTime().toString()

type Wish = { readonly id: string; readonly start: Temporal.Instant }

/**
 * Holds a start for five minutes. `id` comes from the page the time was chosen on: choosing twice gives the same hold,
 * choosing another time gives the first one back.
 */
export async function hold(at: Scope<string>, offer: Offer, wish: Wish): Promise<Held> {
  const refused = refusalOf(offer, wish.start)
  if (refused) return { refused }
  return answered(await holdSlot(at, placed(at, offer.service.id, offer.location.id, wish)))
}

/**
 * The same while the offer is still being read, in one turn with the database.
 * @throws the refusal of a start that is not offered: the transaction then takes the hold back
 */
export async function holdWhile(
  at: Scope<string>,
  reading: Promise<Offer>,
  where: { readonly service: string; readonly location: string },
  wish: Wish,
): Promise<{ offer: Offer; outcome: Held }> {
  const [offer, held] = await Promise.all([reading, holdSlot(at, placed(at, where.service, where.location, wish))])
  const refused = refusalOf(offer, wish.start)
  if (refused) throw refused
  return { offer, outcome: answered(held) }
}

const placed = (at: Scope<string>, service: string, location: string, { id, start }: Wish) => ({
  id,
  start,
  service,
  location,
  until: at.now.add(HOLD),
})

const answered = (held: BookingRow | undefined): Held =>
  held ? { held } : { refused: refuse('appointments.slot-taken', 'conflict') }

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
