import type { TimelineEntry } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'
import { isState } from './rules/booking.ts'
import { words } from './texts.ts'

const MOST = 100

/** The appointments of a person, for the timeline of contacts. */
export async function appointmentTimeline(at: Scope<string>, person: string): Promise<TimelineEntry[]> {
  const w = words(at.language).timeline
  const rows = await db(at)
    .selectFrom('bookings')
    .select(['starts_at', 'service_name', 'state'])
    .where('person_id', '=', person)
    .where('state', '!=', 'held')
    .orderBy('starts_at', 'desc')
    .limit(MOST)
    .execute()
  return rows.map(({ starts_at, service_name, state }) => ({
    at: starts_at,
    what: w.appointment(service_name),
    state: isState(state) ? w.states[state] : state,
  }))
}
