import { join } from 'node:path'
import pg from 'pg'
import type { Clock } from '#platform/clock/clock.ts'
import { migrate } from '#platform/data/migrate.ts'
import type { House } from '#platform/data/scope.ts'
import { diskBlobs } from '#platform/files/disk.ts'
import type { InstanceKeys } from '#platform/keys/instance-key.ts'
import { restoreState } from '../closed.ts'
import { newestOf, readManifest, refuseForged } from '../manifest.ts'
import { BackupProblem } from '../problem.ts'
import type { Target } from '../target/target.ts'
import { type Part, partsOf } from '../runs.ts'
import { readMarks } from '../tombstones.ts'
import { readVault } from '../vault.ts'
import { checkBackup, newestKeyring, signedOnly } from './check.ts'
import { loadFiles, loadLedgerKey } from './files.ts'
import { loadRows } from './load.ts'
import { type LostStates, openSystem, replay, type Replayed } from './replay.ts'
import { prepareSchema } from './schema.ts'

/** The place a backup is restored into: an empty database and its data folder. */
export type Place = {
  readonly dataFolder: string
  readonly login: { readonly app: pg.ClientConfig; readonly owner: pg.ClientConfig }
  /** Folder of the program's migrations. */
  readonly migrations: string
  readonly instanceKey: InstanceKeys
  readonly clock: Clock
  /** Opens the house on this place although it is closed. */
  readonly openHouse: () => Promise<House & { close(): Promise<void> }>
}

export type RestoreWish = {
  /** Which backup; the newest when left out. */
  readonly backup?: string | undefined
  /** The reason of a person who decides to open although marks of erased people are missing; kept with the restore. */
  readonly withoutAllMarks?: string | undefined
  /** Goes on although the keys of organisations are gone of which nobody knows that they ended. */
  readonly withoutMissingKeys?: boolean
  /** Files or folders with signed states of the ledgers that left the old machine: what the backup does not know of is declared lost. */
  readonly copies?: readonly string[]
  readonly step?: (name: string) => void
}

export type Restored = {
  readonly backup: string
  readonly takenAt: string
  readonly tables: number
  readonly rows: number
  readonly files: number
  /** What each organisation's part held. */
  readonly parts: readonly Part[]
  readonly replayed: Replayed
  /** Organisations whose key was destroyed: their part of the backup stays unreadable. */
  readonly unreadable: readonly string[]
  /** Up to when erasures are known. */
  readonly marksUntil: string | undefined
  readonly marksMissing: string | undefined
  /** Ledgers that go on from before what was signed, each with what is lost. */
  readonly forks: readonly LostStates[]
}

/**
 * Restores a backup into an empty system. It is looked at as a whole first; rows come in one transaction that also
 * closes the system; what was erased since the backup is erased again; only then it opens. Killed at any step, the next
 * call begins anew (nothing was there yet) or goes on with the erasures.
 * @throws BackupProblem, KeyProblem; then nothing was changed, or the system is closed and says what to do
 */
export async function restore(target: Target, place: Place, wish: RestoreWish = {}): Promise<Restored> {
  const { step = () => undefined } = wish
  const started = place.clock.now()
  const half = await halfDone(place.login.owner)
  if (half && wish.backup !== undefined && wish.backup !== half.backup) {
    throw new BackupProblem(
      `This system was restored from ${half.backup} and waits for its erasures. Run "belegt restore" without naming another backup.`,
    )
  }
  const loaded = half ? await resumed(target, place, half.backup) : await fresh(target, place, wish, step)
  step('migrate')
  await migrate({ login: place.login.owner, folder: place.migrations, now: place.clock.now() })
  const marks = await readMarks(target, loaded.vault, loaded.manifest.tombstones, loaded.knownMarks)
  if (marks.missing && wish.withoutAllMarks === undefined) {
    throw new BackupProblem(
      `The rows of ${loaded.manifest.id} are restored, but the system stays closed: ${marks.missing}, so nobody knows ` +
        'everybody who was erased since. Bring the files back to the target and run "belegt restore" again; or decide to ' +
        'open nevertheless with: belegt restore --without-all-marks "reason". The decision is recorded.',
    )
  }
  const house = await place.openHouse()
  try {
    const replayed = await replay(house, marks, step)
    step('open')
    const forks = await openSystem(house, {
      backup: loaded.manifest.id,
      started,
      replayed,
      parts: partsOf(loaded.manifest),
      whole: marks.missing === undefined,
      decision: marks.missing ? wish.withoutAllMarks : undefined,
      copies: wish.copies ?? [],
    })
    step('done')
    return {
      backup: loaded.manifest.id,
      takenAt: loaded.manifest.takenAt,
      tables: loaded.tables,
      rows: loaded.rows,
      files: loaded.files,
      parts: partsOf(loaded.manifest),
      replayed,
      unreadable: loaded.unreadable,
      marksUntil: marks.until,
      marksMissing: marks.missing,
      forks,
    }
  } finally {
    await house.close()
  }
}

async function halfDone(owner: pg.ClientConfig) {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    const state = await restoreState(client)
    return state?.state === 'closed' ? state : undefined
  } finally {
    await client.end()
  }
}

async function fresh(target: Target, place: Place, wish: RestoreWish, step: (name: string) => void) {
  step('check')
  const checked = await checkBackup(target, place.instanceKey, place.migrations, wish.backup)
  const { manifest, keyring, vault, unreadable, knownMarks } = checked
  if (unreadable.length > 0 && !wish.withoutMissingKeys) {
    const { ended } = await readMarks(target, vault, manifest.tombstones, knownMarks)
    const unknown = unreadable.filter((id) => !ended.includes(id))
    if (unknown.length > 0) {
      throw new BackupProblem(
        `There are no keys for ${unknown.length} organisations of the backup ${manifest.id} (${unknown.join(', ')}), and ` +
          'nothing says that they ended. Nothing was changed. To restore without them: belegt restore --without-missing-keys',
      )
    }
  }
  if (keyring.tombstones < manifest.tombstones && !wish.withoutMissingKeys) {
    throw new BackupProblem(
      `The newest keyring (${keyring.id}) is older than the backup ${manifest.id}: who came in between could not be read. Nothing was ` +
        `changed. Bring keyrings/${manifest.id} back, or take a backup that is not newer than the keyring. To restore nevertheless: ` +
        'belegt restore --without-missing-keys',
    )
  }
  step('schema')
  await prepareSchema(place.login.owner, checked.migrations, place.clock.now())
  const files = await loadFiles(diskBlobs(join(place.dataFolder, 'blobs')), target, checked, step)
  await loadLedgerKey(place.dataFolder, target, checked)
  const rows = await loadRows(place.login.owner, target, checked, place.clock.now(), step)
  return { manifest, vault, unreadable, knownMarks, ...files, ...rows }
}

/** What was restored before stays as it was compared; what is left are the erasures. */
async function resumed(target: Target, place: Place, id: string) {
  const signed = await readManifest(target, id)
  const vault = await readVault(target, place.instanceKey, signed.manifest.key)
  refuseForged(signed, vault)
  const keyring = (await newestOf(target, 'keyrings')) ? await newestKeyring(target, vault) : undefined
  const last = await newestOf(target, 'backups')
  const backup = last ? await signedOnly(target, last, vault) : undefined
  const knownMarks = Math.max(keyring?.tombstones ?? 0, backup?.tombstones ?? 0)
  return { manifest: signed.manifest, vault, unreadable: [], knownMarks, tables: 0, rows: 0, files: 0 }
}
