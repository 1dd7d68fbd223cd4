import { createHash } from 'node:crypto'
import { chmod, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { InstanceKeys } from '../data/scope.ts'
import { type Key, newKey, unwrapKey, wrapKey } from './keyring.ts'

const LENGTH = 32
/** What was wrapped before keys had ids: nonce, key and tag, nothing else. */
const WITHOUT_ID = 12 + LENGTH + 16
const VERSION = 1
const ID = 8

/** A key is missing, wrong or not to be had. The message says so, that nothing was changed, and what to do. */
export class KeyProblem extends Error {
  override name = 'KeyProblem'
}

/** Something that wraps organisations' keys: a key of this machine, or a service elsewhere. */
export type Wrapper = {
  /** 16 hex digits that name the key and say nothing of it. */
  readonly id: string
  /** A key of this machine: may have wrapped what is older than ids. */
  readonly local?: true
  wrap(key: Key, owner: string): Promise<Uint8Array>
  /** @throws when it was wrapped by another key or for another owner */
  unwrap(box: Uint8Array, owner: string): Promise<Key>
}

export type { InstanceKeys } from '../data/scope.ts'

/** The id of the key something was wrapped with; undefined for what is older than ids. */
export const wrappedBy = (wrapped: Uint8Array): string | undefined =>
  wrapped.length === WITHOUT_ID || wrapped[0] !== VERSION
    ? undefined
    : Buffer.from(wrapped.subarray(1, 1 + ID)).toString('hex')

export const keyId = (key: Key): string =>
  createHash('sha256')
    .update('belegt instance key')
    .update(key)
    .digest('hex')
    .slice(0, 2 * ID)

export const localWrapper = (key: Key): Wrapper => ({
  id: keyId(key),
  local: true,
  wrap: async (of, owner) => wrapKey(key, of, owner),
  unwrap: async (box, owner) => unwrapKey(key, box, owner),
})

/**
 * @param read gives the wrappers, the current one first; asked again before wrapping and for an unknown id, so that a
 * running process goes along with a rotation that another one makes
 */
export function instanceKeysFrom(read: () => Promise<readonly Wrapper[]>): InstanceKeys {
  let known: readonly Wrapper[] = []
  const renewed = async (): Promise<Wrapper> => {
    known = await read()
    const [first] = known
    if (!first) throw new KeyProblem('There is no instance key. Nothing was changed.')
    return first
  }
  const opened = async (wrapped: Uint8Array, owner: string): Promise<Key | undefined> => {
    const id = wrappedBy(wrapped)
    const box = id === undefined ? wrapped : wrapped.subarray(1 + ID)
    for (const one of known) {
      if (id === undefined ? !one.local : one.id !== id) continue
      try {
        return await one.unwrap(box, owner)
      } catch (error) {
        if (error instanceof KeyProblem) throw error
      }
    }
    return undefined
  }
  return {
    current: async () => (await renewed()).id,
    async wrap(key, owner) {
      const first = await renewed()
      return Buffer.concat([Buffer.from([VERSION]), Buffer.from(first.id, 'hex'), await first.wrap(key, owner)])
    },
    async unwrap(wrapped, owner) {
      const at_once = known.length > 0 ? await opened(wrapped, owner) : undefined
      if (at_once) return at_once
      await renewed()
      const key = await opened(wrapped, owner)
      if (key) return key
      const id = wrappedBy(wrapped)
      const here = known.map((one) => one.id).join(', ')
      throw new KeyProblem(
        `The key of ${owner} does not open with the instance key of this installation (${here}${
          id && !known.some((one) => one.id === id) ? `; it was wrapped with ${id}` : ''
        }). Nothing was changed or deleted. Put the right instance key back: keys/instance.key or BELEGT_INSTANCE_KEY.`,
      )
    },
  }
}

/** Keys held in memory only; for tests and benches. */
export const instanceKeysOf = (...keys: readonly Key[]): InstanceKeys =>
  instanceKeysFrom(async () => keys.map(localWrapper))

export function parseInstanceKey(text: string, from: string): Key {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== LENGTH) {
    throw new KeyProblem(
      `The instance key from ${from} is not ${LENGTH} bytes in base64. Nothing was changed; restore the right key.`,
    )
  }
  return key
}

export const instanceKeyPath = (dataFolder: string): string => join(dataFolder, 'keys', 'instance.key')

/** The keys in the file, one a line, the current one first; undefined when there is no file. */
export async function readKeyFile(path: string): Promise<Key[] | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) throw new KeyProblem(`${path} is empty. Nothing was changed; restore the right key.`)
  return lines.map((line) => parseInstanceKey(line, path))
}

/** Writes the file anew: whole or not at all, and durable when it resolves. */
export async function writeKeyFile(path: string, keys: readonly Key[]): Promise<void> {
  const aside = `${path}.new`
  await rm(aside, { force: true })
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(keys.map((key) => `${key.toString('base64')}\n`).join(''))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(aside, path)
  await using folder = await open(dirname(path))
  await folder.sync()
}

export type InstanceKeySource = {
  readonly dataFolder: string
  /** BELEGT_INSTANCE_KEY: instead of the file. */
  readonly fromEnvironment?: string | undefined
  /** BELEGT_INSTANCE_KEY_ALSO: another key that is accepted while one is replaced by the other. */
  readonly also?: string | undefined
  /** An external key service, which then wraps; keys of this machine are only read. */
  readonly service?: Wrapper | undefined
  /** Whether a missing file may be made: only where nothing is wrapped yet. */
  readonly mayMake: boolean
}

/**
 * The instance keys, which wrap every organisation's key: from a service, from the environment, else from
 * `keys/instance.key` in the data folder (mode 0600), which is made on the first start and never overwritten.
 * @throws KeyProblem when there is none and none may be made
 */
export async function openInstanceKeys(from: InstanceKeySource): Promise<InstanceKeys> {
  const path = instanceKeyPath(from.dataFolder)
  const own = async (): Promise<readonly Key[] | undefined> =>
    from.fromEnvironment ? [parseInstanceKey(from.fromEnvironment, 'BELEGT_INSTANCE_KEY')] : readKeyFile(path)
  const read = async (): Promise<readonly Wrapper[]> => {
    const keys = [...((await own()) ?? [])]
    if (from.also) keys.push(parseInstanceKey(from.also, 'BELEGT_INSTANCE_KEY_ALSO'))
    return [...(from.service ? [from.service] : []), ...keys.map(localWrapper)]
  }
  if (!from.service && (await own()) === undefined) {
    if (!from.mayMake) {
      throw new KeyProblem(
        `${path} is missing, but there are organisations whose keys were wrapped with it. Nothing was changed or ` +
          'deleted, and no new key was made. Put the file back from where you keep it (docs/operating/backups.md).',
      )
    }
    await writeKeyFile(path, [newKey()])
  }
  const keys = instanceKeysFrom(read)
  await keys.current()
  return keys
}
