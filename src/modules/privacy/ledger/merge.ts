import { sql } from 'kysely'
import type { House, Scope } from '#platform/data/scope.ts'
import { signCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { leafBytes } from './leaf.ts'
import { appendAll, emptyFrontier, leafHash, root, type Frontier } from './merkle.ts'
import { storeNodes } from './nodes.ts'
import { verifierKey } from './note.ts'
import { originOf, raw, type CheckpointRow, type LeafRow } from './rows.ts'
import { signingKey, type SigningKey } from './signing-key.ts'

/** The longest a leaf waits for its place while the system runs: the merge runs each minute. */
export const MERGE_DELAY = Temporal.Duration.from({ seconds: 60 })

/** The evidence itself contradicts what was signed before: nothing more is signed until a person has looked. */
export class LedgerProblem extends Error {}

export type Merged = { readonly added: number; readonly size: number }

/**
 * Puts the waiting leaves of the organisation in order (time, then id; a place once given is final), extends the
 * tree and signs a checkpoint. One merge at a time per organisation; memory is one batch of leaves.
 * @param most leaves one call takes at most; the rest is left to the next call
 * @param all also looks for leaves that arrived before the last merge's horizon (after a restore); slower
 * @throws LedgerProblem when the last checkpoint does not fit the tree or its signature; nothing is changed then
 */
export async function mergeLedger(
  at: Scope<string>,
  house: Pick<House, 'dataFolder'>,
  { batch = 2_000, most = 200_000, all = false }: { batch?: number; most?: number; all?: boolean } = {},
): Promise<Merged> {
  const key = await signingKey(house.dataFolder)
  await sql`select pg_advisory_xact_lock(hashtextextended('belegt.ledger:' || ${at.organisation.id}, 0))`.execute(
    raw(at),
  )
  // Read before the leaves: whatever is older than this has ended, and is seen by the statements that follow.
  const { xmin } = (
    await sql<{ xmin: number }>`select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin`.execute(raw(at))
  ).rows[0] as { xmin: number }
  const last = await newestCheckpoint(at)
  let frontier = await continued(at, last, key)
  // A restore into another server starts its transaction numbers anew.
  const from = !last || all || last.horizon > xmin ? 0 : last.horizon
  const before = frontier.size
  let waiting = true
  while (waiting && frontier.size - before < most) {
    const leaves = await nextLeaves(at, from, batch)
    waiting = leaves.length === batch
    if (leaves.length === 0) break
    const hashes = leaves.map((leaf) => leafHash(leafBytes(leaf)))
    await sql`
      insert into ledger_tree (organisation_id, position, leaf_id, leaf_hash)
      select ${at.organisation.id}, ${frontier.size} + place - 1, leaf_id, leaf_hash
      from unnest(${leaves.map(({ id }) => id)}::uuid[], ${hashes.map((hash) => Buffer.from(hash))}::bytea[])
        with ordinality as given (leaf_id, leaf_hash, place)`.execute(raw(at))
    frontier = appendAll(frontier, hashes)
  }
  const added = frontier.size - before
  if (added > 0) {
    await storeNodes(at, frontier.size)
    await sign(at, frontier, key, waiting ? from : xmin)
  }
  return { added, size: frontier.size }
}

export async function newestCheckpoint(at: Scope<string>, upTo?: number): Promise<CheckpointRow | undefined> {
  const { rows } = await sql<CheckpointRow>`
    select size, peaks, note, signer, horizon, at from ledger_checkpoints
    where ${upTo ?? null}::bigint is null or size <= ${upTo ?? null}::bigint
    order by size desc limit 1`.execute(raw(at))
  return rows[0]
}

async function nextLeaves(at: Scope<string>, from: number, count: number): Promise<readonly LeafRow[]> {
  const { rows } = await sql<LeafRow>`
    select l.id, l.kind, l.at, l.body, l.salt from ledger_leaves l
    where l.arrival >= ${from} and not exists (select from ledger_tree t where t.leaf_id = l.id)
    order by l.at, l.id limit ${count}`.execute(raw(at))
  return rows
}

/** The tree as it was last signed; refuses to build on what was tampered with. */
async function continued(at: Scope<string>, last: CheckpointRow | undefined, key: SigningKey): Promise<Frontier> {
  const { rows } = await sql<{ size: number }>`
    select coalesce(max(position) + 1, 0) as size from ledger_tree`.execute(raw(at))
  const size = rows[0]?.size ?? 0
  if (size !== (last?.size ?? 0)) {
    throw problem(at, `the tree has ${size} entries, the last checkpoint speaks of ${last?.size ?? 0}`)
  }
  if (!last) return emptyFrontier
  const origin = originOf(at.organisation)
  const signed = verifyCheckpoint(last.note, key.publicKey, origin)
  if (!signed.ok) throw problem(at, `the last checkpoint cannot be trusted (${signed.problem})`)
  const frontier: Frontier = { size: last.size, peaks: last.peaks }
  const { checkpoint } = signed
  if (checkpoint.size !== last.size || Buffer.compare(checkpoint.root, root(frontier)) !== 0) {
    throw problem(at, 'the stored tree is not the one that was signed')
  }
  return frontier
}

async function sign(at: Scope<string>, frontier: Frontier, key: SigningKey, horizon: number): Promise<void> {
  const origin = originOf(at.organisation)
  const note = signCheckpoint({ origin, size: frontier.size, root: root(frontier), key: key.key, name: origin })
  const peaks = frontier.peaks.map((peak) => Buffer.from(peak))
  await sql`
    insert into ledger_checkpoints (organisation_id, size, peaks, note, signer, horizon, at)
    values (${at.organisation.id}, ${frontier.size}, ${peaks}::bytea[], ${note},
      ${verifierKey(origin, key.publicKey)}, ${horizon}, ${at.now})`.execute(raw(at))
}

const problem = (at: Scope<string>, what: string) =>
  new LedgerProblem(
    `The ledger of organisation ${at.organisation.id} was not extended: ${what}. ` +
      'New entries are kept and wait. Run "ledger verify" and compare with the checkpoints that left this machine.',
  )
