import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasePeople } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { unzip } from '#platform/files/unzip.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import { pdf } from '#testing/mail-in.ts'
import { documents as documentsTable, filing } from '../data.ts'
import { db } from '../facts/data.ts'
import { documents } from '../module.ts'
import { createArchive } from '../storing/archives.ts'
import { marksOf } from '../viewing/marks.ts'
import { importPaperless } from './import.ts'
import { db as workDb } from '../working/data.ts'

let web: TestWeb
let town: Organisation
let archive: string
let folder: string
let head: TestBrowser
const files = { invoice: pdf(), letter: pdf(), scan: Buffer.from('Ein Brief aus Köln') }

beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house, failed: (error) => void web.defects.push(error) })] })
  town = await web.organisation()
  archive = await within((at) => createArchive(at, 'Alt/Bestand'))
  head = web.browse({ cookie: (await web.member(town, { role: 'main-administrator' })).cookie })
  folder = mkdtempSync(join(tmpdir(), 'belegt-paperless-'))
  mkdirSync(join(folder, 'originals'))
  writeFileSync(join(folder, 'originals/rechnung.pdf'), files.invoice)
  writeFileSync(join(folder, 'originals/brief.pdf'), files.letter)
  writeFileSync(join(folder, 'scan.txt'), files.scan)
  symlinkSync('/etc/passwd', join(folder, 'verweis.txt'))
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify([...shared, document(1), document(2), document(9)]))
  // as with --split-manifest
  writeFileSync(join(folder, 'scan-manifest.json'), JSON.stringify([document(3), document(4), document(5), 'Unsinn']))
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  rmSync(folder, { recursive: true, force: true })
  await web.close()
})

const within = <T>(work: Parameters<typeof web.scope<(typeof filing)['opens'][number], T>>[1]): Promise<T> =>
  web.scope({ organisation: town, purpose: filing, actor: { kind: 'system', job: 'test' } }, work)

const entry = (model: string, pk: number, fields: object, more: object = {}) => ({ model, pk, fields, ...more })
const shared = [
  entry('documents.correspondent', 1, { name: 'Stadtwerke Köln' }),
  entry('documents.documenttype', 1, { name: 'Rechnung' }),
  entry('documents.tag', 1, { name: 'Steuer', tn_parent: null }),
  entry('documents.tag', 2, { name: '2024', tn_parent: 1 }),
  entry('documents.customfield', 1, { name: 'Betrag', data_type: 'monetary' }),
  entry('documents.customfield', 2, {
    name: 'Stelle',
    data_type: 'select',
    extra_data: {
      select_options: [
        { id: 'a', label: 'Nord' },
        { id: 'b', label: 'Süd' },
      ],
    },
  }),
  entry('documents.customfieldinstance', 1, { document: 1, field: 1, value_text: null, value_monetary: 'EUR12.5' }),
  entry('documents.customfieldinstance', 2, { document: 1, field: 2, value_select: 1 }),
  entry('documents.customfieldinstance', 3, { document: 3, field: 1, value_monetary: 'EUR7.00' }),
  entry('documents.customfieldinstance', 4, { document: 3, field: 2, value_select: 'b' }),
  entry('documents.customfieldinstance', 5, { document: 2, field: 2, value_select: 'gibtesnicht' }),
  entry('documents.note', 1, { document: 1, note: 'Bezahlt am Schalter', created: '2024-03-02' }),
  entry('auth.user', 1, { username: 'x' }),
]
const described: Record<number, [fields: object, file: string | undefined]> = {
  1: [
    {
      title: 'Strom März',
      created: '2024-03-01T00:00:00+01:00',
      correspondent: 1,
      document_type: 1,
      tags: [2, 77],
      archive_serial_number: 17,
      original_filename: 'strom.pdf',
      mime_type: 'application/pdf',
    },
    'originals/rechnung.pdf',
  ],
  2: [{ title: '=HYPERLINK("x")', created: '2024-02-31', tags: [], archive_serial_number: 17 }, 'originals/brief.pdf'],
  3: [{ title: '', created: '2023-05-06', tags: [1], mime_type: 'text/plain' }, 'scan.txt'],
  4: [{ title: 'Fehlt', tags: [] }, 'gibtesnicht.pdf'],
  5: [{ title: 'Hinaus', tags: [] }, 'verweis.txt'],
  9: [{ title: 'Gelöscht', tags: [], deleted_at: '2024-01-01' }, 'scan.txt'],
}
function document(pk: number) {
  const [fields, file] = described[pk] ?? [{}, undefined]
  return entry('documents.document', pk, fields, file ? { __exported_file_name__: file } : {})
}

const importing = () => ({
  house: web.house,
  organisation: town,
  actor: { kind: 'system', job: 'test' } as const,
  archiveId: archive,
  folder,
})

test('an export of paperless-ngx is taken over with all that people had said, once', async () => {
  expect(await importPaperless(importing())).toEqual({ filed: 3, known: 0, missing: 2, refused: 0, odd: 2 })
  const found = await within(async (at) => {
    const rows = await db(at).selectFrom('documents').selectAll().execute()
    const titles = await openAll(
      at,
      rows.map(({ title }) => title),
    )
    const facts = await openAll(
      at,
      rows.map((row) => row.facts),
    )
    return rows.map((row, place) => ({ ...row, shown: titles[place] ?? '', said: facts[place] ?? [] }))
  })
  const one = found.find(({ shown }) => shown === 'Strom März')
  expect(one).toMatchObject({ way: 'import', dated_on: '2024-03-01', archive_number: 17 })
  const [betrag, stelle] = await within((at) =>
    db(at).selectFrom('document_fields').selectAll().orderBy('name').execute(),
  )
  expect([betrag?.kind, stelle?.kind, stelle?.choices]).toEqual(['amount', 'choice', ['Nord', 'Süd']])
  expect(one?.said.map(({ field, value, by }) => [field, value, by])).toEqual([
    ['date', '2024-03-01', 'person'],
    ['sender', 'Stadtwerke Köln', 'person'],
    [betrag?.id, '1250 EUR', 'person'],
    [stelle?.id, 'Süd', 'person'],
  ])
  const tags = await within((at) => db(at).selectFrom('document_tags').selectAll().orderBy('name').execute())
  expect(tags.map(({ name, parent_id: parent }) => [name, tags.find(({ id }) => id === parent)?.name])).toEqual([
    ['2024', 'Steuer'],
    ['Steuer', undefined],
  ])
  const notes = await within((at) => marksOf(at, one?.id ?? '', 1))
  expect(notes.map(({ words }) => words)).toEqual(['Bezahlt am Schalter'])
  const other = found.find(({ shown }) => shown.startsWith('=HYPER'))
  expect(other).toMatchObject({ dated_on: null, archive_number: null }) // no such day; the number is taken
  const third = found.find(({ shown }) => shown === 'scan')
  expect(third).toMatchObject({ dated_on: '2023-05-06' })
  // its fields, which belong to no type here, stand in a note
  expect((await within((at) => marksOf(at, third?.id ?? '', 1))).map(({ words }) => words)).toEqual([
    'Betrag: 7,00 EUR\nStelle: Süd',
  ])

  expect(await importPaperless(importing())).toMatchObject({ filed: 0, known: 3 })
  expect((await within((at) => db(at).selectFrom('document_tags').select('id').execute())).length).toBe(2)
})

test('a folder without a manifest, or with one that is none, is refused', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'belegt-leer-'))
  const wish = { ...importing(), folder: empty }
  await expect(importPaperless(wish)).rejects.toMatchObject({ code: 'documents.no-export' })
  await writeFile(join(empty, 'manifest.json'), '{"documents":')
  await expect(importPaperless(wish)).rejects.toMatchObject({ code: 'documents.no-export' })
  rmSync(empty, { recursive: true })
})

const download = async (path: string, fields: Record<string, string>, cookie = head) => {
  const cookies = [...cookie.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return web.app.request(`${web.origin}${path}`, {
    method: 'POST',
    headers: {
      cookie: cookies,
      origin: web.origin,
      host: new URL(web.origin).host,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: String(new URLSearchParams(fields)),
  })
}

test('everything comes out again as files and a table that runs no formula', async () => {
  const path = `/${town.slug}/team/dokumente/mitnehmen`
  const shown = await head.open(path)
  expect(shown.page.text).toContain('Alt/Bestand (3 Unterlagen)')
  const answer = await download(path, { archiv: archive })
  expect(answer.headers.get('content-type')).toBe('application/zip')
  const packed = unzip(new Uint8Array(await answer.arrayBuffer()), { bytes: 1e7, files: 100 })
  const names = [...packed.keys()]
  expect(names).toHaveLength(5)
  const strom = names.find((name) => name.includes('Strom März'))
  expect(strom).toMatch(/^Alt Bestand\/2024\/2024-03-01 Strom März \[[0-9a-f]{8}\]\.pdf$/)
  expect(packed.get(strom ?? '')?.equals(files.invoice)).toBe(true)
  const table = packed.get('unterlagen.csv')?.toString() ?? ''
  const rows = table.trim().split('\r\n')
  expect(rows).toHaveLength(4)
  const row = rows.find((one) => one.includes('Strom März')) ?? ''
  expect(row).toContain(`;Rechnung;2024;;Stadtwerke Köln;;`)
  expect(row).toContain('"Betrag: 12,50 EUR; Stelle: Süd"')
  expect(row).toContain('Notiz, Fassung 1, Seite 1: Bezahlt am Schalter')
  expect(row).toContain(createHash('sha256').update(files.invoice).digest('hex'))
  expect(table).toContain(`"'=HYPERLINK(""x"")"`)
  expect(table).not.toMatch(/[;\n]=HYPER/)
  const course = packed.get('verlauf.csv')?.toString().trim().split('\r\n') ?? []
  expect(course[0]).toContain('Verlauf lückenlos')
  const about = (id = '') => course.filter((one) => one.startsWith(id))
  const [id = ''] = row.split(';')
  expect(about(id)[0]).toMatch(/;1;\d{4}-\d\d-\d\dT[\d:]+\+0[12]:00;Abgelegt und geprüft gespeichert;;automatisch;ja$/)
  expect(about(id).join()).toContain('Notiz oder Markierung angebracht')
  const exported = await within((at) =>
    workDb(at).selectFrom('document_acts').select('document_id').where('act', '=', 'document.exported').execute(),
  )
  expect(exported).toHaveLength(3)
})

test('values that every document may have are called as on its page, amounts in euros', async () => {
  const facts = [
    { field: 'tax-amount', value: '16782 EUR', confidence: 1, by: 'found' },
    { field: 'due-date', value: '2024-04-01', confidence: 1, by: 'found' },
  ] as const
  await within(async (at) => {
    const row = await db(at)
      .selectFrom('documents')
      .selectAll()
      .where('archive_number', '=', 17)
      .executeTakeFirstOrThrow()
    const before = (await openAll(at, [row.facts]))[0] ?? []
    const all = await seal(at, documentsTable, 'facts', row.holder_id, [...before, ...facts])
    await db(at).updateTable('documents').set({ facts: all }).where('id', '=', row.id).execute()
  })
  const answer = await download(`/${town.slug}/team/dokumente/mitnehmen`, { archiv: archive })
  const packed = unzip(new Uint8Array(await answer.arrayBuffer()), { bytes: 1e7, files: 100 })
  expect(packed.get('unterlagen.csv')?.toString()).toContain('Umsatzsteuer: 167,82 EUR; Zahlbar bis: 2024-04-01')
})

test('only the documents that were chosen come out, of archives where one may read', async () => {
  const rows = await within((at) => db(at).selectFrom('documents').select('id').orderBy('id').execute())
  const [first = '', second = '', third = ''] = rows.map(({ id }) => id)
  const path = `/${town.slug}/team/dokumente/mitnehmen`
  await head.open(`/${town.slug}/team/dokumente/mehrere?ids=${first}&ids=${third}`)
  const shown = await head.submit('Als Dateien mitnehmen')
  expect(shown.page.text).toContain('2 Unterlagen')
  expect(shown.page.text).toContain('nicht mehr versiegelt')
  const answer = await download(path, { ids: `${first},${third},unsinn` })
  const packed = unzip(new Uint8Array(await answer.arrayBuffer()), { bytes: 1e7, files: 100 })
  const table = packed.get('unterlagen.csv')?.toString() ?? ''
  expect([first, second, third].map((id) => table.includes(id))).toEqual([true, false, true])
  expect(packed.size).toBe(4)
  const foreign = web.browse({
    cookie: (await web.member(await web.organisation(), { role: 'main-administrator' })).cookie,
  })
  expect((await download(path, { ids: first }, foreign)).status).toBe(403)
  expect((await download(path, { ids: randomUUID() })).status).toBe(422)
  expect((await head.open(`${path}?ids=${randomUUID()}`)).page.text).toContain('keine mehr da')
})

test('what was erased is not exported; a damaged file costs itself, not the rest', async () => {
  const rows = await within((at) =>
    db(at)
      .selectFrom('document_versions as v')
      .innerJoin('documents as d', 'd.id', 'v.document_id')
      .select(['v.file', 'd.holder_id', 'v.size'])
      .orderBy('v.size')
      .execute(),
  )
  const [small, middle] = rows
  await within((at) => erasePeople(at, [small?.holder_id ?? ''], 'request'))
  await web.house.blobs.remove(town.id, middle?.file.id ?? '')
  const answer = await download(`/${town.slug}/team/dokumente/mitnehmen`, { archiv: archive })
  const packed = unzip(new Uint8Array(await answer.arrayBuffer()), { bytes: 1e7, files: 100 })
  expect(packed.size).toBe(3)
  expect(packed.get('unterlagen.csv')?.toString()).toContain(';beschädigt')
})

test('only for who may read there, and only what is chosen', async () => {
  const path = `/${town.slug}/team/dokumente/mitnehmen`
  const nothing = await download(path, {})
  expect(nothing.status).toBe(422)
  expect(await nothing.text()).not.toMatch(/<input[^>]*name="archiv"[^>]*checked/)
  expect((await download(path, { archiv: '00000000-0000-4000-8000-000000000000' })).status).toBe(422)
  const other = web.browse({
    cookie: (await web.member(await web.organisation(), { role: 'main-administrator' })).cookie,
  })
  expect((await download(path, { archiv: archive }, other)).status).toBe(403)
  expect((await head.open(`/en/${town.slug}/team/dokumente/mitnehmen`)).page.text).toContain('Take everything along')
})
