import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { copyStates, type CopyState } from './copies.ts'
import { newestCheckpoint } from './merge.ts'
import { fingerprintOf } from './receipt.ts'
import { raw, type LeafRow } from './rows.ts'

export type LedgerLine = Omit<LeafRow, 'salt'> & {
  /** Its place in the tree, from 0; null while it waits for one. */
  readonly position: number | null
}

/** From where a list goes on: after this entry, newest first. */
export type Before = { readonly at: Temporal.Instant; readonly id: string }

export const PAGE = 50

/** One page of entries, newest first, of one kind or of all. */
export async function ledgerLines(
  at: Scope<string>,
  { kind, before }: { kind?: string | undefined; before?: Before | undefined },
): Promise<readonly LedgerLine[]> {
  const { rows } = await sql<LedgerLine>`
    select l.id, l.kind, l.at, l.body, t.position
    from ledger_leaves l left join ledger_tree t on t.organisation_id = l.organisation_id and t.leaf_id = l.id
    where (${kind ?? null}::text is null or l.kind = ${kind ?? null})
      and (${before?.at ?? null}::timestamptz is null or (l.at, l.id) < (${before?.at ?? null}, ${before?.id ?? null}::uuid))
    order by l.at desc, l.id desc limit ${PAGE + 1}`.execute(raw(at))
  return rows
}

export type LedgerState = {
  readonly entries: number
  readonly waiting: number
  readonly signedAt: Temporal.Instant | undefined
  readonly fingerprint: string | undefined
  readonly copies: readonly CopyState[]
}

/** How the ledger stands: entries, the last signature, the copies outside. */
export async function ledgerState(at: Scope<string>): Promise<LedgerState> {
  const newest = await newestCheckpoint(at)
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from ledger_leaves l
    where l.arrival >= ${newest?.horizon ?? 0} and not exists (select from ledger_tree t where t.leaf_id = l.id)`.execute(
    raw(at),
  )
  return {
    entries: newest?.size ?? 0,
    waiting: rows[0]?.waiting ?? 0,
    signedAt: newest?.at,
    fingerprint: newest && fingerprintOf(newest.signer),
    copies: await copyStates(at),
  }
}
