import { sql, type RawBuilder } from 'kysely'
import type { Table } from '#platform/data/table.ts'

const listed = (names: string | readonly string[] | undefined): string[] => [names ?? []].flat() as string[]

/** The columns of a table that name the persons of a row: owners first, then those who only see it. */
export function personColumns({ subject }: Table): string[] {
  if ('none' in subject || 'goesWith' in subject) return []
  return [...new Set([...listed(subject.ownedBy), ...listed(subject.accessedBy)])]
}

/** The columns whose values lie sealed. */
export const sealedColumns = ({ columns }: Table): string[] =>
  Object.entries(columns).flatMap(([name, { treatment }]) => (treatment.is === 'sealed' ? [name] : []))

// A sealed value names its person: version (1), tag of the column (4), person (16 bytes), see platform/keys/sealed.ts.
const sealedFor = (name: string, persons: readonly string[]) => {
  const bytes = persons.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'))
  return sql`substring(${sql.ref(name)} from 6 for 16) = any(${bytes}::bytea[])`
}

/**
 * Which rows of a table are about these persons, in SQL: those that name them, those that go with such a row, however far
 * up, and among those that go with others' rows the ones with a value sealed for them. Undefined where the table is about
 * nobody.
 * @throws Error when a table goes with one that is not declared
 */
export function aboutThem(
  table: Table,
  persons: readonly string[],
  declared: ReadonlyMap<string, Table>,
): RawBuilder<boolean> | undefined {
  if ('none' in table.subject) return undefined
  if (!('goesWith' in table.subject)) {
    const ids = sql`${`{${persons.join(',')}}`}::uuid[]`
    return anyOf(personColumns(table).map((name) => sql`${sql.ref(name)} = any(${ids})`))
  }
  const { goesWith, by } = table.subject
  const parent = declared.get(goesWith)
  if (!parent) throw new Error(`${table.name} goes with ${goesWith}, which is not declared`)
  const above = aboutThem(parent, persons, declared)
  return anyOf([
    ...(above ? [sql`${sql.ref(by)} in (select id from ${sql.table(goesWith)} where ${above})`] : []),
    ...sealedColumns(table).map((name) => sealedFor(name, persons)),
  ])
}

/**
 * Whether a row is theirs, in SQL: not where it goes with somebody else's and only one of its values is sealed for them.
 * Then they see that value, and not what else stands there.
 */
export function wholeRow(
  table: Table,
  persons: readonly string[],
  declared: ReadonlyMap<string, Table>,
): RawBuilder<boolean> {
  if (!('goesWith' in table.subject)) return sql<boolean>`true`
  const { goesWith, by } = table.subject
  const parent = declared.get(goesWith)
  const above = parent && aboutThem(parent, persons, declared)
  return above
    ? sql<boolean>`coalesce(${sql.ref(by)} in (select id from ${sql.table(goesWith)} where ${above}), false)`
    : sql<boolean>`false`
}

const anyOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<boolean> | undefined =>
  conditions.length === 0 ? undefined : sql<boolean>`(${sql.join(conditions, sql` or `)})`
