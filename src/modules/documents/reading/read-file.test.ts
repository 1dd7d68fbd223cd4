import { burn } from '@kenjiuno/msgreader/lib/Burner.js'
import { afterAll, describe, expect, test } from 'vitest'
import { digitalPdf, recall, scannedPdf, scans, type ScanWish } from '#testing/pages.ts'
import { docx, letter, packed, paragraph, result } from '#testing/reading.ts'
import { separatorSheets } from '../facts/barcodes/sheets.ts'
import { officeConverter } from './office-pdf.ts'
import { endReaders } from './readers.ts'
import { programs } from './sandbox/programs.ts'

afterAll(endReaders)

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

  test('spreadsheets, slides, OpenDocument and RTF give their text', async () => {
    const sheet = await packed({
      '[Content_Types].xml': '<Types>spreadsheetml.sheet.main</Types>',
      'xl/workbook.xml': '<workbook/>',
      'xl/sharedStrings.xml': '<sst><si><t>Gebühr für Führung</t></si></sst>',
      'xl/worksheets/sheet1.xml':
        '<worksheet><sheetData><row><c t="s"><v>0</v></c><c><v>12.5</v></c></row><row><c t="inlineStr"><is><t>Summe</t></is></c></row></sheetData></worksheet>',
    })
    expect((await result(sheet)).texts).toEqual(['Gebühr für Führung 12.5\nSumme'])
    const open = await packed({
      mimetype: 'application/vnd.oasis.opendocument.text',
      'content.xml':
        '<office:document-content><office:body><text:p>Über<text:s/>uns</text:p><text:h>Maße</text:h></office:body></office:document-content>',
    })
    expect((await result(open, { fileName: 'a.odt' })).texts).toEqual(['Über uns\nMaße'])
    const rtf = Buffer.from(
      "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}Gr\\'fc\\'dfe aus \\u346?wi\\u281?to\\par Ende}",
      'latin1',
    )
    expect((await result(rtf)).texts).toEqual(['Grüße aus Święto\nEnde'])
  })

  test('amagno/previews a mail gives its text and what is attached, mails within mails as mails', async () => {
    const inner =
      'From: b@example.org\r\nSubject: =?utf-8?q?R=C3=BCckfrage?=\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nInnen.\r\n'
    const eml = Buffer.from(
      `From: "Ähre, Anna" <a@example.org>\r\nTo: bauamt@example.org\r\nSubject: Bauantrag\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Guten Tag,</p><script>alert(1)</script><p>anbei der Plan &uuml;ber alles.</p>\r\n--x\r\nContent-Type: application/octet-stream; name="Plan.pdf"\r\nContent-Disposition: attachment; filename="Plan.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${(await digitalPdf(['Plan'])).toString('base64')}\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--x--\r\n`,
    )
    const read = await result(eml)
    expect(read.kind).toBe('mail')
    expect(read.texts[0]).toContain('Betreff: Bauantrag')
    expect(read.texts[0]).toContain('anbei der Plan über alles.')
    expect(read.texts[0]).not.toContain('alert')
    expect(read.attachments.map(({ name }) => name)).toEqual(['Plan.pdf', 'Mail 2.eml'])
    const nested = await result(Buffer.from(read.attachments[1]?.content ?? []))
    expect(nested.texts[0]).toContain('Betreff: Rückfrage')
  })

  test('a message of Outlook', async () => {
    const utf16 = (text: string) => Buffer.from(text, 'utf16le')
    const streams: Record<string, Buffer> = {
      '__properties_version1.0': Buffer.alloc(32),
      '__substg1.0_0037001F': utf16('Wasserschaden im Keller'),
      '__substg1.0_1000001F': utf16('Bitte kommen Sie schnell, es läuft über.'),
      '__substg1.0_0C1A001F': utf16('Jürgen Groß'),
    }
    const names = Object.keys(streams)
    const msg = burn([
      { name: 'Root Entry', type: 5, length: 0, children: names.map((_, place) => place + 1) },
      ...names.map((name) => ({
        name,
        type: 2,
        length: (streams[name] as Buffer).length,
        // it takes the whole memory behind an array
        binaryProvider: () => Uint8Array.from(streams[name] as Buffer),
      })),
    ])
    const read = await result(Buffer.from(msg), { fileName: 'a.msg' })
    expect(read.texts[0]).toContain('Betreff: Wasserschaden im Keller')
    expect(read.texts[0]).toContain('es läuft über')
  })

  test('forms: what was typed into their fields; encrypted files: by their password only', async () => {
    const { PDFDocument } = await import('@cantoo/pdf-lib')
    const form = await PDFDocument.create()
    const page = form.addPage([595, 842])
    const field = form.getForm().createTextField('name')
    field.setText('Wilhelmine Kühn')
    field.addToPage(page, { x: 100, y: 700, width: 200, height: 20 })
    const read = await result(await form.save())
    expect(read.texts).toEqual(['Wilhelmine Kühn'])
    const secret = await PDFDocument.load(await digitalPdf(['Geheimer Text']))
    secret.encrypt({ userPassword: 'rüben', ownerPassword: 'other' })
    const locked = Buffer.from(await secret.save())
    expect((await result(locked)).problem).toBe('needs-password')
    expect((await result(locked, { password: 'falsch' })).problem).toBe('wrong-password')
    expect((await result(locked, { password: 'rüben' })).texts).toEqual(['Geheimer Text'])
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
  }, 90_000)

  test('e-invoices: the XML in a PDF or alone', async () => {
    const xml =
      '<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"><ram:ID>R-17</ram:ID></rsm:CrossIndustryInvoice>'
    const { PDFDocument } = await import('@cantoo/pdf-lib')
    const pdf = await PDFDocument.load(await digitalPdf(['Rechnung']))
    await pdf.attach(Buffer.from(xml), 'factur-x.xml', { mimeType: 'text/xml' })
    expect((await result(await pdf.save())).invoice).toBe(xml)
    const alone = await result(Buffer.from(xml))
    expect([alone.kind, alone.invoice, alone.texts]).toEqual(['invoice', xml, ['ID: R-17']])
  })
})
