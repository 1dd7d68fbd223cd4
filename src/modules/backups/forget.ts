import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import type { House } from '#platform/data/scope.ts'
import { sealStream } from '#platform/keys/sealed-stream.ts'
import { compressed, decompressed, framed, sections, type Section } from './frames.ts'
import { BACKUP_LOCK } from './make/backup.ts'
import { contexts, type RowsHeading } from './make/names.ts'
import {
  backupFolder,
  completeOnes,
  isId,
  keyringFolder,
  readKeyringManifest,
  readManifest,
  refuseForged,
  type TablePart,
  writeKeyringManifest,
  writeManifest,
} from './manifest.ts'
import { isKeyFile, keyringPart, type KeyringSection, openPart } from './restore/check.ts'
import { BackupProblem } from './problem.ts'
import type { Target } from './target/target.ts'
import { openVault, type Vault } from './vault.ts'

export type Forgotten = { readonly keyrings: number; readonly backups: number }

/**
 * Takes an organisation that ended out of everything in the target: its keys first, so that nothing of it can be read from
 * that moment on, then its parts and its entry in each backup's directory. One that is damaged keeps no other from it. What remains of every backup is signed anew and
 * can be restored as before. Waits for a backup that is being made. May be called again after an interruption; it goes on.
 * @throws BackupProblem at the end, when it is still in what cannot be read
 */
export async function forgetOrganisation(
  house: Pick<House, 'maintenance' | 'instanceKey'>,
  target: Target,
  organisation: string,
): Promise<Forgotten> {
  const client = new pg.Client({ ...house.maintenance, application_name: 'belegt end of organisation' })
  client.on('error', () => undefined) // what is left is done by the next call
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [BACKUP_LOCK])
    const vault = await openVault(target, house.instanceKey)
    await removeTorn(target)
    const left: string[] = []
    const outOf = async (kind: 'keyrings' | 'backups', without: typeof withoutKeys): Promise<number> => {
      let count = 0
      for (const id of await completeOnes(target, kind)) {
        const done = await without(target, vault, id, organisation).catch((error: unknown) => {
          if (!(error instanceof BackupProblem)) throw error
          left.push(`${kind}/${id} (${error.message})`)
          return false
        })
        if (done) count++
      }
      return count
    }
    const forgotten = { keyrings: await outOf('keyrings', withoutKeys), backups: await outOf('backups', withoutParts) }
    if (left.length === 0) return forgotten
    throw new BackupProblem(
      `The organisation was taken out of all backups in ${target.where} but those that cannot be read: ${left.join('; ')}. Bring these ` +
        'back as they were, or remove their folders; it is tried again.',
    )
  } finally {
    await client.end() // the lock goes with it
  }
}

/** What an interrupted backup or an earlier call left: nobody makes one now, so it is of no use to anybody. */
async function removeTorn(target: Target): Promise<void> {
  for (const kind of ['backups', 'keyrings'] as const) {
    const complete = new Set(await completeOnes(target, kind))
    for (const { name } of await target.list(`${kind}/`)) {
      const id = name.split('/')[1] ?? ''
      if (isId(id) && !complete.has(id)) await target.remove(name)
    }
  }
}

/** A name that no file has: the list of contents is changed in one step, from the old file to the new one. */
const anew = (file: string): string => `${file.replace(/\.[0-9a-f]{8}$/, '')}.${randomBytes(4).toString('hex')}`

/** Files that the list of contents does not name. */
async function removeUnnamed(target: Target, folder: string, named: readonly string[]): Promise<void> {
  for (const { name } of await target.list(folder))
    if (!named.includes(name) && name !== `${folder}manifest.json`) await target.remove(name)
}

async function withoutKeys(target: Target, vault: Vault, id: string, organisation: string): Promise<boolean> {
  const signed = await readKeyringManifest(target, id)
  refuseForged(signed, vault)
  const { manifest } = signed
  if (!manifest.organisations.some((one) => one.id === organisation)) {
    await removeUnnamed(target, keyringFolder(id), [manifest.keys.file])
    return false
  }
  const kept = async function* (): AsyncGenerator<Section<KeyringSection>> {
    for await (const section of sections<KeyringSection>(
      decompressed(openPart(target, keyringPart(vault, manifest))),
    )) {
      if (isKeyFile(section.heading) || section.heading.organisation !== organisation) yield section
      else for await (const _ of section.content) void _
    }
  }
  const file = anew(manifest.keys.file)
  const size = await target.put(
    file,
    sealStream(vault.keyFor('keyring'), contexts.keyring(id), compressed(framed(kept()))),
  )
  const organisations = manifest.organisations.filter((one) => one.id !== organisation)
  await writeKeyringManifest(target, { ...manifest, keys: { file, size }, organisations }, vault)
  await removeUnnamed(target, keyringFolder(id), [file])
  return true
}

async function withoutParts(target: Target, vault: Vault, id: string, organisation: string): Promise<boolean> {
  const signed = await readManifest(target, id)
  refuseForged(signed, vault)
  const { manifest } = signed
  const named = (of: typeof manifest) => [
    of.directory.file,
    ...of.organisations.flatMap(({ rows, files }) => [rows.file, files.file]),
  ]
  if (!manifest.organisations.some((one) => one.id === organisation)) {
    await removeUnnamed(target, backupFolder(id), named(manifest))
    return false
  }
  const [key, context] = [vault.keyFor('directory'), contexts.directory(id)]
  let table: TablePart = manifest.directory.table
  const kept = async function* (): AsyncGenerator<Section<RowsHeading>> {
    const part = openPart(target, { file: manifest.directory.file, key, context })
    for await (const { heading, content } of sections<RowsHeading>(decompressed(part))) {
      const rows = withoutRow(Buffer.concat(await Array.fromAsync(content)), table, organisation)
      table = { ...table, rows: rows.count, digest: createHash('sha256').update(rows.copy).digest('hex') }
      yield {
        heading,
        content: (async function* () {
          yield rows.copy
        })(),
      }
    }
  }
  const file = anew(manifest.directory.file)
  const size = await target.put(file, sealStream(key, context, compressed(framed(kept()))))
  const organisations = manifest.organisations.filter((one) => one.id !== organisation)
  const fresh = { ...manifest, directory: { file, size, table }, organisations }
  await writeManifest(target, fresh, vault)
  await removeUnnamed(target, backupFolder(id), named(fresh))
  return true
}

const FIXED = 11 + 4 // signature and flags

/** A binary COPY (PostgreSQL documentation, COPY, "Binary Format") without the row of this id. */
export function withoutRow(
  copy: Buffer,
  { columns }: Pick<TablePart, 'columns'>,
  id: string,
): { readonly copy: Buffer; readonly count: number } {
  const place = columns.findIndex(({ name }) => name === 'id')
  const wanted = Buffer.from(id.replaceAll('-', ''), 'hex')
  let at = FIXED + 4 + copy.readUInt32BE(FIXED)
  const parts = [copy.subarray(0, at)]
  let count = 0
  for (;;) {
    const begin = at
    const fields = copy.readInt16BE(at)
    at += 2
    if (fields < 0) break
    let isIt = false
    for (let field = 0; field < fields; field++) {
      const length = Math.max(copy.readInt32BE(at), 0)
      at += 4
      if (field === place) isIt = copy.subarray(at, at + length).equals(wanted)
      at += length
    }
    if (isIt) continue
    parts.push(copy.subarray(begin, at))
    count++
  }
  return { copy: Buffer.concat([...parts, copy.subarray(at - 2)]), count }
}
