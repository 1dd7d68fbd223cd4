import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { announceLifting, erasePeople, lift, proving, restrict, restricting } from '#privacy'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { searchable } from '#testing/searchable.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { inScope, type Scope } from '#platform/data/scope.ts'
import { filing, storing } from '../data.ts'
import '../facts/kinds.ts'
import '../kinds.ts'
import { holderFor } from '../storing/holder.ts'
import { completionsOf } from './completing.ts'
import { db } from './data.ts'
import { foldersFor, saveFolder } from './folders.ts'
import { search } from './index.ts'
import { forgetWords, reindex } from './jobs.ts'
import './kinds.ts'
import { vocabularyFor } from './word-list.ts'

type Opens = (typeof filing)['opens'][number]

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

const found = (town: Organisation, query: string) =>
  house.within(town, filing, async (at) => (await search(at, { query })).total)

/** A town with a document of somebody and one of somebody else. */
async function twoPeople() {
  const town = await house.organisation()
  const [one, other] = await house.within(town, filing, async (at) => {
    const [first, second] = [await holderFor(at), await holderFor(at)]
    await searchable(at, { holder: first, title: 'Antrag Przybylski', texts: ['Quittung Wermelskirchen'] })
    await searchable(at, { holder: second, title: 'Antrag', texts: ['Quittung Leverkusen'] })
    return [first, second] as const
  })
  return { town, one, other }
}

test('nobody whose data are restricted is found, until the restriction is lifted', async () => {
  const { town, one } = await twoPeople()
  expect(await found(town, 'quittung')).toBe(2)
  const id = await house.within(town, restricting, (at) => restrict(at, { person: one, ground: 'a' }))
  expect(await found(town, 'quittung')).toBe(1)
  expect(await found(town, 'wermelskirchen')).toBe(0)
  const suggested = (query: string) =>
    house.within(town, filing, async (at) => (await search(at, { query })).suggestions)
  expect(await suggested('Przybilsky Xylophon')).toEqual([])
  const completed = (query: string) => house.within(town, filing, (at) => completionsOf(at, query, undefined))
  expect(await completed('przyb')).toEqual([])
  expect((await house.within(town, filing, (at) => search(at, { query: 'w*' }))).marks.terms).toEqual([])
  // the list of words is counted with what is hidden
  await house.within(town, storing, forgetWords)
  await house.within(town, restricting, async (at) => {
    await announceLifting(at, id, { by: 'letter' })
    await lift(at, id)
  })
  expect(await found(town, 'wermelsk*')).toBe(1)
  expect(await suggested('Przybilsky Xylophon')).toEqual(['przybylski'])
  expect(await completed('przyb')).toEqual(['przybylski'])
})

test('what is only counted, on a second connection, keeps away whoever is restricted, too', async () => {
  const town = await house.organisation()
  const one = await house.within(town, filing, async (at) => {
    const holder = await holderFor(at)
    for (let n = 0; n < 25; n++) await searchable(at, { title: '-', texts: ['Eine Schale, kein Doppel'] })
    for (let n = 0; n < 4; n++)
      await searchable(at, { title: '-', texts: ['Doppelschale'], ...(n < 3 ? { holder } : {}) })
    return holder
  })
  await house.within(town, storing, forgetWords)
  const total = (readOnly: boolean) =>
    house.within(town, filing, async (at) => (await search(at, { query: 'schale' })).total, { readOnly })
  // the first makes the second connection
  expect([await total(true), await total(true), await total(false)]).toEqual([29, 29, 29])
  await house.within(town, restricting, (at) => restrict(at, { person: one, ground: 'a' }))
  expect([await total(true), await total(true), await total(false)]).toEqual([26, 26, 26])
})

test('amagno/sealed-index who is erased leaves neither an entry nor a word', async () => {
  const { town, one } = await twoPeople()
  await house.within(town, proving, (at) => erasePeople(at, [one], 'check'))
  expect(await found(town, 'wermelskirchen')).toBe(0)
  await house.within(town, storing, forgetWords)
  await house.within(town, filing, async (at) => {
    const vocabulary = await vocabularyFor(at)
    expect(vocabulary.has('przybylski')).toBe(false)
    expect(vocabulary.has('leverkusen')).toBe(true)
    expect(await db(at).selectFrom('document_words').select('document_id').execute()).toHaveLength(1)
  })
})

test('who is erased is asked for by no saved search any more', async () => {
  const { town, one } = await twoPeople()
  const account = await house.within(town, filing, (at) => holderFor(at))
  const asMember = <T>(work: (at: Scope<Opens>) => Promise<T>) =>
    inScope(
      house,
      { organisation: town, actor: { kind: 'member', id: account, account, role: 'x' }, purpose: filing },
      work,
    )
  const left = () => asMember(async (at) => (await foldersFor(at)).map(({ name }) => name))
  const save = (name: string, query: string) =>
    asMember((at) => saveFolder(at, { name, query, address: '', shared: true }))
  await save('a name', 'Antrag Wermelskirchens')
  await save('a phrase', '"Antrag Przybylski"')
  await save('a beginning', 'przyb*')
  await save('unwanted', 'quittung -wermelskirchen')
  await save('others', 'quittung leverkusen')
  await save('never there', 'Mahnung')
  await save('filters only', '')
  await house.within(town, storing, forgetWords)
  expect(await left()).toHaveLength(7)
  await house.within(town, proving, (at) => erasePeople(at, [one], 'request'))
  await house.within(town, storing, forgetWords)
  expect(await left()).toEqual(['filters only', 'never there', 'others'])
})

test('a lost index is made anew from the sealed pages', async () => {
  const { town } = await twoPeople()
  await house.within(town, filing, (at) => db(at).deleteFrom('document_words').execute())
  expect(await found(town, 'quittung')).toBe(0)
  expect(await reindex(house, town)).toBe(2)
  expect(await found(town, 'quittung')).toBe(2)
})

test('another organisation finds nothing, with the same words', async () => {
  await twoPeople()
  expect(await found(await house.organisation(), 'quittung')).toBe(0)
})

test('amagno/sealed-index the files of table, index and word list hold none of 1,000 words', async () => {
  const words = Array.from({ length: 1_000 }, () => `kanari${randomUUID().replaceAll(/[^a-z]/g, '')}vogel`)
  const town = await house.organisation()
  await house.within(town, filing, (at) => searchable(at, { title: words[0] ?? '', texts: [words.join(' ')] }))
  expect(await found(town, words[500] ?? '')).toBe(1)
  await root.query('analyze document_words')
  await root.query('checkpoint')
  const { rows } = await root.query<{ name: string; bytes: Buffer }>(`
    select relname as name, pg_read_binary_file(pg_relation_filepath(oid)) as bytes from pg_class
    where relkind in ('r', 'i', 't') and pg_relation_filepath(oid) is not null`)
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['document_words', 'document_words_by_word']))
  const needles = words.flatMap((word) => [word, word.slice(0, -2)])
  for (const { name, bytes } of rows) {
    const text = bytes.toString('latin1')
    if (!text.includes('kanari')) continue
    expect(needles.filter((word) => text.includes(word)).length, name).toBe(0)
  }
})
