import { EVERY_PURPOSE } from '../data/activity.ts'
import type { SealedFile, StoredBlob } from '../data/columns.ts'
import type { Scope } from '../data/scope.ts'
import type { Table } from '../data/table.ts'
import type { BlobStore } from '../files/blobs.ts'
import { type Key, newKey, unwrapKey, wrapKey } from './keyring.ts'
import { openDocument } from '../sealing/document.ts'
import { nodeEngine } from '../sealing/engine.node.ts'
import { mustServe } from './purpose.ts'
import { retainedKeyFor, whileBlocked } from './retained.ts'
import { openStream, sealStream } from './sealed-stream.ts'

type BlobNames<T> = T extends Table<string, infer C> ? keyof C & string : never

const contextOf = (at: Scope<string>, table: Table, column: string): string =>
  `${at.organisation.id} ${table.name}.${column}`

/**
 * Seals a file under a key of its own and stores it; each of the row's persons can open it, and when the last of their keys
 * is destroyed nobody can. Durable when it resolves; a file whose row is then never committed is swept within a day.
 * @throws Error when one of the persons has no key; Refusal files.too-large, files.no-space
 */
export async function storeBlob<T extends Table>(
  at: Scope<string>,
  store: BlobStore,
  table: T,
  column: BlobNames<T>,
  persons: readonly string[],
  content: AsyncIterable<Uint8Array>,
  limits?: { max: number },
): Promise<StoredBlob> {
  const key = newKey()
  const keys = await keysOfBlob(at, table, column, persons, key)
  const stored = await store.put(at.organisation.id, sealStream(key, contextOf(at, table, column), content), limits)
  return { ...stored, keys }
}

/**
 * A file's key, wrapped once for each of the row's persons: for a file that was sealed elsewhere.
 * @throws Error when one of the persons has no key
 */
export async function keysOfBlob<T extends Table>(
  at: Scope<string>,
  table: T,
  column: BlobNames<T>,
  persons: readonly string[],
  key: Uint8Array,
): Promise<string[]> {
  const keys: string[] = []
  for (const person of persons) {
    const own = whileBlocked(table)
      ? await retainedKeyFor(at, person)
      : (await at.keys.persons([person], 'general')).get(person)
    if (!own) throw new Error(`no key to seal ${table.name}.${column}: the person is unknown or erased`)
    keys.push(wrapKey(own, Buffer.from(key), contextOf(at, table, column)).toString('base64'))
  }
  return keys
}

/**
 * A stored file's keys with one more person's in place of another's. Nobody gets to see the file, so no purpose is asked.
 * @returns undefined when the key of the one before was destroyed
 */
export async function handOverBlob<T extends Table>(
  at: Scope<string>,
  table: T,
  column: BlobNames<T>,
  stored: StoredBlob,
  { from, to }: { from: string; to: string },
): Promise<StoredBlob | undefined> {
  const before = (await at.keys.persons([from], 'general')).get(from)
  const key = before && firstThatOpens(before, stored.keys, contextOf(at, table, column))
  return key && { ...stored, keys: await keysOfBlob(at, table, column, [to], key) }
}

/**
 * Opens a stored file for the purpose of the scope.
 * @param persons the row's persons, by whose keys it may open
 * @returns the plain bytes; undefined when no key is left, the row is blocked for this purpose, or only members' devices
 * can open it
 * @throws Error when the column is not kept for the purpose; Refusal platform.use-waits, files.not-found, files.damaged
 */
export async function openBlob<T extends Table>(
  at: Scope<string>,
  store: BlobStore,
  table: T,
  column: BlobNames<T>,
  persons: readonly string[],
  stored: StoredBlob,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const key = await keyOfBlob(at, table, column, persons, stored)
  if (!key || stored.sealed?.toMembers) return undefined
  const bytes = await store.get(at.organisation.id, stored)
  return stored.sealed
    ? openSealed(at, key, stored.sealed, bytes)
    : openStream(key, contextOf(at, table, column), bytes)
}

/** Opens the bytes of a file that was sealed by its sender. @throws SealingProblem */
export async function* openSealed(
  at: Scope<string>,
  key: Key,
  sealed: SealedFile,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const source = pieces(bytes)
  try {
    yield* openDocument(key, { ...sealed, organisationId: at.organisation.id }, source, { engine: nodeEngine })
  } finally {
    await source.return() // whoever stops early leaves no file open
  }
}

async function* pieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  yield* bytes
}

/**
 * The key of a stored file, for the purpose of the scope; of one that is sealed to members what their devices open it with.
 * @returns undefined when no key is left or the row is blocked for this purpose
 * @throws Error when the column is not kept for the purpose; Refusal platform.use-waits
 */
export async function keyOfBlob<T extends Table>(
  at: Scope<string>,
  table: T,
  column: BlobNames<T>,
  persons: readonly string[],
  stored: StoredBlob,
): Promise<Key | undefined> {
  refuseOtherPurpose(at, table, column)
  const lawful = whileBlocked(table)
  const general = await at.keys.persons(persons, 'general')
  const own = lawful ? await at.keys.persons(persons, 'retained') : general
  const opens: readonly string[] = at.opens
  const anyway = opens.includes(EVERY_PURPOSE) || (lawful?.some((purpose) => opens.includes(purpose)) ?? false)
  const context = contextOf(at, table, column)
  for (const person of persons) {
    const personal = own.get(person)
    if (!personal || (!anyway && !general.has(person))) continue
    const key = firstThatOpens(personal, stored.keys, context)
    if (key) return key
  }
  return undefined
}

function firstThatOpens(personal: Key, wrapped: readonly string[], context: string): Key | undefined {
  for (const one of wrapped) {
    try {
      return unwrapKey(personal, Buffer.from(one, 'base64'), context)
    } catch {
      // wrapped for another of the row's persons
    }
  }
  return undefined
}

function refuseOtherPurpose(at: Scope<string>, table: Table, column: string): void {
  const { treatment, blob } = table.columns[column] ?? {}
  if (!blob || !treatment) throw new Error(`${table.name}.${column} is no file`)
  if (treatment.is === 'not-personal' || (at.opens as readonly string[]).includes(EVERY_PURPOSE)) return
  mustServe(at, table, column, treatment.is === 'personal' ? treatment.activities : [])
}
