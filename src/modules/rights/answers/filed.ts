import { randomUUID } from 'node:crypto'
import { contactOf } from '#people'
import { openAll } from '#platform/keys/sealed.ts'
import { changeRequest, todayOf } from '../actions/file.ts'
import type { Handling } from '../actions/letters.ts'
import { openRequest } from '../actions/open.ts'
import { choosePersons } from '../actions/persons.ts'
import { db, type Channel, type Kind, type RequestRow } from '../data.ts'

/**
 * A file of its own for what was done for a person without a request: it holds whoever is to be told of it, or received data
 * by it, and is done otherwise.
 */
export async function filedFor(
  at: Handling,
  person: string,
  { kind, channel }: { readonly kind: Kind; readonly channel: Channel },
): Promise<RequestRow> {
  const contact = await contactOf(at, person)
  const [name, mail] = contact ? await openAll(at, [contact.name, contact.mail]) : []
  const row = await openRequest(at, {
    id: randomUUID(),
    kind,
    channel,
    language: at.language,
    mail: mail ?? '',
    wish: { name: name ?? '', also: '', address: '', message: '', forOther: false },
    receivedOn: todayOf(at),
    receivedAt: at.now,
    mailProven: true,
  })
  await choosePersons(at, row, [person], 'link')
  // their periods run from here, as of every closed request
  await db(at).updateTable('rights_persons').set({ closed_at: at.now }).where('request_id', '=', row.id).execute()
  return changeRequest(at, row, { identity: 'proven', carried_at: at.now, outcome: 'done', closed_at: at.now })
}
