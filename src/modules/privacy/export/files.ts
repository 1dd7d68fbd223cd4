import type { BlobStore } from '#platform/files/blobs.ts'
import { openBlob } from '#platform/keys/sealed-blob.ts'
import { type Rows, WHOLE } from './read.ts'
import { answerTexts } from './texts.ts'
import type { ExportFile } from './types.ts'
import { fileNames, isStored, type Reading } from './values.ts'

/** The files of these rows that may be shown to the persons, each opened when its turn comes. */
export async function* filesOf(reading: Reading, rows: Rows, blobs: BlobStore): AsyncGenerator<ExportFile> {
  const { at, table, language, persons } = reading
  const columns = reading.columns.filter((name) => {
    const { blob, treatment } = table.columns[name] ?? {}
    return blob && treatment && 'onAccess' in treatment && treatment.onAccess === 'show'
  })
  if (columns.length === 0) return
  for await (const batch of rows.batches()) {
    const names = await fileNames(reading, batch, columns)
    for (const row of batch) {
      for (const column of columns) {
        const stored = row[column]
        if (!isStored(stored) || row[WHOLE] === false) continue
        const name = names.get(stored) ?? stored.id
        const content = await openBlob(at, blobs, table, column, [...persons], stored)
        if (content) yield { name, content }
        else yield { name: `${name}.txt`, content: answerTexts(language).withheld['key-destroyed'] }
      }
    }
  }
}
