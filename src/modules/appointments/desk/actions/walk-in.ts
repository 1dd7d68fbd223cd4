import { refuse, type Refusal } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { personFor } from '#people'
import { db, type Location } from '../../data.ts'
import { servicesAt } from '../queries.ts'
import { nextTicket } from './step.ts'

export type WalkIn = {
  /** Made with the form: sent twice, it is one visit. */
  readonly id: string
  readonly service: string
  /** Empty when not given: then nothing is kept that leads to a person. */
  readonly name: string
  /** They were shown the privacy notice when they told their name (Art. 13(1) GDPR). */
  readonly told: boolean
}

/** Puts somebody without an appointment into the queue. @returns the ticket, or why not */
export async function takeIn(
  at: Scope<string>,
  location: Location,
  given: WalkIn,
): Promise<{ ticket: string } | { refused: Refusal }> {
  const [services, before] = await Promise.all([
    servicesAt(at, location.id),
    db(at).selectFrom('bookings').select(['ticket', 'location_id']).where('id', '=', given.id).executeTakeFirst(),
  ])
  if (before?.ticket && before.location_id === location.id) return { ticket: before.ticket }
  const service = services.find(({ id }) => id === given.service)
  if (!service || !location.active) return { refused: refuse('appointments.not-served-here', 'invalid') }
  const person =
    given.name === '' ? null : await personFor(at, { name: given.name, entered: { source: 'visit', told: given.told } })
  const ends = at.now.add({ minutes: service.duration_minutes })
  const made = await db(at)
    .insertInto('bookings')
    .values({
      organisation_id: at.organisation.id,
      id: given.id,
      location_id: location.id,
      service_id: service.id,
      person_id: person,
      walk_in: true,
      state: 'arrived',
      starts_at: at.now,
      ends_at: ends,
      ended_at: ends,
      keep_days: service.keep_days,
      service_name: (at.language === 'en' && service.name_en) || service.name,
      duration_minutes: service.duration_minutes,
      zone: location.zone,
      local_start: at.now.toZonedDateTimeISO(location.zone).toPlainDateTime().toString(),
      language: at.language,
      created_at: at.now,
      booked_at: at.now,
      arrived_at: at.now,
      ticket: nextTicket(at, location, 'S'),
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'id']).doNothing())
    .returning('ticket')
    .executeTakeFirst()
  // The same form arrived twice at the same moment: throwing takes back the second person row.
  if (!made?.ticket) throw refuse('appointments.changed-meanwhile', 'conflict', { state: 'arrived' })
  at.tell(`desk ${location.id}`)
  return { ticket: made.ticket }
}
