import type { Table } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { startWords } from './kinds.ts'
import { isAtOnce, lawOf, lengthOf, nameOf } from './notice/periods.ts'
import { basisWords, purposesOf, recipientsOf } from './notice/purposes.ts'
import type { AllDeclarations, NoticeFacts } from './notice/types.ts'
import { basisFor } from '#platform/data/activity.ts'
import { daysOf } from './retention/rules.ts'
import { words } from './notice/words.ts'
import { privacyTexts } from './texts.ts'

/** One activity of the register of processing (Art. 30(1) GDPR). */
export type Entry = {
  readonly name: string
  readonly why: string
  readonly basis: readonly string[]
  readonly data: readonly string[]
  readonly recipients: readonly string[]
  readonly periods: readonly string[]
}

/** Every declared activity, also those that keep nothing themselves. */
export function registerOf(facts: NoticeFacts, told: AllDeclarations, language: Language): Entry[] {
  const keeping = new Map(purposesOf(facts, told, language).map((purpose) => [purpose.name, purpose]))
  return told.activities.map((activity) => {
    const purpose = keeping.get(activity.name)
    return {
      name: activity.name,
      why: activity.why[language],
      basis: basisWords(basisFor(activity, facts.organisation.kind), language),
      data: purpose?.data ?? [],
      recipients: purpose?.recipients ?? recipientsOf(activity, facts, language),
      periods: purpose?.periods ?? [],
    }
  })
}

/** One line of the matrix of periods: kind of data, start, period, law (DIN 66398). */
export type Rule = {
  readonly table: string
  readonly kind: string
  readonly start: string
  readonly period: string
  /** What may be added to the period at most. */
  readonly grace: string
  readonly law: string
  readonly personal: boolean
}

/** Exactly one rule per declared table; those about people first. */
export function rulesOf(facts: Pick<NoticeFacts, 'ranges'>, told: AllDeclarations, language: Language): Rule[] {
  const rules = told.tables.map((table) => ruleOf(table, facts, told, language))
  return rules.toSorted((a, b) => Number(b.personal) - Number(a.personal))
}

function ruleOf(
  table: Table,
  { ranges }: Pick<NoticeFacts, 'ranges'>,
  told: AllDeclarations,
  language: Language,
): Rule {
  const t = privacyTexts(language).periods
  const w = words[language]
  const { keep, subject, name } = table
  const personal = !('none' in subject)
  const base = { table: name, kind: nameOf(table, language, told) || t.noPeople, law: lawOf(table), personal }
  if (!('while' in keep)) {
    const start = startWords(name, keep.from, told.kinds.get(name))?.[language] ?? keep.from
    const grace = keep.grace ? t.graceDays(w.days(daysOf(keep.grace))) : ''
    const counted = keep.to === 'year-end' ? ` ${t.afterYear}` : ''
    const length = isAtOnce(table) && !counted ? t.atOnce : `${lengthOf(table, language, ranges)}${counted}`
    return { ...base, start, period: length, grace }
  }
  const start = {
    referenced: t.person,
    organisation: t.organisation,
    parent: t.parent('goesWith' in subject ? nameOfTable(subject.goesWith, told, language) : ''),
  }[keep.while]
  return { ...base, start, period: keep.while === 'parent' ? t.none : t.atOnce, grace: '' }
}

function nameOfTable(name: string, told: AllDeclarations, language: Language): string {
  const table = told.tables.find((one) => one.name === name)
  return table ? nameOf(table, language, told) : name
}
