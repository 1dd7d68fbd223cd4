import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { leafBytes, SALT_BYTES } from './leaf.ts'
import { raw } from './rows.ts'

/** What a leaf says: ids, counts, hashes of declarations. Never a name, an address, or a digest of one. */
export type Said = Record<string, string | number | boolean>

/**
 * Writes one salted leaf of evidence in this transaction: kept or undone with what it speaks of. It gets its place in
 * the tree later, so that no one waits for anyone.
 * @returns the leaf's id
 * @throws TypeError when kind or body have no canonical form (floats, half characters, upper-case kinds)
 */
export async function record(at: Scope<string>, kind: string, body: Said): Promise<string> {
  const id = randomUUID()
  const salt = randomBytes(SALT_BYTES)
  const instant = at.now.round({ smallestUnit: 'millisecond', roundingMode: 'floor' })
  leafBytes({ kind, at: instant, body, salt }) // what could not be proven later is refused now
  at.write(
    sql`
    insert into ledger_leaves (organisation_id, id, kind, at, body, salt)
    values (${at.organisation.id}, ${id}, ${kind}, ${instant}, ${JSON.stringify(body)}::jsonb, ${salt})`.compile(
      raw(at),
    ),
  )
  return id
}
