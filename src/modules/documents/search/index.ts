import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { open, openAll } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import { db } from './data.ts'
import { tokensFor, type Tokens } from './token.ts'
import { headTerms, type PageText, type Part, partsOf, vectorOf } from './vector.ts'
import { addWords, lookAgain, meet, type Met } from './word-list.ts'

export { search } from './search.ts'

type Opens = (typeof filing)['opens'][number]

export type Indexed = {
  readonly documentId: string
  readonly versionId: string
  /** The pages of the version in order; read once. */
  readonly pages: Iterable<PageText> | AsyncIterable<PageText>
}

/**
 * Makes a document found by the words of its pages, its title, file name and values; what was there of it before is
 * replaced, and nothing is written where nothing changed. A document that is gone stays away.
 */
export async function indexPages(at: Scope<Opens>, { documentId, versionId, pages }: Indexed): Promise<void> {
  const heads = await headsOf(at, documentId, versionId)
  if (!heads) return
  const met: Met = new Map()
  const token = await tokensFor(at)
  const terms = headTerms(heads, (form, tongue) => meet(met, form, tongue))
  let part = 0
  let last: Part | undefined
  const write = (one: Part, whole: boolean) =>
    writePart(at, { documentId, versionId, number: part++, part: one, whole, heads: terms, token })
  for await (const one of partsOf(pages, (form, tongue) => meet(met, form, tongue))) {
    if (last) write(last, false)
    last = one
  }
  write(last ?? { firstPage: 1, lastPage: 1, counts: new Map() }, part === 0)
  if (part > 1) lookAgain(at)
  at.write(
    db(at).deleteFrom('document_words').where('document_id', '=', documentId).where('part', '>=', part).compile(),
  )
  await addWords(at, met)
}

/** What stands above the text; undefined when the document is gone. */
async function headsOf(at: Scope<Opens>, documentId: string, versionId: string): Promise<string[] | undefined> {
  const row = await db(at)
    .selectFrom('documents as d')
    .leftJoin('document_versions as v', (on) => on.onRef('v.document_id', '=', 'd.id').on('v.id', '=', versionId))
    .select(['d.title', 'd.facts', 'v.file_name'])
    .where('d.id', '=', documentId)
    .executeTakeFirst()
  if (!row) return undefined
  const [title, name] = await openAll(at, [row.title, row.file_name])
  const facts = (await open(at, row.facts)) ?? []
  return [title ?? '', name ?? '', ...facts.map(({ value }) => value)]
}

type Written = {
  readonly documentId: string
  readonly versionId: string
  readonly number: number
  readonly part: Part
  readonly whole: boolean
  readonly heads: ReadonlySet<string>
  readonly token: Tokens
}

function writePart(at: Scope<string>, { documentId, versionId, number, part, whole, heads, token }: Written): void {
  const statement = db(at)
    .insertInto('document_words')
    .values({
      organisation_id: at.organisation.id,
      document_id: documentId,
      part: number,
      version_id: versionId,
      first_page: part.firstPage,
      last_page: part.lastPage,
      whole,
      words: sql`${vectorOf(part, heads, token)}::tsvector`,
    })
    .onConflict((same) =>
      same
        .columns(['organisation_id', 'document_id', 'part'])
        .doUpdateSet(({ ref }) => ({
          version_id: ref('excluded.version_id'),
          first_page: ref('excluded.first_page'),
          last_page: ref('excluded.last_page'),
          whole: ref('excluded.whole'),
          words: ref('excluded.words'),
        }))
        .where(
          sql<boolean>`(document_words.version_id, document_words.first_page, document_words.last_page, document_words.whole,
              document_words.words)
            is distinct from (excluded.version_id, excluded.first_page, excluded.last_page, excluded.whole, excluded.words)`,
        ),
    )
    .compile()
  at.write(statement)
}

/** Makes a document not found any more. Deleting its row does so too. */
export async function unindex(at: Scope<string>, documentId: string): Promise<void> {
  await db(at).deleteFrom('document_words').where('document_id', '=', documentId).execute()
}
