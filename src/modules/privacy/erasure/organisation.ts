import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import pg from 'pg'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { proving } from '../data.ts'
import { checkpointFile } from '../ledger/published.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { afterErasure } from './after.ts'
import { name } from './statements.ts'

export type OrganisationErased = {
  readonly rows: number
  readonly blobs: number
  /** Rows of the organisation that an independent count still found, by table. Empty when all is gone. */
  readonly left: Readonly<Record<string, number>>
}

const BATCH = 5_000
const OWN = ['ledger_checkpoints', 'ledger_tree', 'ledger_leaves', 'organisations']
const actor = { kind: 'system', job: 'privacy.organisation-end' } as const

/**
 * Erases an organisation: its keys first, so that nothing sealed can be read from that moment on, then all rows of all
 * tables, files, its ledger and itself. Evidence stands in the operator's ledger, with the size of the ledger that ended.
 * May be called again after an interruption; it goes on.
 * @param operator in whose ledger the end is recorded
 */
export async function eraseOrganisation(
  house: House,
  organisation: Organisation,
  operator: Organisation,
): Promise<OrganisationErased> {
  if (organisation.id === operator.id) throw new Error('the operator cannot be erased by its own system')
  const within = <T>(work: Parameters<typeof inScope<never, T>>[2]): Promise<T> =>
    inScope(house, { organisation, actor, purpose: proving as never }, work)
  await within(async (at) => {
    await sql`update organisations set state = 'closed', version = version + 1`.execute(raw(at))
    await sql`delete from organisation_keys`.execute(raw(at))
    await sql`delete from person_keys`.execute(raw(at))
  })
  house.directory.refresh()

  let rows = 0
  const touched = new Set([...OWN, 'organisation_keys', 'person_keys'])
  for (const table of (await tenantTables(house)).filter((one) => !OWN.includes(one))) {
    let gone: number
    do {
      gone = await within(async (at) => {
        const { numAffectedRows } = await sql`
          delete from ${name(table)} where ctid = any(array(select ctid from ${name(table)} limit ${BATCH}))`.execute(
          raw(at),
        )
        return Number(numAffectedRows ?? 0)
      })
      rows += gone
      if (gone > 0) touched.add(table)
    } while (gone === BATCH)
  }
  const blobs = await house.blobs.removeAll(organisation.id)
  await rm(checkpointFile(house.dataFolder, organisation), { force: true })

  const ledger = await within(async (at) => {
    const { rows: found } = await sql<{ size: number }>`select count(*) as size from ledger_leaves`.execute(raw(at))
    return found[0]?.size ?? 0
  })
  await inScope(house, { organisation: operator, actor, purpose: proving }, (at) =>
    record(at, 'organisation.erased', { organisation: organisation.id, demo: organisation.demo, rows, blobs, ledger }),
  )
  await endLedger(house, organisation.id)
  house.directory.refresh()
  // of its keys and rows nothing lingers in files and log; what was invented for a check holds nobody
  if (!organisation.demo) await afterErasure(house.maintenance, touched, { now: house.clock.now() })
  return { rows, blobs, left: await rowsLeft(house, organisation.id) }
}

/** Every table with rows of organisations, referring tables before those they refer to; asked of the catalog. */
async function tenantTables(house: House): Promise<string[]> {
  const { rows } = await house.pool.query<{ table: string; before: string[] }>(`
    select c.relname as table, array(
      select r.relname from pg_constraint k join pg_class r on r.oid = k.conrelid
      where k.confrelid = c.oid and k.contype = 'f' and k.conrelid <> c.oid)::text[] as before
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and (c.relname = 'organisations' or exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped))
    order by c.relname`)
  const before = new Map(rows.map((row) => [row.table, row.before]))
  const ordered = new Set<string>()
  const visit = (table: string, above: readonly string[]): void => {
    if (ordered.has(table) || above.includes(table)) return
    for (const other of before.get(table) ?? []) visit(other, [...above, table])
    ordered.add(table)
  }
  for (const table of before.keys()) visit(table, [])
  return [...ordered]
}

/**
 * What the program's role may not delete at all, the owner deletes: row-level security is lifted from the owner inside
 * this one transaction and never seen lifted by anyone else.
 */
async function endLedger(house: House, organisation: string): Promise<void> {
  const client = new pg.Client({ ...house.maintenance, application_name: 'belegt end of organisation' })
  await client.connect()
  try {
    await client.query(`begin; set local lock_timeout = '10s'`)
    for (const table of OWN) await client.query(`alter table ${table} no force row level security`)
    for (const table of OWN) {
      const key = table === 'organisations' ? `state = 'closed' and id` : 'organisation_id'
      await client.query(`delete from ${table} where ${key} = $1`, [organisation])
    }
    for (const table of OWN) await client.query(`alter table ${table} force row level security`)
    await client.query('commit')
  } finally {
    await client.end()
  }
}

/** Looks for the organisation's rows with other eyes than the eraser's: bound to it by hand, table by table. */
async function rowsLeft(house: House, organisation: string): Promise<Record<string, number>> {
  const left: Record<string, number> = {}
  const tables = await tenantTables(house)
  const client = await house.pool.connect()
  try {
    await client.query(`begin read only`)
    await client.query(`select set_config('app.organisation', $1, true)`, [organisation])
    await client.query('set local role belegt_tenant')
    for (const table of tables) {
      const key = table === 'organisations' ? 'id' : 'organisation_id'
      const { rows } = await client.query<{ count: number }>(
        `select count(*) as count from ${pg.escapeIdentifier(table)} where ${key} = $1`,
        [organisation],
      )
      if ((rows[0]?.count ?? 0) > 0) left[table] = rows[0]?.count ?? 0
    }
  } finally {
    await client.query('rollback')
    client.release()
  }
  return left
}
