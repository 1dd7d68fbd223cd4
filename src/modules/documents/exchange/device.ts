import type { Scope } from '#platform/data/scope.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import { type filing, versions } from '../data.ts'
import { db as sealing } from '../sealing/data.ts'
import { SEALED_FILE } from '../sealing/paths.ts'
import { documentPage } from '../viewing/paths.ts'
import { noteAct } from '../working/audit.ts'
import type { CourseJson, TakenDocument, TakenJson } from './paths.ts'
import { courseOf } from './said.ts'
import { type Batch, batchOf, lineOf, type TabledDocument } from './table.ts'

// What the server gives for an export that a member's device makes: sealed, as it is here, and what is known in clear.

type Opens = (typeof filing)['opens'][number]

/** Documents at a time. */
const [BATCH, COURSES] = [25, 100]

export type Taken = Pick<Batch, 'after' | 'only' | 'language'> & {
  readonly archive: { readonly id: string; readonly name: string }
  readonly href: (path: string) => string
}

/** Some of an archive's documents with all that their members' devices open them with. */
export async function takenOf(at: Scope<Opens>, wish: Taken): Promise<TakenJson> {
  const batch = await batchOf(at, { ...wish, archive: wish.archive.id, most: BATCH })
  await at.keys.persons(
    batch.map(({ holder_id }) => holder_id),
    'general',
  )
  const notes = await notesOf(
    at,
    batch.map(({ id }) => id),
  )
  const documents: TakenDocument[] = []
  for (const document of batch) {
    const { id, current, dated_on: dated, received_at: received } = document
    const date = dated ?? received.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()
    const own = notes.filter((note) => note.document === id)
    documents.push({ id, date, current, notes: own, versions: await versionsOf(at, wish, document) })
  }
  const last = batch.length === BATCH ? batch.at(-1) : undefined
  return { documents, ...(last ? { next: `nach=${last.id}` } : {}) }
}

async function versionsOf(
  at: Scope<Opens>,
  { archive, language, href }: Taken,
  document: TabledDocument,
): Promise<TakenDocument['versions']> {
  const { organisation } = at
  const file = `${href(documentPage(document.id))}${SEALED_FILE}`
  const all: TakenDocument['versions'][number][] = []
  for (const version of document.versions) {
    const key = await keyOfBlob(at, versions, 'file', [document.holder_id], version.file)
    all.push({
      number: version.number,
      file: `${file}?fassung=${version.number}&mitnehmen=1`,
      manifest: base64url(version.manifest),
      ...(key ? { key: base64url(key) } : {}),
      line: lineOf({ organisation, language }, archive.name, document, version),
    })
  }
  return all
}

async function notesOf(at: Scope<Opens>, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await sealing(at)
    .selectFrom('document_sealed_notes')
    .select(['id', 'document_id', 'version_number', 'box'])
    .where('document_id', 'in', [...ids])
    .orderBy('made_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    document: row.document_id,
    version: row.version_number,
    box: base64url(row.box),
  }))
}

/** The course of some of an archive's documents. */
export async function coursesOf(at: Scope<Opens>, { archive, after, only, language }: Taken): Promise<CourseJson> {
  const ids = await idsOf(at, { archive: archive.id, after, only })
  const rows: string[][] = []
  for (const id of ids) rows.push(...(await courseOf(at, id, language)))
  return { rows, ...(ids.length === COURSES ? { next: `nach=${ids.at(-1)}` } : {}) }
}

async function idsOf(at: Scope<Opens>, { archive, after, only }: Pick<Batch, 'archive' | 'after' | 'only'>) {
  const rows = await sealing(at)
    .selectFrom('documents')
    .select('id')
    .where('archive_id', '=', archive)
    .$if(after !== '', (query) => query.where('id', '>', after))
    .$if(only !== undefined, (query) => query.where('id', 'in', [...(only ?? [])]))
    .orderBy('id')
    .limit(COURSES)
    .execute()
  return rows.map(({ id }) => id)
}

/** Records of documents of an archive that a member's device took them along; of others nothing is said. */
export async function noteTaken(at: Scope<Opens>, archive: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await sealing(at)
    .selectFrom('documents')
    .select('id')
    .where('archive_id', '=', archive)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute()
  for (const { id } of rows) await noteAct(at, id, 'document.exported')
}
