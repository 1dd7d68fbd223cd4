import { createHash } from 'node:crypto'
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobRef, BlobStore } from '#platform/files/blobs.ts'
import { decompressed, sections } from '../frames.ts'
import { contexts, type FileHeading, LEDGER_KEY } from '../make/names.ts'
import { BackupProblem } from '../problem.ts'
import type { Target } from '../target/target.ts'
import { type Checked, isKeyFile, keyringPart, type KeyringSection, openPart } from './check.ts'

/**
 * Puts all files back under their ids, reads them again and compares. Goes before the rows: a file without a row is
 * nothing, and the next try replaces it.
 * @throws BackupProblem when a file differs from the one that was backed up
 */
export async function loadFiles(
  blobs: BlobStore,
  target: Target,
  { manifest, keys }: Checked,
  step: (name: string) => void,
): Promise<{ files: number; bytes: number }> {
  let [count, bytes] = [0, 0]
  for (const { id: organisation, files } of manifest.organisations) {
    const key = keys.get(organisation)
    if (!key) continue
    step(`files of ${organisation}`)
    const part = openPart(target, { ...files, key, context: contexts.files(manifest.id, organisation) })
    const stored: BlobRef[] = []
    for await (const { heading, content } of sections<FileHeading>(decompressed(part))) {
      stored.push(await blobs.putBack(organisation, heading.id, content))
    }
    await blobs.settle(organisation)
    const list = createHash('sha256')
    for (const ref of stored) {
      for await (const _ of await blobs.get(organisation, ref)) void _
      list.update(`${ref.id} ${ref.size} ${ref.sha256}\n`)
      bytes += ref.size
    }
    count += stored.length
    if (stored.length !== files.count || list.digest('hex') !== files.digest) {
      throw new BackupProblem(
        `The files that were restored are not those that were backed up (organisation ${organisation}). No row was ` +
          'restored; the system is empty as before.',
      )
    }
  }
  return { files: count, bytes }
}

/** Puts back the key that signs the ledgers; one that this empty system made meanwhile is laid aside. */
export async function loadLedgerKey(dataFolder: string, target: Target, checked: Checked): Promise<void> {
  const part = openPart(target, keyringPart(checked.vault, checked.keyring))
  for await (const { heading, content } of sections<KeyringSection>(decompressed(part))) {
    const pieces: Uint8Array[] = []
    for await (const piece of content) if (isKeyFile(heading)) pieces.push(Buffer.from(piece))
    if (!isKeyFile(heading)) continue
    const folder = join(dataFolder, 'keys')
    const path = join(folder, LEDGER_KEY)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await rename(path, `${path}.before-restore`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    await writeFile(path, Buffer.concat(pieces), { mode: 0o600 })
    await chmod(path, 0o600)
  }
}
