import { randomBytes } from 'node:crypto'
import { burn, type Entry } from '@kenjiuno/msgreader/lib/Burner.js'
import { afterAll, describe, expect, test } from 'vitest'
import { digitalPdf } from '#testing/pages.ts'
import { packed, result } from '#testing/reading.ts'
import { endReaders } from './readers.ts'
import { words } from './texts.ts'

afterAll(endReaders)

type Storage = { readonly [name: string]: Buffer | Storage }
const [STORAGE, STREAM, ROOT] = [1, 2, 5]

/** An OLE compound file. */
function compoundFile(root: Storage): Buffer {
  const entries: Entry[] = []
  const add = (name: string, node: Buffer | Storage, type: number): number => {
    const place = entries.length
    const children: number[] = []
    if (Buffer.isBuffer(node))
      // it takes the whole memory behind an array
      entries.push({ name, type: STREAM, length: node.length, binaryProvider: () => Uint8Array.from(node) })
    else {
      entries.push({ name, type, length: 0, children })
      for (const [child, content] of Object.entries(node)) children.push(add(child, content, STORAGE))
    }
    return place
  }
  add('Root Entry', root, ROOT)
  return Buffer.from(burn(entries))
}

describe('amagno/previews', () => {
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
    const slide = (text: string) => `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`
    const slides = await packed({
      '[Content_Types].xml': '<Types>presentationml.presentation.main</Types>',
      'ppt/presentation.xml': '<p:presentation/>',
      'ppt/slides/slide10.xml': slide('Vielen Dank'),
      'ppt/slides/slide2.xml': slide('Größe &amp; Maß'),
      'ppt/slides/slide1.xml': slide('Überblick'),
    })
    expect((await result(slides, { fileName: 'a.pptx' })).texts).toEqual(['Überblick', 'Größe & Maß', 'Vielen Dank'])
    const openSheet = await packed({
      mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
      'content.xml':
        '<office:document-content><office:body><table:table-row><table:table-cell><text:p>Müll</text:p></table:table-cell><table:table-cell><text:p>12,50</text:p></table:table-cell></table:table-row></office:body></office:document-content>',
    })
    expect((await result(openSheet, { fileName: 'a.ods' })).texts).toEqual(['Müll 12,50'])
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
    // its bytes say what it is, not the sender's program
    expect(read.attachments.map(({ name, mediaType }) => `${name} ${mediaType}`)).toEqual([
      'Plan.pdf application/pdf',
      'Mail 2.eml message/rfc822',
    ])
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
    const read = await result(compoundFile(streams), { fileName: 'a.msg' })
    expect(read.texts[0]).toContain('Betreff: Wasserschaden im Keller')
    expect(read.texts[0]).toContain('es läuft über')
    // a text that is there only as Outlook packs it (MS-OXRTFCP 3.1), whole and cut off
    const hello = '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0'
    const { '__substg1.0_1000001F': _, ...bare } = streams
    const packedText = async (bytes: Buffer) =>
      (await result(compoundFile({ ...bare, '__substg1.0_10090102': bytes }))).texts[0]?.split('\n').at(-1)
    expect(await packedText(Buffer.from(hello, 'hex'))).toBe('hello world')
    expect(await packedText(Buffer.from(hello, 'hex').subarray(0, 38))).toMatch(/^hel/)
    // what is attached, a mail among it
    const plan = await digitalPdf(['Plan des Kellers'])
    const attached = await result(
      compoundFile({
        ...streams,
        '__attach_version1.0_#00000000': {
          '__properties_version1.0': Buffer.alloc(8),
          '__substg1.0_3707001F': utf16('Plan.pdf'),
          '__substg1.0_370E001F': utf16('application/pdf'),
          '__substg1.0_37010102': plan,
        },
        '__attach_version1.0_#00000001': {
          '__properties_version1.0': Buffer.alloc(8),
          '__substg1.0_3001001F': utf16('Rückfrage'),
          '__substg1.0_3701000D': {
            ...streams,
            '__properties_version1.0': Buffer.alloc(24),
            '__substg1.0_0037001F': utf16('Rückfrage'),
          },
        },
      }),
    )
    expect(attached.attachments.map(({ name }) => name)).toEqual(['Plan.pdf', 'Rückfrage.msg'])
    expect(attached.texts[0]).toContain('Anhänge: Plan.pdf, Rückfrage.msg')
    expect(Buffer.from(attached.attachments[0]?.content ?? []).equals(plan)).toBe(true)
    const inner = await result(Buffer.from(attached.attachments[1]?.content ?? []))
    expect(inner.texts[0]).toContain('Betreff: Rückfrage')
  })

  test('office files behind a password say so; garbage is never taken for their text', async () => {
    const sealed = compoundFile({ EncryptionInfo: Buffer.alloc(64), EncryptedPackage: randomBytes(4_096) })
    expect((await result(sealed, { fileName: 'Gehälter.xlsx' })).problem).toBe('protected')
    const open = await packed({
      mimetype: 'application/vnd.oasis.opendocument.text',
      'META-INF/manifest.xml':
        '<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>',
      'content.xml': randomBytes(2_000),
    })
    expect((await result(open, { fileName: 'a.odt' })).problem).toBe('protected')
    const whole = await packed({
      mimetype: 'application/vnd.oasis.opendocument.text',
      'encrypted-package': randomBytes(2_000),
      'content.xml': '',
    })
    expect((await result(whole, { fileName: 'a.odt' })).problem).toBe('protected')
    const old = compoundFile({ WordDocument: randomBytes(8_192) })
    expect((await result(old)).problem).toBe('needs-office')
    const convert = async () => undefined
    expect((await result(old, {}, { convert })).problem).toBe('not-opened')
    for (const language of ['de', 'en'] as const)
      expect(Object.keys(words(language).problems)).toEqual(expect.arrayContaining(['protected', 'not-opened']))
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
    expect([alone.kind, alone.invoice, alone.texts]).toEqual([
      'invoice',
      xml,
      ['Weitere Angaben der Datei\nNummer: R-17'],
    ])
  })
})
