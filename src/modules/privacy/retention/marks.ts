import { type RawBuilder, sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { tableNamed } from '#platform/data/table.ts'
import { lockHolds, seeing } from '../erasure/locks.ts'
import { today } from '../erasure/statements.ts'
import type { Why } from '../erasure/types.ts'
import { PERSON, waitAgain } from '../erasure/waiting.ts'
import { raw } from '../ledger/rows.ts'
import { endHold, holdable, placeHold } from './holds.ts'

// Marks of what must not be deleted, and of what must be as soon as it may: after a restore the deletion run would know neither.
// What another module keeps (`kept_by`) comes back with that module's own rows, as they were.

export type HoldMark =
  | { readonly held: string; readonly table: string; readonly object: string; readonly until: string }
  | { readonly released: string }
  | { readonly waiting: string; readonly object: string; readonly why: Why }

export const holdMarks = (): RawBuilder<{ id: string; mark: HoldMark }> => sql`
  select md5(concat_ws(' ', 'held', id, until))::uuid,
    jsonb_build_object('held', id, 'table', object_table, 'object', object_id, 'until', until)
  from holds where kept_by is null and released_at is null
  union all
  select md5('released ' || id)::uuid, jsonb_build_object('released', id)
  from holds where kept_by is null and released_at is not null
  union all
  select md5(concat_ws(' ', 'waiting', object_table, object_id))::uuid,
    jsonb_build_object('waiting', object_table, 'object', object_id, 'why', why)
  from erasures_waiting`

const lost = {
  de: 'Nach der Sicherung gesetzt; der Grund ging mit ihr verloren',
  en: 'Set after the backup; its reason was lost',
} as const

/** Sets, ends or waits again as it was after the backup. @returns whether the restored data did not know */
export function repeatHold(at: Scope<string>, mark: HoldMark): Promise<boolean> {
  return seeing(at, 'everybody', async () => {
    await lockHolds(at, 'alone')
    if ('released' in mark) return endHold(at, mark.released)
    if ('waiting' in mark) {
      const { waiting: table, object, why } = mark
      return (await isThere(at, table, object)) && waitAgain(at, table, object, why)
    }
    const { held: id, table, object, until } = mark
    if (until < today(at) || !(await isThere(at, table, object))) return false
    return placeHold(at, { table, id: object, reason: lost[at.language], until }, id)
  })
}

async function isThere(at: Scope<string>, table: string, id: string): Promise<boolean> {
  const [place, key] = table === PERSON ? ['person_keys', 'person_id'] : [table, 'id']
  if (table !== PERSON && !holdable().some(({ name }) => name === table)) return false
  if (!tableNamed(place)) return false
  const { rows } = await sql`select from ${sql.table(place)} where ${sql.ref(key)} = ${id}::uuid`.execute(raw(at))
  return rows.length > 0
}
