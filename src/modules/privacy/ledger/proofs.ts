import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { leafBytes } from './leaf.ts'
import { consistencyRanges, inclusionRanges, leafHash, verifyConsistency, verifyInclusion } from './merkle.ts'
import { LedgerProblem, newestCheckpoint } from './merge.ts'
import { rangeRoot } from './nodes.ts'
import { raw, type CheckpointRow, type LeafRow } from './rows.ts'

/** An entry with the proof that it stands in the tree of a signed checkpoint (RFC 9162, 2.1.3). */
export type ProvenEntry = {
  readonly leaf: LeafRow
  /** The bytes that were hashed: canonical JSON, see `leafBytes`. */
  readonly bytes: Uint8Array
  /** Counted from 0. */
  readonly index: number
  /** 32-byte hashes, leaf end first. */
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: CheckpointRow
}

/** That the tree of `newer` begins with the whole tree of `older` (RFC 9162, 2.1.4). */
export type ProvenGrowth = {
  readonly older: CheckpointRow
  readonly newer: CheckpointRow
  readonly proof: readonly Uint8Array[]
}

/**
 * The proofs of entries in the newest checkpoint, in the order asked for. Entries that are unknown or still wait for
 * their place (at most `MERGE_DELAY` in a running system) are left out.
 * @throws LedgerProblem when the stored entry or tree is not what was signed: no false proof is given to anybody
 */
export async function proveEntries(at: Scope<string>, ids: readonly string[]): Promise<readonly ProvenEntry[]> {
  const checkpoint = ids.length > 0 ? await newestCheckpoint(at) : undefined
  if (!checkpoint) return []
  const { rows } = await sql<LeafRow & { position: number }>`
    select l.id, l.kind, l.at, l.body, l.salt, t.position from ledger_leaves l
    join ledger_tree t on t.organisation_id = l.organisation_id and t.leaf_id = l.id
    where l.id = any(${[...ids]}::uuid[]) and t.position < ${checkpoint.size}`.execute(raw(at))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const proven: ProvenEntry[] = []
  for (const id of ids) {
    const row = byId.get(id)
    if (row) proven.push(await prove(at, row, checkpoint))
  }
  return proven
}

async function prove(
  at: Scope<string>,
  { position: index, ...leaf }: LeafRow & { position: number },
  checkpoint: CheckpointRow,
): Promise<ProvenEntry> {
  const { size } = checkpoint
  const bytes = leafBytes(leaf)
  const proof: Uint8Array[] = []
  for (const range of inclusionRanges(index, size)) proof.push(await rangeRoot(at, range))
  if (!verifyInclusion({ leafHash: leafHash(bytes), index, size, proof, root: rootOf(checkpoint) })) {
    throw new LedgerProblem(`entry ${leaf.id} is not what the checkpoint at size ${size} was signed for`)
  }
  return { leaf, bytes, index, proof, checkpoint }
}

/**
 * The proof that the ledger only grew between two checkpoints; `newSize` is the newest unless given. Undefined when
 * there is no checkpoint of one of these sizes.
 * @throws LedgerProblem as `proveEntries`
 */
export async function proveGrowth(
  at: Scope<string>,
  oldSize: number,
  newSize?: number,
): Promise<ProvenGrowth | undefined> {
  const [older, newer] = [await newestCheckpoint(at, oldSize), await newestCheckpoint(at, newSize)]
  if (older?.size !== oldSize || !newer || (newSize ?? newer.size) !== newer.size) return undefined
  if (older.size > newer.size) return undefined
  const proof: Uint8Array[] = []
  for (const range of consistencyRanges(oldSize, newer.size)) proof.push(await rangeRoot(at, range))
  const sound = verifyConsistency({
    oldSize,
    oldRoot: rootOf(older),
    newSize: newer.size,
    newRoot: rootOf(newer),
    proof,
  })
  if (!sound) throw new LedgerProblem(`the checkpoint at size ${newer.size} does not continue the one at ${oldSize}`)
  return { older, newer, proof }
}

function rootOf({ note, size }: CheckpointRow): Uint8Array {
  const read = parseCheckpoint(note)
  if (read?.size !== size) throw new LedgerProblem(`the checkpoint stored for size ${size} speaks of another`)
  return read.root
}
