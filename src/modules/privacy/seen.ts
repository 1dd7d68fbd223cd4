import { event } from '#platform/data/events.ts'

/** A member has seen people's data: what was done, where in the program, and whose data. Ids only. */
export type Seen = {
  readonly what: 'opened' | 'searched' | 'exported' | 'downloaded'
  /** Name of the place in the program, e.g. `people.page`; never what was searched for. */
  readonly place: string
  readonly persons: readonly string[]
}

/**
 * Announced by every page that shows people's data to staff. The listener only puts it aside, so that no page waits:
 * `await at.announce(personalDataSeen, { what: 'opened', place: 'people.page', persons: [id] })`.
 */
export const personalDataSeen = event<Seen>('privacy.personal-data-seen')
