import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import type { Organisation } from '#platform/data/organisations.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { type Hit, residueInTables, residueOf } from '#platform/residue/residue.ts'
import { raw } from '../ledger/rows.ts'
import type { Needles } from './types.ts'

/** Keys and search tokens of everybody in the organisation: what would still lead to them. */
export async function tracesOf(at: Scope<string>): Promise<Record<string, Buffer>> {
  const { rows } = await sql<{ person_id: string; kind: string; wrapped: Buffer }>`
    select person_id, kind, wrapped from person_keys`.execute(raw(at))
  const traces = Object.fromEntries(rows.map((row) => [`${row.kind} key of ${row.person_id}`, row.wrapped]))
  for (const { name, columns } of allTables()) {
    for (const [column, { treatment, sqlType }] of Object.entries(columns)) {
      // words are shared by everybody of that name; a whole value is one person's
      if (treatment.is !== 'tokens' || treatment.how !== 'exact' || sqlType !== 'bytea') continue
      const found = await sql<{ token: Buffer | null }>`
        select distinct ${sql.ref(column)} as token from ${sql.table(name)}`.execute(raw(at))
      for (const [n, { token }] of found.rows.entries()) if (token) traces[`${name}.${column} ${n}`] = token
    }
  }
  return traces
}

export type Searched = {
  readonly hits: readonly Hit[]
  readonly tables: number
  readonly files: number
  readonly bytes: number
}

/** Rows as the organisation sees them, the job queue, and every file of the data folder after a checkpoint. */
export async function searchEverything(house: House, organisation: Organisation, needles: Needles): Promise<Searched> {
  const rows = await inRows(house, organisation, needles)
  const files = await inFiles(house, needles)
  return { ...files, tables: rows.tables, hits: [...rows.hits, ...files.hits] }
}

/** Rows only: quick, and enough to see that the scanner sees. */
export async function inRows(
  house: House,
  organisation: Organisation,
  needles: Needles,
): Promise<Omit<Searched, 'files' | 'bytes'>> {
  const client = await house.pool.connect()
  try {
    const bound =
      `select set_config('app.organisation', '${organisation.id}', true), set_config('app.restricted', 'storage', true);` +
      'set local role belegt_tenant'
    const own = await residueInTables(client, needles, bound)
    const queue = await residueInTables(client, needles) // the login's own: the job queue
    return { hits: [...own.hits, ...queue.hits], tables: own.tables + queue.tables }
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
async function named(house: House, hits: readonly Hit[]): Promise<Hit[]> {
  const nodes = [...new Set(hits.flatMap(({ where }) => /^database\/base\/\d+\/(\d+)/.exec(where)?.[1] ?? []))]
  if (nodes.length === 0) return [...hits]
  const owner = new pg.Client({ ...house.maintenance, application_name: 'belegt canary' })
  await owner.connect()
  try {
    const { rows } = await owner.query<{ node: string; relation: string | null }>(
      'select node, pg_filenode_relation(0, node::oid)::regclass::text as relation from unnest($1::text[]) as node',
      [nodes],
    )
    const names = new Map(rows.map(({ node, relation }) => [node, relation]))
    return hits.map((hit) => {
      const relation = names.get(/^database\/base\/\d+\/(\d+)/.exec(hit.where)?.[1] ?? '')
      return relation ? { ...hit, where: `${hit.where} (${relation})` } : hit
    })
  } finally {
    await owner.end()
  }
}

/** Whether the database's own files lie in the data folder; an external server keeps its files to itself. */
export const hasDatabaseFiles = ({ dataFolder }: Pick<House, 'dataFolder'>): boolean =>
  existsSync(join(dataFolder, 'database'))
