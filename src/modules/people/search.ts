import { type RawBuilder, sql } from 'kysely'
import { sent } from '#platform/data/gathered.ts'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken, keyBeside, openAll, searchTokens } from '#platform/keys/sealed.ts'
import { normaliseMail, normalisePhone } from '#platform/text/contact.ts'
import { contestedAmong } from '#privacy'
import { db } from './data.ts'

export const MOST_FOUND = 50
/** Names are only sorted once they are opened: so many are looked at before the first fifty are shown. */
const MOST_OPENED = 500

export type Found = {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly phone: string
  /** Columns that somebody says are wrong: `people.mail`. */
  readonly contested: ReadonlySet<string>
}
export type Result =
  | { readonly people: readonly Found[]; readonly more: boolean }
  /** Nothing that could be looked for: fewer than two letters. */
  | { readonly tooShort: true }

/** What somebody typed into the one field: a mail address, a phone number or the beginnings of a name. */
export function kindOf(query: string): 'mail' | 'phone' | 'name' {
  if (query.includes('@')) return 'mail'
  return /^[\s+()/.\-\d]*\d[\s+()/.\-\d]*$/.test(query) ? 'phone' : 'name'
}

/**
 * Finds people by a whole mail address or phone number, or by beginnings of their names; all over sealed data.
 * @param among looks only among these: a condition on `people.id`
 */
export async function findPeople(
  at: Scope<'people.contact'>,
  query: string,
  among?: RawBuilder<boolean>,
): Promise<Result> {
  const condition = await conditionFor(at, query.trim())
  if (!condition) return { tooShort: true }
  const rows = await db(at)
    .selectFrom('people')
    .select(['id', 'name', 'mail', 'phone', keyBeside('people.id')])
    .where(condition)
    .$if(among !== undefined, (some) => some.where(among ?? sql<boolean>`true`))
    .orderBy('created_at', 'desc')
    .limit(MOST_OPENED)
    .execute()
  await at.keys.take(rows.map(({ id, key }) => ({ person: id, key })))
  const [contested, names] = await Promise.all([
    contestedAmong(
      at,
      rows.map(({ id }) => id),
    ),
    sent().then(() =>
      openAll(
        at,
        rows.map(({ name }) => name),
      ),
    ),
  ])
  const shown = rows
    .map(({ id, mail, phone }, place) => ({ id, mail, phone, name: names[place] ?? '' }))
    .toSorted((a, b) => byName.compare(a.name, b.name))
    .slice(0, MOST_FOUND)
  // only of those who are shown: a common beginning finds ten times as many
  const reached = await openAll(
    at,
    shown.flatMap(({ mail, phone }) => [mail, phone]),
  )
  const people = shown.map(({ id, name }, place) => ({
    id,
    name,
    mail: reached[place * 2] ?? '',
    phone: reached[place * 2 + 1] ?? '',
    contested: contested.get(id) ?? none,
  }))
  return { people, more: rows.length > MOST_FOUND }
}

const none: ReadonlySet<string> = new Set()
const byName = new Intl.Collator('de')

async function conditionFor(at: Scope<string>, query: string) {
  switch (kindOf(query)) {
    case 'mail':
      return normaliseMail(query) ? sql<boolean>`mail_exact = ${await exactToken(at, 'mail', query)}` : undefined
    case 'phone':
      return normalisePhone(query).e164
        ? sql<boolean>`phone_exact = ${await exactToken(at, 'phone', query)}`
        : undefined
    case 'name': {
      const tokens = await searchTokens(at, 'name', query)
      return tokens.length > 0 ? sql<boolean>`name_words @> ${tokens}` : undefined
    }
  }
}
