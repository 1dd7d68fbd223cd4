import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { broken, kept, notYet, SCRATCH, type Check, type Checks, type Evidence, type Probe } from '#privacy'
import { drill } from './drill.ts'
import type { BackupPorts } from './jobs.ts'
import { makeBackup, type Source } from './make/backup.ts'
import { completeOnes, readManifest, refuseForged, timeOf } from './manifest.ts'
import { BACKUP_AT_LEAST_EVERY_HOURS } from './runs.ts'
import { checkBackup } from './restore/check.ts'
import { directoryTarget } from './target/directory.ts'
import type { Target } from './target/target.ts'
import { readVault } from './vault.ts'

/** What is wrong with the backups that lie in the target; undefined when nothing is. Looks at the files, at no report. */
async function wrongAt(
  target: Target,
  source: Source,
  { keepDays, keyringDays }: BackupPorts['settings'],
): Promise<string | undefined> {
  const now = source.clock.now()
  const older = (id: string, hours: number) => Temporal.Instant.compare(timeOf(id), now.subtract({ hours })) < 0
  const [backups, keyrings] = [await completeOnes(target, 'backups'), await completeOnes(target, 'keyrings')]
  const newest = backups.find((id) => Temporal.Instant.compare(timeOf(id), now.add({ minutes: 5 })) <= 0)
  if (!newest) return 'there is no backup yet'
  if (older(newest, BACKUP_AT_LEAST_EVERY_HOURS)) return `the newest backup is ${newest}`
  if (!keyrings[0] || older(keyrings[0], BACKUP_AT_LEAST_EVERY_HOURS))
    return 'the newest keyring is more than a day old'
  const day = 24
  const stale = backups.slice(1).find((id) => older(id, day * (keepDays + 1)))
  if (stale) return `the backup ${stale} is older than ${keepDays} days`
  const staleKeys = keyrings.slice(1).find((id) => older(id, day * (keyringDays + 1)))
  if (staleKeys) return `the keyring ${staleKeys} is older than ${keyringDays} days`
  const signed = await readManifest(target, newest)
  refuseForged(signed, await readVault(target, source.instanceKey, signed.manifest.key))
  const there = new Map((await target.list(`backups/${newest}/`)).map(({ name, size }) => [name, size]))
  const parts = signed.manifest.organisations.flatMap(({ rows, files }) => [rows, files])
  const missing = [signed.manifest.directory, ...parts].find(({ file, size }) => there.get(file) !== size)
  return missing ? `${missing.file} of the newest backup is not as it was written` : undefined
}

/** Something of the scratch organisations goes a whole way: backed up, restored, compared; and refused once tampered with. */
async function tried({ scratch, organisation, neighbour }: Probe, ports: BackupPorts): Promise<Evidence> {
  const folder = await mkdtemp(join(tmpdir(), 'belegt-check-'))
  try {
    const target = directoryTarget(folder)
    const made = await makeBackup(scratch, target, { only: [organisation.id, neighbour.id] })
    const restored = await drill(scratch, target, ports)
    if (restored.parts.length !== 2 || restored.files !== made.files)
      return broken(`of two organisations ${restored.parts.length} came back, of ${made.files} files ${restored.files}`)
    const path = join(folder, 'backups', made.id, `${organisation.id}.rows`)
    const bytes = await readFile(path)
    const place = bytes.length - 20
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place)
    await writeFile(path, bytes)
    const opened = await checkBackup(target, scratch.instanceKey, ports.migrations).then(
      () => true,
      () => false,
    )
    return opened
      ? broken('a backup that was changed by one bit would be restored')
      : kept(
          `${restored.rows} rows of ${restored.tables} tables backed up, restored and equal; one bit changed is refused`,
        )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const backedUp =
  (ports: BackupPorts): Check =>
  async (probe) => {
    const trial = await tried(probe, ports)
    if (trial.kept !== true) return trial
    const real = (await probe.house.directory.all()).some(
      ({ demo, slug }) => !demo && !slug.startsWith(SCRATCH) && slug !== probe.operator.slug,
    )
    const target = ports.target()
    if (!target) {
      return real
        ? notYet(`${trial.evidence}; but none are made: BELEGT_BACKUP_TARGET is not set`)
        : kept(`${trial.evidence}; nobody real is here whose data a schedule would back up`)
    }
    const wrong = await wrongAt(target, probe.house, ports.settings)
    // in its first hours an installation has had no night yet
    const young = probe.house.clock.now().subtract({ hours: BACKUP_AT_LEAST_EVERY_HOURS })
    if (wrong && real && Temporal.Instant.compare(probe.operator.created_at, young) < 0) return broken(wrong)
    return kept(`${trial.evidence}; ${wrong ?? 'the newest backup is whole and of the last night, none is too old'}`)
  }

/** The checks of this module. */
export const backupChecks = (ports: BackupPorts): Checks => ({ 'optigem/backups': backedUp(ports) })
