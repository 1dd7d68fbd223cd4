import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'

import type { filing } from '../data.ts'
import { db } from './data.ts'
import { dropParts, type PartRow, writeParts } from './rows.ts'
import { tokensFor } from './token.ts'
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
export const indexPages = (at: Scope<Opens>, one: Indexed): Promise<void> => indexAll(at, [one])

/** Letters of vectors that wait to be written together. */
const MOST_WAITING = 2_000_000

/** The same for several documents, whose rows are read and written together. */
export async function indexAll(at: Scope<Opens>, some: readonly Indexed[]): Promise<void> {
  const heads = await headsOf(at, some)
  const token = await tokensFor(at)
  const met: Met = new Map()
  const found = (form: string, tongue: 'de' | 'en') => meet(met, form, tongue)
  const parts = new Map<string, number>()
  let waiting: PartRow[] = []
  let letters = 0
  const add = (row: PartRow) => {
    waiting.push(row)
    letters += row.words.length
    if (letters < MOST_WAITING) return
    writeParts(at, waiting)
    ;[waiting, letters] = [[], 0]
  }
  for (const { documentId, versionId, pages } of some) {
    const above = heads.get(documentId)
    if (!above) continue
    const terms = headTerms(above, found)
    let number = 0
    let last: Part | undefined
    const write = (part: Part, whole: boolean) =>
      add({ documentId, versionId, number: number++, part, whole, words: vectorOf(part, terms, token) })
    for await (const part of partsOf(pages, found)) {
      if (last) write(last, false)
      last = part
    }
    write(last ?? { firstPage: 1, lastPage: 1, counts: new Map() }, number === 0)
    parts.set(documentId, number)
    if (number > 1) lookAgain(at)
  }
  writeParts(at, waiting)
  dropParts(at, parts)
  await addWords(at, met)
}

/** What stands above the texts, by document; one that is gone is missing. */
async function headsOf(at: Scope<Opens>, some: readonly Indexed[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const [ids, versions] = [some.map(({ documentId }) => documentId), some.map(({ versionId }) => versionId)]
  const rows = await db(at)
    .selectFrom('documents as d')
    .leftJoin('document_versions as v', (on) =>
      on.onRef('v.document_id', '=', 'd.id').on(sql<boolean>`v.id = any(${versions}::uuid[])`),
    )
    .select(['d.id', 'd.title', 'd.facts', 'v.file_name'])
    .where(sql<boolean>`d.id = any(${ids}::uuid[])`)
    .execute()
  const texts = await openAll(
    at,
    rows.flatMap(({ title, file_name }) => [title, file_name]),
  )
  const facts = await openAll(
    at,
    rows.map((row) => row.facts),
  )
  return new Map(
    rows.map(({ id }, place) => [
      id,
      [texts[2 * place] ?? '', texts[2 * place + 1] ?? '', ...(facts[place] ?? []).map(({ value }) => value)],
    ]),
  )
}

/** Makes a document not found any more. Deleting its row does so too. */
export async function unindex(at: Scope<string>, documentId: string): Promise<void> {
  await db(at).deleteFrom('document_words').where('document_id', '=', documentId).execute()
}
