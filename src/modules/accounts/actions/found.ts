import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import type pg from 'pg'
import { refuse } from '#platform/errors/errors.ts'
import type { Sector } from '#platform/data/activity.ts'
import { organisationKeys } from '#platform/data/organisations.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { queryBuilder, tables, type Tx } from '#platform/data/query-builder.ts'
import type { House } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { mintOrganisationKey } from '#platform/keys/ring.ts'
import type { Language } from '#platform/text/language.ts'
import { houseTables } from '../data.ts'
import { slugProblem } from '../rules/slug.ts'

/** What is known of a new organisation; everything but the first three can be added later. */
export type OrganisationFacts = {
  readonly slug: string
  readonly name: string
  readonly kind: Sector
  readonly shortName?: string
  readonly demo?: boolean
  readonly address?: string
  readonly contactMail?: string
  readonly contactPhone?: string
  readonly representedBy?: string
  readonly officerName?: string
  readonly officerContact?: string
  readonly authorityName?: string
  readonly authorityContact?: string
  readonly accent?: string
  readonly languages?: readonly Language[]
  readonly zone?: string
  readonly holidayRegion?: string
}

const keys = tables({ organisation_keys: organisationKeys })

/**
 * Writes an organisation and its key in a transaction of the login role, and leaves the transaction bound to it.
 * @returns its id; undefined when the address is taken
 */
export async function insertOrganisation(tx: Tx, house: House, facts: OrganisationFacts): Promise<string | undefined> {
  const at = { tx }
  const run = tx as unknown as Kysely<never>
  const id = randomUUID()
  await sql`set local role none`.execute(run)
  const made = await houseTables(at)
    .insertInto('organisations')
    .values({
      id,
      slug: facts.slug,
      name: facts.name,
      short_name: facts.shortName || facts.name,
      kind: facts.kind,
      demo: facts.demo ?? false,
      address: facts.address ?? '',
      contact_mail: facts.contactMail ?? '',
      contact_phone: facts.contactPhone ?? '',
      represented_by: facts.representedBy ?? '',
      officer_name: facts.officerName ?? '',
      officer_contact: facts.officerContact ?? '',
      authority_name: facts.authorityName ?? '',
      authority_contact: facts.authorityContact ?? '',
      ...(facts.accent ? { accent: facts.accent } : {}),
      ...(facts.languages ? { languages: [...facts.languages] } : {}),
      ...(facts.zone ? { zone: facts.zone } : {}),
      ...(facts.holidayRegion ? { holiday_region: facts.holidayRegion } : {}),
      created_at: house.clock.now(),
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst()
  await sql`select set_config('app.organisation', ${id}, true)`.execute(run)
  await sql`set local role belegt_tenant`.execute(run)
  if (!made) return undefined
  await keys(at)
    .insertInto('organisation_keys')
    .values({ organisation_id: id, wrapped: await mintOrganisationKey(house.instanceKey, id) })
    .execute()
  return id
}

async function inTransaction<T>(house: House, work: (tx: Tx, client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await house.pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(queryBuilder(client), client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    client.release(broken)
  }
}

const known = async (house: House, slug: string): Promise<Organisation> => {
  house.directory.refresh()
  const organisation = await house.directory.bySlug(slug)
  if (!organisation) throw new Error(`the organisation ${slug} was not stored`)
  return organisation
}

/** The operator's organisation, made on the first call; calls at the same moment make one. */
export async function ensureOperator(house: House, facts: Partial<OrganisationFacts> = {}): Promise<Organisation> {
  const present = await house.directory.bySlug(OPERATOR)
  if (present) return present
  await inTransaction(house, (tx) =>
    insertOrganisation(tx, house, { name: 'Betrieb', kind: 'private', ...facts, slug: OPERATOR }),
  )
  return known(house, OPERATOR)
}

/**
 * Makes an organisation with its key, and the operator's when there is none.
 * @throws Refusal accounts.slug-reserved, accounts.slug-invalid, accounts.slug-taken
 */
export async function foundOrganisation(house: House, facts: OrganisationFacts): Promise<Organisation> {
  const problem = slugProblem(facts.slug)
  if (problem) throw refuse(`accounts.${problem}`, 'invalid')
  await ensureOperator(house)
  const id = await inTransaction(house, (tx) => insertOrganisation(tx, house, facts))
  if (!id) throw refuse('accounts.slug-taken', 'conflict')
  return known(house, facts.slug)
}
