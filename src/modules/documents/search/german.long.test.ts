import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { archiveRow } from '#testing/document-rows.ts'
import { dice, germanIsHere, germanTexts, germanWords, ownTexts } from '#testing/german.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { searchable } from '#testing/searchable.ts'
import { filing } from '../data.ts'
import { englishStem } from './english.ts'
import { germanStem } from './german.ts'
import { search } from './index.ts'
import { ranked } from './search.ts'
import { placesOf, termOf, tongueOf } from './words.ts'

// The same words, texts and questions to PostgreSQL's own German full text. Texts: tools/german.sh, else the few of the project.

const here = germanIsHere()
let database: TestDatabase
let house: TestHouse
let root: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
  root = new pg.Client(database.root)
  await root.connect()
})
afterAll(async () => {
  await root.end()
  await house.close()
  await database.drop()
})

test.runIf(here)('amagno/search takes the endings off 350,000 German words as PostgreSQL does', async () => {
  const words = germanWords()
  expect(words.length).toBeGreaterThan(300_000)
  const { rows } = await root.query<{ word: string; stems: string[] }>(
    `select word, ts_lexize('german_stem', word) as stems from unnest($1::text[]) word`,
    [words],
  )
  const different = rows.filter(({ word, stems }) => stems.length > 0 && stems[0] !== germanStem(word))
  expect(different).toEqual([])
  const stopped = rows.filter(({ word, stems }) => (stems.length === 0) !== (termOf(word, 'de') === undefined))
  expect(stopped).toEqual([])
})

test.runIf(here)('amagno/search takes the endings off English words as PostgreSQL does', async () => {
  const words = [
    'invoices',
    'payment',
    'organizations',
    'universities',
    'relational',
    'hopping',
    'happily',
    'generously',
  ]
  const { rows } = await root.query<{ word: string; stem: string }>(
    `select word, (ts_lexize('english_stem', word))[1] as stem from unnest($1::text[]) word`,
    [words],
  )
  for (const { word, stem } of rows) expect(englishStem(word)).toBe(stem)
})

const DOCUMENTS = 1_500
const QUESTIONS = 400

test('amagno/search finds what PostgreSQL’s German full text finds, in a German corpus', async () => {
  // what is English or an address is told apart differently, and on purpose
  const texts = (here ? germanTexts() : ownTexts())
    .filter((text) => tongueOf(text) === 'de' && !/[@/\\_]|\p{L}\.\p{L}|&\w|<|\d/u.test(text))
    .slice(0, DOCUMENTS)
  const organisation = await house.organisation()
  const ids: string[] = []
  for (let from = 0; from < texts.length; from += 100)
    await house.within(organisation, filing, async (at) => {
      const archive = await archiveRow(at)
      for (const text of texts.slice(from, from + 100))
        ids.push(await searchable(at, { archive, title: '-', texts: [text] }))
    })
  await root.query(`create table plain (id uuid primary key, words tsvector)`)
  await root.query(
    `insert into plain select i, to_tsvector('german', t) from unnest($1::uuid[], $2::text[]) x (i, t)`,
    [ids, texts],
  )
  const random = dice(7)
  const words = texts.flatMap((text) => [...placesOf(text)].map(({ form }) => form))
  const word = () => words[Math.floor(random() * words.length)] ?? 'haus'
  let hits = 0
  for (let n = 0; n < QUESTIONS; n++) {
    const query = Array.from({ length: 1 + (n % 3) }, word).join(' ')
    const { rows } = await root.query<{ id: string }>(
      `select id from plain where words @@ plainto_tsquery('german', $1)`,
      [query],
    )
    const found = new Set<string>()
    await house.within(organisation, filing, async (at) => {
      for (let page = 1; ; page++) {
        const { rows: some, total } = await ranked(at, { query, how: 'plain', page })
        for (const { document_id } of some) found.add(document_id)
        if (some.length === 0 || found.size >= total) break
      }
    })
    expect(found, query).toEqual(new Set(rows.map(({ id }) => id)))
    hits += found.size
    if (n % 10 !== 0 || rows.length === 0) continue
    const { total } = await house.within(organisation, filing, (at) => search(at, { query }))
    expect(total, `${query}, widened`).toBeGreaterThanOrEqual(rows.length)
  }
  expect(texts.length).toBeGreaterThan(here ? 1_000 : 100)
  expect(hits).toBeGreaterThan(QUESTIONS * (here ? 5 : 1))
})
