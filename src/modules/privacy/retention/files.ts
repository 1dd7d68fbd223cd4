import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import { seeing } from '../erasure/locks.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'

const actor = { kind: 'system', job: 'privacy.files' } as const
const PAGE = 500
const AT_ONCE = 8
/** An upload may be in the store for as long before its row is committed. */
const ORPHAN_HOURS = 12

const idsOf = (tables: readonly Table[]) =>
  tables.flatMap(({ name, columns }) =>
    Object.entries(columns).flatMap(([column, { blob, sqlType }]) => {
      if (!blob) return []
      const of = sql.ref(`t.${column}`)
      return [{ table: sql.table(name), id: sqlType === 'jsonb' ? sql`${of} ->> 'id'` : of }]
    }),
  )

/** Which of these files a row speaks of. */
async function referred(at: Scope<string>, ids: readonly string[], tables: readonly Table[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const { table, id } of idsOf(tables)) {
    const { rows } = await sql<{ id: string }>`
      select ${id} as id from ${table} as t where ${id} = any(${ids}::text[])`.execute(raw(at))
    for (const row of rows) found.add(row.id)
  }
  return found
}

const within = <T>(
  house: House,
  organisation: Organisation,
  now: Temporal.Instant,
  work: (at: Scope<string>) => Promise<T>,
) => inScope(house, { organisation, actor, purpose: proving, now }, (at) => seeing(at, 'everybody', () => work(at)))

/** Puts a file on the list of those to be removed, e.g. when a row gets another one. Done once this is committed. */
export async function giveUpFile(at: Scope<string>, blob: string): Promise<void> {
  await sql`
    insert into blob_removals (organisation_id, blob, due_at) values (${at.organisation.id}, ${blob}, ${at.now})
    on conflict (organisation_id, blob) do update set due_at = excluded.due_at, orphan = false`.execute(raw(at))
  at.tell('privacy.files')
}

/**
 * Takes out of the store the files whose rows are gone. What it could not remove stays listed and is tried again; killed in
 * the middle it loses nothing.
 * @returns how many files were removed
 * @throws AggregateError when the store refused some; the others are gone
 */
export async function removeFiles(
  house: House,
  organisation: Organisation,
  now: Temporal.Instant,
  tables: readonly Table[] = allTables(),
): Promise<number> {
  let removed = 0
  let after = ''
  const failures: unknown[] = []
  for (;;) {
    // a file whose row is gone goes whatever the clock says: it may have been set back since
    const due = await within(house, organisation, now, async (at) => {
      const { rows } = await sql<{ blob: string; orphan: boolean }>`
        select blob, orphan from blob_removals where (not orphan or due_at <= ${at.now}) and blob > ${after}
        order by blob limit ${PAGE}`.execute(raw(at))
      // found without a row hours ago: the upload may have been committed since
      const claimed = await referred(
        at,
        rows.filter(({ orphan }) => orphan).map(({ blob }) => blob),
        tables,
      )
      return { all: rows.map(({ blob }) => blob), claimed }
    })
    if (due.all.length === 0) break
    const gone = [...due.claimed]
    const waiting = due.all.filter((blob) => !due.claimed.has(blob))
    const worker = async () => {
      for (let blob = waiting.pop(); blob !== undefined; blob = waiting.pop()) {
        try {
          await house.blobs.remove(organisation.id, blob)
          gone.push(blob)
        } catch (error) {
          failures.push(error)
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    await within(house, organisation, now, (at) =>
      sql`delete from blob_removals where blob = any(${gone}::text[])`.execute(raw(at)),
    )
    removed += gone.length - due.claimed.size
    after = due.all.at(-1) ?? after
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} files could not be removed`)
  return removed
}

/** What a comparison of store and rows found. */
export type Reconciled = {
  /** Files no row speaks of: listed for removal half a day on. */
  readonly orphans: number
  /** Rows whose file is not in the store. */
  readonly missing: number
}

/** Compares the store with the rows, both ways. Run it at least daily: an orphan is then gone within 24 hours. */
export async function reconcileFiles(
  house: House,
  organisation: Organisation,
  now: Temporal.Instant,
  tables: readonly Table[] = allTables(),
): Promise<Reconciled> {
  const expected = await within(house, organisation, now, (at) => countReferred(at, tables))
  let orphans = 0
  let seen = 0
  const look = async (ids: readonly string[]) => {
    const { known, listed } = await within(house, organisation, now, async (at) => {
      const referredTo = await referred(at, ids, tables)
      const unknown = ids.filter((id) => !referredTo.has(id))
      const { numAffectedRows } = await sql`
        insert into blob_removals (organisation_id, blob, due_at, orphan)
        select ${organisation.id}, id, ${now.add({ hours: ORPHAN_HOURS })}, true from unnest(${unknown}::text[]) as given (id)
        on conflict do nothing`.execute(raw(at))
      return { known: referredTo.size, listed: Number(numAffectedRows ?? 0) }
    })
    seen += known
    orphans += listed
  }
  let page: string[] = []
  for await (const id of house.blobs.list(organisation.id)) {
    page.push(id)
    if (page.length < PAGE) continue
    await look(page)
    page = []
  }
  if (page.length > 0) await look(page)
  return { orphans, missing: Math.max(0, expected - seen) }
}

async function countReferred(at: Scope<string>, tables: readonly Table[]): Promise<number> {
  let count = 0
  for (const { table, id } of idsOf(tables)) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${table} as t where ${id} is not null`.execute(raw(at))
    count += rows[0]?.count ?? 0
  }
  return count
}
