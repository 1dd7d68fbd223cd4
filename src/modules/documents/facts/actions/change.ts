import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { documents, type DocumentRow, type filing } from '../../data.ts'
import { pagesOf } from '../../reading/pages.ts'
import type { Box, Fact, FieldKind, PageRead } from '../../types.ts'
import { refuseLocked } from '../../working/actions/locks.ts'
import { typeWith, workEnd } from '../../working/actions/keeping.ts'
import { noteAct } from '../../working/audit.ts'
import { filingOnly } from '../../viewing/routes/common.ts'
import { db } from '../data.ts'
import { findFacts } from '../find.ts'
import { learnFrom, withHint } from '../learn/learn.ts'
import { marksOf } from '../learn/marks.ts'
import { kindOfField } from '../learn/shape.ts'
import type { Hint } from '../learn/types.ts'
import { keepFor } from '../rules/keep.ts'
import { learnOf } from '../senders.ts'
import { currentVersion, indexAgain } from '../indexing.ts'
import { knowledgeFor, merged, wantedFields } from '../understand.ts'

type Filing = (typeof filing)['opens'][number]

/** A value as somebody confirmed, chose or typed it; '' says that the document has none. */
export type Said = {
  readonly field: string
  readonly value: string
  readonly page?: number | undefined
  readonly box?: Box | undefined
}
export type FactsWish = {
  readonly title: string
  readonly typeId: string | null
  readonly tagIds: readonly string[]
  readonly facts: readonly Said[]
  /** What the form was opened with. */
  readonly version: number
}

/**
 * Takes what a person says about a document: it goes before all that was found, and what was chosen or corrected is learned for
 * the sender's next documents.
 * @throws Refusal documents.unknown, documents.changed-meanwhile, documents.locked, documents.no-such-type
 */
export async function changeFacts(at: Scope<Filing>, documentId: string, wish: FactsWish): Promise<void> {
  const document = await lockDocumentRow(at, documentId, wish.version)
  const before = (await open(at, document.facts)) ?? []
  const kinds = await kindsOf(at, wish.typeId)
  const said = wish.facts.map((one): Fact => {
    const found = before.find(({ field }) => field === one.field)
    const same = found?.value === one.value
    const place = one.page ? { page: one.page, box: one.box } : same ? { page: found?.page, box: found?.box } : {}
    return {
      field: one.field,
      value: one.value,
      confidence: 1,
      by: 'person',
      ...(place.page ? { page: place.page } : {}),
      ...(place.page && place.box ? { box: place.box } : {}),
    }
  })
  const corrected = wish.facts.filter(
    ({ field, value, page }) => value !== '' && (page !== undefined || valueOf(before, field) !== value),
  )
  const facts = merged(said, before)
  const pages = await tellingPages(at, document)
  await db(at)
    .updateTable('documents')
    .set({
      title: await seal(at, documents, 'title', document.holder_id, wish.title),
      facts: await seal(at, documents, 'facts', document.holder_id, facts),
      dated_on: valueOf(facts, 'date') || null,
      ...(await typed(at, { ...document, dated_on: valueOf(facts, 'date') || null }, wish.typeId)),
      version: document.version + 1,
    })
    .where('id', '=', document.id)
    .execute()
  await setTags(at, document.id, wish.tagIds)
  await learnCorrections(at, { document, pages, corrected, kinds, typeId: wish.typeId })
  await noteAct(at, document.id, 'document.changed', { corrected: corrected.length })
  await indexAgain(at, document)
  at.tell('documents')
}

const valueOf = (facts: readonly Fact[], wanted: string): string | undefined =>
  facts.find(({ field }) => field === wanted)?.value

/**
 * The document, locked until the commit. Its key stays as it is, so that whoever refers to it meanwhile (what is read of it, each row that
 * belongs to it) neither waits for this nor is waited for: two who referred to it and then locked it would wait for each other.
 * @throws Refusal documents.unknown, documents.changed-meanwhile, documents.locked
 */
export async function lockDocumentRow(at: Scope<Filing>, id: string, version?: number): Promise<DocumentRow> {
  const document = await db(at)
    .selectFrom('documents')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!document) throw refuse('documents.unknown', 'not-found')
  if (version !== undefined && document.version !== version) throw refuse('documents.changed-meanwhile', 'conflict')
  await refuseLocked(at, id)
  return document
}

async function kindsOf(at: Scope<Filing>, typeId: string | null): Promise<ReadonlyMap<string, FieldKind>> {
  return new Map((await wantedFields(at, typeId)).map(({ id, kind }) => [id, kind]))
}

/** What follows from a document's type: its period, and from when it runs unless that waits for its work's end. */
export async function typed(at: Scope<Filing>, document: DocumentRow, typeId: string | null) {
  if (typeId === null) {
    // without a type nobody has said how long: what another type began waits again
    return { type_id: null, type_by: null, ...(document.type_id === null ? {} : { keep_from: null }) }
  }
  const type = await typeWith(at, typeId)
  if (!type) throw refuse('documents.no-such-type', 'not-found')
  const ended = type.starts === 'closed' ? await workEnd(at, document) : undefined
  const { days, from } = keepFor(type, document, at.organisation.zone, ended)
  return { type_id: typeId, type_by: 'person', keep_days: days, keep_from: from ?? null }
}

export async function setTags(at: Scope<Filing>, document_id: string, tagIds: readonly string[]): Promise<void> {
  await db(at)
    .deleteFrom('document_taggings')
    .where('document_id', '=', document_id)
    .$if(tagIds.length > 0, (query) => query.where('tag_id', 'not in', [...tagIds]))
    .execute()
  if (tagIds.length === 0) return
  const known = await db(at)
    .selectFrom('document_tags')
    .select('id')
    .where('id', 'in', [...tagIds])
    .execute()
  const organisation_id = at.organisation.id
  if (known.length === 0) return
  await db(at)
    .insertInto('document_taggings')
    .values(known.map(({ id }) => ({ organisation_id, document_id, tag_id: id, by: 'person' })))
    .onConflict((same) => same.columns(['organisation_id', 'document_id', 'tag_id']).doUpdateSet({ by: 'person' }))
    .execute()
}

const FIRST = 5
const LAST = 3

/** The pages that tell what a document is. */
async function tellingPages(at: Scope<Filing>, document: DocumentRow): Promise<readonly PageRead[]> {
  const version = await currentVersion(at, document)
  if (!version) return []
  const { count } = await db(at)
    .selectFrom('documents')
    .select(sql<number>`coalesce(pages, 0)`.as('count'))
    .where('id', '=', document.id)
    .executeTakeFirstOrThrow()
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  return pagesOf(filingOnly(at), version, numbers.filter((number) => number <= FIRST || number > count - LAST)) // oxfmt-ignore
}

type Correction = {
  readonly document: DocumentRow
  readonly pages: readonly PageRead[]
  readonly corrected: readonly Said[]
  readonly kinds: ReadonlyMap<string, FieldKind>
  readonly typeId: string | null
}

async function learnCorrections(at: Scope<Filing>, given: Correction): Promise<void> {
  const { document, pages, corrected, kinds, typeId } = given
  if (pages.length === 0 || (corrected.length === 0 && typeId === document.type_id)) return
  const knowledge = await knowledgeFor(at)
  const marks = marksOf(pages, merged(corrected.map(confirmed), findFacts(pages, knowledge)))
  const hints = corrected.flatMap((one): Hint[] => {
    const hint = learnFrom(pages, { ...one, kind: kinds.get(one.field) ?? kindOfField(one.field) }, knowledge.today)
    return hint ? [hint] : []
  })
  const name = corrected.find(({ field }) => field === 'sender')?.value
  const sender = await db(at)
    .selectFrom('document_people')
    .select('person_id')
    .where('document_id', '=', document.id)
    .where('role', '=', 'sender')
    .executeTakeFirst()
  await learnOf(
    at,
    marks,
    (before) => ({
      name: name ?? before.name,
      hints: hints.filter(({ field }) => field !== 'sender').reduce(withHint, [...before.hints]),
      ...(typeId === null ? {} : { typeId }),
    }),
    sender?.person_id,
  )
}

const confirmed = ({ field, value }: Said): Fact => ({ field, value, confidence: 1, by: 'person' })
