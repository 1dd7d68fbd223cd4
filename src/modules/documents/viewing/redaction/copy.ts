import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { VersionRow } from '../../data.ts'
import { db as read } from '../../reading/data.ts'
import { type Filing, previewOf } from '../../reading/pages.ts'
import { type Pixels, withPixels } from '../../reading/pixels.ts'
import type { Box } from '../../types.ts'
import { type Photograph, pdfOfPhotographs } from '../capture/pdf.ts'
import { db } from '../data.ts'

/** What is blackened in every copy that is given out. */
export type Redaction = { readonly page: number; readonly box: Box }

const PARTS = 10_000
const QUALITY = 85

/** The places of a version that are blackened. */
export async function redactionsOf(at: Scope<string>, documentId: string, number: number): Promise<Redaction[]> {
  const rows = await db(at)
    .selectFrom('document_marks')
    .select(['page', 'x', 'y', 'width', 'height'])
    .where('document_id', '=', documentId)
    .where('version_number', '=', number)
    .where('kind', '=', 'redaction')
    .execute()
  return rows.map(({ page, x, y, width, height }) => ({
    page,
    box: { x: x / PARTS, y: y / PARTS, width: width / PARTS, height: height / PARTS },
  }))
}

/**
 * A copy of a version in which the places are gone: pictures of its pages and nothing else, so that no text, attachment,
 * property or layer of the file can come along. The file itself is not read for it.
 * @throws Refusal documents.no-redacted-copy where there is not a picture of each page
 */
export async function redactedCopy(
  at: Scope<Filing>,
  version: Pick<VersionRow, 'id' | 'stage'>,
  places: readonly Redaction[],
): Promise<Uint8Array> {
  const pages = await read(at)
    .selectFrom('document_pages')
    .select('number')
    .where('version_id', '=', version.id)
    .orderBy('number')
    .execute()
  const last = Math.max(pages.length, ...places.map(({ page }) => page))
  if (version.stage !== 'ready' || pages.length === 0 || last > pages.length)
    throw refuse('documents.no-redacted-copy', 'conflict')
  const pictures = await withPixels(at.organisation.id, async (pixelsOf) => {
    const made: Photograph[] = []
    for (const { number } of pages) {
      const picture = await previewOf(at, at.house.blobs, version.id, number, 'page')
      if (!picture) throw refuse('documents.no-redacted-copy', 'conflict')
      const boxes = places.filter(({ page }) => page === number).map(({ box }) => box)
      made.push(await blackened(await pixelsOf(Buffer.concat(await Array.fromAsync(picture.content))), boxes))
    }
    return made
  })
  return pdfOfPhotographs(pictures)
}

/** The dots below the boxes are overwritten before the picture is packed anew, so that nothing of them is left in its waves. */
async function blackened({ raw, width, height, channels }: Pixels, boxes: readonly Box[]): Promise<Photograph> {
  for (const box of boxes) {
    const [left, top] = [Math.floor(box.x * width), Math.floor(box.y * height)]
    const right = Math.min(width, Math.ceil((box.x + box.width) * width))
    const bottom = Math.min(height, Math.ceil((box.y + box.height) * height))
    for (let row = top; row < bottom; row++)
      raw.fill(0, (row * width + left) * channels, (row * width + right) * channels)
  }
  const { default: sharp } = await import('sharp')
  const jpeg = await sharp(raw, { raw: { width, height, channels } })
    .removeAlpha()
    .jpeg({ quality: QUALITY })
    .toBuffer()
  return { jpeg, width, height }
}

/** What is given out of a version instead of its file; undefined where nothing is blackened. @throws Refusal documents.no-redacted-copy */
export async function redactedFor(at: Scope<Filing>, versionId: string): Promise<Uint8Array | undefined> {
  const version = await db(at)
    .selectFrom('document_versions')
    .select(['id', 'document_id', 'number', 'stage'])
    .where('id', '=', versionId)
    .executeTakeFirst()
  if (!version) throw refuse('documents.unknown', 'not-found')
  const places = await redactionsOf(at, version.document_id, version.number)
  return places.length === 0 ? undefined : redactedCopy(at, version, places)
}
