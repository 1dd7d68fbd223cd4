import { afterAll, beforeAll, expect, test } from 'vitest'
import { corpusIn } from '#testing/corpus.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { archiveRow } from '#testing/document-rows.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { searchable } from '#testing/searchable.ts'
import { filing } from '../data.ts'
import { completionsOf } from './completing.ts'
import { search } from './index.ts'

// What a search tells beside the documents: other words, and where on which page they stand.

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

test('names no word, neither as a suggestion nor in its marks, of documents that are not searched', async () => {
  const organisation = await house.organisation()
  const mine = await house.within(organisation, filing, async (at) => {
    const [one, other] = [await archiveRow(at), await archiveRow(at)]
    await searchable(at, { archive: one, texts: ['Kindergarten am Markt'] })
    await searchable(at, { archive: other, texts: ['Kündigung Przybylski, Kinderheim und Kindergeld'] })
    return one
  })
  const ask = (query: string, archives?: ReadonlySet<string>) =>
    house.within(organisation, filing, (at) => search(at, { query, archives }), { readOnly: true })
  expect((await ask('Przybilsky Xylophon')).suggestions).toEqual(['przybylski'])
  expect((await ask('Przybilsky Xylophon', new Set([mine]))).suggestions).toEqual([])
  expect((await ask('Kindrgartn Xylophon', new Set([mine]))).suggestions).toEqual(['kindergarten'])
  const all = (await ask('kind*')).marks.terms
  expect(all).toEqual(expect.arrayContaining(['d:kindergart', 'd:kindergeld', 'd:kinderheim']))
  expect((await ask('kind*', new Set([mine]))).marks.terms).toEqual(['d:kindergart'])
})

test('a digit by itself, which no index holds, keeps nothing from being found; a phrase heeds it', async () => {
  const { find } = await corpusIn(house, { a: 'Zimmer 5 im Rathaus', b: 'Zimmer 7 im Rathaus' })
  expect(await find('Zimmer 5')).toHaveLength(2)
  expect(await find('"Zimmer 5"')).toEqual(['a'])
  expect(await find('Zimmer -"Zimmer 5"')).toEqual(['b'])
})

test('finds phrases and places on any page of a very long document', async () => {
  const pages = Array.from({ length: 1_100 }, (_, place) => `Seite ${place + 1} vom Verein`)
  pages[2] = 'Die Satzung und der Vorstand'
  pages[1_060] = 'Hier steht die Satzung des Vereins, am Ende.'
  pages[1_080] = 'Ein Dampfschiff fährt vorbei.'
  const { ask, find } = await corpusIn(house, { long: pages, short: 'Die Satzung des Vereins' })
  const { hits } = await ask('"Satzung des Vereins"')
  expect(hits).toHaveLength(2)
  const far = hits.find(({ pages: found }) => found[0] !== 1)
  expect(far?.pages[0]).toBe(1_061)
  expect(far?.snippets[0]?.pieces.map(({ text }) => text).join('')).toContain('Satzung des Vereins, am Ende')
  expect((await ask('dampfschiff')).hits[0]?.pages).toEqual([1_081])
  expect(await find('satzung -"satzung des vereins"')).toEqual([])
})

test('words that go on with what is typed are those of documents that may be found, the frequent ones first', async () => {
  const organisation = await house.organisation()
  const mine = await house.within(organisation, filing, async (at) => {
    const [one, other] = [await archiveRow(at), await archiveRow(at)]
    await searchable(at, { archive: one, texts: ['Kündigung und Kündigungsfrist, Kundendienst'] })
    await searchable(at, { archive: one, state: 'trash', texts: ['Kündigungsschutzklage'] })
    await searchable(at, { archive: other, texts: ['Kündigungsgrund Przybylski'] })
    return new Set([one])
  })
  const ask = (query: string, archives?: ReadonlySet<string>) =>
    house.within(organisation, filing, (at) => completionsOf(at, query, archives), { readOnly: true })
  expect(await ask('kündig')).toEqual(['kündigung', 'kündigungsfrist', 'kündigungsgrund'])
  expect(await ask('Rechnung KÜNDIG', mine)).toEqual(['kündigung', 'kündigungsfrist'])
  expect(await ask('prz', mine)).toEqual([])
  expect(await ask('"kund', mine)).toEqual(['kundendienst'])
  for (const none of ['', 'kü', 'kündigung ', 'kündigungsfrist', '12', "'", '\\kün*'])
    expect(await ask(none)).toEqual([])
})
