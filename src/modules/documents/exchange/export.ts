import { createHash } from 'node:crypto'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Actor, type House, inScope, type Scope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import type { ZipEntry } from '#platform/files/zip.ts'
import { csvPieces } from '#platform/text/csv.ts'
import type { Language } from '#platform/text/language.ts'
import { filing } from '../data.ts'
import { db } from '../facts/data.ts'
import { openVersion } from '../storing/lease.ts'
import { noteAct } from '../working/audit.ts'
import { exportedName } from './names.ts'
import { courseOf } from './said.ts'
import { batchOf, lineOf, type TabledDocument } from './table.ts'
import { exchangeWords } from './texts.ts'

type Opens = (typeof filing)['opens'][number]

export type Exporting = {
  readonly house: House
  readonly organisation: Organisation
  readonly actor: Actor
  readonly language: Language
  /** The archives that are exported, in order. */
  readonly archives: readonly { readonly id: string; readonly name: string }[]
  /** Of what lies there only these documents; without it all. */
  readonly only?: readonly string[] | undefined
}

/** Documents at a time; so many rows are held in memory. */
const BATCH = 100
/** Files up to this size are read whole before they are packed: one that is damaged then costs itself, not the export. */
const HELD = 32 * 1024 * 1024

type Line = readonly string[]

/**
 * Everything of some archives as files, one after the other, and at last the tables of them and of their courses. What cannot be opened is in the
 * table with the reason. Each opening is a lease, each document's audit says that it was exported.
 */
export async function* exportOf(exporting: Exporting): AsyncGenerator<ZipEntry> {
  const { language, only } = exporting
  const w = exchangeWords(language)
  const lines: Line[] = []
  const ids: string[] = []
  for (const archive of exporting.archives) {
    let after = ''
    for (;;) {
      const batch = await within(
        exporting,
        (at) => batchOf(at, { archive: archive.id, after, only, language, most: BATCH }),
        true,
      )
      for (const document of batch) {
        yield* filesOf(exporting, archive.name, document, lines)
        ids.push(document.id)
      }
      if (batch.length > 0)
        await within(exporting, async (at) => {
          for (const { id } of batch) if (await isThere(at, id)) await noteAct(at, id, 'document.exported')
        })
      after = batch.at(-1)?.id ?? ''
      if (batch.length < BATCH) break
    }
  }
  yield { name: w.tableName, content: csvPieces(w.columns, lines) }
  yield { name: w.courseName, content: csvPieces(w.courseColumns, courses(exporting, ids)) }
}

/** What happened with the documents, read as it is written: of all of them it does not fit in memory. */
async function* courses(exporting: Exporting, ids: readonly string[]): AsyncGenerator<Line> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH)
    yield* await within(
      exporting,
      async (at) => {
        const rows: Line[] = []
        for (const id of some) rows.push(...(await courseOf(at, id, exporting.language)))
        return rows
      },
      true,
    )
  }
}

const within = <T>(
  { house, organisation, actor, language }: Exporting,
  work: (at: Scope<Opens>) => Promise<T>,
  readOnly = false,
): Promise<T> => inScope(house, { organisation, actor, purpose: filing, language, readOnly }, work)

const isThere = async (at: Scope<Opens>, id: string): Promise<boolean> =>
  (await db(at).selectFrom('documents').select('id').where('id', '=', id).executeTakeFirst()) !== undefined

async function* filesOf(
  exporting: Exporting,
  archive: string,
  document: TabledDocument,
  lines: Line[],
): AsyncGenerator<ZipEntry> {
  const w = exchangeWords(exporting.language)
  const { zone } = exporting.organisation
  const date = document.dated_on ?? document.received_at.toZonedDateTimeISO(zone).toPlainDate().toString()
  for (const version of document.versions) {
    const name = exportedName({
      archive,
      date,
      title: document.shownTitle,
      id: document.id,
      fileName: version.name,
      number: version.number,
      current: document.current,
    })
    const about = lineOf(exporting, archive, document, version)
    if (version.file.sealed?.toMembers) {
      const bytes = await exporting.house.blobs.get(exporting.organisation.id, version.file)
      yield { name: `${name}.sealed`, content: bytes }
      yield { name: `${name}.manifest.json`, content: version.manifest }
      lines.push([...about, `${name}.sealed`, version.file.sha256, w.sealed])
      continue
    }
    const opened = await within(exporting, (at) => openVersion(at, { versionId: version.id, purpose: 'export' })).catch(
      (error: unknown) => reasonOf(error, w.gone),
    )
    if (typeof opened === 'string') {
      lines.push([...about, '', '', opened])
      continue
    }
    const hash = createHash('sha256')
    const content = hashed(opened.content, hash)
    if (version.size > HELD) {
      yield { name, content }
    } else {
      const whole = await Array.fromAsync(content).catch((error: unknown) => reasonOf(error, w.damaged))
      if (typeof whole === 'string') {
        lines.push([...about, '', '', whole])
        continue
      }
      yield { name, content: Buffer.concat(whole) }
    }
    lines.push([...about, name, hash.digest('hex'), ''])
  }
}

/** What is refused is told in the table; anything else ends the export, which then does not look whole. */
function reasonOf(error: unknown, words: string): string {
  if (isRefusal(error)) return words
  throw error
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const piece of content) {
    hash.update(piece)
    yield piece
  }
}
