import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { digitalPdf, recall, scannedPdf, scans, type ScanWish } from '#testing/pages.ts'
import { docx, letter, paragraph, result } from '#testing/reading.ts'
import { separatorSheets } from '../facts/barcodes/sheets.ts'
import { officeConverter } from './office-pdf.ts'
import { endReaders } from './readers.ts'
import { programs } from './sandbox/programs.ts'

afterAll(endReaders)

// Pages that are looked at by Tesseract, and a file that LibreOffice lays out: seconds each.

describe('amagno/previews', () => {
  test('amagno/previews a PDF keeps its own text; only pages without one are recognised', async () => {
    const { PDFDocument } = await import('@cantoo/pdf-lib')
    const both = await PDFDocument.load(await digitalPdf([letter]))
    const scan = await PDFDocument.load(
      await scannedPdf(await digitalPdf(['Die zweite Seite wurde gescannt und nicht getippt.'])),
    )
    both.addPage((await both.copyPages(scan, [0]))[0])
    const read = await result(await both.save())
    expect(read.from).toEqual(['layer', 'ocr'])
    expect(read.texts[0]).toContain('Müller-Lüdenscheidt')
    expect(read.texts[1]).toContain('gescannt')
    expect(read).toMatchObject({ kind: 'pdf', language: 'de', pictures: 2 })
  }, 60_000)

  test('amagno/previews a page that lay askew or on its side is read all the same, its words in their places', async () => {
    const pdf = await digitalPdf([letter])
    const shares: Record<string, number> = {}
    const wishes: Record<string, ScanWish> = { straight: {}, askew: { lean: 2.4 } }
    if (programs().tesseract) wishes['on its side'] = { quarters: 1 }
    for (const [name, wish] of Object.entries(wishes)) {
      const [page] = await scans(pdf, wish)
      const read = await result(page?.jpeg ?? Buffer.alloc(0))
      expect(read).toMatchObject({ kind: 'image', mediaType: 'image/jpeg', language: 'de' })
      expect(
        Buffer.from(read.pdf ?? [])
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-')
      shares[name] = recall(letter, read.texts.join('\n'))
    }
    process.stdout.write(`share of words recognised: ${JSON.stringify(shares)}\n`)
    for (const share of Object.values(shares)) expect(share).toBeGreaterThanOrEqual(0.95)
  }, 60_000)

  test('amagno/previews an English page is recognised as English', async () => {
    const english =
      'Dear Sir or Madam,\n\nthis is to confirm that your application has been received and that we will answer it within the month.\nPlease have the following documents ready and bring them with you to the appointment.\n\nYours faithfully'
    const read = await result(await scannedPdf(await digitalPdf([english])))
    expect(read.language).toBe('en')
    expect(recall(english, read.texts.join('\n'))).toBeGreaterThanOrEqual(0.95)
  })

  test('amagno/previews office files: their text always, as LibreOffice lays it out where there is one', async () => {
    const file = await docx(
      paragraph('Niederschrift über die Sitzung') + paragraph('Beschluß: einstimmig &amp; gültig'),
    )
    const plain = await result(file, { fileName: 'Protokoll.docx' })
    expect(plain).toMatchObject({
      kind: 'office',
      texts: ['Niederschrift über die Sitzung\nBeschluß: einstimmig & gültig'],
    })
    const convert = officeConverter('/tmp')
    if (!convert) return
    const laid = await result(file, { fileName: 'Protokoll.docx' }, { convert })
    expect(laid.texts.join('')).toContain('einstimmig & gültig')
    expect(laid.pdf?.length).toBeGreaterThan(1_000)
    expect(laid.pdf?.length).not.toBe(plain.pdf?.length)
  })

  test('a scanned stack is cut at its separator sheets, each part as it was scanned', async () => {
    const { PDFDocument } = await import('@cantoo/pdf-lib')
    const sheet = await PDFDocument.load(
      await separatorSheets(1, { title: 'Trennblatt', text: 'Bitte nicht entfernen' }),
    )
    const letters = await PDFDocument.load(await digitalPdf(['Erster Brief', 'Zweiter Brief', 'Seite zwei davon']))
    const stack = await PDFDocument.create()
    const [one, two, three] = await stack.copyPages(letters, [0, 1, 2])
    const [between] = await stack.copyPages(sheet, [0])
    for (const page of [one, between, two, three]) stack.addPage(page)
    const read = await result(await scannedPdf(await stack.save(), { dpi: 150 }))
    expect(read.texts).toHaveLength(4)
    expect(read.attachments.map(({ name }) => name)).toEqual(['Teil 1.pdf', 'Teil 2.pdf'])
    const pages = await Promise.all(
      read.attachments.map(async ({ content }) => (await PDFDocument.load(content)).getPageCount()),
    )
    expect(pages).toEqual([1, 2])
    // the same from a scanner that makes a TIFF of the stack
    const scanned = (await scans(await stack.save(), { dpi: 150 })).map(({ jpeg }) => jpeg)
    const tiff = await sharp(scanned, { join: { animated: true } })
      .withMetadata({ density: 150 })
      .tiff({ compression: 'jpeg' })
      .toBuffer()
    const pictures = await result(tiff)
    expect([pictures.mediaType, pictures.texts.length]).toEqual(['image/tiff', 4])
    expect(pictures.attachments.map(({ name }) => name)).toEqual(['Teil 1.pdf', 'Teil 2.pdf'])
    const second = await result(pictures.attachments[1]?.content ?? new Uint8Array())
    expect(second.texts.map((text) => text.includes('davon'))).toEqual([false, true])
    expect(second.attachments).toEqual([])
  }, 90_000)
})
