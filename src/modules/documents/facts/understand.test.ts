import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { erasePeople } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { open } from '#platform/keys/sealed.ts'
import { bill, DOGS, ROADS } from '#testing/letter-texts.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { filing } from '../data.ts'
import { keepPages } from '../reading/keep.ts'
import { createArchive } from '../storing/archives.ts'
import { assignHolder } from '../storing/assign.ts'
import { storeSealed } from '../storing/store.ts'
import type { Facts, PageRead } from '../types.ts'
import { filingOnly } from '../viewing/routes/common.ts'
import { changeFacts, type Said } from './actions/change.ts'
import { makeField, makeTag, makeType } from './actions/set-up.ts'
import { likeOf } from './alike/store.ts'
import { db } from './data.ts'
import { factsFor, understand } from './understand.ts'

let database: TestDatabase
let house: TestHouse
let town: Organisation
let archive: string
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  town = await house.organisation()
  archive = await house.within(town, filing, (at) => createArchive(at, 'Kämmerei'))
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const plain = (text: string): PageRead => ({ number: 1, width: 595, height: 842, text, words: [], from: 'layer' })
let counter = 0
type Made = { readonly documentId: string; readonly versionId: string; readonly pages: readonly PageRead[] }

/** A document as the reading leaves it. */
async function filed(
  text: string,
  given: { invoice?: string; same?: string; barcodes?: string[] } = {},
): Promise<Made> {
  const content = given.same ?? `${text} ${++counter}`
  const made = await house.within(town, filing, async (at) => {
    const { documentId, versionId } = await storeSealed(at, {
      archiveId: archive,
      way: 'import',
      name: 'Brief.txt',
      content: (async function* () {
        yield Buffer.from(content)
      })(),
      mediaType: 'text/plain',
    })
    const { holder_id } = await row(at, documentId)
    await keepPages(filingOnly(at), { documentId, versionId }, holder_id, [{ page: plain(text) }])
    await db(at).updateTable('documents').set({ pages: 1 }).where('id', '=', documentId).execute()
    return { documentId, versionId, pages: [plain(text)] }
  })
  const barcodes = given.barcodes?.map((code) => ({ page: 1, text: code, format: 'QRCode' }))
  await house.within(town, filing, (at) => understand(at, { ...made, invoice: given.invoice, ...(barcodes ? { barcodes } : {}) })) // oxfmt-ignore
  return made
}
type At = Parameters<typeof understand>[0]
const row = (at: At, id: string) => db(at).selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirstOrThrow() // oxfmt-ignore
const stand = ({ documentId }: Made) =>
  house.within(town, filing, async (at) => {
    const document = await row(at, documentId)
    const tags = await db(at)
      .selectFrom('document_taggings')
      .selectAll()
      .where('document_id', '=', documentId)
      .execute()
    return { document, tags, facts: (await open(at, document.facts)) ?? [] }
  })
const valueOf = (facts: Facts, field: string) => facts.find((fact) => fact.field === field)
const say = async (made: Made, facts: readonly Said[], more: { typeId?: string | null; tagIds?: string[] } = {}) => {
  const { document } = await stand(made)
  await house.within(town, filing, (at) =>
    changeFacts(at, made.documentId, {
      title: 'Brief',
      typeId: null,
      tagIds: [],
      ...more,
      facts,
      version: document.version,
    }),
  )
}
test('facts are found, sealed, and dated in the row', async () => {
  const made = await filed('Rechnungsnummer: 4711\nDatum: 12.11.2026\nGesamtbetrag 119,00 €')
  const { document, facts } = await stand(made)
  expect(valueOf(facts, 'invoice-number')).toMatchObject({ value: '4711', page: 1, by: 'found' })
  expect(document.dated_on).toBe('2026-11-12')
  expect(document.facts?.includes('4711')).toBe(false)
})

test('what a person corrects stays when it is read again, and is found on the sender’s next letter', async () => {
  const made = await filed(bill('ZP-2026/01', '03.02.2026', '120,00'))
  expect(valueOf((await stand(made)).facts, 'amount')?.value).toBe('999900 EUR')
  await say(made, [
    { field: 'amount', value: '12000 EUR' },
    { field: 'reference', value: 'ZP-2026/01' },
    { field: 'sender', value: 'Zählwerk Süd' },
  ])
  await house.within(town, filing, (at) => understand(at, made))
  expect(valueOf((await stand(made)).facts, 'amount')).toMatchObject({
    value: '12000 EUR',
    by: 'person',
    confidence: 1,
  })
  const next = await filed(bill('ZP-2027/13', '04.03.2026', '77,10'))
  const { facts } = await stand(next)
  expect(valueOf(facts, 'amount')).toMatchObject({ value: '7710 EUR', by: 'learned' })
  expect(valueOf(facts, 'reference')).toMatchObject({ value: 'ZP-2027/13', by: 'learned' })
  expect(valueOf(facts, 'sender')).toMatchObject({ value: 'Zählwerk Süd', by: 'learned' })
  const learned = await house.within(town, filing, (at) => db(at).selectFrom('document_senders').selectAll().execute())
  expect(learned).toHaveLength(1)
  expect(JSON.stringify(learned[0]?.learned.toString('latin1'))).not.toContain('anteil')
})

test('another organisation learns nothing of it', async () => {
  const other = await house.organisation()
  const facts = await house.within(other, filing, async (at) => {
    return (await factsFor(at, [plain(bill('ZP-2027/13', '04.03.2026', '77,10'))], null)).facts
  })
  expect(valueOf(facts, 'amount')?.value).toBe('999900 EUR')
})

test('two who change the same document: the second is told, and nothing is overwritten', async () => {
  const made = await filed('Datum: 12.11.2026')
  const { document } = await stand(made)
  const wish = { title: 'A', typeId: null, tagIds: [], facts: [], version: document.version }
  await house.within(town, filing, (at) => changeFacts(at, made.documentId, wish))
  const second = house.within(town, filing, (at) => changeFacts(at, made.documentId, { ...wish, title: 'B' }))
  expect(await second.catch((error: unknown) => isRefusal(error) && error.code)).toBe('documents.changed-meanwhile')
})

test('an electronic invoice goes before what the page seems to say', async () => {
  const xml = readFileSync(join(import.meta.dirname, '../../../../tests/vectors/xrechnung/01.01a-ubl.xml'), 'utf8')
  const made = await filed('Rechnungsnummer: 99\nRechnungsbetrag 336,90 €', { invoice: xml })
  const { facts, document } = await stand(made)
  expect(valueOf(facts, 'invoice-number')).toMatchObject({ value: '123456XX', by: 'invoice' })
  expect(valueOf(facts, 'amount')).toMatchObject({ value: '33690 EUR', by: 'invoice', page: 1 })
  expect(document.dated_on).toBe('2016-04-04')
  const kept = await house.within(town, filing, async (at) => {
    const one = await db(at)
      .selectFrom('document_invoices')
      .selectAll()
      .where('document_id', '=', made.documentId)
      .executeTakeFirst()
    return one && open(at, one.invoice)
  })
  expect(kept).toMatchObject({ number: '123456XX', totals: { gross: '336.9' } })
})

test('type and tags that people gave to alike documents are given to the next one', async () => {
  const [roads, dogs, tag] = await house.within(town, filing, async (at) => [
    await makeType(at, {
      name: 'Sondernutzung',
      note: '',
      keepUnit: 'years',
      keepLength: 5,
      starts: 'received',
      yearEnd: true,
      law: '',
    }),
    await makeType(at, {
      name: 'Hundesteuer',
      note: '',
      keepUnit: 'days',
      keepLength: 100,
      starts: 'closed',
      yearEnd: false,
      law: '',
    }),
    await makeTag(at, { name: 'Gerüst', parentId: null }),
  ])
  for (const place of ['am Markt', 'in der Gasse', 'an der Brücke'])
    await say(await filed(`${ROADS} Ort: ${place}`), [], { typeId: roads, tagIds: [tag] })
  for (const name of ['Waldi', 'Bello', 'Rex']) await say(await filed(`${DOGS} Name: ${name}`), [], { typeId: dogs })
  const { document, tags } = await stand(await filed(`${ROADS} Ort: am Bahnhof`))
  expect([document.type_id, document.type_by]).toEqual([roads, 'found'])
  expect(tags).toMatchObject([{ tag_id: tag, by: 'found' }])
  const other = await stand(
    await filed('Einladung zum Sommerfest des Vereins mit Musik, Kuchen, Tombola und Spielen für alle Kinder.'),
  )
  expect([other.document.type_id, other.tags]).toEqual([null, []])
})

test('a person’s type brings its period: at once, or when the work is done', async () => {
  const typeWith = (starts: 'dated' | 'closed') =>
    house.within(town, filing, (at) =>
      makeType(at, {
        name: `Beleg ${starts}`,
        note: '',
        keepUnit: 'years',
        keepLength: 8,
        starts,
        yearEnd: true,
        law: '§ 147 AO',
      }),
    )
  const [dated, closed] = [await typeWith('dated'), await typeWith('closed')]
  const made = await filed('Datum: 05.03.2024')
  await say(made, [{ field: 'date', value: '2024-03-05' }], { typeId: dated })
  const { document } = await stand(made)
  expect(document.keep_from?.toString()).toBe('2024-12-31T23:00:00Z')
  expect(document.keep_days).toBe(8 * 365 + 2)
  const waiting = await filed('Datum: 05.03.2024 noch einer')
  await say(waiting, [], { typeId: closed })
  expect((await stand(waiting)).document).toMatchObject({ keep_from: null, type_by: 'person' })
})

test('fields of a type are found once the type is known', async () => {
  const type = await house.within(town, filing, async (at) => {
    const id = await makeType(at, {
      name: 'Mietvertrag',
      note: '',
      keepUnit: 'years',
      keepLength: 3,
      starts: 'closed',
      yearEnd: true,
      law: '',
    })
    await makeField(at, id, {
      name: 'Kaltmiete',
      kind: 'amount',
      labels: ['Grundmiete'],
      choices: [],
      required: true,
      position: 1,
    })
    return id
  })
  const made = await filed(
    'Mietvertrag über die Wohnung im ersten Stock, Grundmiete: 812,50 € monatlich, Kaution drei Mieten.',
  )
  await say(made, [], { typeId: type })
  await house.within(town, filing, (at) => understand(at, made))
  expect((await stand(made)).facts.map(({ value }) => value)).toContain('81250 EUR')
})

test('equal files and nearly equal texts are told from others', async () => {
  const long = Array.from(
    { length: 60 },
    (_, index) => `Absatz ${100 + index} über Haushalt${index} der Gemeinde und Sanierung${index} der Schule`,
  ).join(' ')
  const one = await filed(long, { same: 'gleiche Bytes' })
  const same = await filed(long, { same: 'gleiche Bytes' })
  const near = await filed(long.replace('Absatz 130', 'Absatz dreißig'))
  const other = await filed(`${ROADS} ${DOGS}`)
  const like = await house.within(town, filing, (at) => likeOf(at, one.documentId))
  expect(like.map(({ documentId, same: equal }) => [documentId, equal])).toEqual([
    [same.documentId, true],
    [near.documentId, false],
  ])
  expect(like[1]?.likeness).toBeGreaterThan(0.8)
  expect(like.map(({ documentId }) => documentId)).not.toContain(other.documentId)
})

test('the number on the sheet is taken from its barcode, once', async () => {
  expect(
    (await stand(await filed('Brief', { barcodes: ['https://example.org', 'BELEGT:A000042'] }))).document
      .archive_number,
  ).toBe(42)
  expect((await stand(await filed('Brief', { barcodes: ['BELEGT:A000042'] }))).document.archive_number).toBeNull()
})

test('what is handed to a person goes with that person', async () => {
  const xml = readFileSync(join(import.meta.dirname, '../../../../tests/vectors/xrechnung/01.06a-ubl.xml'), 'utf8')
  const made = await filed('Rechnungsnummer: 5', { invoice: xml })
  const person = await house.within(town, contact, (at) =>
    personFor(at, { name: 'Rüdiger Ährenfeld', mail: 'r@example.org' }),
  )
  await house.within(town, filing, (at) => assignHolder(at, made.documentId, person))
  expect((await stand(made)).facts.length).toBeGreaterThan(3)
  await house.within(town, filing, (at) => erasePeople(at, [person], 'request'))
  const left = await house.within(town, filing, async (at) => [
    ...(await db(at).selectFrom('documents').select('id').where('id', '=', made.documentId).execute()),
    ...(await db(at)
      .selectFrom('document_invoices')
      .select('document_id')
      .where('document_id', '=', made.documentId)
      .execute()),
    ...(await db(at)
      .selectFrom('document_sketches')
      .select('document_id')
      .where('document_id', '=', made.documentId)
      .execute()),
  ])
  expect(left).toEqual([])
})
