// What reading a file gives, gathered; and office files to read.
import { Readable } from 'node:stream'
import { zip } from '../../src/platform/files/zip.ts'
import {
  type Attachment,
  readFile,
  type ReadHint,
  type ReadMeans,
  ReadTrouble,
} from '../../src/modules/documents/reading/read-file.ts'

export type Result = {
  problem?: string
  kind?: string
  mediaType?: string
  texts: string[]
  from: string[]
  pdf?: Uint8Array
  invoice?: string
  attachments: Attachment[]
  /** Files that stayed in what they came in. */
  left?: number
  language?: string | null
  pictures: number
}
export async function result(content: Uint8Array, hint: ReadHint = {}, means: ReadMeans = {}): Promise<Result> {
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
      else if (part.is === 'left') out.left = part.files
      else out.language = part.language
    }
  } catch (error) {
    if (!(error instanceof ReadTrouble)) throw error
    out.problem = error.problem
  }
  return out
}
export const packed = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> => {
  const entries = Object.entries(files).map(([name, content]) => ({ name, content }))
  return Buffer.concat(await Readable.from(zip(entries, Temporal.Instant.from('2026-11-22T10:00:00Z'))).toArray())
}
export const docx = (body: string) =>
  packed({
    '[Content_Types].xml':
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  })
export const paragraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`

export const letter = `Rechnung Nr. 2026-4711\n\nSehr geehrte Frau Müller-Lüdenscheidt,\n\nfür die Übernachtungen im Doppelzimmer berechnen wir Ihnen gemäß unserer Vereinbarung
den Betrag von 1.234,56 EUR. Bitte überweisen Sie ihn bis zum 24. November 2026 auf das Konto
DE89 3704 0044 0532 0130 00. Für Rückfragen stehen wir Ihnen gern zur Verfügung.\n\nMit freundlichen Grüßen\nHotel Zum Löwen, Königstraße 12, Würzburg`
