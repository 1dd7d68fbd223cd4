import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Actor, type House, inScope, type Scope } from '#platform/data/scope.ts'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import { seal } from '#platform/keys/sealed.ts'
import { documents, filing } from '../data.ts'
import { setTags, typed } from '../facts/actions/change.ts'
import { db } from '../facts/data.ts'
import { arrive, digestOf } from '../mailboxes/arrive.ts'
import type { Fact } from '../types.ts'
import { addMark } from '../viewing/marks.ts'
import { type PaperlessDocument, type PaperlessExport, readPaperless } from './paperless.ts'
import { amountText } from './amounts.ts'
import { type Vocabulary, vocabularyFor } from './vocabulary.ts'

type Opens = (typeof filing)['opens'][number]

export type Importing = {
  readonly house: House
  readonly organisation: Organisation
  readonly actor: Actor
  readonly archiveId: string
  /** The folder that `document_exporter` of paperless-ngx wrote. */
  readonly folder: string
  /** Told after each document. */
  readonly told?: (done: number, of: number) => void
}
/** Documents by what became of them; `missing` ones have no file in the export. */
export type Imported = { filed: number; known: number; missing: number; refused: number; odd: number }

/** What the words of the export are called here, and its own fields. */
type Known = Vocabulary & { readonly named: PaperlessExport['fields'] }

const MOST_MANIFEST = 512 * 1024 * 1024
/** Files and split manifests lie at most so deep. */
const DEEPEST = 12

/**
 * Files the originals of an export with title, date, correspondent, type, tags, fields, notes and shelf number, each in a
 * transaction of its own: what was filed before, also by a run that was cut off, is known and stays as it is. Their texts and
 * archive copies are left: this house reads the originals itself.
 * @throws Refusal documents.no-export; what the file system says; what storing says where it is not about one file alone
 */
export async function importPaperless(importing: Importing): Promise<Imported> {
  const root = await realpath(importing.folder)
  const found = readPaperless(await recordsIn(root))
  const vocabulary = { ...(await within(importing, (at) => vocabularyFor(at, found))), named: found.fields }
  const outcome: Imported = { filed: 0, known: 0, missing: 0, refused: 0, odd: found.odd }
  for (const [place, document] of found.documents.entries()) {
    const path = await inside(root, document.file)
    if (path === undefined) outcome.missing++
    else outcome[await importOne(importing, document, path, vocabulary)]++
    importing.told?.(place + 1, found.documents.length)
  }
  return outcome
}

const within = <T>({ house, organisation, actor }: Importing, work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  inScope(house, { organisation, actor, purpose: filing }, work)

/** The records of the manifest, and of those split off it, wherever they lie. */
async function recordsIn(root: string): Promise<unknown[]> {
  if ((await inside(root, 'manifest.json')) === undefined) throw refuse('documents.no-export', 'invalid')
  const names = await readdir(root, { recursive: true })
  const parts = names.filter((name) => name.endsWith('-manifest.json') && name.split(sep).length <= DEEPEST)
  const records: unknown[] = []
  for (const name of ['manifest.json', ...parts]) {
    const path = await inside(root, name)
    if (path === undefined || (await stat(path)).size > MOST_MANIFEST) throw refuse('documents.no-export', 'invalid')
    records.push(...parsed(await readFile(path, 'utf8')))
  }
  return records
}

function parsed(text: string): unknown[] {
  try {
    const read: unknown = JSON.parse(text)
    if (Array.isArray(read)) return read
  } catch {
    // said below: for who imports it is the same
  }
  throw refuse('documents.no-export', 'invalid')
}

/** The file that a name of the export means, or undefined where it is none or leads out of the folder. */
async function inside(root: string, name: string): Promise<string | undefined> {
  const path = await realpath(join(root, name)).catch(() => undefined)
  if (path === undefined || !path.startsWith(`${root}${sep}`)) return undefined
  return (await stat(path)).isFile() ? path : undefined
}

async function importOne(
  importing: Importing,
  document: PaperlessDocument,
  path: string,
  vocabulary: Known,
): Promise<'filed' | 'known' | 'refused'> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  const same = digestOf('paperless', String(document.pk), hash.digest())
  const { size } = await stat(path)
  const part = () => ({
    name: document.fileName,
    mediaType: document.mediaType,
    size,
    content: createReadStream(path) as AsyncIterable<Uint8Array>,
    ...(document.title === '' ? {} : { title: document.title }),
  })
  try {
    return await within(importing, async (at) => {
      const filed = await arrive(at, { archiveId: importing.archiveId, way: 'import', same }, () => [part()])
      const [id] = filed ?? []
      if (id === undefined) return 'known'
      await describe(at, id, document, vocabulary)
      return 'filed'
    })
  } catch (error) {
    // this one file cannot be filed; the others can
    if (isRefusal(error) && error.kind === 'invalid') return 'refused'
    throw error
  }
}

/** Takes over what people had said about a document: here too it goes before what is found. */
async function describe(at: Scope<Opens>, id: string, from: PaperlessDocument, vocabulary: Known): Promise<void> {
  const row = await db(at).selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const typeId = (from.type === undefined ? undefined : vocabulary.types.get(from.type)) ?? null
  const fieldIds = vocabulary.fields.get(from.type ?? '')
  const fact = (field: string, value: string): Fact => ({ field, value, confidence: 1, by: 'person' })
  const facts = [
    ...(from.dated ? [fact('date', from.dated)] : []),
    ...(from.correspondent ? [fact('sender', from.correspondent)] : []),
    ...[...from.values].flatMap(([number, value]) => {
      const field = fieldIds?.get(number)
      return field ? [fact(field, value)] : []
    }),
  ]
  const dated_on = from.dated ?? null
  await db(at)
    .updateTable('documents')
    .set({
      ...(facts.length > 0 ? { facts: await seal(at, documents, 'facts', row.holder_id, facts) } : {}),
      dated_on,
      ...(typeId === null ? {} : await typed(at, { ...row, dated_on }, typeId)),
      archive_number: await freeNumber(at, from.archiveNumber),
    })
    .where('id', '=', id)
    .execute()
  await setTags(
    at,
    id,
    from.tags.flatMap((number) => vocabulary.tags.get(number) ?? []),
  )
  const version = await db(at)
    .selectFrom('document_versions')
    .selectAll()
    .where('document_id', '=', id)
    .executeTakeFirstOrThrow()
  const homeless = [...from.values].flatMap(([number, value]) => {
    const field = fieldIds?.has(number) ? undefined : vocabulary.named.get(number)
    return field ? [`${field.name}: ${field.kind === 'amount' ? amountText(value) : value}`] : []
  })
  // fields belong to a type here: of a document without one they stand in a note
  const notes = homeless.length > 0 ? [...from.notes, homeless.join('\n')] : from.notes
  for (const [place, words] of notes.entries()) {
    const box = { x: 0.02, y: Math.min(0.02 + place * 0.05, 0.9), width: 0.04, height: 0.03 }
    await addMark(at, { document: row, version }, { page: 1, kind: 'note', box, words: words.slice(0, 2_000) })
  }
}

/** The number of the paper on the shelf, unless another document here has it. */
async function freeNumber(at: Scope<string>, number: number | undefined): Promise<number | null> {
  if (number === undefined) return null
  const taken = await db(at)
    .selectFrom('documents')
    .select('id')
    .where('archive_number', '=', number)
    .executeTakeFirst()
  return taken ? null : number
}
