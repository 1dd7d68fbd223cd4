// A PDF with a photograph on each page (ISO 32000-1, 7.5 and 8.9). Pure; runs in browsers and in Node.

export type Photograph = {
  /** A JPEG, taken over byte by byte. */
  readonly jpeg: Uint8Array
  /** Dots. */
  readonly width: number
  readonly height: number
}

const A4 = { short: 595.28, long: 841.89 }
const utf8 = new TextEncoder()

/** Sheets of about A4's shape get its very size; others its short side. In points. */
export function sheetSize({ width, height }: Pick<Photograph, 'width' | 'height'>): { width: number; height: number } {
  const across = width > height
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height))
  const long = Math.abs(ratio - A4.long / A4.short) < 0.12 ? A4.long : A4.short * ratio
  return across ? { width: long, height: A4.short } : { width: A4.short, height: long }
}

/** @throws RangeError without a page */
export function pdfOfPhotographs(photographs: readonly Photograph[]): Uint8Array<ArrayBuffer> {
  if (photographs.length === 0) throw new RangeError('a PDF needs a page')
  const parts: Uint8Array[] = []
  const starts: number[] = []
  let length = 0
  const put = (part: string | Uint8Array): void => {
    const bytes = typeof part === 'string' ? utf8.encode(part) : part
    parts.push(bytes)
    length += bytes.length
  }
  const object = (number: number, ...content: readonly (string | Uint8Array)[]): void => {
    starts[number] = length
    put(`${number} 0 obj\n`)
    content.forEach(put)
    put('\nendobj\n')
  }
  const stream = (number: number, about: string, bytes: Uint8Array): void =>
    object(number, `<< ${about} /Length ${bytes.length} >>\nstream\n`, bytes, '\nendstream')

  put('%PDF-1.4\n')
  put(Uint8Array.of(0x25, 0xe2, 0xe3, 0xcf, 0xd3, 0x0a)) // tells that bytes follow, not text
  object(1, '<< /Type /Catalog /Pages 2 0 R >>')
  const numbers = photographs.map((_, place) => 3 + place * 3)
  object(2, `<< /Type /Pages /Count ${numbers.length} /Kids [${numbers.map((one) => `${one} 0 R`).join(' ')}] >>`)
  for (const [place, photograph] of photographs.entries()) {
    const page = numbers[place] ?? 0
    const { width, height } = sheetSize(photograph)
    const box = `[0 0 ${width.toFixed(2)} ${height.toFixed(2)}]`
    object(
      page,
      `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources << /XObject << /P ${page + 1} 0 R >> >>` +
        ` /Contents ${page + 2} 0 R >>`,
    )
    const about =
      `/Type /XObject /Subtype /Image /Width ${photograph.width} /Height ${photograph.height}` +
      ' /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode'
    stream(page + 1, about, photograph.jpeg)
    stream(page + 2, '', utf8.encode(`q ${width.toFixed(2)} 0 0 ${height.toFixed(2)} 0 0 cm /P Do Q`))
  }
  const table = length
  const count = 3 + photographs.length * 3
  put(`xref\n0 ${count}\n0000000000 65535 f \n`)
  for (let number = 1; number < count; number++) put(`${String(starts[number]).padStart(10, '0')} 00000 n \n`)
  put(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`)
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
