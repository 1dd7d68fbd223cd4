import { randomUUID } from 'node:crypto'
import { broken, kept, objectToAdvertising, suppress, type Check, type Checks } from '#privacy'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { db } from './data.ts'
import { dispatchFor } from './dispatch.ts'
import { queueMail } from './queue.ts'

const keys = tables({ person_keys: personKeys })

/**
 * optigem/mail-block: a blocked address gets no mail of any lane that advertises, neither one that waits nor one that is
 * queued afterwards; what the person's own request calls for arrives.
 */
const mailBlock: Check = async ({ scratch, organisation, within }) => {
  const to = `sperre-${randomUUID().slice(0, 8)}@pruef.invalid`
  const content = { subject: 'Prüfung', text: 'Prüfung', html: '<p>Prüfung</p>' }
  const person = randomUUID()
  const mail = (lane: 'transactional' | 'informational') => ({
    person,
    to,
    cause: randomUUID(),
    kind: 'pruefung',
    version: 0,
    lane,
    content,
  })
  await within(organisation, async (at) => {
    const { wrapped } = await at.keys.mint(person, 'general')
    await keys(at)
      .insertInto('person_keys')
      .values({ organisation_id: organisation.id, person_id: person, kind: 'general', wrapped })
      .execute()
    await queueMail(at, mail('informational'))
  })
  await within(organisation, async (at) => {
    await suppress(at, to, '*')
    await objectToAdvertising(at, person)
    await queueMail(at, mail('informational'))
    await queueMail(at, mail('transactional'))
  })
  const left: string[] = []
  const transport = { send: async (sent: { to: string }) => void left.push(sent.to) }
  await dispatchFor(scratch, organisation, transport, 'pruefung@pruef.invalid')
  const rows = await within(organisation, (at) =>
    db(at).selectFrom('messages').select(['lane', 'state']).where('person_id', '=', person).execute(),
  )
  const advertised = rows.filter(({ lane, state }) => lane !== 'transactional' && state !== 'dropped').length
  const mails = left.filter((address) => address === to).length
  return advertised === 0 && mails === 1
    ? kept('of a blocked address two advertising mails stayed here, the one of its own request left')
    : broken(`${mails} mails left to a blocked address, ${advertised} that advertise still wait`)
}

export const messageChecks: Checks = { 'optigem/mail-block': mailBlock }
