import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { knownPeople } from '#people'
import { db } from '../data/index.ts'

export const SHOWN_ON_PAGE = 200

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

/** An access as it is shown. */
export type ShownAccess = AccessLine & {
  /** Whether the person has a page: a document about nobody known has a key of its own, and none. */
  readonly known: boolean
}

export type Filter = {
  readonly account?: string | undefined
  readonly person?: string | undefined
  readonly what?: string | undefined
  readonly from?: Temporal.Instant | undefined
  readonly until?: Temporal.Instant | undefined
}

/** Accesses by administrators, the newest first. */
export const accessesOfAdministrators = (at: Scope<string>, filter: Filter, most: number): Promise<AccessLine[]> =>
  accessesWhere(at, { ...filter, roles: administrators }, most)

export type AccessPage = {
  readonly lines: readonly ShownAccess[]
  readonly total: number
  /** From 1. */
  readonly page: number
  readonly pages: number
}

/** The same, one page of them. */
export async function pageOfAccesses(at: Scope<string>, filter: Filter, wanted = 1): Promise<AccessPage> {
  const asked = { ...filter, roles: administrators }
  const { total } = await fitting(at, asked)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const pages = Math.max(1, Math.ceil(total / SHOWN_ON_PAGE))
  const page = Math.min(Math.max(1, wanted), pages)
  const lines = await accessesWhere(at, asked, SHOWN_ON_PAGE, (page - 1) * SHOWN_ON_PAGE)
  return { lines: await shown(at, lines), total, page, pages }
}

/** So many a review shows at most, the newest; it says when there may be more. */
export const MOST_REVIEWED = 5_000

/** All accesses of one member within a time; only for an approved review. */
export const accessesOfMember = async (
  at: Scope<string>,
  of: { account: string; from: Temporal.Instant; until: Temporal.Instant },
): Promise<ShownAccess[]> => shown(at, await accessesWhere(at, of, MOST_REVIEWED))

type Asked = Filter & { readonly roles?: readonly string[] }

const accessesWhere = (at: Scope<string>, asked: Asked, most: number, after = 0): Promise<AccessLine[]> =>
  fitting(at, asked)
    .select(['account_id as account', 'role', 'what', 'place', 'person_id as person', 'people', 'at'])
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(most)
    .offset(after)
    .execute()

async function shown(at: Scope<string>, lines: readonly AccessLine[]): Promise<ShownAccess[]> {
  const known = await knownPeople(at, [...new Set(lines.flatMap(({ person }) => person ?? []))])
  return lines.map((line) => ({ ...line, known: line.person !== null && known.has(line.person) }))
}

function fitting(at: Scope<string>, { account, person, what, from, until, roles }: Asked) {
  let query = db(at).selectFrom('access_records')
  if (roles) query = query.where(sql<boolean>`role = any(${[...roles]}::text[])`)
  if (account) query = query.where('account_id', '=', account)
  if (person) query = query.where('person_id', '=', person)
  if (what) query = query.where('what', '=', what)
  if (from) query = query.where('at', '>=', from)
  if (until) query = query.where('at', '<', until)
  return query
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
