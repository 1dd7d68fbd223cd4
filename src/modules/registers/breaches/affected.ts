import { randomUUID } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { allTables, type Table, tableNamed } from '#platform/data/table.ts'
import type { Category } from '#platform/data/columns.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { declarations } from '#privacy'
import { MOST_NAMED } from '../access/recorder.ts'
import { db } from '../data/index.ts'
import { erasedOf, stillThere } from '../still-there.ts'

/** What a breach reached: kinds of data, a time, and perhaps one member's accesses. */
export type Reach = {
  readonly tables: readonly string[]
  readonly from: Temporal.Instant | null
  readonly until: Temporal.Instant | null
  readonly account: string | null
}
export type Affected = { readonly people: number; readonly records: number }

const owners = ({ subject }: Table): readonly string[] =>
  'ownedBy' in subject && subject.ownedBy !== undefined
    ? ([subject.ownedBy].flat() as string[])
    : 'accessedBy' in subject && subject.accessedBy !== undefined
      ? ([subject.accessedBy].flat() as string[])
      : []

/** Tables that lead to persons, of people who come: what a breach can be counted in. */
export const countable = (): Table[] =>
  allTables().filter((table) => !('none' in table.subject) && personsIn(table) !== undefined)

/**
 * The persons of a table's rows that were there before the end of the breach, following the rows they go with. What was
 * deleted since then cannot be counted any more; what came later was not reached.
 */
function personsIn(table: Table, until: Temporal.Instant | null = null): RawBuilder<{ person: string }> | undefined {
  const chain: Table[] = [table]
  let top = table
  while ('goesWith' in top.subject) {
    const above = tableNamed(top.subject.goesWith)
    if (!above || chain.includes(above)) return undefined
    chain.push((top = above))
  }
  const columns = owners(top).filter((column) => top.columns[column]?.sqlType === 'uuid')
  if (columns.length === 0) return undefined
  const joins = chain.slice(1).map((above, index) => {
    const below = chain[index] as Table
    const by = 'goesWith' in below.subject ? below.subject.by : 'id'
    const [from, to] = [`t${index}`, `t${index + 1}`]
    return sql`join ${sql.table(above.name)} as ${sql.ref(to)} on ${sql.ref(`${to}.organisation_id`)} = ${sql.ref(`${from}.organisation_id`)} and ${sql.ref(`${to}.id`)} = ${sql.ref(`${from}.${by}`)}`
  })
  const born = ['created_at', 'given_at', 'at'].find((column) =>
    table.columns[column]?.sqlType.startsWith('timestamp with'),
  )
  const bound = until && born ? sql`and ${sql.ref(`t0.${born}`)} <= ${until}` : sql``
  const last = `t${chain.length - 1}`
  const parts = columns.map(
    (column) => sql<{ person: string }>`
      select ${sql.ref(`${last}.${column}`)} as person from ${sql.table(table.name)} as t0 ${sql.join(joins, sql` `)}
      where ${sql.ref(`${last}.${column}`)} is not null ${bound}`,
  )
  return sql<{ person: string }>`${sql.join(parts, sql` union all `)}`
}

/** What staff sign in with lies with the operator, for all organisations; an organisation's own rows are those of its members. */
const keptByOperator = ({ name, columns }: Table): boolean =>
  declarations().kinds.get(name)?.about === 'staff' &&
  Object.values(columns).some(
    ({ treatment }) => 'activities' in treatment && treatment.activities.some((one) => one.name === SIGNING_IN),
  )
const SIGNING_IN = 'accounts.signing-in'
const membersAs = (table: string): RawBuilder<unknown> =>
  sql`select account_id as person, ${table}::text as found_in from members`

/**
 * Computes whom a breach concerns, from the database and from the recorded accesses, and writes it down per person.
 * Counting again replaces what was found before. Who was erased and is kept by law only is counted and written down nowhere.
 */
export async function countAffected(at: Scope<string>, breach: string, reach: Reach): Promise<Affected> {
  const parts: RawBuilder<unknown>[] = reach.tables.flatMap((name) => {
    const table = tableNamed(name)
    const persons = table && personsIn(table, reach.until)
    if (table && keptByOperator(table) && at.organisation.slug !== OPERATOR) return [membersAs(name)]
    return persons ? [sql`select person, ${name}::text as found_in from (${persons}) as p`] : []
  })
  if (reach.account) {
    const from = reach.from ? sql`and at >= ${reach.from}` : sql``
    const until = reach.until ? sql`and at <= ${reach.until}` : sql``
    parts.push(sql`select person_id as person, 'access_records'::text as found_in from access_records
      where account_id = ${reach.account} and person_id is not null ${from} ${until}`)
  }
  await db(at).deleteFrom('breach_people').where('breach_id', '=', breach).execute()
  if (parts.length === 0) return { people: 0, records: 0 }
  const found = sql`${sql.join(parts, sql` union all `)}`
  const nobody = '00000000-0000-0000-0000-000000000000'
  const { rows } = await sql<{ person: string; found_in: string[]; records: number }>`
    select person, array_agg(distinct found_in order by found_in) as found_in, count(*)::int as records
    from (${found}) as f where person <> ${nobody}::uuid group by person`.execute(db(at))
  const persons = rows.map(({ person }) => person)
  await stillThere(at, persons) // from here on nobody of them is erased before this is written
  const erased = await erasedOf(at, persons)
  const listed = rows.filter(({ person }) => !erased.has(person))
  for (let from = 0; from < listed.length; from += BATCH)
    await db(at)
      .insertInto('breach_people')
      .values(
        listed.slice(from, from + BATCH).map(({ person, found_in }) => ({
          organisation_id: at.organisation.id,
          id: randomUUID(),
          breach_id: breach,
          person_id: person,
          found_in,
          listed_at: at.now,
        })),
      )
      .execute()
  return { people: rows.length, records: rows.reduce((sum, { records }) => sum + records, 0) }
}

const BATCH = 1_000

/** Pages with so many people that they were put on record as a number only: whom they showed cannot be counted. */
export type Unnamed = { readonly lists: number; readonly people: number }

/** How many people the list of a breach names. */
export async function listedPeople(at: Scope<string>, breach: string): Promise<number> {
  const query = db(at)
    .selectFrom('breach_people')
    .select(({ fn }) => fn.countAll<number>().as('listed'))
  return Number((await query.where('breach_id', '=', breach).executeTakeFirstOrThrow()).listed)
}

export async function unnamedLists(at: Scope<string>, { account, from, until }: Reach): Promise<Unnamed> {
  if (!account) return { lists: 0, people: 0 }
  let query = db(at)
    .selectFrom('access_records')
    .select([sql<number>`count(*)::int`.as('lists'), sql<number>`coalesce(sum(people), 0)::int`.as('people')])
    .where('account_id', '=', account)
    .where('person_id', 'is', null)
    .where('people', '>', MOST_NAMED)
  if (from) query = query.where('at', '>=', from)
  if (until) query = query.where('at', '<=', until)
  return query.executeTakeFirstOrThrow()
}

/** The categories of data that these tables hold, for the notice to the authority (Art. 33(3)(a) GDPR). */
export function categoriesIn(tables: readonly string[]): Category[] {
  const found = tables.flatMap((name) =>
    Object.values(tableNamed(name)?.columns ?? {}).flatMap(({ treatment }) =>
      'category' in treatment && treatment.category !== 'identifier' ? [treatment.category] : [],
    ),
  )
  return [...new Set(found)]
}

/** Whose data these tables hold, for the same notice: people who come, people who work here, or both. */
export function whoseIn(tables: readonly string[]): ('people' | 'staff')[] {
  const { kinds } = declarations()
  const whose = tables.map((name) => (kinds.get(name)?.about === 'staff' ? 'staff' : 'people'))
  return (['people', 'staff'] as const).filter((one) => whose.includes(one))
}

/** The tables in which these purposes keep data. */
export const tablesFor = (activities: readonly string[]): string[] =>
  countable()
    .filter(({ columns }) =>
      Object.values(columns).some(
        ({ treatment }) =>
          'activities' in treatment && treatment.activities.some(({ name }) => activities.includes(name)),
      ),
    )
    .map(({ name }) => name)
