import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { raw } from './rows.ts'

/** The kind of entry that declares signed states lost; see `fork.ts`. */
export const FORKED = 'ledger.forked'
const BATCH = 1_000

/** 128 bits of SHA-256 over the whole signed text: nobody finds a second text that fits. */
export const stateDigest = (note: string): string => createHash('sha256').update(note).digest('hex').slice(0, 32)

/** Signed states that are lost as this ledger itself declares, by digest. Only entries that have their place count. */
export async function declaredLost(at: Scope<string>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ states: string }>`
    select l.body->>'states' as states from ledger_leaves l
    where l.kind = ${FORKED} and exists (select from ledger_tree t where t.leaf_id = l.id)`.execute(raw(at))
  return new Set(rows.flatMap(({ states }) => states.split(' ')))
}

/** Of these signed states those that this ledger has not. */
export async function notHere(at: Scope<string>, notes: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ note: string }>`
    select note from unnest(${notes}::text[]) as given (note)
    where not exists (select from ledger_checkpoints c where c.note = given.note)`.execute(raw(at))
  return rows.map(({ note }) => note)
}

/**
 * From which entry on a file of signed states is to be continued: after its last one, or, where that is declared lost, after
 * the last one that is here as well.
 * @returns undefined when the file's last state is neither ours nor declared lost
 */
export async function continuesFrom(
  at: Scope<string>,
  last: string | undefined,
  all: () => AsyncIterable<string>,
): Promise<number | undefined> {
  if (last === undefined) return 0
  if ((await notHere(at, [last])).length === 0) return sizeOf(last)
  if (!(await declaredLost(at)).has(stateDigest(last))) return undefined
  let size = 0
  for await (const notes of inBatches(all())) {
    const missing = new Set(await notHere(at, notes))
    for (const note of notes) if (!missing.has(note)) size = Math.max(size, sizeOf(note))
  }
  return size
}

const sizeOf = (note: string): number => parseCheckpoint(note)?.size ?? 0

export async function* inBatches(notes: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let batch: string[] = []
  for await (const note of notes) {
    batch.push(note)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
