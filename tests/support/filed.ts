// Documents as they are filed and read: sealed, stored, proven, pages and previews made. With the real parts.
import PDFDocument from 'pdfkit'
import { filing } from '../../src/modules/documents/data.ts'
import { readWaiting } from '../../src/modules/documents/reading/pipeline.ts'
import { indexPages } from '../../src/modules/documents/search/index.ts'
import { db } from '../../src/modules/documents/storing/data.ts'
import { lease } from '../../src/modules/documents/storing/lease.ts'
import { createArchive } from '../../src/modules/documents/storing/archives.ts'
import { storeSealed } from '../../src/modules/documents/storing/store.ts'
import type { Filed, ToStore } from '../../src/modules/documents/storing/types.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { TestWeb } from './web.ts'

export const archiveIn = (web: TestWeb, organisation: Organisation, name = 'Bauamt'): Promise<string> =>
  web.scope({ organisation, purpose: filing }, (at) => createArchive(at, name))

/** What was filed in an organisation, opened: names and bytes. */
export const filedIn = (
  web: TestWeb,
  organisation: Organisation,
): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> =>
  web.scope({ organisation, purpose: filing }, async (at) => {
    const rows = await db(at).selectFrom('document_versions').select('id').execute()
    const opened = []
    for (const { id } of rows)
      opened.push(
        await lease(at, { versionId: id, purpose: 'download' }, async ({ content, fileName }) => ({
          name: fileName,
          bytes: Buffer.concat(await Array.fromAsync(content)),
        })),
      )
    return opened
  })

/** A PDF with a page for each text, on A4. */
export const pdfOf = (...texts: readonly string[]): Promise<Buffer> => written({}, texts)
/** The same, which opens by a password only. */
pdfOf.protected = (password: string, ...texts: readonly string[]): Promise<Buffer> =>
  written({ userPassword: password, ownerPassword: `${password} für Eigentümer`, pdfVersion: '1.7' }, texts)

function written(how: PDFKit.PDFDocumentOptions, texts: readonly string[]): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', autoFirstPage: false, ...how })
  for (const text of texts) pdf.addPage().fontSize(14).text(text)
  const pieces: Buffer[] = []
  pdf.on('data', (piece: Buffer) => pieces.push(piece))
  return new Promise((done) => {
    pdf.on('end', () => done(Buffer.concat(pieces)))
    pdf.end()
  })
}

/** Reads what waits; facts have tests of their own, and take their time. */
export const readAll = (web: TestWeb, organisation: Organisation): Promise<number> =>
  readWaiting(web.house, organisation, () => true, { understand: async () => undefined, indexPages })

/** Files a document, and reads it unless told not to. */
export async function filed(
  web: TestWeb,
  organisation: Organisation,
  given: Pick<ToStore, 'archiveId' | 'name' | 'mediaType'> & Partial<ToStore> & { bytes: Uint8Array },
  read = true,
): Promise<Filed> {
  const { bytes, ...further } = given
  const done = await web.scope({ organisation, purpose: filing }, (at) =>
    storeSealed(at, {
      way: 'import',
      ...further,
      size: bytes.byteLength,
      content: (async function* () {
        yield bytes
      })(),
    }),
  )
  if (read) await readAll(web, organisation)
  return done
}
