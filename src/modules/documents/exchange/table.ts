import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import type { filing } from '../data.ts'
import { db } from '../facts/data.ts'
import { kindOfField } from '../facts/learn/shape.ts'
import { fieldLabel } from '../facts/texts.ts'
import type { Fact } from '../types.ts'
import { amountText } from './amounts.ts'
import { saidOf } from './said.ts'
import { exchangeWords } from './texts.ts'

// What stands about documents in the table of an export.

type Opens = (typeof filing)['opens'][number]

export type Batch = {
  readonly archive: string
  /** The last document of the batch before; '' for the first. */
  readonly after: string
  /** Of what lies there only these documents; without it all. */
  readonly only?: readonly string[] | undefined
  readonly language: Language
  readonly most: number
}
export type TabledDocument = Awaited<ReturnType<typeof batchOf>>[number]

/** Documents of an archive in the order of their ids, with what stands about them in the table. */
export async function batchOf(at: Scope<Opens>, { archive, after, only, language, most }: Batch) {
  const rows = await db(at)
    .selectFrom('documents as d')
    .leftJoin('document_types as t', 't.id', 'd.type_id')
    .leftJoin('document_cases as c', 'c.id', 'd.case_id')
    .selectAll('d')
    .select(['t.name as type', 'c.number as case'])
    .select((from) =>
      from
        .selectFrom('document_taggings as x')
        .innerJoin('document_tags as g', 'g.id', 'x.tag_id')
        .select(sql<string[]>`coalesce(array_agg(g.name order by g.name), '{}')`.as('tags'))
        .whereRef('x.document_id', '=', 'd.id')
        .as('tags'),
    )
    .where('d.archive_id', '=', archive)
    .$if(after !== '', (query) => query.where('d.id', '>', after))
    .$if(only !== undefined, (query) => query.where(sql<boolean>`d.id = any(${[...(only ?? [])]}::uuid[])`))
    .orderBy('d.id')
    .limit(most)
    .execute()
  const [titles, facts] = [
    await openAll(
      at,
      rows.map(({ title }) => title),
    ),
    await openAll(
      at,
      rows.map((row) => row.facts),
    ),
  ]
  const versions =
    rows.length === 0
      ? []
      : await db(at)
          .selectFrom('document_versions')
          .select([
            'id',
            'document_id',
            'number',
            'file',
            'file_name',
            'media_type',
            'size',
            'manifest',
            'stored_at',
            'verified_at',
          ])
          .where(
            'document_id',
            'in',
            rows.map(({ id }) => id),
          )
          .orderBy('number')
          .execute()
  const names = await openAll(
    at,
    versions.map((row) => row.file_name),
  )
  const named = versions.map((row, place) => ({ ...row, name: names[place] ?? '' }))
  const fields = await db(at).selectFrom('document_fields').select(['id', 'name', 'kind']).execute()
  const said = await saidOf(at, rows, language)
  return rows.map((row, place) => ({
    ...row,
    said: said(row.id),
    shownTitle: titles[place] ?? '',
    shownFacts: facts[place] ?? [],
    fields: new Map(fields.map((field) => [field.id, field])),
    versions: named.filter((one) => one.document_id === row.id),
  }))
}

export function lineOf(
  { organisation: { zone }, language }: { readonly organisation: Organisation; readonly language: Language },
  archive: string,
  document: TabledDocument,
  version: TabledDocument['versions'][number],
): string[] {
  const w = exchangeWords(language)
  const day = (at: Temporal.Instant | null) => at?.toZonedDateTimeISO(zone).toPlainDate().toString() ?? ''
  const value = (field: string) => document.shownFacts.find((fact) => fact.field === field)?.value ?? ''
  const own = new Set(['date', 'sender', 'amount', 'invoice-number', 'customer-number', 'iban'])
  const rest = document.shownFacts
    .filter(({ field }) => !own.has(field))
    .map((fact) => factText(fact, document.fields, language))
  return [
    document.id,
    archive,
    document.shownTitle,
    document.dated_on ?? '',
    day(document.received_at),
    document.type ?? '',
    (document.tags ?? []).join(', '),
    document.case ?? '',
    value('sender'),
    amountText(value('amount')),
    value('invoice-number'),
    value('customer-number'),
    value('iban'),
    rest.join('; '),
    document.said.notes,
    document.said.stamps,
    document.said.keptUntil,
    document.said.lockedUntil,
    document.archive_number === null ? '' : String(document.archive_number),
    w.states[document.state] ?? document.state,
    w.ways[document.way] ?? document.way,
    document.pages === null ? '' : String(document.pages),
    String(version.number),
    version.number === document.current ? w.yes : w.no,
    version.name,
    version.media_type,
    String(version.size),
    day(version.stored_at),
    day(version.verified_at),
  ]
}

type Named = { readonly name: string; readonly kind: string }

function factText({ field, value }: Fact, fields: ReadonlyMap<string, Named>, language: Language): string {
  const own = fields.get(field)
  const kind = own?.kind ?? kindOfField(field)
  return `${own?.name ?? fieldLabel(language, field)}: ${kind === 'amount' ? amountText(value) : value}`
}
