import { setImmediate } from 'node:timers/promises'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Block, pdf, type PdfDocument, pdfBytes } from './pdf.ts'

const at = Temporal.Instant.from('2026-11-24T08:00:00Z')
const plain = { title: 'Brief', language: 'de', at } as const
let library: Awaited<ReturnType<typeof PDFiumLibrary.init>>
beforeAll(async () => {
  library = await PDFiumLibrary.init()
})
afterAll(() => library.destroy())

/** The text of every page, as a reader finds it. */
async function pagesOf(document: PdfDocument): Promise<string[]> {
  const read = await library.loadDocument(await pdfBytes(document))
  const texts = [...read.pages()].map((page) => page.getText().replaceAll(/\s+/g, ' '))
  read.destroy()
  return texts
}

test('a letter shows sender, addressee, date, text and page', async () => {
  const [only, ...others] = await pagesOf({
    ...plain,
    from: 'Stadt Musterhausen · Rathausplatz 1 · 12345 Musterhausen',
    to: ['Łucja Şahin', 'Straße 3', '12345 Musterhausen'],
    date: '24. November 2026',
    footer: 'Behördlicher Datenschutzbeauftragter',
    blocks: [
      { heading: 'Ihre Auskunft', level: 1 },
      { text: 'Wir haben alles geprüft: „vollständig“ – €.' },
      { list: ['erstens', 'zweitens'] },
      {
        facts: [
          ['Zweck', 'Termin'],
          ['Empfänger', ''],
        ],
      },
      { rule: true },
      { table: { head: ['Was', 'Wann'], rows: [['Mail', '30 Tage']] } },
    ],
  })
  expect(others).toEqual([])
  for (const part of [
    'Łucja Şahin',
    '24. November 2026',
    '„vollständig“ – €',
    'zweitens',
    'Empfänger –',
    '30 Tage',
    'Seite 1',
    'Behördlicher',
  ])
    expect(only).toContain(part)
})

test('a table repeats its head on every page and loses no row, nor a cell taller than a page', async () => {
  const words = Array.from({ length: 4000 }, (_, i) => `w${i}`)
  const rows = [...Array.from({ length: 200 }, (_, i) => [`Zeile ${i}`, `Wert ${i}`]), ['lang', words.join(' ')]]
  const pages = await pagesOf({ ...plain, landscape: true, blocks: [{ table: { head: ['Nummer', 'Inhalt'], rows } }] })
  expect(pages.length).toBeGreaterThan(5)
  for (const [i, page] of pages.entries()) expect(page).toContain(`Seite ${i + 1}`)
  expect(pages.every((page) => page.includes('Nummer'))).toBe(true)
  const all = pages.join(' ')
  for (let i = 0; i < 200; i++) expect(all).toContain(`Wert ${i} `)
  const found = new Set(all.split(' '))
  expect(words.filter((word) => !found.has(word))).toEqual([])
})

test('it is tagged: readers are told title, language and structure', async () => {
  const bytes = (await pdfBytes({ ...plain, language: 'en', blocks: [{ heading: 'One' }, { text: 'two' }] })).toString(
    'latin1',
  )
  for (const mark of ['/MarkInfo', '/StructTreeRoot', '/Lang (en)', '/H2', '/DisplayDocTitle true', 'pdfuaid'])
    expect(bytes).toContain(mark)
  expect(bytes).toContain('20261124080000')
})

test('control characters and direction marks do not reach the page', async () => {
  const [page] = await pagesOf({ ...plain, blocks: [{ text: 'vor\u202enach\u0000\u0007\tEnde' }] })
  expect(page).toContain('vornach Ende')
})

test('it is drawn only as fast as it is read', async () => {
  let drawn = 0
  async function* blocks(): AsyncGenerator<Block> {
    for (; drawn < 20_000; drawn++) yield { text: `Absatz ${drawn} `.repeat(20) }
  }
  const stream = pdf({ ...plain, blocks: blocks() })
  for (let turn = 0; turn < 2_000; turn++) await setImmediate()
  expect(drawn).toBeGreaterThan(0)
  expect(drawn).toBeLessThan(5_000)
  stream.destroy()
})

test('an error of the content is an error of the document, never a short one', async () => {
  async function* blocks(): AsyncGenerator<Block> {
    yield { text: 'so weit' }
    throw new Error('the database went away')
  }
  await expect(pdf({ ...plain, blocks: blocks() }).toArray()).rejects.toThrow('the database went away')
  await expect(pdfBytes({ ...plain, blocks: blocks() })).rejects.toThrow('the database went away')
})
