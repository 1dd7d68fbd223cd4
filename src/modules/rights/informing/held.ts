import { type Kysely, sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { categoryWords, kindName } from '#privacy'

type Owned = { readonly table: Table; readonly by: readonly string[] }

const owned = (): Owned[] =>
  allTables().flatMap((table) =>
    'ownedBy' in table.subject && table.subject.ownedBy ? [{ table, by: [table.subject.ownedBy].flat() }] : [],
  )

/** Which kinds of data there are about a person, each with its categories (Art. 14(1)(d) GDPR); nothing is opened. */
export async function categoriesAbout(
  at: Scope<string>,
  person: string,
  language: Language,
): Promise<readonly (readonly [kind: string, categories: string])[]> {
  const all = owned()
  const asked = all.map(({ table, by }, place) => {
    const theirs = by.map((column) =>
      table.columns[column]?.sqlType === 'uuid[]'
        ? sql`${person}::uuid = any(${sql.ref(column)})`
        : sql`${sql.ref(column)} = ${person}::uuid`,
    )
    return sql`select ${sql.lit(place)} as place where exists (select from ${sql.table(table.name)} where ${sql.join(theirs, sql` or `)})`
  })
  const { rows } = await sql<{ place: number }>`${sql.join(asked, sql` union all `)}`.execute(
    at.tx as unknown as Kysely<never>,
  )
  const words = categoryWords(language)
  return rows.flatMap(({ place }) => {
    const { table } = all[place] as Owned
    const categories = Object.values(table.columns).flatMap(({ treatment }) =>
      'category' in treatment && treatment.onAccess === 'show' ? [words[treatment.category]] : [],
    )
    return categories.length === 0
      ? []
      : [[kindName(table.name, language), [...new Set(categories)].join(', ')] as const]
  })
}
