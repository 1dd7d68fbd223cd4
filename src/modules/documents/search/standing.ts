import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'
import { groupsOf } from './query.ts'
import { candidates, type Question } from './statement.ts'
import type { Tokens } from './token.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { Marks } from './wanted.ts'

// The vocabulary is the whole organisation's: it knows words of documents that who asks may not see, of other archives and of
// people whose data are restricted. What leaves a search is therefore held against the documents that it may show.

const MOST_SUGGESTED = 6
/** Each is a search of its own. */
const MOST_TRIED = 24

/** Of these words those that would find something: no other is named. */
export async function findable(
  at: Scope<string>,
  words: readonly string[],
  vocabulary: Vocabulary,
  asked: Question,
  token: Tokens,
): Promise<string[]> {
  const found: string[] = []
  for (const word of words.slice(0, MOST_TRIED)) {
    if (found.length >= MOST_SUGGESTED) break
    const groups = groupsOf([{ kind: 'word', forms: [word], joined: word }], vocabulary, 'plain')
    if (groups.length === 0) continue
    const wish = { ...asked, groups, unwanted: [], order: 'best', limit: 1, offset: 0 } as const
    if ((await candidates(at, wish, token)).length > 0) found.push(word)
  }
  return found
}

/** Of what is to be marked what stands in these documents. */
export async function standingIn(
  at: Scope<string>,
  documents: readonly string[],
  { terms, phrases }: Marks,
  token: Tokens,
): Promise<Marks> {
  if (documents.length === 0 || terms.length === 0) return { terms: [], phrases }
  const { rows } = await sql<{ token: string }>`
    select t.token from unnest(${terms.map(token)}::text[]) as t (token)
    where exists (
      select 1 from document_words w
      where w.organisation_id = ${at.organisation.id}::uuid and w.document_id = any(${[...documents]}::uuid[])
        and w.words @@ ('''' || t.token || '''')::tsquery)`.execute(db(at))
  const there = new Set(rows.map((row) => row.token))
  return { terms: terms.filter((term) => there.has(token(term))), phrases }
}
