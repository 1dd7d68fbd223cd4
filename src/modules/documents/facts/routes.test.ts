import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import type { Organisation } from '#platform/data/organisations.ts'
import { seal } from '#platform/keys/sealed.ts'
import { programModules } from '#testing/program-modules.ts'
import { pdfText } from '#testing/pdf-text.ts'
import { type Seen, testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import { documents, filing } from '../data.ts'
import { keepPages } from '../reading/keep.ts'
import { createArchive } from '../storing/archives.ts'
import { storeSealed } from '../storing/store.ts'
import { filingOnly } from '../viewing/routes/common.ts'
import { db } from './data.ts'
import { understand } from './understand.ts'

let web: TestWeb
let here: Organisation
let base: string
let archive: string
beforeAll(async () => {
  web = await testWeb({ modules: programModules })
  here = await web.organisation()
  base = `/${here.slug}`
  archive = await web.scope({ organisation: here, purpose: filing }, (at) => createArchive(at, 'Rechnungen'))
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

let counter = 0
/** A document that was read and understood. */
const filed = (text: string, more: { invoice?: string; into?: string; title?: string } = {}): Promise<string> =>
  web.scope({ organisation: here, purpose: filing }, async (at) => {
    const page = { number: 1, width: 595, height: 842, text, words: [], from: 'layer' } as const
    const { documentId, versionId } = await storeSealed(at, {
      archiveId: more.into ?? archive,
      way: 'browser',
      name: `Scan ${++counter}.txt`,
      mediaType: 'text/plain',
      content: (async function* () {
        yield Buffer.from(`${text} ${counter}`)
      })(),
    })
    const { holder_id } = await db(at).selectFrom('documents').select('holder_id').where('id', '=', documentId).executeTakeFirstOrThrow() // oxfmt-ignore
    await keepPages(filingOnly(at), { documentId, versionId }, holder_id, [{ page }])
    const title = await seal(at, documents, 'title', holder_id, more.title ?? `Scan ${counter}`)
    await db(at).updateTable('documents').set({ pages: 1, title }).where('id', '=', documentId).execute()
    await db(at).updateTable('document_versions').set({ stage: 'ready' }).where('id', '=', versionId).execute()
    await understand(at, { documentId, versionId, pages: [page], invoice: more.invoice })
    return documentId
  })
const staff = async (role = 'administrator'): Promise<TestBrowser> => {
  const { cookie } = await web.member(here, { role: role as 'desk' })
  return web.browse({ cookie })
}
const BILL =
  'Gärtnerei Grün GmbH · Weg 1 · 12345 Aue\nRechnungsnummer: 4711\nDatum: 12.11.2026\nRechnungsbetrag 119,00 €'

const enteredIn = ({ page }: Seen) =>
  Object.fromEntries(new URLSearchParams(String(page.form('Angaben bestätigen').submit({}).body)))

describe('facts of a document, without script', () => {
  test('what was found stands in a form; what is corrected is kept and says so', async () => {
    const id = await filed(BILL)
    const anna = await staff()
    let seen = await anna.open(`${base}/team/dokumente/${id}`)
    expect(seen.page.text).toContain('gefunden')
    expect(enteredIn(seen)).toMatchObject({ 'f_invoice-number': '4711', f_date: '2026-11-12', f_amount: '119,00 EUR', f_sender: 'Gärtnerei Grün GmbH' }) // oxfmt-ignore
    seen = await anna.submit('Angaben bestätigen', {
      title: 'Rasen mähen',
      f_amount: '1.191,00',
      'f_due-date': '2026-12-01',
    })
    expect(seen.status).toBe(200)
    const after = enteredIn(seen)
    expect(after).toMatchObject({ title: 'Rasen mähen', f_amount: '1.191,00 EUR', 'f_due-date': '2026-12-01' })
    expect(seen.page.text).toContain('bestätigt')
    const found = await anna.open(`${base}/team/dokumente?suche=1.191`)
    expect(found.status).toBe(200)
    const history = await anna.open(`${base}/team/dokumente/${id}/verlauf`)
    expect(history.page.text).toContain('Angaben geändert')
  })

  test('what is no date, amount or account comes back with a sentence, and nothing is lost', async () => {
    const id = await filed(BILL)
    const anna = await staff()
    await anna.open(`${base}/team/dokumente/${id}/angaben`)
    const seen = await anna.submit('Angaben bestätigen', { title: '', f_date: '31.02.2026', f_amount: 'viel', f_iban: 'DE00', 'f_customer-number': 'K-1' }) // oxfmt-ignore
    expect(seen.status).toBe(422)
    for (const sentence of [
      '„Datum“ ist kein Datum',
      '„Betrag“ ist kein Betrag',
      '„IBAN“ ist keine gültige IBAN',
      'Bitte füllen Sie „Titel“ aus',
    ])
      // oxfmt-ignore
      expect(seen.page.text).toContain(sentence)
    expect(enteredIn(seen)).toMatchObject({
      f_amount: 'viel',
      'f_customer-number': 'K-1',
    })
  })

  test('whoever only reads sees values and no form; who may not see the archive sees nothing', async () => {
    const id = await filed(BILL)
    const reader = await staff('read-only')
    const seen = await reader.open(`${base}/team/dokumente/${id}`)
    expect(seen.page.text).toContain('4711')
    expect(seen.page.text).not.toContain('Angaben bestätigen')
    expect((await reader.post(`${base}/team/dokumente/${id}/angaben`, { title: 'x' })).status).toBe(403)
    const elsewhere = await web.scope({ organisation: here, purpose: filing }, (at) => createArchive(at, 'Personal'))
    const { cookie } = await web.member(here, {
      role: 'by-place',
      further: [{ role: 'desk', place: elsewhere }],
    } as never)
    const other = web.browse({ cookie })
    expect((await other.open(`${base}/team/dokumente/${id}/angaben`)).status).toBe(404)
    expect((await other.post(`${base}/team/dokumente/${id}/angaben`, { title: 'x' })).status).toBe(404)
    expect((await other.open(`${base}/team/dokumente/${id}/rechnung`)).status).toBe(404)
  })

  test('an e-invoice is shown whole, and its markup stays text', async () => {
    const xml = readFileSync(join(import.meta.dirname, '../../../../tests/vectors/xrechnung/01.01a-ubl.xml'), 'utf8')
    const id = await filed('Siehe Anhang', { invoice: xml.replace('[Seller name]', '&lt;b&gt;Verlag&lt;/b&gt;') })
    const anna = await staff()
    const short = await anna.open(`${base}/team/dokumente/${id}`)
    expect(short.page.text).toContain('336,90 EUR')
    const seen = await anna.open(`${base}/team/dokumente/${id}/rechnung`)
    for (const text of [
      '123456XX',
      '04.04.2016',
      '<b>Verlag</b>',
      'DE79 0000 0000 1234 5678 90',
      '04011000-12345-03',
      '22,04',
    ])
      expect(seen.page.text).toContain(text)
    expect(seen.html).not.toContain('<b>Verlag')
  })

  test('a document that looks alike is named, unless it lies where who looks may not read', async () => {
    const long = Array.from({ length: 40 }, (_, index) => `Wort${index} und Satz${index * 7}`).join(' ')
    const secret = await web.scope({ organisation: here, purpose: filing }, (at) => createArchive(at, 'Geheim'))
    const [one, two] = [
      await filed(long, { title: 'Erster Entwurf' }),
      await filed(`${long} Nachtrag`, { title: 'Zweiter Entwurf' }),
    ]
    await filed(`${long} Geheimes`, { title: 'Geheimer Entwurf', into: secret })
    const { cookie } = await web.member(here, {
      role: 'by-place',
      further: [{ role: 'desk', place: archive }],
    } as never)
    const seen = await web.browse({ cookie }).open(`${base}/team/dokumente/${one}`)
    expect(seen.page.text).toContain('Zweiter Entwurf')
    expect(seen.page.text).not.toContain('Geheimer Entwurf')
    expect(two).not.toBe(one)
  })
})

describe('types, tags, cases', () => {
  test('a type with a field is set up, chosen, and its field asked for', async () => {
    const anna = await staff()
    await anna.open(`${base}/team/einrichtung/dokumenttypen/neu`)
    let seen = await anna.submit('Speichern', { name: 'Mietvertrag', keepLength: '99' })
    expect([seen.status, seen.page.text.includes('keine passende Zahl')]).toEqual([422, true])
    seen = await anna.submit('Speichern', { name: 'Mietvertrag', keepLength: '6', law: '§ 147 AO' })
    expect(seen.page.text).toContain('Gespeichert')
    const type = seen.url.split('/').at(-1)?.split('?')[0]
    seen = await anna.post(`${base}/team/einrichtung/dokumenttypen/${type}/felder/neu`, {
      name: 'Zahlweise',
      kind: 'choice',
      position: '1',
    })
    expect([seen.status, seen.page.text.includes('fehlen die Werte')]).toEqual([422, true])
    await anna.post(`${base}/team/einrichtung/dokumenttypen/${type}/felder/neu`, { name: 'Kaltmiete', kind: 'amount', labels: 'Grundmiete, Miete', position: '1', required: 'yes' }) // oxfmt-ignore
    expect((await anna.open(`${base}/team/einrichtung/dokumenttypen`)).page.text).toContain('6 Jahre zum Jahresende')
    const twice = await anna.post(`${base}/team/einrichtung/dokumenttypen/neu`, { name: 'mietvertrag', keepLength: '1', keepUnit: 'years', starts: 'closed' }) // oxfmt-ignore
    expect(twice.status).toBe(409)
    const id = await filed('Mietvertrag, Grundmiete: 812,50 €')
    await anna.open(`${base}/team/dokumente/${id}`)
    await anna.submit('Angaben bestätigen', { type: type ?? '' })
    await anna.open(`${base}/team/dokumente/${id}`)
    seen = await anna.submit('Angaben bestätigen', {})
    expect([seen.status, seen.page.text.includes('Bitte füllen Sie „Kaltmiete“ aus')]).toEqual([422, true])
  })

  test('tags stand below each other, not below themselves', async () => {
    const anna = await staff()
    await anna.open(`${base}/team/einrichtung/schlagworte`)
    await anna.submit('Anlegen', { name: 'Haushalt' })
    const { page: list } = await anna.open(`${base}/team/einrichtung/schlagworte`)
    expect(list.text).toContain('Haushalt (0 Unterlagen)')
    const tags = () => web.scope({ organisation: here, purpose: filing }, (at) => db(at).selectFrom('document_tags').selectAll().execute()) // oxfmt-ignore
    const [top] = await tags()
    await anna.post(`${base}/team/einrichtung/schlagworte/neu`, { name: '2026', parent: top?.id ?? '' })
    expect((await anna.open(`${base}/team/einrichtung/schlagworte`)).page.text).toContain('Haushalt / 2026')
    const below = (await tags()).find(({ name }) => name === '2026')
    expect(
      (
        await anna.post(`${base}/team/einrichtung/schlagworte/${top?.id}`, {
          name: 'Haushalt',
          parent: below?.id ?? '',
        })
      ).status,
    ).toBe(409)
    expect((await anna.post(`${base}/team/einrichtung/schlagworte/${top?.id}/entfernen`, {})).status).toBe(409)
    const id = await filed('Haushaltsplan')
    await anna.open(`${base}/team/dokumente/${id}`)
    await anna.post(`${base}/team/dokumente/${id}/angaben`, { title: 'Plan', tags: below?.id ?? '', version: '1' })
    expect((await anna.open(`${base}/team/einrichtung/schlagworte`)).page.text).toContain(
      'Haushalt / 2026 (1 Unterlage)',
    )
  })

  test('a case gathers documents and people, is closed and reopened', async () => {
    const anna = await staff()
    await anna.open(`${base}/team/akten/neu`)
    let seen = await anna.submit('Speichern', { title: 'Bauantrag Mühlweg 3' })
    const matter = /akten\/([0-9a-f-]{36})/.exec(seen.url)?.[1] ?? ''
    expect(seen.page.text).toContain('2026-0001 Bauantrag Mühlweg 3')
    const id = await filed(BILL, { title: 'Lageplan' })
    await anna.open(`${base}/team/dokumente/${id}/zusammenhang`)
    seen = await anna.submit('In Akte legen', { case: matter })
    expect(seen.page.text).toContain('Bauantrag Mühlweg 3')
    expect((await anna.open(`${base}/team/akten/${matter}`)).page.text).toContain('Lageplan')

    const person = await web.scope({ organisation: here, purpose: contact }, (at) => personFor(at, { name: 'Rüdiger Ährenfeld', mail: 'r@example.org' })) // oxfmt-ignore
    seen = await anna.submit('Suchen', { query: 'ährenfeld' })
    expect(seen.page.text).toContain('Rüdiger Ährenfeld')
    expect(seen.url).not.toContain('hrenfeld')
    seen = await anna.submit('Zuordnen', { person })
    expect(seen.page.text).toContain('Rüdiger Ährenfeld')
    const row = await web.scope({ organisation: here, purpose: filing }, (at) => db(at).selectFrom('document_cases').selectAll().where('id', '=', matter).executeTakeFirstOrThrow()) // oxfmt-ignore
    expect(row.holder_id).toBe(person)

    seen = await anna.submit('Akte abschließen')
    expect(seen.page.text).toContain('abgeschlossen am 16.11.2026')
    const other = await filed(BILL)
    expect((await anna.post(`${base}/team/dokumente/${other}/zusammenhang/akte`, { case: matter })).status).toBe(409)
    await anna.open(`${base}/team/akten/${matter}`)
    expect((await anna.submit('Wieder öffnen')).page.text).toContain('offen')
    expect(
      (await anna.post(`${base}/team/akten/neu`, { title: 'x', number: '2026-0001', keepDays: '10' })).status,
    ).toBe(409)
  })

  test('people and the paper’s number on a document; whom it concerns it belongs to', async () => {
    const anna = await staff()
    const id = await filed(BILL)
    const person = await web.scope({ organisation: here, purpose: contact }, (at) => personFor(at, { name: 'Käthe Öztürk', mail: 'k@example.org' })) // oxfmt-ignore
    await anna.open(`${base}/team/dokumente/${id}/zusammenhang`)
    await anna.submit('Suchen', { query: 'k@example.org' })
    let seen = await anna.submit('Zuordnen', { role: 'concerns' })
    expect(seen.page.text).toContain('Käthe Öztürk')
    const holder = await web.scope({ organisation: here, purpose: filing }, (at) => db(at).selectFrom('documents').select('holder_id').where('id', '=', id).executeTakeFirstOrThrow()) // oxfmt-ignore
    expect(holder.holder_id).toBe(person)
    seen = await anna.submit('Nummer merken', { number: '77' })
    expect((await anna.open(`${base}/team/dokumente/${id}`)).page.text).toContain('77')
    const other = await filed(BILL)
    expect((await anna.post(`${base}/team/dokumente/${other}/zusammenhang/nummer`, { number: '77' })).status).toBe(409)
    seen = await anna.open(`${base}/team/einrichtung/trennblaetter`)
    expect(seen.page.text).toContain('Die nächste freie Nummer ist 78')
  })

  test('separator sheets and numbers come as PDF', async () => {
    const { cookie } = await web.member(here, { role: 'administrator' })
    const ask = async (path: string) => {
      const answer = await web.app.request(`${web.origin}${base}/team/einrichtung/trennblaetter/${path}`, {
        headers: { cookie, host: 'belegt.test' },
      })
      return {
        type: answer.headers.get('content-type'),
        text: answer.status === 200 ? await pdfText(new Uint8Array(await answer.arrayBuffer())) : '',
      }
    }
    expect(await ask('trennblatt.pdf?anzahl=2')).toMatchObject({
      type: 'application/pdf',
      text: expect.stringContaining('Trennblatt'),
    })
    expect((await ask('nummern.pdf?ab=100')).text).toContain('123')
    expect((await ask('trennblatt.pdf?anzahl=9999')).text).toBe('')
  })
})
