import type { InstanceKeys } from '#platform/keys/instance-key.ts'
import { openStream, SealedStreamError } from '#platform/keys/sealed-stream.ts'
import { organisationKeyFor, unwrapOrganisationKeys } from '#platform/keys/ring.ts'
import { readMigrations, checksum, type MigrationFile } from '#platform/data/migrate.ts'
import { decompressed, sections } from '../frames.ts'
import {
  completeOnes,
  type KeyringManifest,
  type Manifest,
  newestOf,
  readKeyringManifest,
  readManifest,
  refuseForged,
  UnusableList,
} from '../manifest.ts'
import { contexts, LEDGER_KEY, type KeyFileHeading, type RowsHeading } from '../make/names.ts'
import { BackupProblem } from '../problem.ts'
import type { Target } from '../target/target.ts'
import { readVault, type Vault } from '../vault.ts'

/** A backup that was looked at as a whole: everything is there, nothing was changed, and its keys open it. */
export type Checked = {
  readonly manifest: Manifest
  readonly keyring: KeyringManifest
  readonly vault: Vault
  /** The key of each organisation's part; of organisations without one nothing can be read. */
  readonly keys: ReadonlyMap<string, Buffer>
  /** Organisations in the backup whose key does not exist any more. */
  readonly unreadable: readonly string[]
  /** How far marks had been carried, by the newest backup or keyring in the target. */
  readonly knownMarks: number
  /** The migrations of this program that the backup's database had. */
  readonly migrations: readonly MigrationFile[]
}

const nothing = 'Nothing was changed here.'

/**
 * Reads a backup from its beginning to its end before anything is touched.
 * @param id which backup; the newest when left out
 * @throws BackupProblem when it is incomplete, was changed, belongs to another instance key, or to a newer program
 */
export async function checkBackup(
  target: Target,
  instance: InstanceKeys,
  migrationsFolder: string,
  id?: string,
): Promise<Checked> {
  const backups = await completeOnes(target, 'backups')
  const last = await newestOf(target, 'backups')
  const chosen = id ?? last
  if (!chosen || !backups.includes(chosen)) {
    throw new BackupProblem(
      id
        ? `There is no complete backup ${id} in ${target.where}. ${nothing} There are: ${backups.join(', ') || 'none'}.`
        : `There is no complete backup in ${target.where}. ${nothing}`,
    )
  }
  const signed = await readManifest(target, chosen)
  const vault = await readVault(target, instance, signed.manifest.key)
  refuseForged(signed, vault)
  const { manifest } = signed
  const migrations = fittingMigrations(manifest, readMigrations(migrationsFolder))
  const keyring = await newestKeyring(target, vault)
  await refuseIncomplete(target, manifest, keyring)
  const keys = await helped(keyring.id, organisationKeys(target, vault, keyring, instance))
  const unreadable = manifest.organisations.map((one) => one.id).filter((one) => !keys.has(one))
  await throughout(target, {
    ...manifest.directory,
    key: vault.keyFor('directory'),
    context: contexts.directory(chosen),
  })
  for (const { id: organisation, rows, files } of manifest.organisations) {
    const key = keys.get(organisation)
    if (!key) continue
    await throughout(target, { ...rows, key, context: contexts.rows(chosen, organisation) })
    await throughout(target, { ...files, key, context: contexts.files(chosen, organisation) })
  }
  const newest = last === undefined || last === chosen ? manifest : await signedOnly(target, last, vault)
  return {
    manifest,
    keyring,
    vault,
    keys,
    unreadable,
    migrations,
    knownMarks: Math.max(manifest.tombstones, newest?.tombstones ?? 0, keyring.tombstones),
  }
}

/** The newest keys open every backup: an organisation's key for it is derived from what rotations leave alone. */
export async function newestKeyring(target: Target, vault: Vault): Promise<KeyringManifest> {
  const newest = await newestOf(target, 'keyrings')
  if (!newest) {
    throw new BackupProblem(`${target.where} holds no keyring. Without the keys no backup can be opened. ${nothing}`)
  }
  return helped(
    newest,
    readKeyringManifest(target, newest).then((signed) => {
      refuseForged(signed, vault)
      return signed.manifest
    }),
  )
}

/** What to do about a damaged keyring: unlike with a backup, an older one does not help by itself. */
const helped = <T>(id: string, reading: Promise<T>): Promise<T> =>
  reading.catch((error: unknown) => {
    if (!(error instanceof BackupProblem)) throw error
    throw new BackupProblem(
      `keyrings/${id}, which every backup is opened with, cannot be used: ${error.message} Bring it back as it was, or lay its folder ` +
        'aside: then the keyring before it is taken, and who came after that one cannot be read.',
      { cause: error },
    )
  })

/** The list of contents of another backup, for what it knows; one that was forged knows nothing. */
export async function signedOnly(target: Target, id: string, vault: Vault): Promise<Manifest | undefined> {
  try {
    const signed = await readManifest(target, id)
    refuseForged(signed, vault)
    return signed.manifest
  } catch (error) {
    if (error instanceof UnusableList) return undefined
    throw error
  }
}

function fittingMigrations({ migrations, id }: Manifest, files: readonly MigrationFile[]): readonly MigrationFile[] {
  if (migrations.length > files.length) {
    throw new BackupProblem(
      `The backup ${id} was made by a newer program: its database has ${migrations.length} migrations, this program ` +
        `knows ${files.length}. ${nothing} Restore with the newer program.`,
    )
  }
  const other = migrations.find((one, place) => {
    const file = files[place]
    return !file || one.number !== file.number || one.checksum !== checksum(file)
  })
  if (other) {
    throw new BackupProblem(
      `The database of the backup ${id} has a migration ${other.number} (${other.name}) that is not the one of this ` +
        `program. ${nothing} Restore with the program that made it.`,
    )
  }
  return files.slice(0, migrations.length)
}

async function refuseIncomplete(target: Target, manifest: Manifest, keyring: KeyringManifest): Promise<void> {
  const there = new Map([
    ...(await target.list(`backups/${manifest.id}/`)).map(({ name, size }) => [name, size] as const),
    ...(await target.list(`keyrings/${keyring.id}/`)).map(({ name, size }) => [name, size] as const),
  ])
  const wanted = [
    manifest.directory,
    keyring.keys,
    ...manifest.organisations.flatMap(({ rows, files }) => [rows, files]),
  ]
  const wrong = wanted.filter(({ file, size }) => there.get(file) !== size)
  if (wrong.length === 0) return
  const told = wrong
    .slice(0, 5)
    .map(({ file, size }) => `${file} (${there.get(file) ?? 'none'} instead of ${size} bytes)`)
  throw new BackupProblem(
    `The backup ${manifest.id} is not complete: ${told.join(', ')}${wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''}. ${nothing}`,
  )
}

export type PartOf = { readonly file: string; readonly key: Buffer; readonly context: string }

/** Opens a part; damage is told in words. */
export async function* openPart(target: Target, { file, key, context }: PartOf): AsyncGenerator<Buffer> {
  const content = await target.get(file)
  if (!content) throw new BackupProblem(`${file} vanished from ${target.where} while it was read. ${nothing}`)
  try {
    yield* openStream(key, context, content)
  } catch (error) {
    if (!(error instanceof SealedStreamError)) throw error
    throw new BackupProblem(`${file} in ${target.where} cannot be restored: ${error.message} ${nothing}`, {
      cause: error,
    })
  }
}

async function throughout(target: Target, part: PartOf): Promise<void> {
  for await (const _ of openPart(target, part)) void _
}

export const keyringPart = (vault: Vault, keyring: KeyringManifest): PartOf => ({
  file: keyring.keys.file,
  key: vault.keyFor('keyring'),
  context: contexts.keyring(keyring.id),
})

export type KeyringSection = RowsHeading | KeyFileHeading
export const isKeyFile = (heading: KeyringSection): heading is KeyFileHeading =>
  'file' in heading && heading.file === LEDGER_KEY

type KeyRow = { wrapped: Buffer; previous: Buffer | null; root: Buffer | null }

/** The backup key of each organisation, out of the rows of the keyring. */
async function organisationKeys(
  target: Target,
  vault: Vault,
  keyring: KeyringManifest,
  instance: InstanceKeys,
): Promise<Map<string, Buffer>> {
  const keys = new Map<string, Buffer>()
  const columns = new Map(
    keyring.organisations.flatMap(({ id, tables }) => {
      const found = tables.find(({ name }) => name === 'organisation_keys')
      return found ? [[id, found.columns.map(({ name }) => name)] as const] : []
    }),
  )
  for await (const { heading, content } of sections<KeyringSection>(
    decompressed(openPart(target, keyringPart(vault, keyring))),
  )) {
    const pieces: Uint8Array[] = []
    const wanted = !isKeyFile(heading) && heading.table === 'organisation_keys'
    for await (const piece of content) if (wanted) pieces.push(Buffer.from(piece))
    if (!wanted || !heading.organisation) continue
    const row = firstRow(Buffer.concat(pieces), columns.get(heading.organisation) ?? [])
    if (!row?.['wrapped']) continue
    const opened = await unwrapOrganisationKeys(instance, heading.organisation, {
      wrapped: row['wrapped'],
      previous: row['previous'] ?? null,
      root: row['root'] ?? null,
    } satisfies KeyRow)
    keys.set(heading.organisation, organisationKeyFor(opened, 'backup'))
  }
  return keys
}

const SIGNATURE = 11
const FIXED = SIGNATURE + 4

/** The first row of a binary COPY (PostgreSQL documentation, COPY, "Binary Format"): field by name, null for NULL. */
export function firstRow(copy: Buffer, columns: readonly string[]): Record<string, Buffer | null> | undefined {
  let at = FIXED + 4 + copy.readUInt32BE(FIXED)
  const fields = copy.readInt16BE(at)
  if (fields < 0) return undefined
  at += 2
  const row: Record<string, Buffer | null> = {}
  for (let place = 0; place < fields; place++) {
    const length = copy.readInt32BE(at)
    at += 4
    row[columns[place] ?? ''] = length < 0 ? null : copy.subarray(at, at + length)
    at += Math.max(length, 0)
  }
  return row
}
