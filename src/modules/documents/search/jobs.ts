import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { organisationJob } from '#platform/jobs/jobs.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { filing, storing } from '../data.ts'
import { db } from './data.ts'
import { forgetFolders } from './folders.ts'
import { indexAll } from './index.ts'
import type { PageText } from './vector.ts'
import { renewWords } from './word-list.ts'

type Opens = (typeof filing)['opens'][number]

const seen = new Map<string, string>()

/** What the index consists of, in short: it differs when a document came, went or changed. */
async function signature(at: Scope<string>): Promise<string> {
  const { rows } = await sql<{ all: string }>`
    select count(*) || ' ' || coalesce(sum(hashtextextended(document_id::text || part || version_id, 0)), 0) as all
    from document_words`.execute(db(at))
  return rows[0]?.all ?? ''
}

/**
 * Writes the list of words anew, and takes saved searches along that ask for a word which stands nowhere any more: perhaps the
 * name of somebody who was erased. They are opened to file by, which storing may not; if that fails, the words stay as well.
 */
async function renew(at: Scope<string>): Promise<void> {
  const { organisation, actor, house } = at
  const { forgotten } = await renewWords(at)
  if (forgotten.length > 0)
    await inScope(house, { organisation, actor, purpose: filing }, (other) => forgetFolders(other, forgotten))
}

/** Forgets words that no document holds any more, and counts the others. Nothing to do where nothing came or went. */
export async function forgetWords(at: Scope<string>): Promise<void> {
  const now = await signature(at)
  if (seen.get(at.organisation.id) === now) return
  await renew(at)
  at.afterCommit(() => seen.set(at.organisation.id, now))
}

// for storing: it also counts the words of documents that a restriction hides from everybody else
export const wordsJob = organisationJob('documents.words', '40 * * * *', storing, forgetWords)

const BATCH = 200

/**
 * Indexes every document of an organisation anew, from the sealed text of its pages, a few in each transaction. What did not
 * change is not written.
 * @returns how many documents were looked at
 */
export async function reindex(house: House, organisation: Organisation): Promise<number> {
  const wish = { organisation, actor: { kind: 'system', job: 'documents.reindex' }, purpose: filing } as const
  let after = '00000000-0000-0000-0000-000000000000'
  let count = 0
  for (;;) {
    const last = await inScope(house, wish, (at) => reindexAfter(at, after))
    if (last.count === 0) break
    count += last.count
    after = last.after
  }
  await inScope(house, { ...wish, purpose: storing }, renew)
  return count
}

async function reindexAfter(at: Scope<Opens>, after: string): Promise<{ after: string; count: number }> {
  const rows = await db(at)
    .selectFrom('documents as d')
    .innerJoin('document_versions as v', (on) =>
      on.onRef('v.document_id', '=', 'd.id').onRef('v.number', '=', 'd.current'),
    )
    .select(['d.id', 'v.id as version'])
    .where('d.id', '>', after)
    .where('v.stage', 'in', ['ready', 'unreadable'])
    // words that only members' devices can read were made there
    .where(sql<boolean>`v.file->'sealed'->'toMembers' is null`)
    .orderBy('d.id')
    .limit(BATCH)
    .execute()
  const begun = await firstTextsOf(
    at,
    rows.map(({ version }) => version),
  )
  await indexAll(
    at,
    rows.map(({ id, version }) => ({
      documentId: id,
      versionId: version,
      pages: textsOf(at, version, begun.get(version) ?? []),
    })),
  )
  return { after: rows.at(-1)?.id ?? after, count: rows.length }
}

const PAGES = 100
const FIRST = 8

/** The texts of the first pages of versions: of most documents all. */
async function firstTextsOf(at: Scope<Opens>, versions: readonly string[]): Promise<ReadonlyMap<string, PageText[]>> {
  const rows = await db(at)
    .selectFrom('document_pages')
    .select(['version_id', 'number', 'text'])
    .where(sql<boolean>`version_id = any(${versions}::uuid[])`)
    .where('number', '<=', FIRST)
    .orderBy('number')
    .execute()
  const texts = await openAll(
    at,
    rows.map(({ text }) => text),
  )
  return Map.groupBy(
    rows.map(({ version_id, number }, place) => ({ version: version_id, number, text: texts[place] ?? '' })),
    ({ version }) => version,
  )
}

/** The texts of a version's pages: those that are there, then some at a time. */
async function* textsOf(at: Scope<Opens>, version: string, begun: readonly PageText[]) {
  yield* begun
  if (begun.length < FIRST) return
  for (let from = FIRST + 1; ; from += PAGES) {
    const rows = await db(at)
      .selectFrom('document_pages')
      .select(['number', 'text'])
      .where('version_id', '=', version)
      .where('number', '>=', from)
      .where('number', '<', from + PAGES)
      .orderBy('number')
      .execute()
    const texts = await openAll(
      at,
      rows.map(({ text }) => text),
    )
    for (const [place, { number }] of rows.entries()) yield { number, text: texts[place] ?? '' }
    if (rows.length < PAGES) return
  }
}
