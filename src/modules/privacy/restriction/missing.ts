import { sql } from 'kysely'
import { type House, inScope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { allTables } from '#platform/data/table.ts'
import { raw } from '../ledger/rows.ts'
import { restricting } from './data.ts'

/**
 * Whether one of these ids is a person, or a row of one, whose processing is restricted: then it was not found because it
 * is hidden, and people are told so instead of "unknown". Asked only when something was not found.
 */
export async function isHidden(house: House, organisation: Organisation, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return false
  const actor = { kind: 'system', job: 'privacy.restriction' } as const
  return inScope(house, { organisation, actor, purpose: restricting, readOnly: true }, async (at) => {
    const { rows: some } = await sql`select from restricted limit 1`.execute(raw(at))
    if (some.length === 0) return false
    const asked = sql`${ids}::uuid[]`
    const owned = allTables().flatMap(({ name, subject, columns }) => {
      const owners = 'ownedBy' in subject && 'id' in columns ? ([subject.ownedBy ?? []].flat() as string[]) : []
      return owners
        .filter((owner) => columns[owner]?.sqlType === 'uuid')
        .map(
          (
            owner,
          ) => sql`exists (select from ${sql.table(name)} as t join restricted r on r.ref = ${sql.ref(`t.${owner}`)}
            where t.id = any(${asked}))`,
        )
    })
    const direct = sql`exists (select from restricted where ref = any(${asked}))`
    const { rows } = await sql<{ hidden: boolean }>`
      select ${sql.join([direct, ...owned], sql` or `)} as hidden`.execute(raw(at))
    return rows[0]?.hidden ?? false
  })
}
