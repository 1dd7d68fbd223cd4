import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { allActivities, EVERY_PURPOSE } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { open, openAll, openForAnswer, seal } from '#platform/keys/sealed.ts'
import { type Recipient, recipientsNow } from '#privacy'
import { db, type RecipientRow, recipients, type RequestRow } from '../data.ts'
import { type Told, toldLetter } from '../letters/compose.ts'
import { signOf } from '../letters/letter.ts'
import { type Place, placeIn, receiversOf } from '../rules/recipients.ts'
import { changeRequest, note, todayOf } from './file.ts'
import { aboutOf, type Handling, type Links, sendingFor, sendLetter } from './letters.ts'

/** The operator runs the very tables that were changed: there is nobody else to tell. */
const OPERATOR_ID = 'operator'

/** Somebody who received data of persons. */
export type Receiver = Pick<Recipient, 'id' | 'name' | 'place'> & {
  /** Whom it went to where that may be a person's name: kept sealed, not in the name. */
  readonly who?: string
}

/** More who received data of persons, told by modules that keep record of it (disclosures, shared links). */
export type OtherRecipients = (at: Scope<string>, persons: readonly string[]) => Promise<readonly Receiver[]>

const others: OtherRecipients[] = []
/** Lets `app` add who else received data of a person. */
export const alsoReceived = (source: OtherRecipients): void => void others.push(source)

function rowsAbout(place: Place, ids: readonly string[]): RawBuilder<unknown> {
  if ('persons' in place) {
    const some = place.persons.map((column) => sql`${sql.ref(column)} = any(${[...ids]}::uuid[])`)
    return sql`from ${sql.table(place.table)} where ${sql.join(some, sql` or `)}`
  }
  return sql`from ${sql.table(place.table)} where ${sql.ref(place.by)} in (select id ${rowsAbout(place.parent, ids)})`
}

/** Organisations to which data of these persons were handed over at their wish (Art. 20(2) GDPR). */
async function handedOver(at: Scope<string>, persons: readonly string[]): Promise<readonly Receiver[]> {
  const { rows } = await sql<{ id: string; said: Buffer | null; on: Temporal.Instant; sign: string }>`
    select e.id, e.said, e.at as on, r.id as sign from rights_events e
    join rights_requests r on r.organisation_id = e.organisation_id and r.id = e.request_id
    where e.kind = 'transferred' and exists (select from rights_persons p where p.organisation_id = r.organisation_id
      and p.request_id = r.id and p.person_id = any(${[...persons]}::uuid[])) order by e.at`.execute(db(at))
  const said = rows.flatMap((row) => (row.said ? [row.said] : []))
  const opened = at.opens.includes(EVERY_PURPOSE as never) ? await openForAnswer(at, said) : []
  return rows.map((row) => {
    const found = row.said ? opened[said.indexOf(row.said)] : undefined
    const who = found && 'value' in found ? String(found.value) : undefined
    return { id: `transfer-${row.id}`, name: signOf(row.sign), place: '', ...(who ? { who } : {}) }
  })
}

/**
 * Everybody who received data of these persons: who is declared for the tables in which they stand now and takes part here
 * (also the companies behind connectors that are on), and whom a record names.
 */
export async function receivers(at: Scope<string>, ids: readonly string[]): Promise<readonly Receiver[]> {
  const tables = allTables()
  const places = tables.flatMap((table) => {
    const place = placeIn(table, tables)
    return place ? [{ table, place }] : []
  })
  if (ids.length === 0 || places.length === 0) return []
  const asked = places.map(
    ({ table, place }) => sql`select ${table.name}::text as name where exists (select 1 ${rowsAbout(place, ids)})`,
  )
  const { rows } = await sql<{ name: string }>`${sql.join(asked, sql` union all `)}`.execute(db(at))
  const there = new Set(rows.map(({ name }) => name))
  const named = new Set(
    places.filter(({ table }) => there.has(table.name)).flatMap(({ table }) => receiversOf(table, allActivities())),
  )
  const declared = (await recipientsNow(at)).filter(
    ({ id, everything }) => (everything || named.has(id)) && id !== OPERATOR_ID,
  )
  const more: Receiver[] = [...(await handedOver(at, ids))]
  for (const source of others) more.push(...(await source(at, ids)))
  return [...new Map<string, Receiver>([...declared, ...more].map((one) => [one.id, one])).values()]
}

/** A job for each recipient, to be told what was done (Art. 19 GDPR); made in the transaction of what was done. */
export async function makeJobs(at: Scope<string>, row: RequestRow, found: readonly Receiver[]): Promise<void> {
  for (const { id, name, place, who } of found) {
    await db(at)
      .insertInto('rights_recipients')
      .values({
        organisation_id: at.organisation.id,
        id: randomUUID(),
        request_id: row.id,
        recipient: id,
        name,
        place,
        state: 'open',
        made_at: at.now,
        reason: who ? await seal(at, recipients, 'reason', row.applicant_id, who) : null,
      })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'request_id', 'recipient']).doNothing())
      .execute()
  }
  if (found.length > 0) await note(at, row, 'recipients-to-tell', { count: found.length })
}

export const jobsOf = (at: Scope<string>, request: string): Promise<RecipientRow[]> =>
  db(at).selectFrom('rights_recipients').selectAll().where('request_id', '=', request).orderBy('name').execute()

/** The list a person may ask for. */
export async function toldOf(at: Handling, request: string): Promise<Told[]> {
  const rows = await jobsOf(at, request)
  const reasons = await openAll(
    at,
    rows.map(({ reason }) => reason),
  )
  return rows.map((row, place) => ({
    ...namedJob(row, reasons[place] ?? ''),
    state: row.state as Told['state'],
    on: dateOf(row.confirmed_on ?? row.told_on),
  }))
}

/** Whom a job is about, and why they could not be told. */
export const namedJob = ({ name, state }: Pick<RecipientRow, 'name' | 'state'>, reason: string) =>
  state === 'impossible' || reason === '' ? { name, why: reason } : { name: `${reason} (${name})`, why: '' }

const dateOf = (text: string | null) => (text === null ? undefined : Temporal.PlainDate.from(text))

export type Mark =
  | { readonly state: 'told' | 'confirmed'; readonly on: Temporal.PlainDate }
  | { readonly state: 'impossible'; readonly reason: string }

/**
 * Notes that a recipient was told, has confirmed, or cannot be told and why (Art. 19 GDPR: unless that is impossible or
 * takes disproportionate effort).
 * @throws Refusal rights.no-such-recipient, rights.reason-missing, rights.date-ahead, rights.date-before
 */
export async function markRecipient(at: Handling, row: RequestRow, id: string, mark: Mark): Promise<void> {
  const job = (await jobsOf(at, row.id)).find((one) => one.id === id)
  if (!job) throw refuse('rights.no-such-recipient', 'not-found')
  if (mark.state === 'impossible' && mark.reason.trim() === '') throw refuse('rights.reason-missing', 'invalid')
  if (mark.state !== 'impossible' && Temporal.PlainDate.compare(mark.on, todayOf(at)) > 0)
    throw refuse('rights.date-ahead', 'invalid')
  if (mark.state !== 'impossible' && Temporal.PlainDate.compare(mark.on, Temporal.PlainDate.from(row.received_on)) < 0)
    throw refuse('rights.date-before', 'invalid')
  const change =
    mark.state === 'impossible'
      ? {
          state: mark.state,
          reason: await seal(at, recipients, 'reason', row.applicant_id, await whyNot(at, job, mark)),
        }
      : mark.state === 'told'
        ? { state: mark.state, told_on: mark.on.toString() }
        : {
            state: mark.state,
            told_on: job.told_on ?? mark.on.toString(),
            confirmed_on: mark.on.toString(),
          }
  await db(at).updateTable('rights_recipients').set(change).where('id', '=', id).execute()
  await note(at, row, `recipient-${mark.state}`, { recipient: job.recipient })
  await changeRequest(at, row, {})
}

/** Why somebody could not be told, behind who it is. */
async function whyNot(at: Handling, job: RecipientRow, { reason }: { readonly reason: string }): Promise<string> {
  const who = job.state === 'impossible' ? null : await open(at, job.reason)
  return who ? `${who}: ${reason}` : reason
}

/** Sends the list of who was told, because the person asked for it. */
export async function sendToldList(at: Handling, links: Links | undefined, row: RequestRow): Promise<void> {
  const letter = toldLetter(await aboutOf(at, row), await toldOf(at, row.id))
  await sendLetter(at, links, row, { kind: 'told', letter, sending: sendingFor(at, row) })
  await note(at, row, 'list-sent')
}
