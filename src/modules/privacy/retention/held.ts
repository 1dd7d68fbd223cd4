import { type SqlBool, sql } from 'kysely'
import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Selected } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { db, type holds } from '../data.ts'
import { today } from '../erasure/statements.ts'

export type Hold = {
  readonly id: string
  readonly table: string
  readonly object: string
  readonly reason: string
  readonly until: string
  readonly setAt: Temporal.Instant
  readonly setBy: string
  /** What ends it, where nobody does so by hand. */
  readonly keptBy: string | null
  readonly releasedAt: Temporal.Instant | null
  readonly inForce: boolean
}

const keepers = new Map<string, Bilingual>()

/** Tells the name of what keeps holds, for the list of holds: `documents.lock`. */
export function holdKeeper(code: string, name: Bilingual): void {
  if (keepers.has(code)) throw new Error(`the keeper of holds ${code} is told twice`)
  keepers.set(code, name)
}
export const keeperName = (code: string, language: Language): string => keepers.get(code)?.[language] ?? code

export type HoldFilter = {
  /** Of which table the held rows are. */
  readonly table?: string | undefined
  /** What keeps them; 'hand' for those that people set. */
  readonly keptBy?: string | undefined
  /** A reason as `HoldCounts` names it. */
  readonly reason?: string | undefined
  readonly shown?: 'in-force' | 'ended' | 'all' | undefined
}
export const HOLDS_ON_PAGE = 50

export type HoldPage = {
  readonly holds: readonly Hold[]
  readonly total: number
  /** From 1. */
  readonly page: number
  readonly pages: number
}

/** Holds that fit, those that last longest first, one page of them; ended ones are there for the thirty days they are kept. */
export async function listHolds(at: Scope<string>, filter: HoldFilter = {}, page = 1): Promise<HoldPage> {
  const { total } = await fitting(at, filter)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const pages = Math.max(1, Math.ceil(total / HOLDS_ON_PAGE))
  const shown = Math.min(Math.max(1, page), pages)
  const rows = await fitting(at, filter)
    .selectAll()
    .orderBy(inForce(at), 'desc')
    .orderBy('until', 'desc')
    .orderBy('id')
    .limit(HOLDS_ON_PAGE)
    .offset((shown - 1) * HOLDS_ON_PAGE)
    .execute()
  return { holds: rows.map(asHold(at)), total, page: shown, pages }
}

/** One hold, however many there are. */
export async function holdOf(at: Scope<string>, id: string): Promise<Hold | undefined> {
  const row = await db(at).selectFrom('holds').selectAll().where('id', '=', id).executeTakeFirst()
  return row && asHold(at)(row)
}

type Counted = { readonly value: string; readonly count: number }
export type HoldCounts = {
  readonly inForce: number
  readonly ended: number
  readonly tables: readonly Counted[]
  /** 'hand' for those that people set. */
  readonly keepers: readonly Counted[]
  /** The most common ones; a reason is named by a hash, so that its words stand in no address. */
  readonly reasons: readonly (Counted & { readonly reason: string })[]
}
const MOST_REASONS = 50

/** How many holds in force there are, of what, by whom and why; the most first. */
export async function countHolds(at: Scope<string>): Promise<HoldCounts> {
  const counted = (by: ReturnType<typeof sql<string>>) =>
    fitting(at, {})
      .select([by.as('value'), sql<number>`count(*)::int`.as('count')])
      .groupBy(by)
      .orderBy('count', 'desc')
      .orderBy('value')
      .execute()
  const reasons = await fitting(at, {})
    .select(['reason', sql<string>`md5(reason)`.as('value'), sql<number>`count(*)::int`.as('count')])
    .groupBy('reason')
    .orderBy('count', 'desc')
    .orderBy('reason')
    .limit(MOST_REASONS)
    .execute()
  const tables = await counted(sql<string>`object_table`)
  const all = tables.reduce((sum, { count }) => sum + count, 0)
  const { ended } = await fitting(at, { shown: 'ended' })
    .select(({ fn }) => fn.countAll<number>().as('ended'))
    .executeTakeFirstOrThrow()
  return { inForce: all, ended, tables, keepers: await counted(sql<string>`coalesce(kept_by, 'hand')`), reasons }
}

function fitting(at: Scope<string>, { table, keptBy, reason, shown = 'in-force' }: HoldFilter) {
  let query = db(at).selectFrom('holds')
  if (shown !== 'all') query = query.where(inForce(at), '=', shown === 'in-force')
  if (table) query = query.where('object_table', '=', table)
  if (keptBy) query = query.where(sql<string>`coalesce(kept_by, 'hand')`, '=', keptBy)
  if (reason) query = query.where(sql<string>`md5(reason)`, '=', reason)
  return query
}

const inForce = (at: Scope<string>) => sql<SqlBool>`(until >= ${today(at)}::date and released_at is null)`

const asHold =
  (at: Scope<string>) =>
  (row: Selected<typeof holds>): Hold => ({
    id: row.id,
    table: row.object_table,
    object: row.object_id,
    reason: row.reason,
    until: row.until,
    setAt: row.set_at,
    setBy: row.set_by,
    keptBy: row.kept_by,
    releasedAt: row.released_at,
    inForce: row.until >= today(at) && row.released_at === null,
  })
