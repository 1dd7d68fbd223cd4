import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import type { filing } from '../data.ts'
import { db } from './data.ts'
import { termsOfForm } from './terms.ts'
import { tokensFor } from './token.ts'
import { ENGLISH, GERMAN } from './vocabulary.ts'
import { knownWords } from './word-list.ts'
import { formOf } from './words.ts'

type Opens = (typeof filing)['opens'][number]

/** The word that is being typed, from its third letter on. */
const BEGUN = /[\p{L}\p{M}\u00AD]{3,64}$/u
const MOST = 6
/** So many of the most frequent words are looked at: others may stand where who asks may not look. */
const MOST_LOOKED_AT = 48

/**
 * Words that go on with what is being typed, those in most documents first; only words of documents that who asks may find.
 * @param archives that may be looked into; undefined: all
 */
export async function completionsOf(
  at: Scope<Opens>,
  query: string,
  archives: ReadonlySet<string> | undefined,
): Promise<string[]> {
  const begun = formOf(BEGUN.exec(query.normalize('NFC'))?.[0] ?? '')
  if (begun === '') return []
  const { vocabulary } = await knownWords(at)
  const forms = vocabulary.beginning(begun, MOST_LOOKED_AT).filter((form) => form !== begun)
  const token = await tokensFor(at)
  const asked = forms.map((form) => {
    const tongues = vocabulary.tongues(form)
    const terms = termsOfForm(form, (tongues & ENGLISH) !== 0, (tongues & GERMAN) !== 0)
    return terms.map((term) => `'${token(term)}'`).join(' | ')
  })
  const allowed = archives ? sql`d.archive_id = any(${[...archives]}::uuid[])` : sql`true`
  const { rows } = await sql<{ place: number }>`
    select t.place::int as place from unnest(${asked}::text[]) with ordinality as t (query, place)
    where t.query <> '' and exists (
      select 1 from document_words w
      join documents d on d.organisation_id = w.organisation_id and d.id = w.document_id
      where w.organisation_id = ${at.organisation.id}::uuid and w.words @@ t.query::tsquery
        and d.state <> 'trash' and ${allowed})
    order by t.place limit ${MOST}`.execute(db(at))
  return rows.flatMap(({ place }) => forms[place - 1] ?? [])
}
