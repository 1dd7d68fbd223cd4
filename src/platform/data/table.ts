import { createHash } from 'node:crypto'
import type { Bilingual } from './activity.ts'
import type { AnyColumn, Column } from './columns.ts'
import type { ColumnType, Selectable } from 'kysely'

/**
 * Whose a row is. The five cases of the published schema studies (K9db, OSDI 2023):
 * - `ownedBy`: deleted with the person; with several owners, when the last of them is gone
 * - `accessedBy`: the person sees the row in an access answer, others own it
 * - `goesWith`: the row belongs to a row of another table and shares its fate and its persons
 * - `none`: holds no person's data; the reason is part of the register
 * Redaction on access and anonymisation on erasure are declared per column.
 */
export type Subject<C extends string> =
  | { readonly ownedBy: C | readonly C[]; readonly accessedBy?: C | readonly C[] }
  | { readonly accessedBy: C | readonly C[]; readonly ownedBy?: undefined }
  | { readonly goesWith: string; readonly by: C }
  | { readonly none: string }

/**
 * How long a row stays. A period runs from a start event that is a real column (DIN 66398: start + period + law).
 * `while: 'referenced'` keeps a person's own record until no other table holds a row of that person.
 */
export type Keep<C extends string> =
  | {
      readonly from: C
      /** An ISO 8601 duration in days (`P30D`), or the column that holds the days with the largest value allowed. */
      readonly period: DayPeriod | { readonly days: C; readonly most: DayPeriod }
      readonly law?: string
      /** Rows for which the period has ended are gone at the latest after this (one missed run is an alarm). */
      readonly grace?: DayPeriod
      /** Said where the start event may still lie ahead: what the data are needed for until then. */
      readonly openWhile?: Bilingual
    }
  | { readonly while: 'referenced' | 'organisation' | 'parent'; readonly law?: string }
export type DayPeriod = `P${number}D`

type Columns = Record<string, AnyColumn>
type Name<C> = keyof C & string

export type Table<N extends string = string, C extends Columns = Columns> = {
  readonly name: N
  readonly columns: C
  readonly subject: Subject<string>
  readonly keep: Keep<string>
  /** Whether a row keeps its person's own record alive; protocols do not. */
  readonly anchor: boolean
}

type SelectOf<C> = C extends Column<infer S, unknown, boolean> ? S : never
type OptionalNames<C> = {
  [K in keyof C]: C[K] extends { readonly types?: { optional: infer O } } ? (true extends O ? K : never) : never
}[keyof C]
type Row<C> = {
  [K in keyof C]: K extends OptionalNames<C>
    ? ColumnType<SelectOf<C[K]>, SelectOf<C[K]> | undefined, SelectOf<C[K]>>
    : SelectOf<C[K]>
}
/** The row type of a declared table, as the query builder understands it. */
export type RowOf<T> = T extends Table<string, infer C> ? Row<C> : never
/** The tables of a module as a query builder's schema. */
export type Schema<T extends Record<string, Table>> = { [K in keyof T]: RowOf<T[K]> }
export type Selected<T> = Selectable<RowOf<T>>

const declared = new Map<string, Table>()
const byTag = new Map<number, { table: Table; column: string }>()

/** Four bytes that name a column inside its sealed values. */
export function columnTag(table: string, column: string): number {
  return createHash('sha256').update(`${table}.${column}`).digest().readUInt32BE(0)
}

/**
 * Declares a table: whose its rows are, how long they stay, and per column what it is for.
 * Everything said about the data elsewhere (notice, register, export, erasure, deletion run) comes from here.
 */
export function table<const N extends string, const C extends Columns>(
  name: N,
  rules: { subject: Subject<Name<C>>; keep: Keep<Name<C>>; anchor?: boolean },
  columns: C,
): Table<N, C> {
  if (declared.has(name)) throw new Error(`table ${name} is declared twice`)
  const made = { name, columns, subject: rules.subject, keep: rules.keep, anchor: rules.anchor ?? 'from' in rules.keep }
  declared.set(name, made)
  for (const [column, { treatment }] of Object.entries(columns)) {
    if (treatment.is !== 'sealed') continue
    const tag = columnTag(name, column)
    const taken = byTag.get(tag)
    if (taken) throw new Error(`${name}.${column} has the same tag as ${taken.table.name}.${taken.column}: rename one`)
    byTag.set(tag, { table: made, column })
  }
  return made
}

export const allTables = (): readonly Table[] => [...declared.values()]
export const tableNamed = (name: string): Table | undefined => declared.get(name)
export const sealedColumnByTag = (tag: number): { table: Table; column: string } | undefined => byTag.get(tag)
