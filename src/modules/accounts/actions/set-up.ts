import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { refuse } from '#platform/errors/errors.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { administering, db, houseTables } from '../data.ts'
import { inOrganisation, operatorOf } from '../elsewhere.ts'
import { hashToken, isToken, newToken } from '../tokens.ts'
import { ensureOperator, insertOrganisation, type OrganisationFacts } from './found.ts'
import { join } from './members.ts'
import { startSession } from './sessions.ts'

const LINK_HOURS = 24

/**
 * Makes the one-time link by which a new installation is set up; earlier ones end. Valid for 24 hours.
 * @returns the path of the page, `/einrichten/...`, to be printed once; only its hash is stored
 */
export async function setUpLink(house: House): Promise<string> {
  const organisation = await ensureOperator(house)
  const token = newToken()
  const actor = { kind: 'system', job: 'accounts.set-up-link' } as const
  await inScope(house, { organisation, actor, purpose: administering }, async (at) => {
    await db(at).updateTable('set_up_links').set({ used_at: at.now }).where('used_at', 'is', null).execute()
    await db(at)
      .insertInto('set_up_links')
      .values({
        organisation_id: organisation.id,
        id: randomUUID(),
        token_hash: hashToken(token),
        created_at: at.now,
        expires_at: at.now.add({ hours: LINK_HOURS }),
      })
      .execute()
  })
  return `/einrichten/${token}`
}

/** @throws Refusal accounts.set-up-ended */
export async function checkSetUpLink(at: Scope<string>, token: string | undefined): Promise<void> {
  const ended = refuse('accounts.set-up-ended', 'gone')
  if (!isToken(token)) throw ended
  const row = await db(at)
    .selectFrom('set_up_links')
    .select('id')
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', at.now)
    .executeTakeFirst()
  if (!row) throw ended
}

export type SetUp = {
  readonly operator: {
    readonly name: string
    readonly address: string
    readonly contactMail: string
    readonly officerName: string
    readonly officerContact: string
  }
  readonly organisation: OrganisationFacts
  readonly admin: { readonly name: string; readonly mail: string; readonly hash: string; readonly browser: string }
}

/**
 * Sets up the installation in one transaction: the operator's facts, the first organisation with its key, and its main
 * administrator, who also runs the operator's. The link is used with it, once, whoever comes at the same moment.
 * @returns the session's token; undefined when the address of the organisation is taken (the link stays usable)
 * @throws Refusal accounts.set-up-ended
 */
export async function setUp(
  at: Scope<string>,
  house: House,
  token: string | undefined,
  given: SetUp,
): Promise<string | undefined> {
  if (!isToken(token)) throw refuse('accounts.set-up-ended', 'gone')
  const organisation = await founded(at, house, given.organisation)
  if (!organisation) return undefined
  const used = await db(at)
    .updateTable('set_up_links')
    .set({ used_at: at.now })
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', at.now)
    .returning('id')
    .executeTakeFirst()
  if (!used) throw refuse('accounts.set-up-ended', 'gone')
  const { operator, admin } = given
  await houseTables(at)
    .updateTable('organisations')
    .set({
      name: operator.name,
      short_name: operator.name,
      address: operator.address,
      contact_mail: operator.contactMail,
      officer_name: operator.officerName,
      officer_contact: operator.officerContact,
      version: sql<number>`version + 1`,
    })
    .where('id', '=', at.organisation.id)
    .execute()
  const person = { name: admin.name, mail: admin.mail, hash: admin.hash, role: 'main-administrator' } as const
  const { account } = await join(at, house, person)
  await inOrganisation(at, house, organisation, (there) => join(there, house, person))
  at.afterCommit(() => house.directory.refresh())
  return startSession(at, house, account, admin.browser)
}

/** An organisation made within a scope's transaction, which stays bound to its own. @returns undefined when the address is taken */
export async function founded(
  at: Scope<string>,
  house: House,
  facts: OrganisationFacts,
): Promise<Organisation | undefined> {
  const id = await insertOrganisation(at.tx, house, facts)
  const row =
    id === undefined
      ? undefined
      : await houseTables(at).selectFrom('organisations').selectAll().where('id', '=', id).executeTakeFirst()
  await sql`select set_config('app.organisation', ${at.organisation.id}, true)`.execute(
    at.tx as unknown as Kysely<never>,
  )
  return row as Organisation | undefined
}

/** Whether a scope is the operator's own. */
export const isOperator = async (at: Scope<string>, house: House): Promise<boolean> =>
  (await operatorOf(house)).id === at.organisation.id
