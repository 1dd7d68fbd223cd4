import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { archiveRow } from '#testing/document-rows.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { searchable } from '#testing/searchable.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { filing } from '../data.ts'
import { db } from './data.ts'
import { search } from './index.ts'
import { reindex } from './jobs.ts'
import { ranked } from './search.ts'
import { renewWords } from './word-list.ts'

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

/** An organisation with a document of each name, in whose texts how often a word stands is known. */
async function filed(texts: readonly (readonly [string, readonly string[]])[]) {
  const organisation = await house.organisation()
  const names = new Map<string, string>()
  await house.within(organisation, filing, async (at) => {
    const archive = await archiveRow(at)
    for (const [name, pages] of texts) names.set(await searchable(at, { archive, title: '-', texts: pages }), name)
  })
  await house.within(organisation, filing, renewWords)
  return { organisation, names }
}

const OWN = 45
const COMPOUNDS = 15
const MORE = ['hell', 'rund', 'fein', 'leicht', 'bunt', 'alt']
const shells = Array.from({ length: OWN + COMPOUNDS }, (_, place): readonly [string, readonly string[]] => [
  `${place}`,
  [
    place < OWN
      ? `Eine Schale, kein Doppel ${MORE.slice(0, place % 7).join(' ')}`
      : `Doppelschale ${'und Doppelschale '.repeat(place - OWN)}`,
  ],
])

test('amagno/search what has the word itself comes before what has a compound of it, page by page', async () => {
  const { organisation, names } = await filed(shells)
  const page = (number: number) =>
    house.within(organisation, filing, (at) => ranked(at, { query: 'schale', page: number }), { readOnly: true })
  const pages = [await page(1), await page(2), await page(3), await page(4)]
  expect(pages.map(({ rows, total }) => [rows.length, total])).toEqual([
    [20, 60],
    [20, 60],
    [20, 60],
    [0, 0],
  ])
  const order = pages.flatMap(({ rows }) => rows.map(({ document_id }) => Number(names.get(document_id))))
  expect(new Set(order).size).toBe(OWN + COMPOUNDS)
  expect(order.findIndex((place) => place >= OWN)).toBe(OWN)
  expect(order.slice(OWN).every((place) => place >= OWN)).toBe(true)
  // shorter texts first among those with the word once
  expect(order.slice(0, 7).map((place) => place % 7)).toEqual(Array(7).fill(0))
})

test('a word that counts least bears no place, and ranks as one with a place does', async () => {
  const { organisation } = await filed(shells)
  const look = () =>
    house.within(organisation, filing, async (at) => {
      const { rows } = await sql<{ words: string }>`select words::text from document_words`.execute(db(at))
      const found = []
      for (const query of ['schale', 'helle schalen', 'doppelschale', 'schale -bunt', 'sch*'])
        found.push(await ranked(at, { query }))
      return { words: rows.map(({ words }) => words).join(' '), found }
    })
  const small = await look()
  expect(small.words).toMatch(/'\w/)
  expect(small.words).not.toMatch(/:1( |$)/)
  // as rows were before
  await house.within(organisation, filing, (at) =>
    sql`update document_words set words = regexp_replace(words::text, '''(?= |$)', ''':1', 'g')::tsvector`.execute(
      db(at),
    ),
  )
  const large = await look()
  expect(large.words).not.toMatch(/'( |$)/)
  expect(large.found).toEqual(small.found)
})

test('among long documents, too, each is counted once, whether the word itself stands there or only a compound of it', async () => {
  const long = (...words: readonly string[]) =>
    Array.from({ length: 130 }, (_, place) => words[Math.floor(place / 65)] ?? 'Leer')
  const { organisation, names } = await filed([
    ...shells,
    ['long, both', long('Doppelschale', 'Schale')],
    ['long, itself', long('Schale', 'Schale')],
    ['long, other', long('Doppelschale', 'Doppelschale')],
    ['long, none', long('Tasse', 'Teller')],
  ])
  const ask = (order: 'best' | 'newest', page: number) =>
    house.within(organisation, filing, (at) => ranked(at, { query: 'schale', order, page }))
  const all = new Map<string, Set<string | undefined>>()
  for (const order of ['best', 'newest'] as const)
    for (const page of [1, 2, 3, 4]) {
      const { rows, total } = await ask(order, page)
      expect([order, page, total]).toEqual([order, page, OWN + COMPOUNDS + 3])
      for (const { document_id } of rows)
        all.set(order, (all.get(order) ?? new Set<string>()).add(names.get(document_id)))
    }
  expect(all.get('best')).toEqual(all.get('newest'))
  expect(all.get('best')?.has('long, none')).toBe(false)
})

const scansOf = async (at: Scope<string>) => {
  const { rows } = await sql<{ looks: number; read: number }>`
    select pg_stat_get_xact_numscans('document_words_by_word'::regclass)::int as looks,
      pg_stat_get_xact_tuples_returned('document_words'::regclass)::int as read`.execute(db(at))
  return rows[0] ?? { looks: 0, read: 0 }
}

/** How often a search looks into the index of words, and how many rows it reads one after the other. */
const scans = (organisation: Organisation, query: string) =>
  house.within(organisation, filing, async (at) => {
    await sql`set local enable_seqscan = off`.execute(db(at))
    const before = await scansOf(at)
    await search(at, { query })
    const after = await scansOf(at)
    return { looks: after.looks - before.looks, read: after.read - before.read }
  })

test('a search of one word and of several asks the index of words, and reads no row besides', async () => {
  const { organisation } = await filed(shells)
  // the word itself and what it is widened to are looked up apart
  expect(await scans(organisation, 'schale')).toEqual({ looks: 2, read: 0 })
  expect(await scans(organisation, 'helle schalen')).toEqual({ looks: 1, read: 0 })
})

test('the words of several parts of a long document count together', async () => {
  const pages = (first: string, last: string) =>
    Array.from({ length: 130 }, (_, place) => (place === 0 ? first : place === 129 ? last : 'Leer'))
  const { organisation, names } = await filed([
    ['both', pages('Gletscher', 'Murmeltier')],
    ['one', pages('Gletscher', 'Steinbock')],
    ['short', ['Gletscher und Murmeltier']],
  ])
  const found = async (query: string) =>
    (await house.within(organisation, filing, (at) => ranked(at, { query }))).rows.map((row) =>
      names.get(row.document_id),
    )
  expect(new Set(await found('gletscher murmeltier'))).toEqual(new Set(['both', 'short']))
  expect(new Set(await found('gletscher -murmeltier'))).toEqual(new Set(['one']))
  expect(new Set(await found('gletscher -steinbock'))).toEqual(new Set(['both', 'short']))

  const rows = () =>
    house.within(organisation, filing, (at) =>
      db(at)
        .selectFrom('document_words')
        .select(['document_id', 'part', 'first_page', 'last_page', 'whole', 'words'])
        .select((of) => of.ref('xmin' as never).as('written'))
        .orderBy('document_id')
        .orderBy('part')
        .execute(),
    )
  const before = await rows()
  expect(before.map(({ whole }) => whole).filter(Boolean)).toHaveLength(1)
  expect(await reindex(house, organisation)).toBe(3)
  expect(await rows()).toEqual(before)
  await house.within(organisation, filing, (at) => db(at).deleteFrom('document_words').execute())
  await reindex(house, organisation)
  const known = (some: typeof before) => some.map((row) => ({ ...row, written: undefined }))
  expect(known(await rows())).toEqual(known(before))
})
