import { randomUUID } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { sql } from 'kysely'
import { stopwatch } from '#platform/clock/clock.ts'
import type { Scope } from '#platform/data/scope.ts'
import { decrypt, encrypt, type Key } from '#platform/keys/keyring.ts'
import { db } from './data.ts'
import { termsOfForm } from './terms.ts'
import { tokensFor } from './token.ts'
import { ENGLISH, type Entry, GERMAN, type Vocabulary, vocabularyOf } from './vocabulary.ts'

const LINES_A_PART = 20_000
const MOST_INFLATED = 16 * 1024 * 1024
/** So many words are kept in memory at once, of all organisations together. */
const MOST_KEPT = 600_000
const MOST_SMALL = 32
/** Bytes of a sealed part that is put together with others. */
const SMALL = 32_768

type Kept = {
  readonly vocabulary: Vocabulary
  readonly parts: Set<string>
  readonly generation: number
  /** Whether any document is so long that it has several rows. */
  long: boolean
  /** When the parts were last compared with the database, on `running`. */
  looked: number
}
const kept = new Map<string, Kept>()
const running = stopwatch()
/** What other processes added is known after this long; what this one did, at once. */
const FRESH_MS = 1_000

const keyOf = (at: Scope<string>): Promise<Key> => at.keys.organisationFor('documents.vocabulary')
const context = (at: Scope<string>): string => `${at.organisation.id} document_vocabularies.words`

/** Who adds words and who forgets them do not meet: a word is never forgotten while a document with it is being written. */
const lockOf = (at: Scope<string>) => sql`hashtextextended(${`document_vocabularies ${at.organisation.id}`}, 0)`

const sealed = (at: Scope<string>, key: Key, entries: readonly Entry[]): Buffer => {
  const lines = entries.map(({ form, tongues, documents }) => `${form}\t${tongues}\t${documents}`).join('\n')
  return encrypt(key, deflateRawSync(Buffer.from(lines)), context(at))
}

function opened(at: Scope<string>, key: Key, words: Buffer): Entry[] {
  const lines = inflateRawSync(decrypt(key, words, context(at)), { maxOutputLength: MOST_INFLATED }).toString()
  return lines.split('\n').map((line) => {
    const [form = '', tongues, documents] = line.split('\t')
    return { form, tongues: Number(tongues), documents: Number(documents) }
  })
}

/** Parts that this very transaction wrote are left out: it may be undone, and what is in memory is not. */
const committed = sql<boolean>`xmin::text is distinct from pg_current_xact_id_if_assigned()::xid::text`

export type Known = { readonly vocabulary: Vocabulary; readonly long: boolean }

/**
 * The words of the organisation's documents. What was opened before stays in memory, and only new parts are read; what
 * another process has just added may be missing for a second.
 */
export async function knownWords(at: Scope<string>): Promise<Known> {
  const before = kept.get(at.organisation.id)
  if (before && running() - before.looked < FRESH_MS) return before
  const looked = running()
  const { rows } = await sql<{ id: string | null; generation: number; long: boolean }>`
    select v.id, coalesce(v.generation, 0) as generation, l.long
    from (select exists (select 1 from document_words where not whole) as long) l
    left join document_vocabularies v on v.xmin::text is distinct from pg_current_xact_id_if_assigned()::xid::text
  `.execute(db(at))
  const generation = Math.max(0, ...rows.map((part) => part.generation))
  const mine: Kept =
    before?.generation === generation
      ? before
      : { vocabulary: vocabularyOf(), parts: new Set(), generation, long: false, looked }
  const unknown = rows.flatMap(({ id }) => (id !== null && !mine.parts.has(id) ? [id] : []))
  for (const { id, entries } of await openParts(at, unknown)) {
    for (const entry of entries) mine.vocabulary.add(entry)
    mine.parts.add(id)
  }
  mine.long = rows[0]?.long ?? false
  mine.looked = looked
  keep(at.organisation.id, mine)
  return mine
}

export const vocabularyFor = async (at: Scope<string>): Promise<Vocabulary> => (await knownWords(at)).vocabulary

/** Those used last stay, as far as they have room together. */
function keep(organisation: string, mine: Kept): void {
  kept.delete(organisation)
  kept.set(organisation, mine)
  let size = 0
  for (const [id, { vocabulary }] of [...kept].toReversed()) {
    size += vocabulary.size
    if (size > MOST_KEPT && id !== organisation) kept.delete(id)
  }
}

/** The next look asks the database: something was added here. */
export const lookAgain = (at: Scope<string>): void =>
  at.afterCommit(() => {
    const mine = kept.get(at.organisation.id)
    if (mine) mine.looked = -FRESH_MS
  })

async function openParts(at: Scope<string>, ids: readonly string[]) {
  if (ids.length === 0) return []
  const key = await keyOf(at)
  const rows = await db(at)
    .selectFrom('document_vocabularies')
    .select(['id', 'words'])
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute()
  return rows.map(({ id, words }) => ({ id, entries: opened(at, key, words) }))
}

/** Words met while a document was read. */
export type Met = Map<string, number>
export const meet = (met: Met, form: string, tongue: 'de' | 'en'): void =>
  void met.set(form, (met.get(form) ?? 0) | (tongue === 'de' ? GERMAN : ENGLISH))

/** What a transaction knew when it began to add, and what it has added since. */
const adding = new WeakMap<Scope<string>['tx'], { readonly vocabulary: Vocabulary; readonly added: Set<string> }>()

async function addingIn(at: Scope<string>) {
  const known = adding.get(at.tx)
  if (known) return known
  await sql`select pg_advisory_xact_lock_shared(${lockOf(at)})`.execute(db(at))
  const before = kept.get(at.organisation.id)
  if (before) before.looked = -FRESH_MS
  const begun = { vocabulary: await vocabularyFor(at), added: new Set<string>() }
  adding.set(at.tx, begun)
  return begun
}

/** Keeps words that are new to the organisation. Two who add the same at once do no harm. */
export async function addWords(at: Scope<string>, met: Met): Promise<void> {
  if (met.size === 0) return
  const { vocabulary, added } = await addingIn(at)
  const fresh: Entry[] = []
  for (const [form, tongues] of met) {
    if (added.has(form) || (vocabulary.has(form) && (vocabulary.english || !(tongues & ENGLISH)))) continue
    added.add(form)
    fresh.push({ form, tongues, documents: 1 })
  }
  if (fresh.length === 0) return
  lookAgain(at)
  const mine = kept.get(at.organisation.id)
  await write(at, fresh, mine?.generation ?? 0)
  if ((mine?.parts.size ?? 0) % MOST_SMALL === MOST_SMALL - 1) await fold(at, mine?.generation ?? 0)
}

/** Puts many small parts together; who does so at the same time steps back. What is in memory stays as it is. */
async function fold(at: Scope<string>, generation: number): Promise<void> {
  const small = await db(at)
    .selectFrom('document_vocabularies')
    .select('id')
    .where(committed)
    .where(sql<boolean>`length(words) < ${SMALL}`)
    .forUpdate()
    .skipLocked()
    .execute()
  if (small.length < MOST_SMALL) return
  const ids = small.map(({ id }) => id)
  const all = vocabularyOf((await openParts(at, ids)).flatMap(({ entries }) => entries))
  await write(at, [...all.entries()], generation)
  await forgetParts(at, ids)
}

const forgetParts = (at: Scope<string>, ids: readonly string[]) =>
  db(at)
    .deleteFrom('document_vocabularies')
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute()

async function write(at: Scope<string>, entries: readonly Entry[], generation: number): Promise<void> {
  const key = await keyOf(at)
  for (let from = 0; from < entries.length; from += LINES_A_PART)
    at.write(
      db(at)
        .insertInto('document_vocabularies')
        .values({
          organisation_id: at.organisation.id,
          id: randomUUID(),
          generation,
          words: sealed(at, key, entries.slice(from, from + LINES_A_PART)),
          added_at: at.now,
        })
        .compile(),
    )
}

export type Renewed = {
  readonly before: number
  readonly words: number
  /** Words that stood in documents, and stand in none any more. */
  readonly forgotten: readonly Entry[]
}

/**
 * Writes the list anew: words that stand in no document any more are forgotten, and how many documents hold each is counted.
 * Whoever adds words meanwhile waits, or is part of the next list.
 */
export async function renewWords(at: Scope<string>): Promise<Renewed> {
  await sql`select pg_advisory_xact_lock(${lockOf(at)})`.execute(db(at))
  kept.delete(at.organisation.id)
  const vocabulary = await vocabularyFor(at)
  const generation = (kept.get(at.organisation.id)?.generation ?? 0) + 1
  kept.delete(at.organisation.id)
  at.afterCommit(() => kept.delete(at.organisation.id))
  const { rows } = await sql<{ word: string; ndoc: number }>`
    select word, ndoc from ts_stat('select words from document_words')`.execute(db(at))
  const counted = new Map(rows.map(({ word, ndoc }) => [word, ndoc]))
  const token = await tokensFor(at)
  const left: Entry[] = []
  const forgotten: Entry[] = []
  for (const { form, tongues } of vocabulary.entries()) {
    const documents = Math.max(
      0,
      ...termsOfForm(form, (tongues & ENGLISH) !== 0, (tongues & GERMAN) !== 0).map(
        (term) => counted.get(token(term)) ?? 0,
      ),
    )
    ;(documents > 0 ? left : forgotten).push({ form, tongues, documents })
  }
  const parts = await db(at).selectFrom('document_vocabularies').select('id').execute()
  await write(at, left, generation)
  await forgetParts(
    at,
    parts.map(({ id }) => id),
  )
  return { before: vocabulary.size, words: left.length, forgotten }
}
