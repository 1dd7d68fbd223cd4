import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { House, Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openBlob, storeBlob } from '#platform/keys/sealed-blob.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import type { Language } from '#platform/text/language.ts'
import { archiveOf, personData, portableArchive, portableData, record, revocation, signingKey } from '#privacy'
import { type AnswerRow, answers, type Content, db } from './data.ts'

/** A scope whose purpose is, or uses, `handingOver`; another one is refused where it opens something. */
export type HandingOver = Scope<string>
export type AnswerKind = 'access' | 'portability' | 'transfer'
/** What of the house an answer needs. */
export type Shelf = Pick<House, 'blobs' | 'dataFolder'>

const DAYS = 14
const MOST_FETCHES = { access: 5, portability: 5, transfer: 1 } as const
const LINK = 'answer'
export const DATA_PAGE = '/datenschutz/rechte/daten'

export type Answer = {
  /** As whom the person is known; the archive lies sealed under the keys of all of these. */
  readonly persons: readonly string[]
  readonly kind: AnswerKind
  readonly language: Language
  /** The request that is answered. */
  readonly request?: string
  /** For a transfer: the organisation that receives the data (Art. 20(2) GDPR). */
  readonly recipient?: string
}

export type Ready = {
  readonly id: string
  /** Where it is fetched, below the organisation: a page that says what it holds, with a button. */
  readonly path: string
  readonly expires: Temporal.Instant
  readonly bytes: number
  readonly contents: readonly Content[]
}

/**
 * Gathers an answer, seals it under the persons' keys and lays it ready behind a signed link for 14 days: five times for
 * the person, once for another organisation.
 * @throws Error when a person has no key (erased or unknown)
 */
export async function layReady(at: HandingOver, shelf: Shelf, answer: Answer): Promise<Ready> {
  const { persons, kind, request } = answer
  const [person] = persons
  if (!person) throw new Error('an answer is for somebody')
  const { contents, archive } = await gathered(at, shelf, answer)
  const file = await storeBlob(at, shelf.blobs, answers, 'file', persons, archive)
  const id = randomUUID()
  const expires = at.now.add({ hours: 24 * DAYS })
  await db(at)
    .insertInto('rights_answers')
    .values({
      organisation_id: at.organisation.id,
      id,
      person_id: person,
      request_id: request ?? null,
      kind,
      recipient: answer.recipient ? await seal(at, answers, 'recipient', person, answer.recipient) : null,
      contents: JSON.stringify(contents) as never,
      file: JSON.stringify(file) as never,
      most_fetches: MOST_FETCHES[kind],
      created_at: at.now,
      expires_at: expires,
    })
    .execute()
  await record(at, 'answer.ready', { answer: id, kind, kinds: contents.length, ...(request ? { request } : {}) })
  return { id, path: await answerPath(at, id), expires, bytes: file.size, contents }
}

/** The signed link of an answer that lies ready. */
export const answerPath = async (at: Scope<string>, id: string): Promise<string> =>
  `${DATA_PAGE}/${await tokenFor(at, LINK, id)}`

async function gathered(at: HandingOver, shelf: Shelf, { persons, kind, language, request }: Answer) {
  if (kind === 'access') {
    const answer = await personData(at, persons, language, request)
    const contents = answer.tables.map(({ kind: of, count }) => ({ kind: of, count }))
    return { contents, archive: archiveOf(answer, shelf.blobs) }
  }
  const file = await portableData(at, persons, language, request)
  const contents = file.data.map(({ label, items }) => ({ kind: label, count: items.length }))
  return { contents, archive: portableArchive(file, await signingKey(shelf.dataFolder)) }
}

/** An answer that can still be fetched, with whom it is for. */
export type Fetchable = Pick<
  AnswerRow,
  'id' | 'contents' | 'fetches' | 'most_fetches' | 'created_at' | 'expires_at'
> & {
  readonly kind: AnswerKind
  readonly recipient: string
  readonly bytes: number
}

/**
 * What lies behind a link.
 * @throws Refusal rights.no-such-answer for a link that is none, rights.answer-gone when it has expired or was used up
 */
export async function answerBehind(at: HandingOver, token: string): Promise<Fetchable> {
  const id = await readToken(at, LINK, token)
  if (!id) throw refuse('rights.no-such-answer', 'not-found')
  const row = await db(at).selectFrom('rights_answers').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || isOver(row, at.now)) throw refuse('rights.answer-gone', 'gone')
  return {
    ...row,
    kind: row.kind as AnswerKind,
    recipient: (await open(at, row.recipient)) ?? '',
    bytes: row.file.size,
  }
}

/** Whether an answer cannot be fetched any more. */
export const isOver = (
  row: Pick<AnswerRow, 'fetches' | 'most_fetches' | 'expires_at'>,
  now: Temporal.Instant,
): boolean => row.fetches >= row.most_fetches || Temporal.Instant.compare(row.expires_at, now) <= 0

/**
 * Gives the archive out and counts it: of two who fetch the last time at once, one gets it.
 * @returns the plain bytes; they can be read after the scope has ended
 * @throws Refusal rights.no-such-answer, rights.answer-gone
 */
export async function fetchAnswer(at: HandingOver, shelf: Shelf, token: string): Promise<ReadableStream<Uint8Array>> {
  const { id } = await answerBehind(at, token)
  const row = await db(at)
    .updateTable('rights_answers')
    .set((eb) => ({ fetches: eb('fetches', '+', 1), fetched_at: at.now }))
    .where('id', '=', id)
    .whereRef('fetches', '<', 'most_fetches')
    .where('expires_at', '>', at.now)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw refuse('rights.answer-gone', 'gone')
  const content = await openBlob(at, shelf.blobs, answers, 'file', [row.person_id], row.file)
  if (!content) throw refuse('rights.answer-gone', 'gone') // the person was erased since
  await record(at, 'answer.fetched', { answer: id, kind: row.kind, times: row.fetches })
  return Readable.toWeb(Readable.from(content)) as unknown as ReadableStream<Uint8Array>
}

/** Takes an answer back before it expires: the link ends now; the file goes with the next deletion run. */
export async function takeBackAnswer(at: HandingOver, id: string): Promise<boolean> {
  const row = await db(at)
    .updateTable('rights_answers')
    .set({ expires_at: at.now })
    .where('id', '=', id)
    .where('expires_at', '>', at.now)
    .returning('id')
    .executeTakeFirst()
  if (row) await record(at, 'answer.taken-back', { answer: id })
  return row !== undefined
}

revocation('answer.taken-back', (at, { answer }) => takeBackAnswer(at as HandingOver, String(answer)))

const MOST_LISTED = 200

/** What lies ready or lay ready a moment ago, the newest first; of one request where told. */
export async function answersListed(at: Scope<string>, request?: string): Promise<AnswerRow[]> {
  return db(at)
    .selectFrom('rights_answers')
    .selectAll()
    .$if(request !== undefined, (query) => query.where('request_id', '=', request ?? ''))
    .orderBy('created_at', 'desc')
    .limit(MOST_LISTED)
    .execute()
}
