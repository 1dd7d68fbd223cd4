import { event } from '#platform/data/events.ts'

/** The screens that show people's data to staff. The list of accesses has words for each: what is not named here is not shown. */
export type SeenPlace =
  | 'customers.page'
  | 'customers.search'
  | 'documents.case'
  | 'documents.cases'
  | 'documents.links'
  | 'documents.list'
  | 'documents.page'
  | 'messages.preview'
  | 'messages.protocol'
  | 'people.page'
  | 'people.search'
  | 'registers.breach'
  | 'registers.disclosure'
  | 'registers.review'
  | 'rights.answer'

/** A member has seen people's data: what was done, where in the program, and whose data. Ids only. */
export type Seen = {
  readonly what: 'opened' | 'searched' | 'exported' | 'downloaded'
  /** Where in the program; never what was searched for. */
  readonly place: SeenPlace
  readonly persons: readonly string[]
}

/**
 * Announced by every page that shows people's data to staff. The listener only puts it aside, so that no page waits:
 * `await at.announce(personalDataSeen, { what: 'opened', place: 'people.page', persons: [id] })`.
 */
export const personalDataSeen = event<Seen>('privacy.personal-data-seen')
