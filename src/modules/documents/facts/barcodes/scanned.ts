import type { Scope } from '#platform/data/scope.ts'
import { previewOf } from '../../reading/pages.ts'
import { withPixels } from '../../reading/pixels.ts'
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
  // a page with a text layer was written, not scanned
  const scanned = pages.filter(({ from }) => from !== 'layer').slice(0, MOST_PAGES)
  if (scanned.length === 0) return []
  return withPixels(at.organisation.id, async (pixelsOf) => {
    const found: Barcode[] = []
    for (const { number } of scanned) {
      const preview = await previewOf(filingOnly(at), at.house.blobs, versionId, number, 'page')
      if (!preview) continue
      const { raw, width, height } = await pixelsOf(Buffer.concat(await Array.fromAsync(preview.content)))
      found.push(...(await readBarcodes(number, { data: raw, width, height })))
    }
    return found
  })
}
