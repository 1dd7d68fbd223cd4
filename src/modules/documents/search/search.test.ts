import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { corpusIn } from '#testing/corpus.ts'
import { archiveRow } from '#testing/document-rows.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { searchable, withPages } from '#testing/searchable.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { filing } from '../data.ts'
import { db } from './data.ts'
import { indexPages, search, unindex } from './index.ts'
import { renewWords, vocabularyFor } from './word-list.ts'

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

const corpus = (texts: Parameters<typeof corpusIn>[1]) => corpusIn(house, texts)

describe('amagno/search', () => {
  test('finds German word forms, and drops stop words before it takes endings off', async () => {
    const { find, plain } = await corpus({
      a: 'Die Kündigungen der Verträge gingen an alle Häuser.',
      b: 'Sicherheit im Haus',
      c: 'Er setzt sich hin.',
    })
    expect(await find('Kündigung')).toEqual(['a'])
    expect(await find('Vertrag')).toEqual(['a'])
    expect(new Set(await find('haus'))).toEqual(new Set(['a', 'b']))
    expect(await plain('Sicherheit')).toEqual(['b'])
    const { ask } = await corpus({ x: 'Text' })
    expect(await ask('und die')).toMatchObject({ tooCommon: true, hits: [] })
  })

  test('finds what has all words, on whatever pages, and not what has an unwanted one', async () => {
    const { find } = await corpus({
      a: ['Rechnung für Strom', 'Zahlbar bis Dezember'],
      b: 'Rechnung für Wasser',
      c: 'Mahnung für Strom',
    })
    expect(await find('rechnung dezember')).toEqual(['a'])
    expect(await find('rechnung -wasser')).toEqual(['a'])
    expect(new Set(await find('für strom'))).toEqual(new Set(['a', 'c']))
    expect(await find('rechnung gas')).toEqual([])
  })

  test('finds phrases word for word, and phrases that must not be there', async () => {
    const { find } = await corpus({
      a: 'Die Satzung des Vereins gilt ab heute.',
      b: 'Der Verein hat die Satzung des alten Hauses.',
      c: ['Ende der Seite: Satzung', 'des Vereins beginnt hier'],
    })
    expect(await find('"Satzung des Vereins"')).toEqual(['a'])
    expect(await find('„satzung des“')).toHaveLength(2)
    expect(await find('satzung -"satzung des vereins"')).not.toContain('a')
  })

  test('finds beginnings, parts of compounds and what is a compound elsewhere', async () => {
    const { find } = await corpus({
      a: 'Die Haftpflichtversicherung beginnt.',
      b: 'Ihre Versicherungsnummer lautet 12345.',
      c: 'Eine Doppelschale aus Ton',
      d: 'Der Vermieter schreibt.',
      e: 'Die Haftpflicht und eine Versicherung',
      f: 'Haftpflicht-Versicherung der Stadt',
      g: 'Schale und Doppel und Nummer',
    })
    expect(new Set(await find('versich*'))).toEqual(new Set(['b', 'e', 'f']))
    expect(await find('Versicherung')).toEqual(expect.arrayContaining(['a', 'b', 'e', 'f']))
    expect(['e', 'f']).toContain((await find('Versicherung'))[0])
    expect(await find('Schale')).toEqual(['g', 'c'])
    expect(await find('Haftpflicht-Versicherung')).toEqual(expect.arrayContaining(['a', 'f', 'e']))
    expect(await find('mieter')).toEqual([])
  })

  test('finds umlauts however they are written, and words that were read wrongly', async () => {
    const { find } = await corpus({
      a: 'Kündigung des Mietvertrags',
      b: 'Kuendigung des Abonnements',
      c: 'Kiindigung, schlecht erkannt',
      d: 'Die Rechnurng Nr. 5',
      e: 'Grundsteuerbescheid',
    })
    for (const query of ['Kündigung', 'kuendigung', 'kundigung'])
      expect(new Set(await find(query))).toEqual(new Set(['a', 'b', 'c']))
    expect(await find('Rechnung')).toEqual(['d'])
    expect(await find('Grundsteurbescheid')).toEqual(['e'])
  })

  test('finds numbers whatever stands between their parts', async () => {
    const { find } = await corpus({
      a: 'Rechnung RE-2026/00417 vom 24.11.2026 über 1.234,56 EUR',
      b: 'IBAN DE02 1203 0000 0000 2020 51',
      c: 'Telefon 0221/4711-0',
    })
    for (const query of ['RE-2026/00417', 're202600417', '24.11.2026', '1.234,56', '1234,56', '2026'])
      expect(await find(query)).toEqual(['a'])
    expect(await find('DE02120300000000202051')).toEqual(['b'])
    expect(await find('DE02 1203 0000 0000 2020 51')).toEqual(['b'])
    expect(await find('0221/47110')).toEqual(['c'])
  })

  test('ranks the title first, then what says a word often, and shows the place', async () => {
    const { find, ask } = await corpus({
      often: 'Wärmepumpe. Wärmepumpe! Die Wärmepumpe, noch eine Wärmepumpe.',
      once: 'Eine Wärmepumpe steht im Keller und summt leise vor sich hin.',
      Wärmepumpe: 'Wärmepumpe, das Angebot',
    })
    expect(await find('Wärmepumpe')).toEqual(['Wärmepumpe', 'often', 'once'])
    const { hits } = await ask('keller')
    expect(hits[0]?.snippets[0]?.pieces.filter(({ hit }) => hit).map(({ text }) => text)).toEqual(['Keller'])
  })

  test('finds English forms in English texts', async () => {
    const { find } = await corpus({
      a: 'This is the invoice that we have sent to you for the services of this month; it was not paid.',
      b: 'Diese Rechnung ist für die Leistungen dieses Monats.',
    })
    expect(await find('invoices')).toEqual(['a'])
    expect(await find('service')).toEqual(['a'])
    expect(await find('Leistung')).toEqual(['b'])
  })

  test('suggests a word that is there where nothing is found', async () => {
    const { ask } = await corpus({ a: 'Personalausweis beantragen' })
    const { hits, suggestions } = await ask('Persnalausweiz rathaus')
    expect(hits).toEqual([])
    expect(suggestions).toEqual(['personalausweis'])
  })

  test('finds pages of long documents, whose words stand in several rows', async () => {
    const pages = Array.from({ length: 200 }, (_, place) => `Seite ${place + 1} ohne Besonderes`)
    pages[3] = 'Der Zugspitzbahnhof liegt hoch.'
    pages[170] = 'Die Fahrkarte kostet viel.'
    const { find, ask } = await corpus({ long: pages, short: 'Der Zugspitzbahnhof allein' })
    expect(await find('zugspitzbahnhof fahrkarte')).toEqual(['long'])
    expect(await find('zugspitzbahnhof -fahrkarte')).toEqual(['short'])
    expect((await ask('zugspitzbahnhof fahrkarte')).hits[0]?.pages).toEqual([4])
    expect((await ask('fahrkarte')).hits[0]?.pages).toEqual([171])
  })

  test('searches only in the archives that are given, and never in the trash', async () => {
    const organisation = await house.organisation()
    const ids = await house.within(organisation, filing, async (at) => {
      const [one, other] = [await archiveRow(at), await archiveRow(at)]
      await searchable(at, { archive: one, texts: ['Protokoll'] })
      const second = await searchable(at, { archive: other, texts: ['Protokoll'] })
      await searchable(at, { archive: other, state: 'trash', texts: ['Protokoll'] })
      return { other, second }
    })
    await house.within(organisation, filing, async (at) => {
      expect((await search(at, { query: 'protokoll' })).total).toBe(2)
      const { hits } = await search(at, { query: 'protokoll', archives: new Set([ids.other]) })
      expect(hits.map(({ documentId }) => documentId)).toEqual([ids.second])
      expect((await search(at, { query: 'protokoll', archives: new Set() })).total).toBe(0)
      expect((await search(at, { query: '', filters: { state: 'trash' } })).total).toBe(1)
    })
  })

  test('survives whatever somebody types', async () => {
    const { ask } = await corpus({ a: 'Text' })
    for (const query of [
      `'`,
      `\\`,
      `a & b | !c`,
      `:*`,
      `***`,
      `--`,
      `"`,
      `" "`,
      `-"`,
      '\u0000x',
      '😀',
      'x'.repeat(5_000),
      "o'neill",
      '(((',
      '-x',
    ])
      expect(await ask(query)).toBeDefined()
  })
})

describe('amagno/sealed-index', () => {
  test('stores no word, and other tokens for the same word in another organisation', async () => {
    const words = ['Quarkstrudelbaecker', 'Zwetschgenröster']
    const [one, other] = [await corpus({ a: words.join(' ') }), await corpus({ a: words.join(' ') })]
    const read = (organisation: Organisation) =>
      house.within(organisation, filing, async (at) => ({
        words: await db(at).selectFrom('document_words').select('words').execute(),
        lists: await db(at).selectFrom('document_vocabularies').select('words').execute(),
      }))
    const [mine, theirs] = [await read(one.organisation), await read(other.organisation)]
    for (const stored of [mine, theirs]) {
      expect(stored.lists.length).toBeGreaterThan(0)
      const raw = JSON.stringify(stored.words) + stored.lists.map(({ words: list }) => list.toString('latin1')).join()
      for (const word of [...words, 'quarkstrudelback', 'zwetschgenrost', 'zwetschgenr'])
        expect(raw.toLowerCase()).not.toContain(word.toLowerCase())
    }
    const tokens = (stored: typeof mine) =>
      new Set(stored.words.flatMap(({ words: vector }) => vector.match(/'[^']+'/g) ?? []))
    expect(tokens(mine).size).toBeGreaterThan(2)
    expect(tokens(mine).isDisjointFrom(tokens(theirs))).toBe(true)
  })
})

describe('the index', () => {
  test('writes nothing when nothing changed, and forgets what was replaced or taken out', async () => {
    const { organisation, find, idOf } = await corpus({ a: 'Sommerfest', b: 'Winterfest' })
    const rows = () =>
      house.within(organisation, filing, (at) =>
        db(at)
          .selectFrom('document_words')
          .select(['document_id', 'words'])
          .select((of) => of.ref('xmin' as never).as('written'))
          .orderBy('document_id')
          .execute(),
      )
    const before = await rows()
    await house.within(organisation, filing, (at) => withPages(at, idOf('b'), ['Winterfest']))
    expect(await rows()).toEqual(before)
    await house.within(organisation, filing, (at) => withPages(at, idOf('a'), ['Herbstfest']))
    expect(await find('sommerfest', { how: 'plain' })).toEqual([])
    expect(await find('herbstfest')).toEqual(['a'])
    await house.within(organisation, filing, (at) => unindex(at, idOf('a')))
    expect(await find('herbstfest')).toEqual([])
  })

  test('forgets words of the list that no document holds any more', async () => {
    const { organisation, idOf } = await corpus({ a: 'Herr Przybylski zieht um', b: 'Umzug' })
    const has = (word: string) => house.within(organisation, filing, async (at) => (await vocabularyFor(at)).has(word))
    expect(await has('przybylski')).toBe(true)
    await house.within(organisation, filing, (at) =>
      db(at).deleteFrom('documents').where('id', '=', idOf('a')).execute(),
    )
    const renewed = await house.within(organisation, filing, (at) => renewWords(at))
    expect(renewed.words).toBeLessThan(renewed.before)
    expect(await has('przybylski')).toBe(false)
    expect(await has('umzug')).toBe(true)
  })

  test('does not believe in words whose transaction was rolled back', async () => {
    const { organisation, find } = await corpus({ a: 'Anfang' })
    const undone = house.within(organisation, filing, async (at) => {
      await searchable(at, { texts: ['Zwischenspiel'] })
      await vocabularyFor(at)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await house.within(organisation, filing, (at) => searchable(at, { texts: ['Zwischenspiel'] }))
    expect(await find('zwischensp*')).toHaveLength(1)
  })

  test('is used under row-level security', async () => {
    const { organisation } = await corpus({ a: 'Anfang' })
    const plan = await house.within(organisation, filing, async (at) => {
      await sql`set local enable_seqscan = off`.execute(db(at))
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        explain select document_id from document_words where words @@ ${`'abcdefgh'`}::tsquery`.execute(db(at))
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    expect(plan).toContain('document_words_by_word')
  })

  test('stays away where the document is gone', async () => {
    const { organisation } = await corpus({ a: 'Anfang' })
    await house.within(organisation, filing, (at) =>
      indexPages(at, { documentId: randomUUID(), versionId: randomUUID(), pages: [{ number: 1, text: 'Nichts' }] }),
    )
  })
})
