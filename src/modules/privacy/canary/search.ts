import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import type { Organisation } from '#platform/data/organisations.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { allTables, ownerColumns } from '#platform/data/table.ts'
import { type Hit, residueInTables, residueOf } from '#platform/residue/residue.ts'
import { rowsNaming } from '../erasure/left-over.ts'
import { seeing } from '../erasure/locks.ts'
import { raw } from '../ledger/rows.ts'
import type { Needles } from './types.ts'

/** The people of a run as one organisation knows them: everybody there, or those of them who are known there too. */
export type Known = { readonly organisation: Organisation; readonly ids: readonly string[]; readonly all: boolean }

/** Keys and search tokens of these people: what would still lead to them. */
export async function tracesOf(at: Scope<string>, { ids, all }: Omit<Known, 'organisation'>) {
  const { rows } = await sql<{ person_id: string; kind: string; wrapped: Buffer }>`
    select person_id, kind, wrapped from person_keys where person_id = any(${ids}::uuid[])`.execute(raw(at))
  const there = `in ${at.organisation.slug}`
  const traces = Object.fromEntries(rows.map((row) => [`${row.kind} key of ${row.person_id} ${there}`, row.wrapped]))
  for (const { name, columns, subject } of allTables()) {
    const owners = ownerColumns({ subject })
    const theirs = owners.map((owner) => sql`${sql.ref(owner)} = any(${ids}::uuid[])`)
    const whose = all ? sql`true` : theirs.length > 0 ? sql.join(theirs, sql` or `) : sql`false`
    for (const [column, { treatment, sqlType }] of Object.entries(columns)) {
      // words are shared by everybody of that name; a whole value is one person's
      if (treatment.is !== 'tokens' || treatment.how !== 'exact' || sqlType !== 'bytea') continue
      const found = await sql<{ token: Buffer | null }>`
        select distinct ${sql.ref(column)} as token from ${sql.table(name)} where ${whose}`.execute(raw(at))
      for (const [n, { token }] of found.rows.entries()) if (token) traces[`${name}.${column} ${n} ${there}`] = token
    }
  }
  return traces
}

/** With the table whose file, or whose index's, it is. */
export type Traced = Hit & { readonly table?: string }

export type Searched = {
  readonly hits: readonly Traced[]
  readonly tables: number
  readonly files: number
  readonly bytes: number
}

/** Rows as these organisations see them, the job queue, and every file of the data folder after a checkpoint. */
export async function searchEverything(
  house: House,
  organisations: readonly Organisation[],
  needles: Needles,
): Promise<Searched> {
  const rows = await inRows(house, organisations, needles)
  const files = await inFiles(house, needles)
  return { ...files, tables: rows.tables, hits: [...rows.hits, ...files.hits] }
}

/** Rows that still name them by their random ids: what is neither sealed nor searched for is found by nothing else. */
export async function namedStill(at: Scope<string>, ids: readonly string[]): Promise<Hit[]> {
  const found = await seeing(at, 'everybody', () => rowsNaming(at, allTables(), sql`select unnest(${ids}::uuid[])`))
  return Object.entries(found).map(([where, count]) => ({ where, what: `${count} rows`, form: 'random id' }))
}

/** Rows only: quick, and enough to see that the scanner sees. */
export async function inRows(
  house: House,
  organisations: readonly Organisation[],
  needles: Needles,
): Promise<Omit<Searched, 'files' | 'bytes'>> {
  const client = await house.pool.connect()
  try {
    const hits: Hit[] = []
    let tables = 0
    for (const { id } of organisations) {
      const bound =
        `select set_config('app.organisation', '${id}', true), set_config('app.restricted', 'storage', true);` +
        'set local role belegt_tenant'
      const own = await residueInTables(client, needles, bound)
      hits.push(...own.hits)
      tables = Math.max(tables, own.tables) // the same ones in each
    }
    const queue = await residueInTables(client, needles) // the login's own: the job queue
    return { hits: [...hits, ...queue.hits], tables: tables + queue.tables }
  } finally {
    client.release()
  }
}

/** Files of the data folder, once everything changed is written to them. */
export async function inFiles(
  house: House,
  needles: Needles,
  except?: (path: string) => boolean,
): Promise<Omit<Searched, 'tables'>> {
  const owner = new pg.Client({ ...house.maintenance, application_name: 'belegt canary' })
  await owner.connect()
  try {
    await owner.query('checkpoint')
  } finally {
    await owner.end()
  }
  const counted = { files: 0, bytes: 0 }
  const hits = await residueOf({
    ...needles,
    dataFolder: house.dataFolder,
    ...(except ? { except } : {}),
    read: ({ bytes }) => {
      counted.files++
      counted.bytes += bytes
    },
  })
  return { hits: await named(house, hits), ...counted }
}

/** A file of the database bears a number; whoever looks after a hit wants the table's or index's name. */
async function named(house: House, hits: readonly Hit[]): Promise<Traced[]> {
  const nodes = [...new Set(hits.flatMap(({ where }) => /^database\/base\/\d+\/(\d+)/.exec(where)?.[1] ?? []))]
  if (nodes.length === 0) return [...hits]
  const owner = new pg.Client({ ...house.maintenance, application_name: 'belegt canary' })
  await owner.connect()
  try {
    const { rows } = await owner.query<{ node: string; relation: string | null; table: string | null }>(
      `select node, c.oid::regclass::text as relation,
         coalesce((select indrelid from pg_index where indexrelid = c.oid),
           (select t.oid from pg_class t where t.reltoastrelid = c.oid), c.oid)::regclass::text as table
       from unnest($1::text[]) as node left join pg_class c on c.oid = pg_filenode_relation(0, node::oid)`,
      [nodes],
    )
    const names = new Map(rows.map((row) => [row.node, row]))
    return hits.map((hit) => {
      const { relation, table } = names.get(/^database\/base\/\d+\/(\d+)/.exec(hit.where)?.[1] ?? '') ?? {}
      return relation && table ? { ...hit, where: `${hit.where} (${relation})`, table } : hit
    })
  } finally {
    await owner.end()
  }
}

/** Whether the database's own files lie in the data folder; an external server keeps its files to itself. */
export const hasDatabaseFiles = ({ dataFolder }: Pick<House, 'dataFolder'>): boolean =>
  existsSync(join(dataFolder, 'database'))
