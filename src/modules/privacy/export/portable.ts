import { type Activity, basisFor, type Sector } from '#platform/data/activity.ts'
import type { AnyColumn } from '#platform/data/columns.ts'
import type { Scope } from '#platform/data/scope.ts'
import { zip } from '#platform/files/zip.ts'
import type { Language } from '#platform/text/language.ts'
import type { SigningKey } from '../ledger/signing-key.ts'
import type { BroughtItem, PortableColumn, PortableValues } from './data.ts'
import { csvLine } from './machine.ts'
import { gather } from './person-data.ts'
import { digestOf, manifestOf, names, PORTABLE_FORMAT, portableJsonSchema, type PortableFile } from './portable-file.ts'
import type { ExportTable } from './types.ts'

/**
 * Whether a column goes along: what the person gave, under consent or contract, as it holds for the organisation's
 * sector (Art. 20(1) GDPR), and nothing that would touch others (Art. 20(4)).
 */
export function isPortable({ treatment, blob }: AnyColumn, sector: Sector): boolean {
  if (!('category' in treatment) || blob) return false
  const { source, onAccess, category, activities } = treatment
  return source === 'person' && onAccess === 'show' && category !== 'identifier' && activities.some(freelyGiven(sector))
}

const freelyGiven = (sector: Sector) => (activity: Activity) => ['a', 'b'].includes(basisFor(activity, sector).art6)

type Items = {
  readonly kind: string
  label: string
  columns: readonly PortableColumn[]
  readonly seen: Map<string, Item>
}
type Item = { readonly of: number; readonly values: PortableValues }

/** What these persons may take along; an item of an earlier import goes on as what it was. */
export async function portableData(
  at: Scope<string>,
  persons: readonly string[],
  language: Language,
  request?: string,
): Promise<PortableFile> {
  const chosen = (column: AnyColumn) => isPortable(column, at.organisation.kind)
  const answer = await gather(at, persons, { language, leaf: 'answer.portable', request, chosen })
  const kinds = new Map<string, Items>()
  const add = (kind: string, about: Pick<Items, 'label' | 'columns'>, item: Item) => {
    if (Object.keys(item.values).length === 0) return
    const known = kinds.get(kind) ?? { kind, ...about, seen: new Map<string, Item>() }
    if (known.columns.length < about.columns.length) known.columns = about.columns
    kinds.set(kind, known)
    known.seen.set(canonical(item), item)
  }
  for (const table of answer.tables) await addItems(table, persons, add)
  return {
    format: PORTABLE_FORMAT,
    organisation: answer.organisation,
    made: answer.made.toString(),
    persons: persons.length,
    data: [...kinds.values()]
      .toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
      .map(({ kind, label, columns, seen }) => ({
        kind,
        label,
        columns: [...columns],
        items: [...seen].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { of, values }]) => ({ of, values })),
      })) as PortableFile['data'],
  }
}

type Add = (kind: string, about: Pick<Items, 'label' | 'columns'>, item: Item) => void

async function addItems(table: ExportTable, persons: readonly string[], add: Add): Promise<void> {
  const columns = table.columns.map(({ name, label, category }) => ({ name, label, category }))
  for await (const row of table.rows()) {
    const of = Math.max(0, persons.indexOf(row.person ?? ''))
    const values: Record<string, unknown> = {}
    for (const { name } of columns) {
      const value = row.values[name]
      if (value && 'value' in value && value.value !== null && value.value !== '')
        values[name] = JSON.parse(JSON.stringify(value.value))
    }
    if (table.name !== 'portable_items') add(table.name, { label: table.kind, columns }, { of, values })
    else addBrought(values, of, table, add)
  }
}

/** An item that came from elsewhere is handed on as what it was there. */
function addBrought(values: Readonly<Record<string, unknown>>, of: number, table: ExportTable, add: Add): void {
  const { kind, content } = values
  if (typeof kind !== 'string' || content === null || typeof content !== 'object') return
  const { values: brought, columns, label } = content as BroughtItem
  add(kind, { label: label || table.kind, columns }, { of, values: brought })
}

/** The same content is the same text, in whatever order it was written. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

export type PortableWish = {
  readonly language: Language
  readonly request?: string
  /** Signs the archive, so that whoever takes it over sees that it is whole. */
  readonly signing: SigningKey
}

/** What a person takes along as one ZIP: JSON with its schema, a CSV per kind, and a signed list of all of it. */
export async function* portable(
  at: Scope<string>,
  persons: readonly string[],
  wish: PortableWish,
): AsyncGenerator<Uint8Array> {
  yield* portableArchive(await portableData(at, persons, wish.language, wish.request), wish.signing)
}

/** The same of data that were gathered already. */
export function portableArchive(file: PortableFile, signing: SigningKey): AsyncIterable<Uint8Array> {
  const texts = [
    { name: names.data, content: JSON.stringify(file, null, 1) },
    { name: names.schema, content: portableJsonSchema() },
    ...file.data.map((kind) => ({ name: `${names.tables}/${kind.kind}.csv`, content: csvOf(kind) })),
  ]
  const digests = Object.fromEntries(texts.map(({ name, content }) => [name, digestOf(Buffer.from(content))]))
  const entries = [...texts, { name: names.manifest, content: manifestOf(digests, signing) }]
  return zip(entries, Temporal.Instant.from(file.made))
}

const csvOf = ({ columns, items }: PortableFile['data'][number]): string =>
  [
    csvLine(columns.map(({ name }) => name)),
    ...items.map(({ values }) => csvLine(columns.map(({ name }) => textOf(values[name])))),
  ].join('')

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
