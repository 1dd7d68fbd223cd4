import { limits } from '../limits.ts'
import type { FileKind } from '../types.ts'
import type { Tell } from './parts.ts'
import { pagesIn, readMadePdf, readPdf } from './pdf.ts'
import type { Pdfium } from './pdfium.ts'
import { decoded, htmlText, rtfText } from './plain.ts'
import type { WorkerHint } from './protocol.ts'
import { isOld, type OfficeEnding, sniff } from './sniff.ts'
import { WorkerTrouble } from './trouble.ts'

export type Means = {
  readonly tell: Tell
  /** A PDF of an office file, made outside; undefined where that does not work. */
  readonly convert: (ending: OfficeEnding, content: Uint8Array) => Promise<Uint8Array | undefined>
}

/** Reads one file of any kind. What is not needed for its kind is not loaded. */
export async function read(
  pdfium: () => Promise<Pdfium>,
  content: Buffer,
  hint: WorkerHint,
  means: Means,
): Promise<void> {
  if (content.length === 0) throw new WorkerTrouble('empty')
  const { tell } = means
  const kind = await sniff(content, hint.fileName, hint.mediaType)
  switch (kind.is) {
    case 'pdf':
      return readPdf(await pdfium(), content, { ...hint, password: hint.password }, tell)
    case 'image': {
      const { readImage } = await import('./image.ts')
      return readImage(content, kind.mediaType, hint, tell)
    }
    case 'foreign': {
      const [{ openForeign }, { readImage }] = await Promise.all([import('./foreign-picture.ts'), import('./image.ts')])
      return readImage(await openForeign(content, kind.kind), kind.mediaType, hint, tell)
    }
    case 'office': {
      const pdf = hint.converts ? await means.convert(kind.ending, content) : undefined
      if (pdf) return readMade(await pdfium(), pdf, 'office', kind.mediaType, hint, tell)
      const { ending } = kind
      if (isOld(ending)) throw new WorkerTrouble(hint.converts ? 'not-opened' : 'needs-office')
      const { officeText } = await import('./office-text.ts')
      return readText(await pdfium(), officeText(content, ending), 'office', kind.mediaType, hint, tell)
    }
    case 'protected':
      throw new WorkerTrouble('protected')
    case 'rtf':
      return readText(await pdfium(), rtfText(content), 'office', 'application/rtf', hint, tell)
    case 'eml':
    case 'msg':
    case 'tnef': {
      const { mailReaders } = await import('./mail.ts')
      const { mediaType, readMail } = mailReaders[kind.is]
      const mail = await readMail(content)
      await readText(await pdfium(), mail.text, 'mail', mediaType, hint, tell)
      let left: number = limits.attached
      for (const attachment of mail.attachments.slice(0, limits.attachments)) {
        left -= attachment.content.length
        if (left < 0) throw new WorkerTrouble('too-large')
        await tell({ is: 'attachment', attachment })
      }
      if (mail.left) await tell({ is: 'left', files: 1, problem: mail.left })
      return
    }
    case 'archive': {
      const { openZip } = await import('./zip.ts')
      const archive = await openZip(content, hint.password)
      await readText(await pdfium(), archive.text, 'archive', 'application/zip', hint, tell)
      const files = archive.files()
      let next = await files.next()
      for (; !next.done; next = await files.next()) await tell({ is: 'attachment', attachment: next.value })
      if (next.value > 0) await tell({ is: 'left', files: next.value, problem: 'not-unpacked' })
      return
    }
    case 'invoice': {
      const xml = decoded(content)
      const { invoiceText } = await import('../../facts/invoice/text.ts')
      await readText(await pdfium(), invoiceText(xml), 'invoice', 'application/xml', hint, tell)
      return tell({ is: 'invoice', xml })
    }
    case 'html':
      return readText(await pdfium(), htmlText(decoded(content)), 'text', 'text/html', hint, tell)
    case 'text':
      return readText(await pdfium(), decoded(content), 'text', 'text/plain', hint, tell)
    case 'unknown':
      throw new WorkerTrouble('unknown-type')
  }
}

async function readText(
  pdfium: Pdfium,
  text: string,
  kind: FileKind,
  mediaType: string,
  hint: WorkerHint,
  tell: Tell,
): Promise<void> {
  const { textPdf } = await import('./layout.ts')
  return readMade(pdfium, await textPdf(text.slice(0, limits.characters)), kind, mediaType, hint, tell)
}

/** Reads a file by the PDF that was made of it, so that its words have places. */
async function readMade(
  pdfium: Pdfium,
  pdf: Uint8Array,
  kind: FileKind,
  mediaType: string,
  hint: WorkerHint,
  tell: Tell,
): Promise<void> {
  const pages = pagesIn(pdfium, pdf)
  if (pages > limits.pages) throw new WorkerTrouble('too-many-pages')
  await tell({ is: 'about', kind, mediaType, pages })
  await readMadePdf(pdfium, pdf, { after: hint.after, pictures: hint.pictures }, tell)
  await tell({ is: 'pdf', content: pdf })
}
