import { randomBytes } from 'node:crypto'

/** A PDF whose pages carry a scan's weight: each says `Blatt n`, and a picture of so many bytes lies behind it. */
export function thickPdf(pages: number, weight: number): Buffer {
  const pieces: Buffer[] = []
  const offsets: number[] = []
  let length = 0
  const put = (...parts: readonly (string | Buffer)[]) => {
    for (const part of parts) {
      const bytes = Buffer.from(part)
      pieces.push(bytes)
      length += bytes.length
    }
  }
  const object = (...parts: readonly (string | Buffer)[]) => {
    offsets.push(length)
    put(`${offsets.length} 0 obj\n`, ...parts, '\nendobj\n')
  }
  const stream = (more: string, bytes: Buffer) => [`<<${more}/Length ${bytes.length}>>\nstream\n`, bytes, '\nendstream']
  const of = (page: number) => 4 + 3 * page
  put('%PDF-1.7\n')
  object('<</Type/Catalog/Pages 2 0 R>>')
  const kids = Array.from({ length: pages }, (_, page) => `${of(page)} 0 R`)
  object(`<</Type/Pages/Count ${pages}/Kids[${kids.join(' ')}]>>`)
  object('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')
  for (let page = 0; page < pages; page++) {
    const [text, picture] = [of(page) + 1, of(page) + 2]
    object(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${text} 0 R`,
      `/Resources<</Font<</F 3 0 R>>/XObject<</P ${picture} 0 R>>>>>>`,
    )
    object(...stream('', Buffer.from(`q 200 0 0 200 50 50 cm /P Do Q BT /F 24 Tf 50 700 Td (Blatt ${page + 1}) Tj ET`)))
    const side = Math.floor(Math.sqrt(weight))
    const shown = `/Type/XObject/Subtype/Image/Width ${side}/Height ${side}/ColorSpace/DeviceGray/BitsPerComponent 8`
    object(...stream(shown, randomBytes(side * side)))
  }
  const table = length
  const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  put(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n`, ...lines)
  put(`trailer\n<</Size ${offsets.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`)
  return Buffer.concat(pieces)
}
