import { listen } from '#platform/data/events.ts'
import type { Scope } from '#platform/data/scope.ts'
import { valueCorrected } from '#privacy'
import type { Handling } from '../actions/letters.ts'
import { makeJobs, receivers } from '../actions/recipients.ts'
import { db, type RequestRow } from '../data.ts'
import { filedFor } from './filed.ts'

/**
 * Whoever received data of the person hears that something was put right (Art. 19 GDPR). A correction within a request is
 * told by that request; for another one a file of its own is opened, which holds the jobs and is done otherwise.
 */
export const tellOfCorrections = listen(valueCorrected, async (at, { person, request }) => {
  if (request) return
  const found = await receivers(at, [person])
  if (found.length === 0) return
  const handling = at as unknown as Handling
  const row =
    (await filedNow(at, person)) ?? (await filedFor(handling, person, { kind: 'rectification', channel: 'link' }))
  await makeJobs(at, row, found)
})

/** Several values corrected at once share one file. */
const filedNow = (at: Scope<string>, person: string): Promise<RequestRow | undefined> =>
  db(at)
    .selectFrom('rights_requests as r')
    .innerJoin('rights_persons as p', 'p.request_id', 'r.id')
    .selectAll('r')
    .where('p.person_id', '=', person)
    .where('r.kind', '=', 'rectification')
    .where('r.received_at', '=', at.now)
    .executeTakeFirst()
