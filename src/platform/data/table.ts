import { hash } from 'node:crypto'
import type { Activity, Bilingual } from './activity.ts'
import type { AnyColumn, Column } from './columns.ts'
import type { ColumnType, Insertable, Selectable } from 'kysely'

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
  | {
      readonly accessedBy: C | readonly C[]
      readonly ownedBy?: undefined
      /** Why the row stays to be seen while one of these persons is restricted (Art. 18 GDPR): others need it, and it does not show them. */
      readonly stays?: string
    }
  | { readonly goesWith: string; readonly by: C }
  | { readonly none: string }

/** The usual reason for `stays`. */
export const onlyWhoActed =
  'says what was done; of who did it only a random id, and what that leads to (name, address, key) is hidden with the account'

/**
 * How long a row stays. A period runs from a start event that is a real column (DIN 66398: start + period + law).
 * `while: 'referenced'` keeps a person's own record until no other table holds a row of that person.
 */
export type Keep<C extends string> =
  | (PeriodRule & {
      readonly from: C
      readonly law?: string
      readonly period: Period
      /** The periods that held before `validFrom`, the newest first: a changed period is a new version of the rule. */
      readonly formerly?: readonly (PeriodRule & { readonly period: Period; readonly law?: string })[]
      readonly grace?: DayPeriod
      readonly openWhile?: Bilingual
      readonly startDue?: StartDue<C>
      readonly onErase?: undefined
    })
  | (PeriodRule & {
      readonly from: C
      /** The law that demands to keep the row. */
      readonly law: string
      readonly period: Period
      readonly formerly?: readonly (PeriodRule & { readonly period: Period; readonly law?: string })[]
      readonly grace?: DayPeriod
      readonly openWhile?: Bilingual
      readonly startDue?: StartDue<C>
      /**
       * When the person is erased the row stays, blocked until the period has ended: its sealed columns, under the
       * person's retained key, open for `whileBlocked` only (Art. 17(3)(b) GDPR, § 35(3) BDSG). Such a row keeps nobody's
       * own record.
       */
      readonly onErase: 'block'
      readonly whileBlocked: Activity | readonly Activity[]
    })
  | {
      readonly from: C
      /** The column that holds the days, with the largest value allowed. */
      readonly period: { readonly days: C; readonly most: DayPeriod }
      readonly law?: string
      /** Rows for which the period has ended are gone at the latest after this (one missed run is an alarm). */
      readonly grace?: DayPeriod
      /** Said where the start event may still lie ahead: what the data are needed for until then. */
      readonly openWhile?: Bilingual
      readonly startDue?: StartDue<C>
      readonly to?: undefined
      readonly validFrom?: undefined
      readonly formerly?: undefined
      readonly onErase?: undefined
    }
  | { readonly while: 'referenced' | 'organisation' | 'parent'; readonly law?: string }

type PeriodRule = {
  /**
   * `year-end`: the period begins with the end of the calendar year of the start event, in the organisation's zone
   * (§ 257(5) HGB, § 147(4) AO, § 199(1) BGB).
   */
  readonly to?: 'year-end'
  /** The day from which this period holds, also for rows that exist already; without it, always. */
  readonly validFrom?: string
}

/**
 * When a start event that may lie ahead should have happened: `within` after the instant in `by`. A row without it from then
 * on breaks the rule; it is counted and shown, and never taken for one that may stay for ever.
 */
export type StartDue<C extends string> = { readonly by: C; readonly within: DayPeriod }

/** Days count as 24 hours each from the start event; months and years as calendar days of the organisation's zone. */
export type Period = DayPeriod | `P${number}M` | `P${number}Y`
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
export type Inserted<T> = Insertable<RowOf<T>>

const declared = new Map<string, Table>()
const byTag = new Map<number, { table: Table; column: string }>()

/** Four bytes that name a column inside its sealed values. */
export function columnTag(table: string, column: string): number {
  return hash('sha256', `${table}.${column}`, 'buffer').readUInt32BE(0)
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
  const anchor = rules.anchor ?? ('from' in rules.keep && rules.keep.onErase !== 'block')
  const made = { name, columns, subject: rules.subject, keep: rules.keep, anchor }
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

/** The columns that say whose a row is; none where it goes with another's. */
export const ownerColumns = ({ subject }: Pick<Table, 'subject'>): string[] =>
  'ownedBy' in subject ? ([subject.ownedBy ?? []].flat() as string[]) : []

export const allTables = (): readonly Table[] => [...declared.values()]
export const tableNamed = (name: string): Table | undefined => declared.get(name)
export const sealedColumnByTag = (tag: number): { table: Table; column: string } | undefined => byTag.get(tag)

/** Whether rows outlive their persons, blocked until a statutory period ends; asked of the table they go with, if any. */
export function isRetained(of: Pick<Table, 'subject' | 'keep'>, named: (table: string) => Table | undefined): boolean {
  let root: Pick<Table, 'subject' | 'keep'> | undefined = of
  for (let depth = 0; root && 'goesWith' in root.subject; depth++) {
    if (depth > 100) return false // a circle, which the eraser's plan refuses
    root = named(root.subject.goesWith)
  }
  return root !== undefined && 'from' in root.keep && root.keep.onErase === 'block'
}
