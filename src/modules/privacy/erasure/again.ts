import type { Scope } from '#platform/data/scope.ts'
import { erasePeople, eraseRows } from './erase.ts'
import type { ErasurePlan } from './plan.ts'
import type { Erased } from './types.ts'
import { PERSON, type Waiting } from './waiting.ts'

/** Tries again what had met a hold; what still does goes on waiting and leaves no new evidence. */
export async function eraseWaiting(
  at: Scope<string>,
  waiting: readonly Waiting[],
  { plan }: { readonly plan: ErasurePlan },
): Promise<Erased> {
  const done: Erased[] = []
  const again = { plan, again: true }
  const groups = Map.groupBy(waiting, ({ object_table, why }) => `${object_table} ${why}`)
  for (const group of groups.values()) {
    const { object_table: table, why } = group[0] as Waiting
    const ids = group.map(({ object_id }) => object_id)
    if (table === PERSON) done.push(await erasePeople(at, ids, why, again))
    else if (plan.tables.some((one) => one.table === table)) done.push(await eraseRows(at, table, ids, why, again))
  }
  const deleted: Record<string, number> = {}
  for (const one of done)
    for (const [table, count] of Object.entries(one.deleted)) deleted[table] = (deleted[table] ?? 0) + count
  return { deleted, people: done.reduce((sum, one) => sum + one.people, 0), held: 0, blocked: {} }
}
