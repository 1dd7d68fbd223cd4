// Opens the documents of an archive that no server reads, one after the other, as the files of an export. Runs in browsers.
import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64url, hex } from '#platform/sealing/bytes.ts'
import { openDetails, openDocument, openKey } from '#platform/sealing/document.ts'
import { type Manifest, readManifest } from '#platform/sealing/manifest.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { csvPieces } from '#platform/text/csv.ts'
import { openBox } from '../../sealing/browser/boxes.ts'
import { exportedName } from '../names.ts'
import { type CourseJson, deviceParts, SEALED_COLUMNS, type TakenDocument, type TakenJson } from '../paths.ts'
import { fetched, type Gate, Gone } from './fetched.ts'

/** A file of the export: what it holds is asked for once. */
export type TakenFile = { readonly name: string; readonly size: number; readonly input: AsyncIterable<Uint8Array> }

export type Say = Readonly<Record<'gone' | 'damaged' | 'note' | 'tableName' | 'courseName', string>> & {
  readonly marks: Readonly<Record<string, string>>
  readonly columns: readonly string[]
  readonly courseColumns: readonly string[]
}

export type Taking = {
  readonly archive: { readonly privateKey: Uint8Array; readonly name: string }
  /** Where the archive's export lies. */
  readonly address: string
  /** What follows the address when only some documents are wanted: `ids=…`. */
  readonly only: string
  readonly gate: Gate
  readonly say: Say
  /** Told of each document that is done, and with it what of it could not be opened. */
  readonly done: (unopened: readonly Unopened[]) => void
}
export type Unopened = { readonly name: string; readonly why: string; readonly id: string }

type Opened = {
  readonly key: Uint8Array
  readonly manifest: Manifest
  readonly title: string
  readonly fileName: string
}
type Line = readonly string[]
type Version = TakenDocument['versions'][number]

/** Files up to this size are fetched once and held; larger ones are proven whole first, and fetched again to be written. */
const HELD = 32 * 1024 ** 2

/** The files of all documents, and at last the table of them and of their courses. @throws what the gate throws */
export async function* takenAlong(wish: Taking): AsyncGenerator<TakenFile> {
  const { say, address } = wish
  const lines: Line[] = []
  for await (const documents of batches<TakenJson>(wish, deviceParts.documents)) {
    const ids: string[] = []
    const record = (by: typeof fetched) => by(wish.gate, address + deviceParts.noted, noteOf(ids))
    let isWhole = false
    try {
      for (const document of documents.documents) {
        const unopened = yield* filesOf(wish, document, lines)
        ids.push(document.id)
        wish.done(unopened)
      }
      isWhole = true
    } finally {
      // what was taken along before somebody stopped it is on record, too; its openings are in any case
      if (!isWhole && ids.length > 0) await record((_, to, init) => fetch(to, init)).catch(() => undefined)
    }
    if (ids.length > 0) await record(fetched)
  }
  yield table(say.tableName, csvPieces(say.columns, lines))
  yield table(say.courseName, csvPieces(say.courseColumns, courses(wish)))
}

const table = (name: string, input: AsyncIterable<Uint8Array>): TakenFile => ({ name, size: 0, input })

async function* batches<T extends { readonly next?: string }>(wish: Taking, part: string): AsyncGenerator<T> {
  const { gate, address, only } = wish
  for (let next: string | undefined = ''; next !== undefined;) {
    const asked = [only, next].filter((one) => one !== '').join('&')
    const answer = await fetched(gate, `${address}${part}?${asked}`)
    const some = (await answer.json()) as T
    yield some
    next = some.next
  }
}

async function* courses(wish: Taking): AsyncGenerator<Line> {
  for await (const { rows } of batches<CourseJson>(wish, deviceParts.courses)) yield* rows
}

const noteOf = (ids: readonly string[]): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams({ ids: ids.join(',') }),
  headers: { accept: 'application/json' },
})

/** @returns what of it could not be opened */
async function* filesOf(wish: Taking, document: TakenDocument, lines: Line[]): AsyncGenerator<TakenFile, Unopened[]> {
  const { say } = wish
  const unopened: Unopened[] = []
  for (const version of document.versions) {
    let opened: Opened | undefined
    try {
      opened = await openedOf(wish, document, version)
      const input = await provenOf(wish, version, opened)
      const name = exportedName({
        ...document,
        archive: wish.archive.name,
        title: opened.title || opened.fileName,
        fileName: opened.fileName,
        number: version.number,
      })
      const about = await lineOf(say, document, version, opened)
      const hash = sha256.create()
      yield { name, size: opened.manifest.plainLength, input: hashed(input, hash) }
      lines.push([...about, name, hex(hash.digest()), ''])
    } catch (error) {
      const why = whyOf(error, say)
      const name = opened?.title || opened?.fileName || document.id
      lines.push([...(await lineOf(say, document, version, opened)), '', '', why])
      unopened.push({ name, why, id: document.id })
    }
  }
  return unopened
}

/** What cannot be opened is told in the table; anything else ends the export, which then does not look whole. */
function whyOf(error: unknown, say: Say): string {
  if (error instanceof Gone) return say.gone
  if (error instanceof SealingProblem) return say.damaged
  throw error
}

async function openedOf({ archive }: Taking, { id }: TakenDocument, version: Version): Promise<Opened> {
  if (version.key === undefined) throw new Gone(id)
  const manifest = readManifest(fromBase64url(version.manifest))
  // the server cannot hand out one document under another's name
  if (manifest.documentId !== id || manifest.version !== version.number) throw new SealingProblem('manifest')
  const key = await openKey(archive.privateKey, fromBase64url(version.key), manifest)
  return { key, manifest, ...(await openDetails(key, manifest)) }
}

/** The plain file, of which all is proven before its first byte is given on. */
async function provenOf(wish: Taking, version: Version, opened: Opened): Promise<AsyncIterable<Uint8Array>> {
  if (opened.manifest.plainLength <= HELD) {
    const held = await Array.fromAsync(plainOf(wish, version, opened))
    return (async function* () {
      yield* held
    })()
  }
  for await (const piece of plainOf(wish, version, opened)) void piece
  return plainOf(wish, version, opened)
}

/** A file that breaks off so often at one place is not whole in the store: the server ends it, too, when it finds that. */
const BROKEN = 3

/** The plain file; where the line breaks it is fetched anew, and goes on where it was. */
async function* plainOf({ gate }: Taking, version: Version, { key, manifest }: Opened): AsyncGenerator<Uint8Array> {
  let given = 0
  for (let broken = 0; ;) {
    let from = 0
    const before = given
    try {
      const answer = await fetched(gate, version.file)
      if (!answer.body) throw new Gone(version.file)
      for await (const piece of openDocument(key, manifest, answer.body)) {
        await gate.pass()
        const fresh = piece.subarray(Math.max(0, given - from))
        from += piece.length
        if (fresh.length === 0) continue
        given = from
        yield fresh
      }
      return
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      broken = given > before ? 1 : broken + 1
      if (broken === BROKEN) throw new SealingProblem('cut-off')
    }
  }
}

async function* hashed(
  content: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof sha256.create>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    hash.update(piece)
    yield piece
  }
}

type Note = { readonly kind: string; readonly page: number; readonly words: string }

/** A line of the table as the server knows it, with what only this device can add. */
async function lineOf(say: Say, document: TakenDocument, version: Version, opened?: Opened): Promise<Line> {
  if (!opened) return version.line
  const notes: string[] = []
  for (const { id, version: number, box } of document.notes) {
    if (number !== version.number) continue
    try {
      const name = { ids: opened.manifest, kind: 'note', part: id } as const
      const { kind, page, words } = (await openBox(opened.key, name, fromBase64url(box))) as Note
      const about = say.note
        .replace('{kind}', say.marks[kind] ?? kind)
        .replace('{version}', String(number))
        .replace('{page}', String(page))
      notes.push(`${about}: ${words}`)
    } catch (error) {
      if (!(error instanceof SealingProblem)) throw error
      notes.push(say.damaged)
    }
  }
  const { title, fileName } = opened
  return version.line
    .with(SEALED_COLUMNS.title, title || fileName)
    .with(SEALED_COLUMNS.notes, notes.join('; '))
    .with(SEALED_COLUMNS.fileName, fileName)
}
