import { createPrivateKey, type KeyObject } from 'node:crypto'
import { access, chmod, mkdir, open, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KeyProblem } from '#platform/keys/instance-key.ts'
import { newSigningKey, publicKeyOf } from './note.ts'

/** The instance's key for checkpoints; `publicKey` has 32 bytes. */
export type SigningKey = { readonly key: KeyObject; readonly publicKey: Uint8Array }

export const signingKeyPath = (dataFolder: string): string => join(dataFolder, 'keys', 'ledger.pem')

const opened = new Map<string, Promise<SigningKey>>()

/**
 * The Ed25519 key that signs the checkpoints of every ledger of this installation: `keys/ledger.pem` in the data folder
 * (mode 0600), made on the first use and never overwritten. Read once per process.
 * @throws KeyProblem when it holds something else, or is lost although states were signed with it; nothing is signed then
 */
export function signingKey(dataFolder: string): Promise<SigningKey> {
  const path = signingKeyPath(dataFolder)
  const known = opened.get(path)
  if (known) return known
  const reading = refuseLost(dataFolder, path).then(() => readOrMake(path))
  opened.set(path, reading)
  reading.catch(() => opened.delete(path))
  return reading
}

/** Another key could not continue what was signed: the ledgers would stand still, and copies outside would ring. */
async function refuseLost(dataFolder: string, path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  const signed = isThere ? [] : await readdir(join(dataFolder, 'ledger')).catch(() => [])
  if (signed.length === 0) return
  throw new KeyProblem(
    `${path} is missing: the key that signs the ledgers. Nothing was signed and no new key was made; entries are kept and wait. Bring ` +
      'the file back; a data folder into which a backup was restored holds it.',
  )
}

async function readOrMake(path: string): Promise<SigningKey> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const made = newSigningKey('belegt').privateKeyPem
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(made)
      await file.sync()
    } finally {
      await file.close()
    }
    return keyFrom(made, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600)
  return keyFrom(await readFile(path, 'utf8'), path)
}

function keyFrom(pem: string, path: string): SigningKey {
  try {
    const key = createPrivateKey(pem)
    return { key, publicKey: publicKeyOf(key) }
  } catch (error) {
    throw new KeyProblem(
      `${path} is not the ledger's signing key (Ed25519, PEM). No checkpoint was signed, entries are kept and wait; ` +
        'restore the right file.',
      { cause: error },
    )
  }
}
