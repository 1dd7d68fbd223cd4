import type { Scope } from '#platform/data/scope.ts'
import { allConnectors, type Connector, type Recipient } from '#privacy'
import { OPERATOR } from '#platform/http/app.tsx'
import { db } from '../data/index.ts'
import { type Abroad, asRecipient, missingIn, OPERATOR_RECIPIENT, type Processor, seesEverything } from './rules.ts'

const columns = [
  'id',
  'recipient',
  'name',
  'place',
  'task',
  'task_en',
  'role',
  'country',
  'safeguard',
  'safeguard_detail',
  'contract_date',
  'contract_reference',
  'contract_document',
  'ended_on',
  'end_choice',
  'end_confirmed_on',
  'end_proof',
] as const

/** All entries, those in force first. */
export const allProcessors = (at: Scope<string>): Promise<Processor[]> =>
  db(at)
    .selectFrom('processors')
    .select(columns)
    .orderBy('ended_on', (order) => order.desc().nullsFirst())
    .orderBy('name')
    .execute()

export const processorOf = (at: Scope<string>, id: string): Promise<Processor | undefined> =>
  db(at).selectFrom('processors').select(columns).where('id', '=', id).executeTakeFirst()

/** The same, kept from others until the commit: what is decided by it is true until then. */
export const lockedProcessor = (at: Scope<string>, id: string): Promise<Processor | undefined> =>
  db(at).selectFrom('processors').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()

/** The entry in force for a recipient, kept from others until the commit. */
export const lockedEntryFor = (at: Scope<string>, recipient: string): Promise<Processor | undefined> =>
  db(at)
    .selectFrom('processors')
    .select(columns)
    .where('recipient', '=', recipient)
    .where('ended_on', 'is', null)
    .forUpdate()
    .executeTakeFirst()

export type Sub = Awaited<ReturnType<typeof subProcessorsOf>>[number]
export const subProcessorsOf = (at: Scope<string>, processor: string) =>
  db(at)
    .selectFrom('sub_processors')
    .selectAll()
    .where('processor_id', '=', processor)
    .orderBy('announced_on')
    .execute()

/** The sub-processors of all entries. */
export const allSubProcessors = (at: Scope<string>): Promise<Sub[]> =>
  db(at).selectFrom('sub_processors').selectAll().orderBy('announced_on').orderBy('name').execute()

export type Instruction = Awaited<ReturnType<typeof instructionsOf>>[number]
export const instructionsOf = (at: Scope<string>, processor: string) =>
  db(at)
    .selectFrom('processor_instructions')
    .selectAll()
    .where('processor_id', '=', processor)
    .orderBy('given_at')
    .execute()

export type ConnectorState = {
  readonly connector: Connector
  readonly on: boolean
  readonly since: Temporal.Instant | undefined
  readonly entry: Processor | undefined
}

/** The connectors that an organisation switches itself; what serves the whole installation, the operator does. */
export const connectorsOf = ({ organisation }: Pick<Scope<string>, 'organisation'>): Connector[] =>
  allConnectors().filter(({ by }) => by !== 'operator' || organisation.slug === OPERATOR)

/** Every connector of the organisation, whether it is on, and the entry of the company behind it. */
export async function connectorStates(at: Scope<string>): Promise<ConnectorState[]> {
  const on = new Map((await db(at).selectFrom('connectors').selectAll().execute()).map((one) => [one.name, one]))
  const entries = await allProcessors(at)
  return connectorsOf(at).map((connector) => ({
    connector,
    on: on.has(connector.name),
    since: on.get(connector.name)?.switched_on_at,
    entry: entries.find(({ recipient, ended_on }) => recipient === connector.recipient && ended_on === null),
  }))
}

/** Sub-processors outside the EU and the EEA that take part today and were not objected to. */
async function subsAbroad(at: Scope<string>): Promise<readonly Abroad[]> {
  const today = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()
  const rows = await db(at)
    .selectFrom('sub_processors')
    .select(['processor_id', 'name', 'country', 'safeguard'])
    .where('country', 'is not', null)
    .where('decision', '<>', 'objected')
    .where('effective_on', '<=', today)
    .where('ended_on', 'is', null)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ ...row, country: row.country ?? '', safeguard: row.safeguard ?? '' }))
}

/**
 * Whoever receives data of the organisation by its own decision: companies behind connectors, and those who see all. The
 * operator stands in every notice anyway, and is among them when data leave the EU with it.
 */
export async function switchedOn(at: Scope<string>): Promise<Recipient[]> {
  const rows = await db(at)
    .selectFrom('processors')
    .leftJoin('connectors', (join) =>
      join
        .onRef('connectors.organisation_id', '=', 'processors.organisation_id')
        .onRef('connectors.processor_id', '=', 'processors.id'),
    )
    .select([...columns.map((column) => `processors.${column}` as const), 'connectors.name as connector'])
    .where('processors.ended_on', 'is', null)
    .orderBy('processors.recipient')
    .execute()
  const subs = await subsAbroad(at)
  return rows.flatMap((row) => {
    const told = asRecipient(
      row,
      subs.filter(({ processor_id }) => processor_id === row.id),
    )
    if (row.recipient === OPERATOR_RECIPIENT) return told.thirdCountry ? [told] : []
    return row.connector !== null || (seesEverything(row.recipient) && missingIn(row).length === 0) ? [told] : []
  })
}
