import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { appendAll, emptyFrontier, nodeHash, rangeHash, type Range } from './merkle.ts'
import { raw } from './rows.ts'

/** Leaves under one stored node: a proof then reads a few hundred hashes per 65,536 entries instead of all. */
export const BLOCK = 256

/** Leaves of one merge that are read again at once. */
const BLOCKS_AT_ONCE = 32

/** Stores the roots of the blocks that are full since the last time; what an earlier version left out is made up. */
export async function storeNodes(at: Scope<string>, size: number): Promise<void> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(block) + 1, 0) as next from ledger_nodes`.execute(raw(at))
  const full = Math.floor(size / BLOCK)
  for (let from = rows[0]?.next ?? 0; from < full; from += BLOCKS_AT_ONCE) {
    const to = Math.min(full, from + BLOCKS_AT_ONCE)
    const hashes = await leavesOf(at, { from: from * BLOCK, to: to * BLOCK })
    const roots = Array.from({ length: to - from }, (_, n) =>
      Buffer.from(rangeHash(hashes.slice(n * BLOCK, (n + 1) * BLOCK))),
    )
    await sql`
      insert into ledger_nodes (organisation_id, block, hash)
      select ${at.organisation.id}, ${from} + place - 1, hash
      from unnest(${roots}::bytea[]) with ordinality as given (hash, place)
      on conflict do nothing`.execute(raw(at))
  }
}

/**
 * The root of the leaves of one range of the tree; ranges are those of RFC 9162 proofs, whose start is a multiple of
 * the next power of two.
 * @throws RangeError when leaves are missing
 */
export async function rangeRoot(at: Scope<string>, { from, to }: Range): Promise<Uint8Array> {
  const [first, end] = [Math.ceil(from / BLOCK), Math.floor(to / BLOCK)]
  if (from % BLOCK !== 0 || end <= first) return rangeHash(await leavesOf(at, { from, to }))
  const blocks = appendAll(emptyFrontier, await nodesOf(at, first, end)).peaks
  const rest = appendAll(emptyFrontier, await leavesOf(at, { from: end * BLOCK, to })).peaks
  return [...blocks, ...rest].reduceRight((right, left) => nodeHash(left, right))
}

async function nodesOf(at: Scope<string>, from: number, to: number): Promise<Uint8Array[]> {
  const { rows } = await sql<{ block: number; hash: Buffer }>`
    select block, hash from ledger_nodes where block >= ${from} and block < ${to}`.execute(raw(at))
  const known = new Map(rows.map(({ block, hash }) => [block, hash]))
  const nodes: Uint8Array[] = []
  for (let block = from; block < to; block++) {
    nodes.push(known.get(block) ?? rangeHash(await leavesOf(at, { from: block * BLOCK, to: (block + 1) * BLOCK })))
  }
  return nodes
}

async function leavesOf(at: Scope<string>, { from, to }: Range): Promise<Uint8Array[]> {
  if (from === to) return []
  const { rows } = await sql<{ leaf_hash: Buffer }>`
    select leaf_hash from ledger_tree where position >= ${from} and position < ${to} order by position`.execute(raw(at))
  if (rows.length !== to - from) throw new RangeError(`entries ${from} to ${to - 1} are not all there`)
  return rows.map(({ leaf_hash }) => leaf_hash)
}
