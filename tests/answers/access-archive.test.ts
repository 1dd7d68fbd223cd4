import { PDFiumLibrary } from '@hyzyla/pdfium'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessArchive, answering } from '../../src/modules/privacy/index.ts'
import { unzip } from '../../src/platform/files/unzip.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import {
  answerDifferences,
  fillEverything,
  peopleWithKeys,
  withoutChecks,
  type Answer,
  type Stored,
} from '../support/everything.ts'
import { testHouse, type TestHouse } from '../support/house.ts'
import { accessSchema, type AccessFile } from '../../src/modules/privacy/export/machine.ts'
import '../../src/app/modules.ts'

let database: TestDatabase
let house: TestHouse
let stored: Stored[]
let asking: string
let files: ReadonlyMap<string, Buffer>
let told: AccessFile

let drawn = 0
const draw = () => `Wert-${++drawn} <b>"ä&;,\n= 1`

beforeAll(async () => {
  database = await testDatabase()
  await withoutChecks(database.root)
  house = testHouse(database)
  const organisation = await house.organisation()
  const archive = await house.within(organisation, answering, async (at) => {
    const people = await peopleWithKeys(at, 3)
    asking = people[0] ?? ''
    stored = await fillEverything(at, people, draw)
    return Buffer.concat(await Array.fromAsync(accessArchive(at, [asking], { language: 'de', blobs: house.blobs })))
  })
  files = unzip(archive, { bytes: 50_000_000, files: 500 })
  told = JSON.parse(files.get('auskunft.json')?.toString() ?? '') as AccessFile
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

test('A6 the archive holds page, paper, JSON with its schema, and a table per kind of data', () => {
  const tables = told.data.filter(({ columns }) => columns.length > 0).map(({ name }) => `tabellen/${name}.csv`)
  for (const name of [
    'LIESMICH.txt',
    'auskunft.html',
    'auskunft.pdf',
    'auskunft.json',
    'auskunft.schema.json',
    ...tables,
  ])
    expect([...files.keys()]).toContain(name)
  expect(accessSchema.parse(told)).toEqual(told)
})

test('A6 the JSON is complete and right, item by item', () => {
  const answer: Answer = new Map(
    told.data.map(({ name, rows }) => [name, rows.map(({ id, values }) => ({ id: id ?? undefined, values }))]),
  )
  expect(answerDifferences(stored, answer, [asking])).toEqual([])
})

test('osseno/origin-recipient-purpose every item says where it comes from, who receives it and what it is for', () => {
  for (const { name, columns, rows } of told.data) {
    const explained = new Map(columns.map((column) => [column.name, column]))
    for (const { values } of rows) {
      for (const item of Object.keys(values)) {
        const column = explained.get(item)
        expect([name, item, column?.origin]).not.toContain(undefined)
        expect(column?.origin).not.toBe('')
        expect(column?.recipients.length).toBeGreaterThan(0)
        for (const { why, basis } of column?.purposes ?? []) expect([why, ...basis]).not.toContain('')
        expect(column?.purposes.length).toBeGreaterThan(0)
      }
    }
  }
  const parts = told.information.map(({ id }) => id)
  for (const id of ['controller', 'recipients', 'rights', 'complaint', 'decisions']) expect(parts).toContain(id)
})

test('page, paper and tables say the same; nothing in them runs or loads', async () => {
  const html = files.get('auskunft.html')?.toString() ?? ''
  expect(html).not.toMatch(/<script|<link|src=|https?:\/\/|<b>/)
  const library = await PDFiumLibrary.init()
  const paper = await library.loadDocument(files.get('auskunft.pdf') as Buffer)
  const printed = [...paper.pages()]
    .map((page) => page.getText())
    .join(' ')
    .replaceAll(/\s+/g, '')
  paper.destroy()
  library.destroy()
  const shown = stored.flatMap((row) => {
    if (!row.persons.includes(asking) || !told.data.some(({ name }) => name === row.table.name)) return []
    return Object.entries(row.values).flatMap(([name, { put, sealedFor }]) => {
      const treatment = row.table.columns[name]?.treatment
      const open = treatment && 'onAccess' in treatment && treatment.onAccess === 'show'
      const number =
        typeof put === 'string' && open && (sealedFor ?? asking) === asking ? /^Wert-\d+/.exec(put)?.[0] : undefined
      return number ? [[row.table.name, number] as const] : []
    })
  })
  expect(shown.length).toBeGreaterThan(20)
  for (const [table, number] of shown) {
    expect(html).toContain(`${number} &lt;b&gt;&quot;ä&amp;;,`)
    expect(printed).toContain(number)
    expect(files.get(`tabellen/${table}.csv`)?.toString()).toContain(`${number} <b>""ä&;,`)
  }
})
