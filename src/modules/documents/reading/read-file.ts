import { languageOf } from './language.ts'
import { limits } from './limits.ts'
import { AT_ONCE, type Hearing, recognise } from './ocr/recognise.ts'
import { borrowReader, returnReader } from './readers.ts'
import { type Sandbox, SandboxEnded } from './sandbox/process.ts'
import type { ReadHint, ReadPart, ReadProblem } from './types.ts'
import type { Scan } from './worker/parts.ts'
import type { Asked, Told, WorkerHint } from './worker/protocol.ts'

export type { Attachment, FileKind, LeftBehind, Picture, ReadHint, ReadPart, ReadProblem } from './types.ts'

/** Why a file could not be read. */
export class ReadTrouble extends Error {
  readonly problem: ReadProblem

  constructor(problem: ReadProblem, options?: ErrorOptions) {
    super(`The file could not be read: ${problem}.`, options)
    this.name = 'ReadTrouble'
    this.problem = problem
  }
}

export type ReadMeans = {
  /** Files of the same room, an organisation, may be read by one process after the other. */
  readonly room?: string
  /** Makes a PDF of an office file; without it its text alone is read. */
  readonly convert?: (ending: string, content: Uint8Array) => Promise<Uint8Array | undefined>
  /** Recognises a page. */
  readonly recognise?: typeof recognise
  /** Whether the others are read where a page cannot be recognised: its picture stays, without words. */
  readonly goesOn?: boolean
}

/**
 * Reads a file in a process of its own, without network and with bounds on time, memory, pixels and pages.
 * @param bytes the plain file; read once, and not kept in this process
 * @throws ReadTrouble
 */
export async function* readFile(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hint: ReadHint = {},
  means: ReadMeans = {},
): AsyncGenerator<ReadPart> {
  const reader = borrowReader(means.room ?? '')
  let [handed, fine] = [false, false]
  try {
    await handOver(reader, bytes, hint, means)
    handed = true
    const read = yield* partsFrom(reader, means)
    fine = true
    yield { is: 'done', ...read }
  } catch (error) {
    if (error instanceof SandboxEnded) throw new ReadTrouble(error.reason, { cause: error })
    // the process is whole where it said itself what is wrong with the file
    fine = handed && error instanceof ReadTrouble && error.problem !== 'damaged'
    throw error
  } finally {
    returnReader(reader, fine)
  }
}

async function handOver(
  reader: Sandbox,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hint: ReadHint,
  means: ReadMeans,
): Promise<void> {
  const asked: WorkerHint = {
    mediaType: hint.mediaType,
    fileName: hint.fileName,
    password: hint.password,
    after: hint.after ?? 0,
    pictures: hint.pictures ?? true,
    converts: means.convert !== undefined,
  }
  await reader.send({ ask: 'read', hint: asked } satisfies Asked)
  let size = 0
  for await (const content of bytes) {
    size += content.length
    if (size > limits.bytes) throw new ReadTrouble('beyond-bound')
    await reader.send({ ask: 'piece', content } satisfies Asked)
  }
  await reader.send({ ask: 'whole' } satisfies Asked)
}

/** Passes on what the process tells, pages in their order; recognises those that need it, a few at once. */
type Read = { readonly language: 'de' | 'en' | null; readonly unrecognised: number }

async function* partsFrom(reader: Sandbox, means: ReadMeans): AsyncGenerator<ReadPart, Read> {
  const queue: Promise<ReadPart>[] = []
  const hearing: Hearing = { language: undefined }
  const texts: string[] = []
  const missed: number[] = []
  const taken = async (most: number): Promise<ReadPart | undefined> => {
    if (queue.length <= most) return undefined
    const part = await queue.shift()
    if (part?.is === 'page' && texts.length < 40) texts.push(part.page.text.slice(0, 4_000))
    return part
  }
  for (;;) {
    const told = (await reader.next()) as Told
    if (told.tell === 'trouble') {
      await Promise.allSettled(queue)
      throw new ReadTrouble(told.problem)
    }
    if (told.tell === 'end') break
    if (told.tell === 'convert') {
      const pdf = await means.convert?.(told.ending, told.content)
      await reader.send({ ask: 'converted', ...(pdf ? { pdf } : {}) } satisfies Asked)
      continue
    }
    if (told.tell !== 'part') throw new ReadTrouble('damaged')
    const { part } = told
    const work = part.is === 'scan' ? recognisedPage(part, hearing, { texts, missed }, means) : Promise.resolve(part)
    work.catch(() => undefined) // taken below, in its turn
    queue.push(work)
    // the first page that is recognised tells the language for the others
    const most = part.is === 'scan' && hearing.language !== undefined ? AT_ONCE : 0
    for (let next = await taken(most); next; next = await taken(most)) yield next
  }
  for (let next = await taken(0); next; next = await taken(0)) yield next
  return { language: languageOf(texts.join('\n')), unrecognised: missed.length }
}

type Known = { readonly texts: readonly string[]; readonly missed: number[] }
const NOTHING = { text: '', words: [] }

async function recognisedPage(scan: Scan, hearing: Hearing, known: Known, means: ReadMeans): Promise<ReadPart> {
  const { texts, missed } = known
  if (hearing.language === undefined) {
    const heard = languageOf(texts.join('\n'))
    if (heard !== null) hearing.language = heard === 'en' ? 'eng' : 'deu'
  }
  const found = await (means.recognise ?? recognise)(scan, hearing).catch((error: unknown) => {
    if (!means.goesOn || !(error instanceof SandboxEnded)) throw error
    missed.push(scan.page.number)
    return undefined
  })
  const { text, words } = found ?? NOTHING
  return {
    is: 'page',
    page: { ...scan.page, text, words, from: found ? 'ocr' : 'none' },
    barcodes: scan.barcodes,
    ...(scan.picture ? { picture: scan.picture } : {}),
    ...(scan.thumb ? { thumb: scan.thumb } : {}),
  }
}
