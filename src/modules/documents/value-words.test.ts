import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { answering, type ExportValue, personData } from '#privacy'
import { inScope, type Actor } from '#platform/data/scope.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { programModules } from '#testing/program-modules.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { db, documents, filing } from './data.ts'
import { linkPerson, setArchiveNumber } from './facts/actions/links.ts'
import { makeField, makeTag, makeType } from './facts/actions/set-up.ts'
import { tagDocument } from './facts/actions/tagging.ts'
import { learnOf } from './facts/senders.ts'
import { understand } from './facts/understand.ts'
import { saveFolder } from './search/folders.ts'
import { createArchive } from './storing/archives.ts'
import { lease } from './storing/lease.ts'
import { storeSealed } from './storing/store.ts'
import { addMark } from './viewing/marks.ts'
import { putStamp } from './working/actions/stamping.ts'
import { stampsOf } from './working/actions/stamps.ts'
import { giveTask } from './working/actions/tasks.ts'

const TYPE = {
  name: 'Mietvertrag',
  note: '',
  keepUnit: 'years',
  keepLength: 3,
  starts: 'received',
  yearEnd: false,
  law: '',
} as const

let web: TestWeb
let here: Awaited<ReturnType<TestWeb['organisation']>>
let persons: readonly string[]
beforeAll(async () => {
  web = await testWeb({ modules: programModules })
  here = await web.organisation()
  const { account } = await web.member(here, { role: 'administrator' })
  const person = await web.scope({ organisation: here, purpose: contact }, (at) =>
    personFor(at, { name: 'Berta Beleg', mail: 'berta@example.org' }),
  )
  persons = [person, account]
  const actor: Actor = { kind: 'member', id: randomUUID(), account, role: 'administrator' }
  await inScope(web.house, { organisation: here, actor, purpose: filing }, async (at) => {
    const { documentId, versionId } = await storeSealed(at, {
      archiveId: await createArchive(at, 'Rechnungen'),
      way: 'camera',
      name: 'Rechnung.pdf',
      mediaType: 'application/pdf',
      holder: person,
      content: (async function* () {
        yield Buffer.from('%PDF-1.7')
      })(),
    })
    const invoice = readFileSync(join(import.meta.dirname, '../../../tests/vectors/xrechnung/01.01a-ubl.xml'), 'utf8')
    const page = { number: 1, width: 595, height: 842, text: 'Siehe Anhang', words: [], from: 'layer' } as const
    await understand(at, { documentId, versionId, pages: [page], invoice })
    const typeId = await makeType(at, TYPE)
    const field = { labels: [], choices: [], required: false, position: 1 }
    const deposit = await makeField(at, typeId, { ...field, name: 'Kaution', kind: 'amount' })
    const room = await makeField(at, typeId, { ...field, name: 'Zimmer', kind: 'text' })
    const own = [
      { field: deposit, value: '12345 EUR', confidence: 1, by: 'found' },
      { field: room, value: '12 EUR', confidence: 1, by: 'found' },
    ] as const
    const { facts: found } = await db(at).selectFrom('documents').select('facts').where('id', '=', documentId).executeTakeFirstOrThrow() // oxfmt-ignore
    const facts = await seal(at, documents, 'facts', person, [...((await open(at, found)) ?? []), ...own])
    await db(at).updateTable('documents').set({ facts }).where('id', '=', documentId).execute()
    await linkPerson(at, documentId, person, 'sender')
    await tagDocument(at, documentId, [await makeTag(at, { name: 'Haushalt 2026', parentId: null })])
    await setArchiveNumber(at, documentId, null)
    await giveTask(at, { documentId, kind: 'look' })
    const document = await db(at).selectFrom('documents').selectAll().where('id', '=', documentId).executeTakeFirstOrThrow() // oxfmt-ignore
    const version = await db(at).selectFrom('document_versions').selectAll().where('id', '=', versionId).executeTakeFirstOrThrow() // oxfmt-ignore
    const box = { x: 0, y: 0, width: 0.1, height: 0.1 }
    await addMark(at, { document, version } as never, { page: 1, kind: 'redaction', box, words: '' })
    const check = (await stampsOf(at)).find(({ purpose }) => purpose === 'check')
    await putStamp(at, { documentId, stampId: check?.id ?? '' })
    const hint = { field: 'invoice-number', left: 'nr', above: '', box, page: -1, shape: '9', times: 3 }
    await learnOf(at, [{ kind: 'web', value: 'beleg.example' }], () => ({ name: 'Beleg', hints: [hint] }), person)
    await saveFolder(at, {
      name: 'Neu',
      query: 'Rechnung',
      address: 'stand=new&weg=mail&von=2026-01-02',
      shared: false,
    })
    await lease(at, { versionId, purpose: 'ocr' }, async ({ content }) => Array.fromAsync(content))
  })
})
afterAll(() => web.close())

/** What is read of each column, in all rows of a table. */
const answered = (language: Language) =>
  web.scope({ organisation: here, purpose: answering }, async (at) => {
    const { tables } = await personData(at, persons, language)
    const told = new Map<string, readonly Readonly<Record<string, ExportValue>>[]>()
    for (const table of tables)
      told.set(
        table.name,
        (await Array.fromAsync(table.rows())).map(({ values }) => values),
      )
    return (table: string, column: string): (string | undefined)[] =>
      (told.get(table) ?? []).map((values) => {
        const value = values[column]
        return value && 'shown' in value ? value.shown : undefined
      })
  })

test('A6 what is kept of a document reads in its person’s answer as on the page of the document', async () => {
  const said = await answered('de')
  expect(said('documents', 'way')).toEqual(['fotografiert'])
  expect(said('documents', 'state')).toEqual(['Geprüft'])
  expect(said('documents', 'facts').join()).toContain('Betrag: 336,90 EUR (aus der E-Rechnung)')
  expect(said('documents', 'facts').join()).toContain('Datum: 04.04.2016 (aus der E-Rechnung)')
  expect(said('documents', 'facts').join()).toMatch(/Kaution: 123,45 EUR.*Zimmer: 12 EUR/s)
  expect(said('document_versions', 'media_type')).toEqual(['PDF'])
  expect(said('document_people', 'role')).toEqual(['Absender'])
  expect(said('document_taggings', 'tag_id')).toEqual(['Haushalt 2026'])
  expect(said('document_stampings', 'state')).toEqual(['Geprüft'])
  expect(said('document_tasks', 'kind')).toContain('Ansehen')
  expect(said('document_marks', 'kind')).toEqual(['Schwärzung'])
  expect(said('document_senders', 'learned')).toEqual([
    'Absender: Beleg\nRechnungsnummer: letzte Seite, hinter „nr“, 3-mal so gefunden',
  ])
  expect(said('document_searches', 'wanted')).toEqual([
    'Suchen nach: Rechnung\nEingang über: Mail\nStand: Offen\nDatum ab: 02.01.2026',
  ])
  expect(said('document_leases', 'purpose')).toEqual(['für die Texterkennung'])
  expect(said('document_leases', 'actor')).toEqual(['jemand aus dem Team'])
  const [invoice] = said('document_invoices', 'invoice')
  for (const words of ['Art: Rechnung\n', 'Verkäufer:\nName: ', 'Zu zahlen: 336,90 EUR', 'Menge: 1 Stück; '])
    expect(invoice).toContain(words)
  expect(invoice).not.toMatch(/grossTotal|buyerReference|\[object/)
})

test('A6 acts on a document and what they tell read as words; ids are named as such', async () => {
  const said = await answered('de')
  expect(new Set(said('document_acts', 'by_kind'))).toEqual(new Set(['jemand aus dem Team']))
  expect(said('document_acts', 'act')).toEqual(
    expect.arrayContaining(['Abgelegt und geprüft gespeichert', 'Verknüpft', 'Stelle geschwärzt', 'Gestempelt']),
  )
  const facts = said('document_acts', 'facts').filter((one) => one !== undefined)
  expect(facts).toEqual(
    expect.arrayContaining([
      'Eingang über: Kamera\nFassung: 1',
      'Rolle: Absender',
      'Nummer auf dem Papier: keine',
      'Art: Schwärzung\nSeite: 1\nFassung: 1',
      expect.stringMatching(/^Kennung \(Schlagwort\): [0-9a-f-]{36}$/),
      expect.stringMatching(/^Kennung \(Stempel\): [0-9a-f-]{36}\nStand davor: Offen\nStand danach: Geprüft$/),
    ]),
  )
  for (const one of facts) expect(one).not.toMatch(/^[a-z]\w*: /m)
})

test('A6 the answer in English says the same in English', async () => {
  const said = await answered('en')
  expect(said('documents', 'way')).toEqual(['photographed'])
  expect(said('document_people', 'role')).toEqual(['sender'])
  expect(said('document_leases', 'purpose')).toEqual(['to recognise its text'])
  expect(said('document_tasks', 'kind')).toContain('Look at it')
  expect(said('document_acts', 'act')).toContain('Stamped')
})
