import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from '../data/index.ts'

export const MOST_SHOWN = 200

/** Roles whose accesses are shown at any time; everybody else's only in an approved review. */
export const administrators = ['main-administrator', 'administrator', 'data-protection'] as const

export type AccessLine = {
  readonly account: string
  readonly role: string
  readonly what: string
  readonly place: string
  readonly person: string | null
  readonly people: number
  readonly at: Temporal.Instant
}

export type Filter = {
  readonly account?: string | undefined
  readonly person?: string | undefined
  readonly what?: string | undefined
  readonly from?: Temporal.Instant | undefined
  readonly until?: Temporal.Instant | undefined
}

/** Accesses by administrators, the newest first. */
export const accessesOfAdministrators = (at: Scope<string>, filter: Filter, most = MOST_SHOWN): Promise<AccessLine[]> =>
  accessesWhere(at, { ...filter, roles: administrators }, most)

/** All accesses of one member within a time; only for an approved review. */
export const accessesOfMember = (
  at: Scope<string>,
  of: { account: string; from: Temporal.Instant; until: Temporal.Instant },
): Promise<AccessLine[]> => accessesWhere(at, of, 5_000)

async function accessesWhere(
  at: Scope<string>,
  { account, person, what, from, until, roles }: Filter & { readonly roles?: readonly string[] },
  most: number,
): Promise<AccessLine[]> {
  let query = db(at)
    .selectFrom('access_records')
    .select(['account_id as account', 'role', 'what', 'place', 'person_id as person', 'people', 'at'])
  if (roles) query = query.where(sql<boolean>`role = any(${[...roles]}::text[])`)
  if (account) query = query.where('account_id', '=', account)
  if (person) query = query.where('person_id', '=', person)
  if (what) query = query.where('what', '=', what)
  if (from) query = query.where('at', '>=', from)
  if (until) query = query.where('at', '<', until)
  return query.orderBy('at', 'desc').orderBy('id').limit(most).execute()
}

export type RoleSum = { readonly role: string; readonly accesses: number; readonly members: number }

/** How often each role has seen people's data in the last 90 days; nobody is named. */
export const accessesByRole = (at: Scope<string>): Promise<RoleSum[]> =>
  db(at)
    .selectFrom('access_records')
    .select([
      'role',
      sql<number>`count(*)::int`.as('accesses'),
      sql<number>`count(distinct account_id)::int`.as('members'),
    ])
    .groupBy('role')
    .orderBy('role')
    .execute()
