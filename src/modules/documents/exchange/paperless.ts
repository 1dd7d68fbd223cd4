import { z } from 'zod'
import type { FieldKind } from '../types.ts'

// What paperless-ngx's document_exporter writes: a list of records {model, pk, fields}, a document's also naming its files.
// https://docs.paperless-ngx.com/administration/#exporter

const pk = z.number().int()
const name = z.string().max(1_000)
const record = z.looseObject({ model: z.string(), pk: z.union([pk, z.string()]), fields: z.looseObject({}) })
const named = z.looseObject({ name })
const tag = z.looseObject({ name, parent: pk.nullish(), tn_parent: pk.nullish() })
const document = z.looseObject({
  title: z.string().nullish(),
  created: z.string().nullish(),
  correspondent: pk.nullish(),
  document_type: pk.nullish(),
  tags: z.array(pk).default([]),
  archive_serial_number: pk.nullish(),
  original_filename: z.string().nullish(),
  mime_type: z.string().nullish(),
  deleted_at: z.string().nullish(),
})
const note = z.looseObject({ note: z.string(), document: pk })
const field = z.looseObject({ name, data_type: z.string(), extra_data: z.unknown().optional() })
const value = z.looseObject({ document: pk, field: pk })

export type PaperlessTag = { readonly name: string; readonly parent: number | undefined }
export type PaperlessField = {
  readonly name: string
  readonly kind: FieldKind
  readonly choices: readonly string[]
  /** The words of choices by their ids, as versions since 2.14 tell a value. */
  readonly byId: ReadonlyMap<string, string>
}
export type PaperlessDocument = {
  readonly pk: number
  /** Path of the original below the export's folder. */
  readonly file: string
  readonly fileName: string
  readonly title: string
  readonly mediaType: string
  /** `2026-11-22` */
  readonly dated: string | undefined
  readonly correspondent: string | undefined
  readonly type: string | undefined
  readonly tags: readonly number[]
  readonly archiveNumber: number | undefined
  readonly notes: readonly string[]
  /** By the field's number, as this house compares values. */
  readonly values: ReadonlyMap<number, string>
}
export type PaperlessExport = {
  readonly documents: readonly PaperlessDocument[]
  readonly tags: ReadonlyMap<number, PaperlessTag>
  readonly fields: ReadonlyMap<number, PaperlessField>
  /** Records and values that could not be understood, and documents without a file. */
  readonly odd: number
}

/**
 * Reads the records of an export, the main manifest's and those of split ones alike. What was deleted there stays out; what
 * cannot be understood is counted.
 */
export function readPaperless(records: readonly unknown[]): PaperlessExport {
  let odd = 0
  const taken = <T>(schema: z.ZodType<T>, given: unknown): T | undefined => {
    const outcome = schema.safeParse(given)
    if (!outcome.success) odd++
    return outcome.data
  }
  const all = records.flatMap((one) => {
    const read = taken(record, one)
    return read ? [read] : []
  })
  const of = <T>(model: string, schema: z.ZodType<T>) =>
    all
      .filter((one) => one.model === model)
      .flatMap((one) => {
        const fields = taken(schema, one.fields)
        return fields === undefined ? [] : [{ pk: Number(one.pk), fields, record: one as Record<string, unknown> }]
      })
  const names = (model: string) => new Map(of(model, named).map((one) => [one.pk, one.fields.name]))
  const correspondents = names('documents.correspondent')
  const types = names('documents.documenttype')
  const tags = new Map(
    of('documents.tag', tag).map((one) => [
      one.pk,
      { name: one.fields.name, parent: one.fields.tn_parent ?? one.fields.parent ?? undefined },
    ]),
  )
  const fields = new Map(of('documents.customfield', field).map((one) => [one.pk, fieldOf(one.fields)]))
  const notes = Map.groupBy(of('documents.note', note), (one) => one.fields.document)
  const values = Map.groupBy(of('documents.customfieldinstance', value), (one) => one.fields.document)
  const documents = of('documents.document', document).flatMap(({ pk: id, fields: about, record: whole }) => {
    const file = whole['__exported_file_name__']
    if (about.deleted_at) return []
    if (typeof file !== 'string' || file === '') {
      odd++
      return []
    }
    const said = (values.get(id) ?? []).flatMap((one): [number, string][] => {
      const kind = fields.get(one.fields.field)
      const told = kind && valueOf(kind, one.fields)
      if (told === undefined && isGiven(one.fields)) odd++
      return told === undefined ? [] : [[one.fields.field, told]]
    })
    return [
      {
        pk: id,
        file,
        fileName: about.original_filename || file.split('/').at(-1) || file,
        title: about.title ?? '',
        mediaType: about.mime_type ?? 'application/octet-stream',
        dated: dateIn(about.created),
        correspondent: correspondents.get(about.correspondent ?? -1),
        type: types.get(about.document_type ?? -1),
        tags: about.tags.filter((one) => tags.has(one)),
        archiveNumber: about.archive_serial_number ?? undefined,
        notes: (notes.get(id) ?? []).map((one) => one.fields.note).filter((words) => words.trim() !== ''),
        values: new Map(said),
      },
    ]
  })
  return { documents, tags, fields, odd }
}

const dateIn = (text: string | null | undefined): string | undefined => {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0]
  try {
    return day === undefined ? undefined : Temporal.PlainDate.from(day).toString()
  } catch {
    return undefined // the 31st of February
  }
}

const kinds: Readonly<Record<string, FieldKind>> = {
  date: 'date',
  monetary: 'amount',
  integer: 'number',
  float: 'number',
  select: 'choice',
  boolean: 'choice',
}
const YES_NO = ['ja', 'nein']

function fieldOf({ name: called, data_type: type, extra_data: extra }: z.output<typeof field>): PaperlessField {
  const read = z.looseObject({ select_options: z.array(z.unknown()) }).safeParse(extra)
  const options = read.success ? read.data.select_options : []
  const labels = options.map((one) => labelOf(one)).filter((label) => label !== '')
  const byId = new Map(options.flatMap((one) => (hasId(one) && labelOf(one) !== '' ? [[one.id, labelOf(one)]] : [])))
  return { name: called, kind: kinds[type] ?? 'text', choices: type === 'boolean' ? YES_NO : labels, byId }
}

const hasId = (option: unknown): option is { id: string } => typeof (option as { id?: unknown } | null)?.id === 'string'

/** Older versions list the words, newer ones an id and the words. */
const labelOf = (option: unknown): string =>
  typeof option === 'string' ? option : String((option as { label?: unknown } | null)?.label ?? '')

type Columns = Readonly<Record<string, unknown>>

/** What whichever column of the record holds; undefined where none does. */
const givenIn = (fields: Columns): unknown =>
  Object.entries(fields).find(([key, one]) => key.startsWith('value_') && one !== null && one !== '')?.[1]
const isGiven = (fields: Columns): boolean => givenIn(fields) !== undefined

/** The value of the record as this house compares values; undefined where there is none, or none that it knows. */
function valueOf({ kind, choices, byId }: PaperlessField, fields: Columns): string | undefined {
  const told = givenIn(fields)
  if (told === undefined) return undefined
  if (typeof told === 'boolean') return told ? YES_NO[0] : YES_NO[1]
  const text = typeof told === 'object' ? '' : String(told as string | number)
  if (kind === 'date') return dateIn(text)
  if (kind === 'amount') return amountOf(text)
  if (kind === 'choice') return byId.get(text) ?? numbered(choices, text) ?? choices.find((one) => one === text)
  return text === '' ? undefined : text
}

/** Versions before 2.14 tell a choice by its place. */
const numbered = (choices: readonly string[], text: string): string | undefined =>
  /^\d+$/.test(text) ? choices[Number(text)] : undefined

/** `EUR12.34` and `12.34` as `1234 EUR`. */
function amountOf(text: string): string | undefined {
  const [, currency = 'EUR', whole = '', cents = ''] =
    /^([A-Z]{3})?(-?\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? []
  if (whole === '') return undefined
  return `${Number(`${whole}${cents.padEnd(2, '0')}`)} ${currency || 'EUR'}`
}
