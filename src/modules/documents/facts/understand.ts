import type { Scope } from '#platform/data/scope.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { documents, type DocumentRow, type filing } from '../data.ts'
import type { Fact, Facts, FieldKind, PageRead } from '../types.ts'
import { lockOn } from '../working/actions/locks.ts'
import { classified, keepSketch } from './alike/store.ts'
import { scannedBarcodes } from './barcodes/scanned.ts'
import { archiveNumberIn } from './barcodes/split.ts'
import type { Barcode } from './barcodes/types.ts'
import { db, invoices } from './data.ts'
import { findFacts } from './find.ts'
import { invoiceFacts } from './invoice/facts.ts'
import { readInvoice } from './invoice/read.ts'
import { type Knowledge, noKnowledge, type WantedField } from './knowledge.ts'
import { marksOf } from './learn/marks.ts'
import type { LearnedSender } from './learn/types.ts'
import { sendersWith, usedSender } from './senders.ts'

type Filing = (typeof filing)['opens'][number]

/** What was read of a version; `invoice` is the XML that lies in the file or is the file. */
export type ReadVersion = {
  readonly documentId: string
  readonly versionId: string
  readonly pages: readonly PageRead[]
  readonly invoice?: string | undefined
  /** Found on the pages; left out, they are looked for on the pictures of scanned ones. */
  readonly barcodes?: readonly Barcode[] | undefined
}

/** A guess as sure as this is set without asking; a person sees that nobody confirmed it. */
const SET_FROM = 0.85

/**
 * Understands a document that was read: finds facts (what a person entered stays), reads its invoice, gives it type and
 * tags that its likes were given, takes the archive number from its barcode, and keeps a keyed sketch to find its like.
 * Called by the reading in the transaction that keeps the pages; may be repeated. A locked document stays as it is.
 */
export async function understand(at: Scope<Filing>, read: ReadVersion): Promise<void> {
  const document = await db(at)
    .selectFrom('documents')
    .selectAll()
    .where('id', '=', read.documentId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!document || (await lockOn(at, document.id))) return
  const sketch = await keepSketch(at, read)
  const guess = sketch ? await classified(at, document.id, sketch) : { tags: [] }
  const alike = guess.type && guess.type.confidence >= SET_FROM ? guess.type.id : undefined
  const { sender } = await factsFor(at, read.pages, null)
  // a sender mostly sends one kind of letters; what looks alike tells more
  const guessed = alike ?? (sender?.typeId && (await isInUse(at, sender.typeId)) ? sender.typeId : undefined)
  const setType = document.type_by !== 'person' && guessed !== undefined
  const typeId = setType ? guessed : document.type_id
  const invoice = read.invoice === undefined ? undefined : await keepInvoice(at, document, read)
  const { facts: found } = await factsFor(at, read.pages, typeId)
  const kept = ((await open(at, document.facts)) ?? []).filter(({ by }) => by === 'person')
  const facts = merged(kept, invoice ? invoiceFacts(invoice) : [], found)
  const barcodes = read.barcodes ?? (await scannedBarcodes(at, read))
  const wanted = document.archive_number ?? archiveNumberIn(barcodes)
  await db(at)
    .updateTable('documents')
    .set({
      facts: await seal(at, documents, 'facts', document.holder_id, facts),
      dated_on: facts.find(({ field }) => field === 'date')?.value ?? document.dated_on,
      archive_number: (await isFree(at, document.id, wanted)) ? wanted : document.archive_number,
      ...(setType ? { type_id: typeId, type_by: 'found' } : {}),
    })
    .where('id', '=', document.id)
    .execute()
  for (const tag of guess.tags.filter(({ confidence }) => confidence >= SET_FROM)) await tagged(at, document.id, tag.id)
}

type Found = { readonly facts: Facts; readonly sender?: LearnedSender }

/** The facts of pages, with what was learned of their sender. */
export async function factsFor(at: Scope<Filing>, pages: readonly PageRead[], typeId: string | null): Promise<Found> {
  const known = { ...(await knowledgeFor(at)), fields: await wantedFields(at, typeId) }
  const usual = findFacts(pages, known)
  const [sender] = await sendersWith(at, marksOf(pages, usual))
  if (!sender) return { facts: usual }
  await usedSender(at, sender.id)
  return { facts: findFacts(pages, { ...known, learned: [sender.learned] }), sender: sender.learned }
}

const isInUse = async (at: Scope<Filing>, typeId: string): Promise<boolean> => {
  const type = await db(at)
    .selectFrom('document_types')
    .select('retired_at')
    .where('id', '=', typeId)
    .executeTakeFirst()
  return type !== undefined && type.retired_at === null
}

/** What is known of the organisation itself. */
export async function knowledgeFor(at: Scope<Filing>): Promise<Knowledge> {
  const { organisation, now } = at
  const today = now.toZonedDateTimeISO(organisation.zone).toPlainDate().toString()
  return { ...noKnowledge(today), own: { names: [organisation.name, organisation.short_name] } }
}

/** The fields of a type that are looked for. */
export async function wantedFields(at: Scope<Filing>, typeId: string | null): Promise<WantedField[]> {
  if (typeId === null) return []
  const rows = await db(at)
    .selectFrom('document_fields')
    .selectAll()
    .where('type_id', '=', typeId)
    .where('retired_at', 'is', null)
    .orderBy('position')
    .orderBy('name')
    .execute()
  return rows.map(({ id, name, kind, labels, choices }) => ({ id, name, kind: kind as FieldKind, labels, choices }))
}

async function keepInvoice(at: Scope<Filing>, { id, holder_id }: DocumentRow, read: ReadVersion) {
  const invoice = readInvoice(read.invoice ?? '')
  await db(at).deleteFrom('document_invoices').where('document_id', '=', id).execute()
  if (!invoice) return undefined
  await db(at)
    .insertInto('document_invoices')
    .values({
      organisation_id: at.organisation.id,
      document_id: id,
      version_id: read.versionId,
      invoice: await seal(at, invoices, 'invoice', holder_id, invoice),
    })
    .execute()
  return invoice
}

/** One value a field: what a person said, what the invoice states, what was found. A place on the page is kept where it is known. */
export function merged(...ranked: readonly (readonly Fact[])[]): Facts {
  const facts = new Map<string, Fact>()
  for (const fact of ranked.flat()) {
    const before = facts.get(fact.field)
    if (!before) facts.set(fact.field, fact)
    else if (before.page === undefined && fact.page !== undefined && fact.value === before.value)
      facts.set(fact.field, { ...before, page: fact.page, ...(fact.box ? { box: fact.box } : {}) })
  }
  return [...facts.values()]
}

async function isFree(at: Scope<Filing>, documentId: string, number: number | null | undefined): Promise<boolean> {
  if (!number) return false
  const other = await db(at)
    .selectFrom('documents')
    .select('id')
    .where('archive_number', '=', number)
    .where('id', '<>', documentId)
    .executeTakeFirst()
  return other === undefined
}

const tagged = (at: Scope<Filing>, document_id: string, tag_id: string) =>
  db(at)
    .insertInto('document_taggings')
    .values({ organisation_id: at.organisation.id, document_id, tag_id, by: 'found' })
    .onConflict((same) => same.doNothing())
    .execute()
