import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { filing, storing } from '../../src/modules/documents/data.ts'
import { db, pages } from '../../src/modules/documents/reading/data.ts'
import { indexAll, search } from '../../src/modules/documents/search/index.ts'
import { ranked } from '../../src/modules/documents/search/search.ts'
import { reindex } from '../../src/modules/documents/search/jobs.ts'
import { renewWords } from '../../src/modules/documents/search/word-list.ts'
import { placesOf, termOf } from '../../src/modules/documents/search/words.ts'
import { documents, versions } from '../../src/modules/documents/data.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { inScope, type Scope } from '../../src/platform/data/scope.ts'
import { seal } from '../../src/platform/keys/sealed.ts'
import { dice, germanDocuments, germanTexts } from '../../tests/support/german.ts'
import { type Found, type Ground, median, newOrganisation, percentile, round, say, timed } from './support.ts'

const DOCUMENTS = Number(process.env['BENCH_SEARCH_DOCUMENTS'] ?? 50_000)
const BATCH = 250
const QUERIES = 300
const WARM = 30
const P95_MS = 50
const MOST_TIMES = 1.5
const MOST_SIZE = 1.2
const REINDEX_MS = 300_000

type Opens = (typeof filing)['opens'][number]
const actor = { kind: 'system', job: 'bench' } as const
const texts = germanTexts(join(process.cwd(), 'node_modules/.german/usr/share'))

/** Documents with their sealed pages, as reading leaves them; all of one holder, since only the index is measured. */
async function file(at: Scope<Opens>, archive: string, holder: string, some: readonly string[], index: boolean) {
  const organisation_id = at.organisation.id
  const title = await seal(at, documents, 'title', holder, 'Dokument')
  const file_name = await seal(at, versions, 'file_name', holder, 'x')
  const words = await seal(at, pages, 'words', holder, '')
  const rows = await Promise.all(
    some.map(async (text) => ({
      id: randomUUID(),
      version: randomUUID(),
      text,
      sealed: await seal(at, pages, 'text', holder, text),
    })),
  )
  const both = { organisation_id, holder_id: holder, archive_id: archive }
  await db(at)
    .insertInto('documents')
    .values(
      rows.map(({ id }) => ({
        ...both,
        id,
        title,
        way: 'import',
        state: 'new',
        current: 1,
        received_at: at.now,
        keep_days: 365,
      })),
    )
    .execute()
  const blob = { id: '0'.repeat(32), size: 1, sha256: '0'.repeat(64), keys: [] }
  const proof = {
    file: blob,
    file_name,
    media_type: 'text/plain',
    size: 1,
    manifest: Buffer.alloc(1),
    seal: Buffer.alloc(1),
  }
  const stored = { stage: 'ready', stored_at: at.now, verified_at: at.now, number: 1 }
  await db(at)
    .insertInto('document_versions')
    .values(rows.map(({ id, version }) => ({ organisation_id, id: version, document_id: id, ...proof, ...stored })))
    .execute()
  const paper = { number: 1, width: 595, height: 842, words, read_from: 'layer' }
  await db(at)
    .insertInto('document_pages')
    .values(
      rows.map(({ id, version, sealed }) => ({
        organisation_id,
        document_id: id,
        version_id: version,
        text: sealed,
        ...paper,
      })),
    )
    .execute()
  if (index)
    await indexAll(
      at,
      rows.map(({ id, version, text }) => ({ documentId: id, versionId: version, pages: [{ number: 1, text }] })),
    )
}

async function prepare({ house, root }: Ground, organisation: Organisation, all: readonly string[]): Promise<number> {
  const wish = { organisation, actor, purpose: filing } as const
  const archive = randomUUID()
  const holder = randomUUID()
  await inScope(house, wish, async (at) => {
    const { wrapped } = await at.keys.mint(holder, 'general')
    await root.query('insert into person_keys values ($1, $2, $3, $4)', [organisation.id, holder, 'general', wrapped])
    await root.query('insert into document_archives values ($1, $2, $3, $4, $5, $5, now())', [
      organisation.id,
      archive,
      'Bench',
      'readable',
      randomBytes(8),
    ])
  })
  let took = 0
  for (let from = 0; from < all.length; from += BATCH)
    took += await timed(() =>
      inScope(house, wish, (at) => file(at, archive, holder, all.slice(from, from + BATCH), true)),
    )
  return took
}

/** The same texts in PostgreSQL's own German full text, without tenants, seals and policies. */
async function plainTwin({ root }: Ground, all: readonly string[]): Promise<number> {
  await root.query(`create table plain_words (id integer primary key, words tsvector not null);
    create table plain_texts (id integer primary key, text text not null);
    create index plain_by_word on plain_words using gin (words)`)
  await root.query('insert into plain_texts select n - 1, t from unnest($1::text[]) with ordinality as x (t, n)', [all])
  return timed(async () => {
    for (let from = 0; from < all.length; from += BATCH) {
      const some = all.slice(from, from + BATCH)
      await root.query(
        `insert into plain_words select n, to_tsvector('german', t) from unnest($1::int[], $2::text[]) as x (n, t)`,
        [some.map((_, place) => from + place), some],
      )
    }
  })
}

async function bytes({ root }: Ground, table: string): Promise<number> {
  await root.query(`vacuum analyze ${table}`)
  const { rows } = await root.query<{ size: string }>('select pg_total_relation_size($1::regclass) as size', [table])
  return Number(rows[0]?.size)
}

/** Words as they stand in the texts, so frequent ones are asked for more often. */
function questions(all: readonly string[]): string[] {
  const random = dice(99)
  const words = all
    .slice(0, 3_000)
    .flatMap((text) => [...placesOf(text)].map(({ form }) => form))
    .filter((form) => form.length >= 4 && termOf(form, 'de') !== undefined && /^\p{L}+$/u.test(form))
  const word = () => words[Math.floor(random() * words.length)] ?? 'haus'
  return Array.from({ length: QUERIES + WARM }, (_, n) => Array.from({ length: 1 + (n % 3) }, word).join(' '))
}

const plainRanked = `
  select id, ts_rank(words, q) as rank, count(*) over () from plain_words, plainto_tsquery('german', $1) q
  where words @@ q order by rank desc limit 20`
/** With a piece of the text around the words, as the list shows it. */
const plainShown = `
  select r.*, ts_headline('german', text, plainto_tsquery('german', $1)) from (${plainRanked}) r join plain_texts using (id)`

/** Ranked searches of one to three words among 50,000 documents, index size, and indexing anew. */
export async function searchBench(ground: Ground): Promise<Found> {
  if (texts.length === 0) throw new Error('first: sh tools/german.sh')
  const { house, root } = ground
  const organisation = await newOrganisation(ground, 'archiv')
  const all = germanDocuments(DOCUMENTS, texts)
  const filed = await prepare(ground, organisation, all)
  say(`  filed and indexed ${DOCUMENTS} documents in ${round(filed / 1000)} s`)
  await inScope(house, { organisation, actor, purpose: storing }, renewWords)
  const plain = await plainTwin(ground, all)
  await root.query('vacuum analyze')
  const own = { first: (await bytes(ground, 'document_words')) + (await bytes(ground, 'document_vocabularies')) }
  const theirs = await bytes(ground, 'plain_words')
  say(`  index ${round(own.first / 1e6)} MB, plain ${round(theirs / 1e6)} MB (made in ${round(plain / 1000)} s)`)

  const wish = { organisation, actor, purpose: filing, readOnly: true } as const
  const kinds = ['ranked', 'words', 'plain', 'shown', 'headline'] as const
  const took = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]]))
  const answers: Record<(typeof kinds)[number], (query: string) => Promise<unknown>> = {
    ranked: (query) => inScope(house, wish, (at) => ranked(at, { query })),
    words: (query) => inScope(house, wish, (at) => ranked(at, { query, how: 'plain' })),
    plain: (query) => root.query(plainRanked, [query]),
    shown: (query) => inScope(house, wish, (at) => search(at, { query })),
    headline: (query) => root.query(plainShown, [query]),
  }
  for (const [n, query] of questions(all).entries())
    for (const kind of kinds) {
      const ms = await timed(() => answers[kind](query))
      if (n >= WARM) took[kind]?.push(ms)
    }
  const p95 = (kind: (typeof kinds)[number]) => round(percentile(took[kind] ?? [], 95))
  const middle = (kind: (typeof kinds)[number]) => round(median(took[kind] ?? []))
  for (const kind of kinds) say(`  ${kind}: median ${middle(kind)} ms, p95 ${p95(kind)} ms`)
  const again = await timed(() => reindex(house, organisation))
  await root.query('vacuum analyze')
  const grown = (await bytes(ground, 'document_words')) + (await bytes(ground, 'document_vocabularies'))
  const ratio = p95('ranked') / p95('plain')
  const facts = {
    documents: DOCUMENTS,
    p95_ms: p95('ranked'),
    plain_p95_ms: p95('plain'),
    ratio: round(ratio),
    words_p95_ms: p95('words'),
    shown_p95_ms: p95('shown'),
    headline_p95_ms: p95('headline'),
    index_mb: round(own.first / 1e6),
    plain_mb: round(theirs / 1e6),
    size_ratio: round(own.first / theirs),
    reindex_s: round(again / 1000),
    grown: round(grown / own.first, 3),
  }
  const met =
    p95('shown') <= P95_MS &&
    ratio <= MOST_TIMES &&
    own.first / theirs <= MOST_SIZE &&
    again <= REINDEX_MS &&
    grown <= own.first * 1.02
  return { facts, met }
}
