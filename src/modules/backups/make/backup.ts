import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { House } from '#platform/data/scope.ts'
import { sealStream } from '#platform/keys/sealed-stream.ts'
import { organisationKeyFor, unwrapOrganisationKeys } from '#platform/keys/ring.ts'
import { compressed, framed, type Section } from '../frames.ts'
import {
  backupFolder,
  keyringFolder,
  type KeyringManifest,
  type Manifest,
  newId,
  type OrganisationPart,
  type TablePart,
  writeKeyringManifest,
  writeManifest,
} from '../manifest.ts'
import { BackupProblem } from '../problem.ts'
import type { Target } from '../target/target.ts'
import { openVault, type Vault } from '../vault.ts'
import { type Part, partsOf } from '../runs.ts'
import { carryTombstones } from '../tombstones.ts'
import { type Inventory, inventory, type TableFound } from './catalog.ts'
import { copyOut, measured } from './copy.ts'
import { contexts, type FileHeading, type KeyFileHeading, LEDGER_KEY, type RowsHeading } from './names.ts'

/** What a backup needs of the house. */
export type Source = Pick<
  House,
  | 'pool'
  | 'directory'
  | 'instanceKey'
  | 'blobs'
  | 'dataFolder'
  | 'clock'
  | 'maintenance'
  | 'keyring'
  | 'handlers'
  | 'changes'
>

export type Made = {
  readonly id: string
  readonly takenAt: Temporal.Instant
  readonly organisations: readonly string[]
  readonly rows: number
  readonly files: number
  readonly parts: readonly Part[]
  /** Bytes in the target, keyring included. */
  readonly bytes: number
}

export type MakeOptions = {
  /** Called before each step; for progress, and for tests that end the program there. */
  readonly step?: (name: string) => void
  /** Only these organisations; all when left out. */
  readonly only?: readonly string[]
}

/** Any constant does; 'backup' in ASCII. One backup of a database at a time. */
export const BACKUP_LOCK = 0x6261636b7570

/**
 * Makes one backup: all rows as they are at one moment and all files, each organisation's under a key of its own, and
 * apart from them the keys. Killed at any moment it leaves a backup without a list of contents, which counts as none.
 * Reads with a role that sees one organisation at a time, restricted people included: storage is what stays allowed.
 * @throws BackupProblem when another backup is being made, or the database holds what a backup would not contain
 */
export async function makeBackup(
  house: Source,
  target: Target,
  { step = () => undefined, only }: MakeOptions = {},
): Promise<Made> {
  const takenAt = house.clock.now()
  const id = newId(takenAt, randomBytes(4))
  const { options } = house.pool
  const client = new pg.Client({
    ...(options as pg.ClientConfig),
    // the pool hides it from those who print its options
    password: options.password,
    application_name: 'belegt backup',
    pipeline: false,
    stream: undefined,
    statement_timeout: 0,
    idle_in_transaction_session_timeout: 0,
  } as unknown as pg.ClientConfig)
  client.on('error', () => undefined) // a server that goes away while files are copied: the next statement says so
  await client.connect()
  try {
    const { rows: locks } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [
      BACKUP_LOCK,
    ])
    if (!locks[0]?.free) throw new BackupProblem('Another backup is being made just now. Nothing was written.')
    const vault = await openVault(target, house.instanceKey)
    step('marks')
    // whoever is carried out by now is not in the snapshot that follows
    const { sequence } = await carryTombstones(house, target, vault, { always: true })
    const migrations = await migrationsOf(house.maintenance)
    step('snapshot')
    await client.query(
      `begin isolation level repeatable read read only; select set_config('app.restricted', 'storage', true);` +
        ` select set_config('app.purpose', 'backups.keeping', true)`,
    )
    const given = { client, house, target, vault, id, tables: await inventory(client), step }
    const organisations = (await withKeys(given)).filter(({ id: one }) => only?.includes(one) ?? true)
    const ids = organisations.map((one) => one.id)
    step('keys')
    const keys = await writeKeys(
      given,
      organisations.map((one) => one.id),
    )
    const directory = await writeDirectory(given, ids)
    const parts: Omit<OrganisationPart, 'files'>[] = []
    for (const one of organisations) {
      step(`rows of ${one.id}`)
      parts.push(await writeRows(given, one))
    }
    await client.query('rollback')
    const whole: OrganisationPart[] = []
    for (const [place, one] of organisations.entries()) {
      step(`files of ${one.id}`)
      whole.push({ ...(parts[place] as OrganisationPart), files: await writeFiles(given, one) })
    }
    const common = { version: 1, id, takenAt: String(takenAt), tombstones: sequence, key: vault.wrapped } as const
    const keyring: KeyringManifest = { ...common, ...keys }
    const manifest: Manifest = { ...common, migrations, directory, organisations: whole }
    await client.query('select 1') // the lock is ours still
    step('keyring list')
    await writeKeyringManifest(target, keyring, vault)
    step('list')
    await writeManifest(target, manifest, vault)
    step('done')
    return { id, takenAt, organisations: ids, parts: partsOf(manifest), ...sums(manifest, keyring) }
  } finally {
    await client.end()
  }
}

type Given = {
  readonly client: pg.Client
  readonly house: Source
  readonly target: Target
  readonly vault: Vault
  readonly id: string
  readonly tables: Inventory
  readonly step: (name: string) => void
}
type Keyed = { readonly id: string; readonly key: Buffer }

function sums(manifest: Manifest, keyring: KeyringManifest): Pick<Made, 'rows' | 'files' | 'bytes'> {
  const { organisations, directory } = manifest
  const add = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0)
  return {
    rows: directory.table.rows + add(organisations.flatMap(({ rows }) => rows.tables.map((table) => table.rows))),
    files: add(organisations.map(({ files }) => files.count)),
    bytes: directory.size + keyring.keys.size + add(organisations.map(({ rows, files }) => rows.size + files.size)),
  }
}

async function migrationsOf(owner: pg.ClientConfig): Promise<Manifest['migrations']> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    const { rows } = await client.query<Manifest['migrations'][number]>(
      'select number, name, checksum from public.migrations order by number',
    )
    return rows
  } finally {
    await client.end()
  }
}

const bind = (client: pg.Client, organisation: string) =>
  client.query(
    `set local role belegt_tenant; select set_config('app.organisation', ${pg.escapeLiteral(organisation)}, true)`,
  )

/** The organisations that have a key in the snapshot; one without is being erased just now. */
async function withKeys({ client, house }: Given): Promise<Keyed[]> {
  const { rows } = await client.query<{ id: string }>('select id from organisations order by id')
  const found: Keyed[] = []
  for (const { id } of rows) {
    await bind(client, id)
    const { rows: keys } = await client.query<{ wrapped: Buffer; previous: Buffer | null; root: Buffer | null }>(
      'select wrapped, previous, root from organisation_keys',
    )
    if (!keys[0]) continue
    found.push({ id, key: organisationKeyFor(await unwrapOrganisationKeys(house.instanceKey, id, keys[0]), 'backup') })
  }
  return found
}

/** Sections of tables, and what they held once they have been read. */
function tablesOf(client: pg.Client, wanted: readonly TableFound[], where = '') {
  const done: TablePart[] = []
  const source = async function* (): AsyncGenerator<Section<RowsHeading>> {
    for (const table of wanted) {
      const content = measured(copyOut(client, table, where), ({ rows, digest }) => {
        done.push({ name: table.name, columns: [...table.columns], rows, digest })
      })
      yield { heading: { table: table.name }, content }
    }
  }
  return { source, done }
}

async function writeRows(given: Given, { id: organisation, key }: Keyed): Promise<Omit<OrganisationPart, 'files'>> {
  const { client, target, id, tables } = given
  await bind(client, organisation)
  const { source, done } = tablesOf(client, tables.rows)
  const file = `${backupFolder(id)}${organisation}.rows`
  const size = await target.put(file, sealStream(key, contexts.rows(id, organisation), compressed(framed(source()))))
  return { id: organisation, rows: { file, size, tables: done } }
}

async function writeDirectory(
  { client, target, vault, id, tables }: Given,
  ids: readonly string[],
): Promise<Manifest['directory']> {
  await client.query('set local role none')
  const listed = ids.map((one) => pg.escapeLiteral(one)).join(', ')
  const { source, done } = tablesOf(client, [tables.directory], `where id in (${listed || 'null'})`)
  const file = `${backupFolder(id)}directory`
  const key = vault.keyFor('directory')
  const size = await target.put(file, sealStream(key, contexts.directory(id), compressed(framed(source()))))
  return { file, size, table: done[0] as TablePart }
}

/** The keys lie apart and are kept for days only: what was erased cannot be read in older backups after that. */
async function writeKeys(
  given: Given,
  ids: readonly string[],
): Promise<Pick<KeyringManifest, 'keys' | 'organisations'>> {
  const { client, house, target, vault, id, tables } = given
  const organisations: KeyringManifest['organisations'] = []
  const source = async function* (): AsyncGenerator<Section<RowsHeading | KeyFileHeading>> {
    const pem = await readFile(join(house.dataFolder, 'keys', LEDGER_KEY)).catch(() => undefined)
    if (pem)
      yield {
        heading: { file: LEDGER_KEY },
        content: (async function* () {
          yield pem
        })(),
      }
    for (const organisation of ids) {
      await bind(client, organisation)
      const part = tablesOf(client, tables.keys)
      for await (const section of part.source()) yield { ...section, heading: { ...section.heading, organisation } }
      organisations.push({ id: organisation, tables: part.done })
    }
  }
  const file = `${keyringFolder(id)}keys`
  const size = await target.put(
    file,
    sealStream(vault.keyFor('keyring'), contexts.keyring(id), compressed(framed(source()))),
  )
  return { keys: { file, size }, organisations }
}

async function writeFiles(
  { house, target, id }: Given,
  { id: organisation, key }: Keyed,
): Promise<OrganisationPart['files']> {
  const list = createHash('sha256')
  let [count, bytes, vanished] = [0, 0, 0]
  const source = async function* (): AsyncGenerator<Section<FileHeading>> {
    for await (const blob of house.blobs.list(organisation)) {
      const content = await house.blobs.raw(organisation, blob)
      if (!content) {
        vanished++
        continue
      }
      const one = createHash('sha256')
      let size = 0
      const counted = async function* (): AsyncGenerator<Uint8Array> {
        for await (const piece of content) {
          one.update(piece)
          size += piece.length
          yield piece
        }
      }
      yield { heading: { id: blob }, content: counted() }
      list.update(`${blob} ${size} ${one.digest('hex')}\n`)
      count++
      bytes += size
    }
  }
  const file = `${backupFolder(id)}${organisation}.files`
  const size = await target.put(file, sealStream(key, contexts.files(id, organisation), compressed(framed(source()))))
  return { file, size, count, bytes, digest: list.digest('hex'), vanished }
}
