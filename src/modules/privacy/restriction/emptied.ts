import { sql } from 'kysely'
import { type Activity, allActivities } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables, ownerColumns, type Table } from '#platform/data/table.ts'
import { lockHolds } from '../erasure/locks.ts'
import { holdInForce } from '../erasure/statements.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'

/**
 * Empties what was kept on a withdrawn consent alone (Art. 17(1)(b) GDPR): of one person who withdrew just now; without `one`
 * of everybody who once did, since a held row stays as it is until its hold ends (Art. 17(3)(e) GDPR).
 * @returns how many rows were changed
 */
export async function emptyWithdrawn(
  at: Scope<string>,
  one?: { readonly person: string; readonly activity: string },
  tables: readonly Table[] = allTables(),
): Promise<number> {
  const activities = allActivities().filter(
    (activity) => needsConsent(activity) && (!one || activity.name === one.activity),
  )
  const places = activities.flatMap(({ name: activity }) =>
    tables.flatMap((table) => {
      const [owner, ...others] = ownerColumns(table)
      const columns = restingOn(table, activity)
      return owner && others.length === 0 && columns.length > 0 ? [{ activity, table, owner, columns }] : []
    }),
  )
  if (places.length === 0) return 0
  await lockHolds(at, 'shared')
  const emptied = new Map<string, Record<string, number>>()
  let rows = 0
  for (const place of places) {
    const count = await emptyIn(at, place, one?.person)
    if (count === 0) continue
    rows += count
    emptied.set(place.activity, { ...emptied.get(place.activity), [`rows.${place.table.name}`]: count })
  }
  for (const [activity, counts] of emptied) await record(at, 'consent.emptied', { activity, ...counts })
  return rows
}

type Place = {
  readonly activity: string
  readonly table: Table
  readonly owner: string
  readonly columns: readonly string[]
}

/**
 * Columns that are there for one activity only and may be empty: without their purpose they are not needed; with them the
 * tokens by which they would still be found. Whose a row is stays in it: else no erasure would reach it.
 */
function restingOn(table: Table, activity: string): string[] {
  const owners = ownerColumns(table)
  const resting = Object.entries(table.columns).flatMap(([name, { nullable, treatment }]) =>
    nullable &&
    !owners.includes(name) &&
    (treatment.is === 'sealed' || treatment.is === 'personal') &&
    treatment.activities.length > 0 &&
    treatment.activities.every((one) => one.name === activity)
      ? [name]
      : [],
  )
  const tokens = Object.entries(table.columns).flatMap(([name, { nullable, treatment }]) =>
    nullable && treatment.is === 'tokens' && resting.includes(treatment.of) ? [name] : [],
  )
  return [...resting, ...tokens]
}

const needsConsent = (activity: Activity): boolean =>
  [activity.basis]
    .flatMap((basis) => ('public' in basis ? [basis.public, basis.private] : [basis]))
    .some(({ art6, art9 }) => art6 === 'a' || art9 === 'a')

async function emptyIn(
  at: Scope<string>,
  { activity, table: { name, columns: all }, owner, columns }: Place,
  person: string | undefined,
): Promise<number> {
  const set = sql.join(columns.map((column) => sql`${sql.ref(column)} = null`))
  const filled = sql.join(
    columns.map((column) => sql`${sql.ref(column)} is not null`),
    sql` or `,
  )
  const isConsent = (consents: string) =>
    sql`${sql.ref(`${consents}.activity`)} = ${activity}
      and (${sql.ref(`${consents}.basis`)} = 'art6.a' or ${sql.ref(`${consents}.basis`)} like 'art9.%')`
  const theirs = person === undefined ? sql`` : sql`and ${sql.ref(owner)} = ${person}::uuid`
  const free = 'id' in all ? sql`and not exists (${holdOn(at, name)})` : sql``
  const { numAffectedRows } = await sql`
    update ${sql.table(name)} set ${set} where (${filled}) ${theirs} ${free}
      and ${sql.ref(owner)} in (
        select c.person_id from consents as c where c.withdrawn_at is not null and ${isConsent('c')}
          and not exists (select from consents as g
            where g.person_id = c.person_id and g.withdrawn_at is null and ${isConsent('g')}))`.execute(raw(at))
  return Number(numAffectedRows ?? 0)
}

const holdOn = (at: Scope<string>, table: string) => sql`
  select from holds as h where h.object_table = ${table} and h.object_id = ${sql.ref(`${table}.id`)} and ${holdInForce(at)}`
