import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { raw } from '../ledger/rows.ts'
import { column, name, uuids, type Erasing } from './statements.ts'

/**
 * Keeps setting a hold and erasing apart until the commit: erasures share the lock, a hold has it alone. So a hold is seen
 * by every erasure that goes on after it, or comes too late and finds its row gone.
 */
export async function lockHolds(at: Scope<string>, how: 'shared' | 'alone'): Promise<void> {
  const take = sql.raw(how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  // leaves with the next statement, which is run only when the lock is there, and looks at what is there by then
  at.write(sql`select ${take}(hashtextextended(${`belegt holds ${at.organisation.id}`}, 0)) is null`.compile(raw(at)))
}

/**
 * Locks the persons' own records and keys until the commit. Who refers to one of them in this moment is waited for, and what
 * they stored is erased too; who comes later finds nobody. In the order of ids, so that two erasers wait for each other
 * and never both.
 */
export async function lockPersons({ at, plan }: Erasing, persons: readonly string[]): Promise<void> {
  const own = plan.tables.filter(({ owners }) => owners.length === 1 && owners[0]?.column === 'id')
  for (const { table } of own) {
    await sql`select count(*) from (
      select from ${name(table)} where ${column('id')} = any(${uuids(persons)}) order by id for update) as locked`.execute(
      raw(at),
    )
  }
  if (!plan.tables.some(({ retained }) => retained)) return
  await sql`select count(*) from (
    select from person_keys where person_id = any(${uuids(persons)}) order by person_id, kind for update) as locked`.execute(
    raw(at),
  )
}

/**
 * While `work` goes on, rows are found and locked in the order in which they lie in the file, as a statement does that
 * changes many rows by a value they share. Who changes some of them meanwhile and the eraser wait for each other then, and
 * not both: by an index the order would be that of the ids, and every second meeting a deadlock. (Rows that move to another
 * page in that very moment can still bring one.)
 */
export async function asTheyLie<T>(at: Scope<string>, work: () => Promise<T>): Promise<T> {
  const byIndex = (how: 'on' | 'off') =>
    at.write(sql`select set_config('enable_indexscan', ${how}, true) is null`.compile(raw(at)))
  byIndex('off')
  const done = await work() // a throw ends the transaction, or is taken back with what was set in it
  byIndex('on')
  return done
}

/** What a transaction shows, where that was changed; unknown when the change was left by a throw. */
const shown = new WeakMap<Scope['tx'], string | undefined>()

async function shownNow(at: Scope<string>): Promise<string> {
  if (!shown.has(at.tx)) return at.whileRestricted ?? ''
  const known = shown.get(at.tx)
  if (known !== undefined) return known
  const { rows } = await sql<{ now: string }>`
    select coalesce(current_setting('app.restricted', true), '') as now`.execute(raw(at))
  return rows[0]?.now ?? ''
}

/**
 * What the database shows of restricted people while `work` goes on: everything to an erasure, whatever its purpose, since it
 * must leave nothing; nothing to the deletion run, since what is restricted stays as it is until that is lifted (Art. 18(2)
 * GDPR). Afterwards the scope sees what it saw before.
 */
export async function seeing<T>(
  at: Scope<string>,
  whom: 'everybody' | 'unrestricted',
  work: () => Promise<T>,
): Promise<T> {
  const before = await shownNow(at)
  const wanted = whom === 'everybody' ? 'storage' : ''
  if ((before !== '') === (wanted !== '')) return work()
  // leaves with the next statement: nobody waits for it
  const show = (setting: string) =>
    at.write(sql`select set_config('app.restricted', ${setting}, true)`.compile(raw(at)))
  show(wanted)
  const done = await within(at.tx, wanted, work)
  show(before)
  shown.set(at.tx, before)
  return done
}

/** A throw may be caught behind a savepoint, which takes the setting back: then the database is asked what it is. */
async function within<T>(tx: Scope['tx'], setting: string, work: () => Promise<T>): Promise<T> {
  shown.set(tx, setting)
  try {
    return await work()
  } catch (error) {
    shown.set(tx, undefined)
    throw error
  }
}
