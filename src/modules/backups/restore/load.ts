import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import { decompressed, sections } from '../frames.ts'
import { columnsOf, copyOut, measure } from '../make/copy.ts'
import { contexts, type RowsHeading } from '../make/names.ts'
import type { TablePart } from '../manifest.ts'
import { BackupProblem } from '../problem.ts'
import type { Target } from '../target/target.ts'
import { type Checked, isKeyFile, keyringPart, type KeyringSection, openPart, type PartOf } from './check.ts'
import { addConstraints, dropConstraints, switchTriggers, tablesThere } from './constraints.ts'

export type Loaded = { readonly tables: number; readonly rows: number }

/**
 * Puts all rows into the empty tables and compares them, in one transaction: killed or failed at any step, the database
 * is as empty as before. The same transaction closes the system.
 * @param login of the tables' owner
 * @throws BackupProblem when a table differs from the one that was backed up
 */
export async function loadRows(
  login: pg.ClientConfig,
  target: Target,
  checked: Checked,
  now: Temporal.Instant,
  step: (name: string) => void,
): Promise<Loaded> {
  const client = new pg.Client({ ...login, application_name: 'restore' })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(`
      set local synchronize_seqscans = off; set local max_parallel_workers_per_gather = 0;
      set local maintenance_work_mem = '256MB'; set local statement_timeout = 0`)
    const tables = await tablesThere(client)
    const forced = tables.filter((table) => table.forced).map(({ name }) => name)
    for (const name of forced)
      await client.query(`alter table ${pg.escapeIdentifier(name)} no force row level security`)
    await client.query(`truncate ${tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ')}`)
    const names = tables.map(({ name }) => name)
    await switchTriggers(client, names, 'off')
    const dropped = await dropConstraints(client)
    const { manifest, vault } = checked
    step('keys')
    await copyPart(client, target, keyringPart(vault, checked.keyring), keyTables(checked))
    step('directory')
    const directory = {
      ...manifest.directory,
      key: vault.keyFor('directory'),
      context: contexts.directory(manifest.id),
    }
    await copyPart(client, target, directory, () => manifest.directory.table)
    for (const { id, rows } of manifest.organisations) {
      const key = checked.keys.get(id)
      if (!key) continue
      step(`rows of ${id}`)
      const byName = new Map(rows.tables.map((table) => [table.name, table]))
      await copyPart<RowsHeading>(
        client,
        target,
        { ...rows, key, context: contexts.rows(manifest.id, id) },
        ({ table }) => byName.get(table),
      )
    }
    step('indexes')
    await addConstraints(client, dropped.keys)
    step('compare')
    const loaded = await compare(client, checked)
    await forgetUnreadable(client, checked)
    await addConstraints(client, dropped.references)
    await switchTriggers(client, names, 'on')
    for (const name of forced) await client.query(`alter table ${pg.escapeIdentifier(name)} force row level security`)
    await client.query(
      `insert into restore_state (id, backup, taken_at, restored_at, state) values ($1, $2, $3, $4, 'closed')`,
      [randomUUID(), manifest.id, manifest.takenAt, String(now)],
    )
    step('commit')
    await client.query('commit')
    await client.query('analyze')
    return loaded
  } finally {
    await client.end()
  }
}

/** Keys of organisations that have rows in this backup; of those founded later nothing is there to open. */
const keyTables =
  ({ keyring, manifest }: Checked) =>
  (heading: KeyringSection): TablePart | undefined => {
    if (isKeyFile(heading) || !manifest.organisations.some(({ id }) => id === heading.organisation)) return undefined
    const part = keyring.organisations.find(({ id }) => id === heading.organisation)
    return part?.tables.find(({ name }) => name === heading.table)
  }

/** @param tableOf the table a section goes into; undefined leaves it out */
async function copyPart<Heading extends RowsHeading | KeyringSection>(
  client: pg.Client,
  target: Target,
  part: PartOf,
  tableOf: (heading: Heading) => TablePart | undefined,
): Promise<void> {
  for await (const { heading, content } of sections<Heading>(decompressed(openPart(target, part)))) {
    const table = tableOf(heading)
    if (!table) {
      for await (const _ of content) void _
      continue
    }
    const statement = `copy ${pg.escapeIdentifier(table.name)} (${columnsOf(table)}) from stdin (format binary)`
    await pipeline(Readable.from(content, { highWaterMark: 4 }), client.query(from(statement)))
  }
}

/**
 * Reads back every row of every organisation in the order it was written and compares digests with those taken while
 * backing up: same rows, same bytes, same order. Scans by place in the file keep that order.
 */
async function compare(client: pg.Client, { manifest, keyring, keys }: Checked): Promise<Loaded> {
  await client.query('set local enable_indexscan = off; set local enable_indexonlyscan = off')
  const different: string[] = []
  let [tables, rows] = [0, 0]
  const look = async (table: TablePart, where: string): Promise<void> => {
    const found = await measure(copyOut(client, table, where))
    tables++
    rows += found.rows
    if (found.rows !== table.rows || found.digest !== table.digest) {
      different.push(`${table.name} (${found.rows} of ${table.rows} rows)`)
    }
  }
  await look(manifest.directory.table, '')
  for (const organisation of manifest.organisations.filter(({ id }) => keys.has(id))) {
    const of = `where organisation_id = ${pg.escapeLiteral(organisation.id)}`
    const keyTables_ = keyring.organisations.find(({ id }) => id === organisation.id)?.tables ?? []
    for (const table of [...keyTables_, ...organisation.rows.tables]) await look(table, of)
  }
  if (different.length > 0) {
    throw new BackupProblem(
      `What was restored is not what was backed up: ${different.join(', ')}. Everything was taken back; the system is empty as before.`,
    )
  }
  return { tables, rows }
}

/** Of an organisation whose key was destroyed nothing but its entry in the directory was loaded. */
const forgetUnreadable = (client: pg.Client, { unreadable }: Checked): Promise<unknown> =>
  client.query('delete from organisations where id = any($1)', [unreadable])
