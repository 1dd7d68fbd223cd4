import type { Scope } from '#platform/data/scope.ts'
import type { BlobStore } from '#platform/files/blobs.ts'
import { zip, type ZipEntry } from '#platform/files/zip.ts'
import { tellingOf } from './display.ts'
import { answerHtml } from './html.tsx'
import { accessJsonSchema, answerJson, tableCsv } from './machine.ts'
import { answerPdf } from './paper.ts'
import { personData } from './person-data.ts'
import type { AnswerWish, PersonExport } from './types.ts'

/**
 * The answer to a request for access (Art. 15 GDPR) as one ZIP: HTML, PDF, JSON with its schema, a CSV per kind of data,
 * and the files themselves. Read it while the scope is open; memory stays flat however much there is.
 */
export async function* accessArchive(
  at: Scope<string>,
  persons: readonly string[],
  wish: AnswerWish,
): AsyncGenerator<Uint8Array> {
  yield* archiveOf(await personData(at, persons, wish.language, wish.request), wish.blobs)
}

/** The same of an answer that was gathered already. */
export const archiveOf = (answer: PersonExport, blobs: BlobStore): AsyncIterable<Uint8Array> =>
  zip(entriesOf(answer, blobs), answer.made)

async function* entriesOf(answer: PersonExport, blobs: BlobStore): AsyncGenerator<ZipEntry> {
  const { t } = tellingOf(answer)
  const { html, pdf, json, schema } = t.files
  yield { name: t.readme, content: t.readmeText(html, pdf, json) }
  yield { name: html, content: answerHtml(answer) }
  yield { name: pdf, content: answerPdf(answer) }
  yield { name: json, content: answerJson(answer) }
  yield { name: schema, content: accessJsonSchema() }
  for (const table of answer.tables) {
    if (table.columns.length > 0) yield { name: `${t.tables}/${table.name}.csv`, content: tableCsv(table, answer) }
  }
  for (const table of answer.tables) yield* table.files(blobs)
}
