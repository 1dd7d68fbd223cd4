import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { raw } from '../ledger/rows.ts'

// What was taken back since a backup (links, access keys, rights, connections) must not come back to life with it. Each such act
// stands in the ledger with random ids only, so the entry itself is the mark that leaves the machine.

type Facts = Readonly<Record<string, unknown>>

export type RevokedMark = {
  /** The kind of the ledger's entry. */
  readonly revoked: string
  readonly entry: string
  readonly facts: Facts
  readonly at: string
}

/** Takes back once more what an entry names. @returns whether the restored data still held it as valid */
export type TakeBack = (at: Scope<string>, facts: Facts) => Promise<boolean>

const revocations = new Map<string, TakeBack>()

/** Declares that entries of a kind speak of something taken back, and how that is done again; called once, at module level. */
export function revocation(kind: string, again: TakeBack): void {
  if (revocations.has(kind)) throw new Error(`how ${kind} is repeated is told twice`)
  revocations.set(kind, again)
}

export const revokedMarks = (): RawBuilder<{ id: string; mark: RevokedMark }> => sql`
  select id, jsonb_build_object('revoked', kind, 'entry', id, 'facts', body, 'at', at) from ledger_leaves
  where kind = any(${[...revocations.keys()]}::text[])`

/**
 * Takes back again what the restored data hold as valid. Where its entry is in the restored ledger it was taken back before the
 * backup, and given again perhaps; what this program no longer knows, or what is not there, is taken back already.
 */
export async function takeBackAgain(at: Scope<string>, mark: RevokedMark): Promise<boolean> {
  try {
    const { rows } = await sql`select from ledger_leaves where id = ${mark.entry}::uuid`.execute(raw(at))
    return rows.length === 0 && ((await revocations.get(mark.revoked)?.(at, mark.facts)) ?? false)
  } catch (error) {
    if (isRefusal(error)) return false // nothing may keep a restore closed
    throw error
  }
}

const passing = new Set<string>()

/** Declares a table whose rows let somebody in for a while (sessions, links to a new password): none outlives a restore. */
export function endsWithRestore(table: string): void {
  passing.add(table)
}

/** Ends them all: which of them were ended since the backup, nobody knows. @returns how many there were */
export async function endPassing(at: Scope<string>): Promise<number> {
  let ended = 0
  for (const table of passing) {
    const { numAffectedRows } = await sql`delete from ${sql.table(table)}`.execute(raw(at))
    ended += Number(numAffectedRows ?? 0n)
  }
  return ended
}
