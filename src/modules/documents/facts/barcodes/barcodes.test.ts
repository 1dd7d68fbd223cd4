import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadPdfium } from '../../reading/worker/pdfium.ts'
import { draw, openPdf, sizeOf, withPage } from '../../reading/worker/pdf-document.ts'
import { readBarcodes } from './read.ts'
import { LABELS_ON_A_SHEET, numberLabels, separatorSheets } from './sheets.ts'
import { archiveCode, archiveNumberIn, barcodeMeaning, SEPARATOR, splitAt } from './split.ts'

const DPI = 100

/** The first page of a PDF as pixels of grey, as the preview shows it. */
async function pixelsOf(pdf: Buffer) {
  const file = openPdf(await loadPdfium(), pdf)
  if (typeof file === 'string') throw new Error(file)
  const made = withPage(file, 0, (page) => {
    const { width, height } = sizeOf(file, page)
    const size = { width: Math.round((width * DPI) / 72), height: Math.round((height * DPI) / 72) }
    return { ...size, data: draw(file, page, size, true) }
  })
  file.close()
  if (!made) throw new Error('no page')
  return made
}

describe('our own sheets are read from a preview of 100 dpi', () => {
  test('a separator sheet', async () => {
    const pixels = await pixelsOf(await separatorSheets(1, { title: 'Trennblatt', text: 'Dieses Blatt trennt.' }))
    expect(await readBarcodes(3, pixels)).toEqual([{ page: 3, text: SEPARATOR, format: 'QRCode' }])
  })

  test('all stickers of a sheet', async () => {
    const found = await readBarcodes(1, await pixelsOf(await numberLabels(100, 1, 'Nummern')))
    const numbers = found.map((one) => archiveNumberIn([one]) ?? 0).toSorted((a, b) => a - b)
    // the reader stops at twenty of one page: no letter bears more
    expect(numbers.length).toBeGreaterThanOrEqual(20)
    expect(numbers.every((one) => one >= 100 && one < 100 + LABELS_ON_A_SHEET)).toBe(true)
  })

  test('turned, darkened and noisy as scanners make them', async () => {
    const { data, width, height } = await pixelsOf(await separatorSheets(1, { title: 'Trennblatt', text: '' }))
    const turned = Buffer.alloc(data.length)
    for (let at = 0; at < data.length; at++)
      turned[data.length - 1 - at] = Math.max(0, Math.min(255, (data[at] ?? 0) * 0.75 + ((at * 7919) % 40)))
    expect((await readBarcodes(1, { data: turned, width, height })).map(({ text }) => text)).toEqual([SEPARATOR])
  })

  test('an empty page, a page of noise and sizes that do not fit give none', async () => {
    const noise = Buffer.from(Array.from({ length: 40_000 }, (_, at) => (at * 7919) % 256))
    expect(await readBarcodes(1, { data: Buffer.alloc(40_000, 255), width: 200, height: 200 })).toEqual([])
    expect(await readBarcodes(1, { data: noise, width: 200, height: 200 })).toEqual([])
    expect(await readBarcodes(1, { data: noise, width: 300, height: 200 })).toEqual([])
    expect(await readBarcodes(1, { data: Buffer.alloc(0), width: 0, height: 0 })).toEqual([])
  })
})

describe('a stack is cut', () => {
  const sheet = (page: number, text: string = SEPARATOR) => ({ page, text, format: 'QRCode' })
  test.each([
    ['without sheets', 3, [], [[1, 2, 3]]],
    [
      'between letters',
      5,
      [sheet(3)],
      [
        [1, 2],
        [4, 5],
      ],
    ],
    ['with sheets in front, behind and twice', 6, [sheet(1), sheet(3), sheet(4), sheet(6)], [[2], [5]]],
    [
      'before numbers',
      4,
      [sheet(1, archiveCode(7)), sheet(3, archiveCode(8))],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['only sheets', 2, [sheet(1), sheet(2)], []],
    ['at codes of others not', 2, [sheet(2, 'https://example.org')], [[1, 2]]],
  ] as const)('%s', (_, pages, codes, parts) => {
    expect(splitAt(pages, codes).map((part) => part.pages)).toEqual(parts)
  })

  test('the numbers go with their parts', () => {
    const parts = splitAt(4, [sheet(1, archiveCode(7)), sheet(2), sheet(3, archiveCode(8))])
    expect(parts).toEqual([{ pages: [1], archiveNumber: 7 }, { pages: [3, 4], archiveNumber: 8 }]) // oxfmt-ignore
  })

  test('every page but the sheets is in exactly one part, in order', () => {
    const code = fc.record({ page: fc.integer({ min: 1, max: 30 }), text: fc.constantFrom(SEPARATOR, archiveCode(5), 'x'), format: fc.constant('QRCode') }) // oxfmt-ignore
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.array(code, { maxLength: 20 }), (pages, codes) => {
        const sheets = new Set(codes.filter(({ text }) => text === SEPARATOR).map(({ page }) => page))
        const wanted = Array.from({ length: pages }, (_, at) => at + 1).filter((page) => !sheets.has(page))
        expect(splitAt(pages, codes).flatMap((part) => part.pages)).toEqual(wanted)
        expect(splitAt(pages, codes).every((part) => part.pages.length > 0)).toBe(true)
      }),
    )
  })
})

test('codes mean what we printed, and nothing else', () => {
  expect(['BELEGT:TRENN', 'PATCHT', 'BELEGT:A000123', 'ASN0042', 'ASN', 'BELEGT:A0', 'BELEGT:A1x', ''].map(barcodeMeaning)).toEqual([{ separator: true }, { separator: true }, { archiveNumber: 123 }, { archiveNumber: 42 }, undefined, undefined, undefined, undefined]) // oxfmt-ignore
})
