// PDFs as nobody's program writes them: loops, bombs, impossible sizes. Each is whole as far as its table of objects goes.
import { deflateSync } from 'node:zlib'

type Part = string | Buffer

/** A PDF of these objects, numbered from 1; the first one is its catalogue. */
function pdfWith(objects: readonly Part[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  let length = parts[0]?.length ?? 0
  const put = (part: Part): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part
    parts.push(bytes)
    length += bytes.length
  }
  const starts = objects.map((object, place) => {
    const start = length
    put(`${place + 1} 0 obj\n`)
    put(object)
    put('\nendobj\n')
    return start
  })
  const table = length
  put(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`)
  for (const start of starts) put(`${String(start).padStart(10, '0')} 00000 n \n`)
  put(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer.replace('HERE', String(table))} >>\n`)
  put(`startxref\n${table}\n%%EOF\n`)
  return Buffer.concat(parts)
}

const stream = (about: string, bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`<< ${about} /Length ${bytes.length} >>\nstream\n`, 'latin1'),
    bytes,
    Buffer.from('\nendstream'),
  ])

const CATALOGUE = '<< /Type /Catalog /Pages 2 0 R >>'
const PAGES = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'
const page = (more = '', box = '0 0 595 842') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] /Contents 4 0 R ${more} >>`
const drawing = (code: string) => stream('', Buffer.from(code))
const HELLO = 'BT /F 12 Tf 60 700 Td (Guten Tag) Tj ET'
const withFont = (more = '') => page(`/Resources << /Font << /F 5 0 R >> ${more} >>`)
const image = (width: number, height: number, data: Buffer, more = '/ColorSpace /DeviceGray /BitsPerComponent 8') =>
  stream(`/Type /XObject /Subtype /Image /Width ${width} /Height ${height} ${more} /Filter /FlateDecode`, data)
const showing = (object: Part) =>
  pdfWith([
    CATALOGUE,
    PAGES,
    page('/Resources << /XObject << /X 5 0 R >> >>'),
    drawing('595 0 0 842 0 0 cm /X Do'),
    object,
  ])

/** Something repeated, packed twice: some kilobytes that become hundreds of megabytes. */
const bomb = (byte: string, megabytes: number): Buffer =>
  deflateSync(deflateSync(Buffer.alloc(megabytes * 1024 * 1024, byte), { level: 1 }))

/** By what is wrong with them. */
export const hostilePdfs: Readonly<Record<string, () => Buffer>> = {
  'pages that hold themselves': () => pdfWith([CATALOGUE, '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>']),
  'a billion pages that are not there': () =>
    pdfWith([CATALOGUE, '<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>', withFont(), drawing(HELLO), FONT]),
  'pages ten thousand levels deep': () =>
    pdfWith([
      CATALOGUE,
      ...Array.from({ length: 10_000 }, (_, place) => `<< /Type /Pages /Kids [${place + 3} 0 R] /Count 1 >>`),
      page(),
    ]),
  'a table of objects that leads back to itself': () =>
    pdfWith([CATALOGUE, PAGES, withFont(), drawing(HELLO), FONT], '/Prev HERE /XRefStm HERE'),
  'a hundred thousand arrays in each other': () =>
    pdfWith(
      [CATALOGUE, PAGES, withFont(), drawing(HELLO), FONT, `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
      '/Info 6 0 R',
    ),
  'a page that draws a form that draws itself': () => {
    const form = stream(
      '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>',
      Buffer.from('/X Do /X Do'),
    )
    return showing(form)
  },
  'a letter that is written with itself': () =>
    pdfWith([
      CATALOGUE,
      PAGES,
      withFont(),
      drawing('BT /F 12 Tf 60 700 Td (aaaa) Tj ET'),
      '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 /Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 6 0 R >> /Resources << /Font << /F 5 0 R >> >> >>',
      drawing('9 0 d0 BT /F 1 Tf (aaaa) Tj ET'),
    ]),
  'a form whose fields are their own children': () =>
    pdfWith([
      '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>',
      PAGES,
      page('/Annots [6 0 R]'),
      drawing(''),
      FONT,
      '<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Text) /Rect [0 0 99 99] /Kids [6 0 R] /Parent 6 0 R >>',
    ]),
  'enclosed files whose list holds itself': () =>
    pdfWith([
      '<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 6 0 R >> >>',
      PAGES,
      withFont(),
      drawing(HELLO),
      FONT,
      '<< /Kids [6 0 R 6 0 R] /Limits [(a) (z)] >>',
    ]),
  'a length that is its own': () =>
    pdfWith([CATALOGUE, PAGES, withFont(), '<< /Length 4 0 R >>\nstream\nq\nendstream', FONT]),
  'a page without size': () => pdfWith([CATALOGUE, PAGES, page('', '0 0 0 0'), drawing('')]),
  'a page as large as a country': () =>
    pdfWith([CATALOGUE, PAGES, page('', '0 0 4000000000 4000000000'), drawing('0 0 m 9 9 l S')]),
  'a page as thin as a hair': () => pdfWith([CATALOGUE, PAGES, page('', '0 0 0.001 14400'), drawing('0 0 m 9 9 l S')]),
  'a picture of 50,000 megapixels': () => showing(image(250_000, 200_000, deflateSync(Buffer.alloc(1_000)))),
  'a picture of 900 megapixels that is all there': () =>
    showing(
      image(
        30_000,
        30_000,
        deflateSync(Buffer.alloc(900_000_000 / 8), { level: 1 }),
        '/ImageMask true /BitsPerComponent 1',
      ),
    ),
  'drawing that is packed to a thousandth of a thousandth': () =>
    pdfWith([CATALOGUE, PAGES, withFont(), stream('/Filter [/FlateDecode /FlateDecode]', bomb(' ', 400)), FONT]),
  'a million letters on top of each other': () =>
    pdfWith([CATALOGUE, PAGES, withFont(), drawing(`BT /F 12 Tf 60 700 Td (${'a'.repeat(1_000_000)}) Tj ET`), FONT]),
  'a protection that nothing knows': () =>
    pdfWith(
      [CATALOGUE, PAGES, withFont(), drawing(HELLO), FONT, '<< /Filter /Nobody /V 99 /R 99 /O (x) /U (x) /P -1 >>'],
      '/Encrypt 6 0 R /ID [(a) (a)]',
    ),
}
