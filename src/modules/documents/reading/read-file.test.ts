import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { crc32, deflateSync } from 'node:zlib'
import { burn } from '@kenjiuno/msgreader/lib/Burner.js'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { zip } from '#platform/files/zip.ts'
import { digitalPdf, recall, scannedPdf, scans, type ScanWish } from '#testing/pages.ts'
import { officeConverter } from './office-pdf.ts'
import { type Attachment, readFile, type ReadHint, type ReadMeans, ReadTrouble } from './read-file.ts'
import { endReaders } from './readers.ts'
import { programs } from './sandbox/programs.ts'

afterAll(endReaders)

type Result = {
  problem?: string
  kind?: string
  mediaType?: string
  texts: string[]
  from: string[]
  pdf?: Uint8Array
  invoice?: string
  attachments: Attachment[]
  language?: string | null
  pictures: number
}
async function result(content: Uint8Array, hint: ReadHint = {}, means: ReadMeans = {}): Promise<Result> {
  const out: Result = { texts: [], from: [], attachments: [], pictures: 0 }
  try {
    for await (const part of readFile([content], hint, { room: 'test', ...means })) {
      if (part.is === 'about') Object.assign(out, { kind: part.kind, mediaType: part.mediaType })
      else if (part.is === 'page') {
        out.texts.push(part.page.text)
        out.from.push(part.page.from)
        if (part.picture) out.pictures++
      } else if (part.is === 'pdf') out.pdf = part.content
      else if (part.is === 'invoice') out.invoice = part.xml
      else if (part.is === 'attachment') out.attachments.push(part.attachment)
      else out.language = part.language
    }
  } catch (error) {
    if (!(error instanceof ReadTrouble)) throw error
    out.problem = error.problem
  }
  return out
}
const packed = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> => {
  const entries = Object.entries(files).map(([name, content]) => ({ name, content }))
  return Buffer.concat(await Readable.from(zip(entries, Temporal.Instant.from('2026-11-22T10:00:00Z'))).toArray())
}
const docx = (body: string) =>
  packed({
    '[Content_Types].xml':
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  })
const paragraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`

const letter = `Rechnung Nr. 2026-4711\n\nSehr geehrte Frau Müller-Lüdenscheidt,\n\nfür die Übernachtungen im Doppelzimmer berechnen wir Ihnen gemäß unserer Vereinbarung
den Betrag von 1.234,56 EUR. Bitte überweisen Sie ihn bis zum 24. November 2026 auf das Konto
DE89 3704 0044 0532 0130 00. Für Rückfragen stehen wir Ihnen gern zur Verfügung.\n\nMit freundlichen Grüßen\nHotel Zum Löwen, Königstraße 12, Würzburg`

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
  })

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
    console.info('words recognised:', shares)
    for (const share of Object.values(shares)) expect(share).toBeGreaterThanOrEqual(0.95)
  })

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

describe('bad files are refused, clearly and soon', () => {
  test('nothing, something unknown, HEIC, a broken PDF', async () => {
    expect((await result(Buffer.alloc(0))).problem).toBe('empty')
    expect((await result(Buffer.from([0, 1, 2, 3, 255, 254, 0, 9]))).problem).toBe('unknown-type')
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(64)])
    expect((await result(heic)).problem).toBe('heic')
    expect((await result(Buffer.from('%PDF-1.7\nno more'))).problem).toBe('damaged')
  })

  test('a file cut in two is mended or refused; one that is two types is read as what it begins with', async () => {
    const pdf = await digitalPdf([letter])
    const cut = await result(pdf.subarray(0, Math.floor(pdf.length * 0.9)))
    expect(cut.problem ?? cut.texts.length).toSatisfy((told) => told === 'damaged' || told === 1)
    const two = Buffer.concat([pdf, await packed({ 'word/document.xml': '<w:t>anderes</w:t>' })])
    expect((await result(two, { fileName: 'a.docx' })).texts[0]).toContain('Müller-Lüdenscheidt')
  })

  test('HTML and SVG that script are text, and nothing of them runs', async () => {
    const html =
      '<!doctype html><html><body onload="fetch(1)">Hallo<script>process.exit(7)</script><img src="http://127.0.0.1/x"></body></html>'
    expect((await result(Buffer.from(html))).texts).toEqual(['Hallo'])
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>Plan</text><image href="file:///etc/passwd"/></svg>'
    expect((await result(Buffer.from(svg))).texts).toEqual(['Plan'])
  })

  test('bombs of pixels, of packed zeros, of nested text', async () => {
    const chunk = (name: string, data: Buffer) => {
      const head = Buffer.alloc(4)
      head.writeUInt32BE(data.length)
      const body = Buffer.concat([Buffer.from(name), data])
      const check = Buffer.alloc(4)
      check.writeUInt32BE(crc32(body))
      return Buffer.concat([head, body, check])
    }
    const header = Buffer.alloc(13)
    header.writeUInt32BE(60_000)
    header.writeUInt32BE(60_000, 4)
    header.set([1, 0, 0, 0, 0], 8)
    const png = Buffer.concat([
      Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
      chunk('IEND', Buffer.alloc(0)),
    ])
    expect((await result(png)).problem).toBe('too-many-pixels')
    const bomb = await docx(paragraph(' '.repeat(300_000_000)))
    expect(bomb.length).toBeLessThan(1_000_000)
    expect((await result(bomb)).problem).toBe('too-large')
    const tags = Buffer.from(`<html>${'<div>'.repeat(200_000)}tief`)
    expect((await result(tags)).texts).toEqual(['tief'])
  })

  test('files changed at random never hang or end the reader for others', async () => {
    const pdf = await digitalPdf([letter, 'Seite zwei'])
    const jpeg = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer()
    const eml = readFileSync(join(import.meta.dirname, '../../../../tests/bounces/exchange-german.eml'))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(pdf, jpeg, eml),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        async (whole, changes) => {
          const changed = Buffer.from(whole)
          for (const [place, byte] of changes) changed[place % changed.length] = byte
          const read = await result(changed)
          expect(read.problem !== undefined || read.texts.length > 0).toBe(true)
        },
      ),
      { numRuns: 40, seed: 5 },
    )
    expect((await result(pdf)).texts).toHaveLength(2)
  }, 120_000)
})
