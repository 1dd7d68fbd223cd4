import { randomUUID } from 'node:crypto'
import { contactOf } from '#people'
import { listen } from '#platform/data/events.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { valueCorrected } from '#privacy'
import { changeRequest, todayOf } from '../actions/file.ts'
import type { Handling } from '../actions/letters.ts'
import { openRequest } from '../actions/open.ts'
import { choosePersons } from '../actions/persons.ts'
import { makeJobs, receivers } from '../actions/recipients.ts'
import { db, type RequestRow } from '../data.ts'

/**
 * Whoever received data of the person hears that something was put right (Art. 19 GDPR). A correction within a request is
 * told by that request; for another one a file of its own is opened, which holds the jobs and is done otherwise.
 */
export const tellOfCorrections = listen(valueCorrected, async (at, { person, request }) => {
  if (request) return
  const found = await receivers(at, [person])
  if (found.length === 0) return
  const handling = at as unknown as Handling
  const row = (await filedNow(at, person)) ?? (await file(handling, person))
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

async function file(at: Handling, person: string): Promise<RequestRow> {
  const contact = await contactOf(at, person)
  const [name, mail] = contact ? await openAll(at, [contact.name, contact.mail]) : []
  const row = await openRequest(at, {
    id: randomUUID(),
    kind: 'rectification',
    channel: 'link',
    language: at.language,
    mail: mail ?? '',
    wish: { name: name ?? '', also: '', address: '', message: '', forOther: false },
    receivedOn: todayOf(at),
    receivedAt: at.now,
    mailProven: true,
  })
  await choosePersons(at, row, [person], 'link')
  return changeRequest(at, row, { identity: 'proven', carried_at: at.now, outcome: 'done', closed_at: at.now })
}
