import { type InstanceKeys, KeyProblem } from '#platform/keys/instance-key.ts'
import { derive, type Key, mac, newKey } from '#platform/keys/keyring.ts'
import { BackupProblem } from './problem.ts'
import { readText, type Target } from './target/target.ts'

const FILE = 'key.json'
const OWNER = 'the backups'

/**
 * The key of one target. It seals what belongs to no organisation (directory, keyring, marks of erased people) and signs
 * the manifests; the parts of organisations are sealed under their own keys.
 */
export type Vault = {
  /** Names the target: what was carried to one has not been carried to another. */
  readonly id: string
  /** The key as it lies in the target, for manifests: with it a lost `key.json` does no harm. */
  readonly wrapped: string
  keyFor(use: string): Key
  /** A MAC over a text, in hex. */
  sign(text: string): string
}

/** Derived, so that it is the same wherever the key is read from; formed like a random id. */
const idOf = (key: Key): string =>
  derive(key, 'backup target')
    .toString('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')

const vaultOf = (key: Key, wrapped: Uint8Array): Vault => ({
  id: idOf(key),
  wrapped: Buffer.from(wrapped).toString('base64'),
  keyFor: (use) => derive(key, `backup ${use}`),
  sign: (text) => mac(derive(key, 'backup manifest'), text).toString('hex'),
})

async function stored(target: Target): Promise<Buffer | undefined> {
  const text = await readText(target, FILE)
  if (text === undefined) return undefined
  try {
    const { wrapped } = JSON.parse(text) as { wrapped?: unknown }
    if (typeof wrapped === 'string') return Buffer.from(wrapped, 'base64')
  } catch {
    // said below
  }
  throw new BackupProblem(`${FILE} in ${target.where} was damaged. Nothing was changed.`)
}

const write = (target: Target, wrapped: Uint8Array): Promise<number> =>
  target.put(FILE, [
    Buffer.from(`${JSON.stringify({ version: 1, wrapped: Buffer.from(wrapped).toString('base64') })}\n`),
  ])

/** The vault for making backups; its key is made on the first use. @throws KeyProblem, BackupProblem */
export async function openVault(target: Target, instance: InstanceKeys): Promise<Vault> {
  const wrapped = await stored(target)
  if (wrapped) return vaultOf(await instance.unwrap(wrapped, OWNER), wrapped)
  if ((await target.list('backups/')).length > 0) {
    throw new BackupProblem(
      `${target.where} holds backups, but ${FILE} is missing. Nothing was written. Put the file back, or use an empty target.`,
    )
  }
  const key = newKey()
  const made = await instance.wrap(key, OWNER)
  await write(target, made)
  return vaultOf(key, made)
}

/**
 * The vault for reading: from the target's file, else from the copy in a manifest.
 * @throws KeyProblem when this installation's instance key is not the one the backups were made under
 */
export async function readVault(target: Target, instance: InstanceKeys, copy?: string): Promise<Vault> {
  const tried = [await stored(target).catch(() => undefined), copy ? Buffer.from(copy, 'base64') : undefined]
  let problem: unknown
  for (const wrapped of tried) {
    if (!wrapped) continue
    try {
      return vaultOf(await instance.unwrap(wrapped, OWNER), wrapped)
    } catch (error) {
      if (!(error instanceof KeyProblem)) throw error
      problem ??= error
    }
  }
  throw new BackupProblem(
    problem
      ? `The backups in ${target.where} were made under another instance key than this installation has. Nothing was ` +
          'changed. Put the instance key of that time into keys/instance.key (or BELEGT_INSTANCE_KEY) and try again.'
      : `${target.where} holds no backup key (${FILE}). Nothing was changed. Is this the right place?`,
    { cause: problem },
  )
}

/** Wraps the target's key anew under the current instance key; part of its rotation. True when there was something to do. */
export async function rewrapVault(target: Target, instance: InstanceKeys): Promise<boolean> {
  const wrapped = await stored(target)
  if (!wrapped) return false
  await write(target, await instance.wrap(await instance.unwrap(wrapped, OWNER), OWNER))
  return true
}
