import { sql } from 'kysely'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { verifyCheckpoint } from './checkpoint.ts'
import { leafBytes } from './leaf.ts'
import { append, emptyFrontier, leafHash, root, type Frontier } from './merkle.ts'
import { MERGE_DELAY } from './merge.ts'
import { copiedNotes } from './copied.ts'
import { declaredLost, inBatches, notHere, stateDigest } from './lost.ts'
import { checkpointFile, publishedNotes } from './published.ts'
import { proving } from '../data.ts'
import { originOf, raw, type CheckpointRow, type LeafRow } from './rows.ts'
import { signingKey } from './signing-key.ts'

/** Where the stored evidence first differs from what was signed. `position` counts entries from 0. */
export type Difference = { readonly position: number; readonly what: string }

export type LedgerReport = {
  readonly organisation: string
  readonly entries: number
  readonly checkpoints: number
  /** Entries that have no place yet; `overdue` of them for longer than twice the merge delay. */
  readonly waiting: number
  readonly overdue: number
  /** Checkpoints outside the database that were compared. */
  readonly published: number
  /** Checkpoints compared that have left this machine. */
  readonly copies: number
  /** Of those outside, how many the ledger itself declares lost since a backup was restored; left out when none are. */
  readonly lost?: number
  readonly difference?: Difference
}

type Entry = { position: number; leaf_id: string; leaf_hash: Buffer } & { [K in keyof LeafRow]: LeafRow[K] | null }

const BATCH = 2_000

/** Where the cause may be a file. */
const problems: Readonly<Record<string, string>> = {
  'unknown signer': 'it was signed with another key than keys/ledger.pem holds; is that the right file?',
}

/**
 * Recomputes an organisation's whole ledger from what the entries say: every hash, every root, every signature, and
 * the checkpoints that left the database. Reads in batches: memory does not grow with the ledger. Changes nothing.
 * @param copies a file or folder with checkpoints that left this machine: copied files, saved mails
 */
export async function verifyLedger(
  house: House,
  organisation: Organisation,
  { copies }: { copies?: string | undefined } = {},
): Promise<LedgerReport> {
  const actor = { kind: 'system', job: 'ledger verify' } as const
  return inScope(house, { organisation, actor, purpose: proving, readOnly: true }, async (at) => {
    const counted = { entries: 0, checkpoints: 0, published: 0, copies: 0, lost: 0 }
    const key = await signingKey(house.dataFolder)
    const difference =
      (await differenceInTree(at, key.publicKey, counted)) ??
      (await differenceOutside(
        at,
        publishedNotes(checkpointFile(house.dataFolder, organisation)),
        counted,
        'published',
      )) ??
      (copies === undefined
        ? undefined
        : await differenceOutside(at, copiedNotes(copies, originOf(at.organisation)), counted, 'copies'))
    const { rows } = await sql<{ waiting: number; overdue: number }>`
      select count(*) as waiting, count(*) filter (where at <= ${at.now.subtract(MERGE_DELAY).subtract(MERGE_DELAY)}) as overdue
      from ledger_leaves l where not exists (select from ledger_tree t where t.leaf_id = l.id)`.execute(raw(at))
    const { waiting, overdue } = rows[0] ?? { waiting: 0, overdue: 0 }
    const { lost, ...figures } = counted
    return {
      organisation: organisation.id,
      ...figures,
      waiting,
      overdue,
      ...(lost > 0 ? { lost } : {}),
      ...(difference ? { difference } : {}),
    }
  })
}

type Counted = { entries: number; checkpoints: number; published: number; copies: number; lost: number }

async function differenceInTree(
  at: Scope<string>,
  publicKey: Uint8Array,
  counted: Counted,
): Promise<Difference | undefined> {
  const origin = originOf(at.organisation)
  // One statement: a merge that commits meanwhile adds to both.
  const { rows } = await sql<{ tree: number; signed: number }>`
    select (select coalesce(max(position) + 1, 0) from ledger_tree) as tree,
      (select coalesce(max(size), 0) from ledger_checkpoints) as signed`.execute(raw(at))
  const { tree, signed } = rows[0] as { tree: number; signed: number }
  const checkpoints = checkpointsOf(at)
  let next = (await checkpoints.next()).value
  let frontier: Frontier = emptyFrontier
  const here = (what: string): Difference => ({ position: frontier.size, what })

  const wrongAt = (row: CheckpointRow): string | undefined => {
    const read = verifyCheckpoint(row.note, publicKey, origin)
    if (!read.ok) return `the checkpoint at size ${row.size} is not ours: ${problems[read.problem] ?? read.problem}`
    if (read.checkpoint.size !== row.size) return `the checkpoint stored for size ${row.size} speaks of another`
    if (Buffer.compare(read.checkpoint.root, root(frontier)) !== 0) {
      return `the entries before it give another root than the checkpoint at size ${row.size} was signed for`
    }
    const samePeaks =
      row.peaks.length === frontier.peaks.length &&
      row.peaks.every((peak, index) => Buffer.compare(peak, frontier.peaks[index] as Uint8Array) === 0)
    return samePeaks ? undefined : `the peaks kept at size ${row.size} are not the tree's`
  }

  for await (const entry of entriesOf(at, Math.min(tree, signed))) {
    if (entry.position !== frontier.size) return here(`no entry stands here; the next is ${entry.position}`)
    const found = wrongEntry(entry)
    if (found) return here(found)
    frontier = append(frontier, entry.leaf_hash)
    counted.entries++
    if (next && next.size < frontier.size) return here(`a checkpoint is stored for size ${next.size}, out of order`)
    if (next?.size === frontier.size) {
      const wrong = wrongAt(next)
      if (wrong) return { position: frontier.size - 1, what: wrong }
      counted.checkpoints++
      next = (await checkpoints.next()).value
    }
  }
  if (tree > signed) return here(`${tree - signed} entries follow the last checkpoint without a signature`)
  if (tree < signed) return here(`a checkpoint was signed for ${signed} entries, only ${tree} are there`)
  if (frontier.size < tree) return here('entries are missing')
  return undefined
}

function wrongEntry(entry: Entry): string | undefined {
  if (entry.id === null) return `what entry ${entry.leaf_id} said is gone`
  let hash: Uint8Array
  try {
    hash = leafHash(leafBytes(entry as unknown as LeafRow))
  } catch (error) {
    return `entry ${entry.leaf_id} has no valid form: ${String(error)}`
  }
  return Buffer.compare(hash, entry.leaf_hash) === 0 ? undefined : `entry ${entry.leaf_id} was changed`
}

async function* entriesOf(at: Scope<string>, size: number): AsyncGenerator<Entry> {
  for (let from = 0; from < size;) {
    const { rows } = await sql<Entry>`
      select t.position, t.leaf_id, t.leaf_hash, l.id, l.kind, l.at, l.body, l.salt
      from ledger_tree t left join ledger_leaves l on l.organisation_id = t.organisation_id and l.id = t.leaf_id
      where t.position >= ${from} and t.position < ${size} order by t.position limit ${BATCH}`.execute(raw(at))
    const last = rows.at(-1)
    if (!last) return
    yield* rows
    from = last.position + 1
  }
}

async function* checkpointsOf(at: Scope<string>): AsyncGenerator<CheckpointRow, undefined> {
  for (let from = -1; ;) {
    const { rows } = await sql<CheckpointRow>`
      select size, peaks, note, signer, horizon, at from ledger_checkpoints
      where size > ${from} order by size limit ${BATCH}`.execute(raw(at))
    const last = rows.at(-1)
    if (!last) return undefined
    yield* rows
    from = last.size
  }
}

/**
 * Whoever rewrites tree and checkpoints with the key in hand is still contradicted by what lies outside. What a restore went
 * back behind is no contradiction where an entry of the ledger names exactly that state (`fork.ts`).
 */
async function differenceOutside(
  at: Scope<string>,
  outside: AsyncIterable<string>,
  counted: Counted,
  as: 'published' | 'copies',
): Promise<Difference | undefined> {
  const declared = await declaredLost(at)
  for await (const notes of inBatches(outside)) {
    counted[as] += notes.length
    for (const missing of await notHere(at, notes)) {
      if (declared.has(stateDigest(missing))) counted.lost++
      else
        return {
          position: counted.entries,
          what: `a checkpoint outside (${as}) is not in the database: ${missing.split('\n')[1]} entries`,
        }
    }
  }
  return undefined
}
