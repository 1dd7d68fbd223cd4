import type { Bilingual } from '#platform/data/activity.ts'
import type { Table } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { isAtOnce, lawOf, lengthOf, nameOf } from '../notice/periods.ts'
import type { AllDeclarations, NoticeFacts } from '../notice/types.ts'
import { lengthIn } from './rules.ts'

/** What a period runs from: the three kinds of start events of DIN 66398. */
export type StartType = 'collection' | 'process-end' | 'relation-end'
export const startTypes: readonly StartType[] = ['collection', 'process-end', 'relation-end']

const relationEnds: readonly string[] = ['left_at', 'left_on', 'withdrawn_at']
const processEnds: readonly string[] = [
  'ended_at',
  'ended_on',
  'finished_at',
  'sent_at',
  'used_at',
  'expires_at',
  'until',
]

/** A class: kind of start event and standard period. Kinds of data of one class go by the same rule. */
export type Class = {
  readonly start: StartType
  /** `P30D`, `P8Y to year-end`, `most P90D`, `P0D`: what stands in one line of the matrix. */
  readonly period: string
}

/**
 * The class of a table, by its declaration alone: every kind of data has exactly one rule. What goes with another kind
 * shares its class.
 * @throws Error for a table that goes with one that is not declared
 */
export function classOf(table: Table, tables: readonly Table[]): Class {
  const { keep, subject } = table
  if (!('while' in keep)) return { start: startTypeOf(table), period: periodKey(table) }
  if (keep.while !== 'parent') return { start: 'relation-end', period: 'P0D' }
  const above = 'goesWith' in subject ? tables.find(({ name }) => name === subject.goesWith) : undefined
  if (!above) throw new Error(`${table.name} is kept with a table that is not declared`)
  return classOf(above, tables)
}

function startTypeOf({ keep, subject }: Table): StartType {
  if (!('from' in keep)) return 'relation-end'
  // what ends in a person's own record is the relation with that person
  const ownRecord = 'ownedBy' in subject && subject.ownedBy === 'id'
  if (relationEnds.includes(keep.from) || ownRecord) return 'relation-end'
  // a start event that may lie ahead is the end of something
  return processEnds.includes(keep.from) || keep.openWhile ? 'process-end' : 'collection'
}

function periodKey({ keep }: Table): string {
  if (!('from' in keep)) return 'P0D'
  if (typeof keep.period !== 'string') return `most ${keep.period.most}`
  return keep.to === 'year-end' ? `${keep.period} to year-end` : keep.period
}

/** For putting periods in order: days, roughly. */
function weight(key: string): number {
  const { unit, count } = lengthIn(/P\d+[DMY]/.exec(key)?.[0] ?? 'P0D')
  const days = { days: 1, months: 30.44, years: 365.25 }[unit] * count
  return days + (key.includes('year-end') ? 183 : 0)
}

export type MatrixLine = {
  readonly period: string
  /** Names of the kinds of data in each class of this line. */
  readonly kinds: Readonly<Record<StartType, readonly string[]>>
}

/** The deletion classes of DIN 66398: standard periods down, kinds of start events across. */
export function matrixOf(
  facts: Pick<NoticeFacts, 'ranges'>,
  told: AllDeclarations,
  language: Language,
  wanted: (table: Table) => boolean = ({ subject }) => !('none' in subject),
): MatrixLine[] {
  const lines = new Map<string, { label: string; kinds: Record<StartType, string[]> }>()
  for (const table of told.tables.filter(wanted)) {
    const { start, period } = classOf(table, told.tables)
    const line = lines.get(period) ?? {
      label: labelOf(period, rootOf(table, told.tables), facts, language),
      kinds: { collection: [], 'process-end': [], 'relation-end': [] },
    }
    lines.set(period, line)
    const name = nameOf(table, language, told) || table.name
    if (!line.kinds[start].includes(name)) line.kinds[start].push(name)
  }
  return [...lines]
    .toSorted(([a], [b]) => weight(a) - weight(b))
    .map(([, { label, kinds }]) => ({ period: label, kinds }))
}

function rootOf(table: Table, tables: readonly Table[]): Table {
  const above = 'goesWith' in table.subject ? table.subject.goesWith : undefined
  const parent = above === undefined ? undefined : tables.find(({ name }) => name === above)
  return parent ? rootOf(parent, tables) : table
}

const words = {
  de: { atOnce: 'sofort', yearEnd: 'zum Jahresende', after: (length: string) => `${length} nach Jahresende` },
  en: { atOnce: 'at once', yearEnd: 'at the year’s end', after: (length: string) => `${length} after the year’s end` },
} as const

function labelOf(key: string, table: Table, { ranges }: Pick<NoticeFacts, 'ranges'>, language: Language): string {
  const w = words[language]
  if (key === 'P0D') return w.atOnce
  if (!key.includes('year-end')) return lengthOf(table, language, key.startsWith('most') ? {} : ranges)
  return isAtOnce(table) ? w.yearEnd : w.after(lengthOf(table, language, ranges))
}

/** One kind of data with everything that is said about its deletion, for the list that officers print and send. */
export type ClassRow = {
  readonly kind: string
  readonly table: string
  readonly start: StartType
  readonly column: string
  readonly period: string
  readonly law: string
  readonly validFrom: string
  /** Earlier versions of the rule: `P10Y (§ 147 Abs. 3 AO a. F.)`. */
  readonly formerly: string
  readonly grace: string
  readonly blocked: boolean
}

export function classRows(told: AllDeclarations, language: Language): ClassRow[] {
  return told.tables.map((table) => {
    const { start, period } = classOf(table, told.tables)
    const keep = table.keep
    const timed = 'from' in keep
    const formerly = timed ? (keep.formerly ?? []) : []
    return {
      kind: nameOf(table, language, told) || table.name,
      table: table.name,
      start,
      column: timed ? keep.from : '',
      period,
      law: lawOf(table),
      validFrom: (timed && keep.validFrom) || '',
      formerly: formerly.map((one) => [one.period, one.law && `(${one.law})`].filter(Boolean).join(' ')).join('; '),
      grace: (timed && keep.grace) || '',
      blocked: timed && keep.onErase === 'block',
    }
  })
}

/** What the start types are called. */
export const startTypeWords: Readonly<Record<StartType, Bilingual>> = {
  collection: { de: 'ab Erfassung', en: 'from collection' },
  'process-end': { de: 'ab Ende des Vorgangs', en: 'from the end of the process' },
  'relation-end': { de: 'ab Ende der Beziehung', en: 'from the end of the relation' },
}
