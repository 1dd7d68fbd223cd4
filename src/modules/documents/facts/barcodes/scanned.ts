import type { Scope } from '#platform/data/scope.ts'
import { previewOf } from '../../reading/pages.ts'
import type { PageRead } from '../../types.ts'
import type { Opens } from '../../viewing/panels.ts'
import { filingOnly } from '../../viewing/routes/common.ts'
import { readBarcodes } from './read.ts'
import type { Barcode } from './types.ts'

const MOST_PAGES = 60

/** The barcodes on the scanned pages of a version, read from the pictures that were made of them. */
export async function scannedBarcodes(
  at: Scope<Opens>,
  { versionId, pages }: { readonly versionId: string; readonly pages: readonly PageRead[] },
): Promise<readonly Barcode[]> {
  const { default: sharp } = await import('sharp')
  const found: Barcode[] = []
  // a page with a text layer was written, not scanned
  for (const { number } of pages.filter(({ from }) => from !== 'layer').slice(0, MOST_PAGES)) {
    const preview = await previewOf(filingOnly(at), at.house.blobs, versionId, number, 'page')
    if (!preview) continue
    const png = Buffer.concat(await Array.fromAsync(preview.content))
    const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true })
    found.push(...(await readBarcodes(number, { data, width: info.width, height: info.height })))
  }
  return found
}
