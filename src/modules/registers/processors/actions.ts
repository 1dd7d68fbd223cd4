import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { type Connector, record, republishNotices, revocation } from '#privacy'
import { db } from '../data/index.ts'
import { orNull, type Values } from '../forms/fields.ts'
import { lockedEntryFor, lockedProcessor } from './queries.ts'
import { missingIn, missingWords, type Processor, recipientFor } from './rules.ts'

const factsOf = (values: Values) => ({
  name: values['name'] ?? '',
  place: values['place'] ?? '',
  task: values['task'] ?? '',
  task_en: values['task_en'] ?? '',
  role: values['role'] ?? 'processor',
  country: orNull(values['country']),
  safeguard: orNull(values['safeguard']),
  safeguard_detail: values['safeguard_detail'] ?? '',
  contract_date: orNull(values['contract_date']),
  contract_reference: values['contract_reference'] ?? '',
  contract_document: values['contract_document'] ?? '',
})

/** What is missing, in both languages, for the sentence that refuses. */
const missingDetails = (entry: Processor) => {
  const missing = missingIn(entry).map((one) => missingWords[one])
  return { de: missing.map(({ de }) => de).join(', '), en: missing.map(({ en }) => en).join(', ') }
}

/** Makes an entry. @throws Refusal registers.second-entry when there is one for the same recipient already */
export async function addProcessor(at: Scope<string>, values: Values): Promise<string> {
  const id = randomUUID()
  const recipient = recipientFor(values['for'] ?? 'other', id.slice(0, 8))
  const made = await db(at)
    .insertInto('processors')
    .values({
      organisation_id: at.organisation.id,
      id,
      recipient,
      ...factsOf(values),
      created_at: at.now,
      changed_at: at.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) throw refuse('registers.second-entry', 'conflict')
  await record(at, 'processor.added', { processor: id })
  await republishNotices(at)
  return id
}

/** The entry, kept from others until the commit. @throws Refusal registers.entry-ended when its contract has ended */
async function inForce(at: Scope<string>, id: string): Promise<Processor> {
  const entry = await lockedProcessor(at, id)
  if (!entry) throw refuse('registers.no-such-processor', 'not-found')
  if (entry.ended_on) throw refuse('registers.entry-ended', 'conflict')
  return entry
}

/** Changes an entry. @throws Refusal registers.connector-needs-entry when a connector that is on would lose what it needs */
export async function changeProcessor(at: Scope<string>, id: string, values: Values): Promise<void> {
  const before = await inForce(at, id)
  const after = { ...before, ...factsOf(values) }
  const on = await db(at).selectFrom('connectors').select('name').where('processor_id', '=', id).executeTakeFirst()
  if (on && missingIn(after).length > 0)
    throw refuse('registers.connector-needs-entry', 'conflict', { connector: on.name, ...missingDetails(after) })
  await db(at)
    .updateTable('processors')
    .set({ ...factsOf(values), changed_at: at.now })
    .where('id', '=', id)
    .execute()
  await record(at, 'processor.changed', { processor: id })
  await republishNotices(at)
}

/**
 * Switches a connector on. From then on its company is a recipient: a new version of the notice is published in the same
 * transaction. @throws Refusal registers.no-entry or registers.entry-incomplete; nothing is switched on then
 */
export async function switchOn(at: Scope<string>, connector: Connector): Promise<void> {
  const entry = await lockedEntryFor(at, connector.recipient)
  if (!entry) throw refuse('registers.no-entry', 'conflict', { connector: connector.name })
  if (missingIn(entry).length > 0)
    throw refuse('registers.entry-incomplete', 'conflict', { connector: connector.name, ...missingDetails(entry) })
  const made = await db(at)
    .insertInto('connectors')
    .values({
      organisation_id: at.organisation.id,
      name: connector.name,
      processor_id: entry.id,
      switched_on_at: at.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .executeTakeFirst()
  if (!made) return
  await record(at, 'connector.on', { connector: connector.name, processor: entry.id })
  await republishNotices(at)
}

/** @returns whether it was on */
export async function switchOff(at: Scope<string>, connector: string): Promise<boolean> {
  const gone = await db(at).deleteFrom('connectors').where('name', '=', connector).returning('name').execute()
  if (gone.length === 0) return false
  await record(at, 'connector.off', { connector })
  await republishNotices(at)
  return true
}

revocation('connector.off', (at, { connector }) => switchOff(at, String(connector)))

/** Ends a contract: its connectors go off at once, its instructions begin to age, and the data must come back or go. */
export async function endProcessor(at: Scope<string>, id: string, values: Values): Promise<void> {
  if (!(await lockedProcessor(at, id))) throw refuse('registers.no-such-processor', 'not-found')
  const on = await db(at).selectFrom('connectors').select('name').where('processor_id', '=', id).execute()
  for (const { name } of on) await switchOff(at, name)
  await db(at)
    .updateTable('processors')
    .set({
      ended_on: values['ended_on'] ?? '',
      end_choice: values['end_choice'] ?? '',
      end_confirmed_on: orNull(values['end_confirmed_on']),
      end_proof: values['end_proof'] ?? '',
      changed_at: at.now,
    })
    .where('id', '=', id)
    .execute()
  await db(at)
    .updateTable('processor_instructions')
    .set({ ended_at: at.now })
    .where('processor_id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
  await db(at)
    .updateTable('sub_processors')
    .set({ ended_on: values['ended_on'] ?? '' })
    .where('processor_id', '=', id)
    .where('ended_on', 'is', null)
    .execute()
  await record(at, 'processor.ended', { processor: id, confirmed: Boolean(values['end_confirmed_on']) })
  await republishNotices(at)
}

/** Puts an announced sub-processor on record; one that works abroad stands in the notice from its first day on. */
export async function announceSub(at: Scope<string>, processor: string, values: Values): Promise<void> {
  await inForce(at, processor)
  await db(at)
    .insertInto('sub_processors')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      processor_id: processor,
      name: values['name'] ?? '',
      place: values['place'] ?? '',
      task: values['task'] ?? '',
      country: orNull(values['country']),
      safeguard: orNull(values['safeguard']),
      announced_on: values['announced_on'] ?? '',
      effective_on: values['effective_on'] ?? '',
      objection_until: orNull(values['objection_until']),
      decision: 'pending',
    })
    .execute()
  await record(at, 'sub-processor.announced', { processor })
  await republishNotices(at)
}

/** Accepts or objects to a change of sub-processors; a decision made once stays. */
export async function decideSub(at: Scope<string>, sub: string, decision: 'accepted' | 'objected'): Promise<void> {
  const changed = await db(at)
    .updateTable('sub_processors')
    .set({ decision })
    .where('id', '=', sub)
    .where('decision', '=', 'pending')
    .returning('processor_id')
    .executeTakeFirst()
  if (!changed) throw refuse('registers.decided-already', 'conflict')
  await record(at, 'sub-processor.decided', { processor: changed.processor_id, decision })
  await republishNotices(at)
}

export async function instruct(at: Scope<string>, processor: string, by: string, values: Values): Promise<void> {
  await inForce(at, processor)
  await db(at)
    .insertInto('processor_instructions')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      processor_id: processor,
      instruction: values['instruction'] ?? '',
      form: values['form'] ?? 'text',
      given_by: by,
      given_at: at.now,
      confirmed_on: orNull(values['confirmed_on']),
    })
    .execute()
  await record(at, 'processor.instructed', { processor })
}
