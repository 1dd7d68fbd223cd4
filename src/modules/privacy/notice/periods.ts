import type { Table } from '#platform/data/table.ts'
import { type Format, format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { startWords } from '../kinds.ts'
import { lengthIn } from '../retention/rules.ts'
import type { Declarations, Ranges } from './types.ts'
import { words } from './words.ts'

const spoken = (period: string, language: Language): string => {
  const { unit, count } = lengthIn(period)
  return words[language][unit](count)
}

/** The name of a table's data for people: as its module calls it, else the categories it holds. */
export function nameOf(table: Table, language: Language, { kinds }: Declarations): string {
  const told = kinds.get(table.name)
  if (told) return told.name[language]
  const held = Object.values(table.columns).flatMap(({ treatment }) =>
    'category' in treatment ? [treatment.category] : [],
  )
  const names = [...new Set(held)].filter((category) => category !== 'identifier')
  return listing(language).list(names.map((category) => words[language].categories[category]))
}

// Lists and numbers do not depend on a zone.
const listing = (language: Language): Format => format(language, 'UTC')

/** How long the rows of a table stay, as a sentence without its subject. Undefined when nobody has words for its start. */
export function periodOf(table: Table, language: Language, told: Declarations, ranges: Ranges): string | undefined {
  const w = words[language]
  const { keep } = table
  if ('while' in keep) {
    if (keep.while === 'referenced') return w.referenced
    if (keep.while === 'organisation') return w.organisation
    const parent = 'goesWith' in table.subject ? table.subject.goesWith : ''
    const above = told.tables.find(({ name }) => name === parent)
    return above ? w.parent(nameOf(above, language, told)) : undefined
  }
  const start = startWords(table.name, keep.from, told.kinds.get(table.name))?.[language]
  if (start === undefined) return undefined
  const length = lengthOf(table, language, ranges)
  const atOnce = isAtOnce(table)
  const yearEnd = keep.to === 'year-end'
  const counted = yearEnd && !atOnce ? w.yearEnd : ''
  const period = atOnce ? (yearEnd ? w.atYearEnd(start) : w.atOnce(start)) : `${length} ${start}${counted}`
  const said = keep.openWhile ? w.openThen(keep.openWhile[language], period) : period
  const blocked = keep.onErase === 'block' ? ` ${w.blocked(keep.law)}` : ''
  return `${said}${keep.grace ? w.grace(spoken(keep.grace, language)) : ''}.${blocked}`
}

/** Whether rows go in the moment of their start event (or with its year). */
export const isAtOnce = ({ keep }: Table): boolean =>
  'from' in keep && typeof keep.period === 'string' && lengthIn(keep.period).count === 0

/** Only the length: "30 days", "30 to 90 days", "at most 90 days". */
export function lengthOf({ name, keep }: Table, language: Language, ranges: Ranges): string {
  const w = words[language]
  if ('while' in keep) return ''
  if (typeof keep.period === 'string') return spoken(keep.period, language)
  const range = ranges[name]
  if (!range) return w.atMost(spoken(keep.period.most, language))
  return range.from === range.to ? w.days(range.from) : w.range(range.from, range.to)
}

export const lawOf = ({ keep }: Table): string => keep.law ?? ''
