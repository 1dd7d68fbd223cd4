import { type Activity, type Basis, basisFor } from '#platform/data/activity.ts'
import type { Category, Source } from '#platform/data/columns.ts'
import type { Table } from '#platform/data/table.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { lawOf, nameOf, periodOf } from './periods.ts'
import { isOperator } from './transfers.ts'
import type { AllDeclarations, NoticeFacts, Purpose } from './types.ts'
import { type Words, words } from './words.ts'

type Held = { readonly table: Table; readonly category: Category; readonly source: Source }

/** The columns that an activity keeps data in. */
const heldFor = (activity: string, tables: readonly Table[]): Held[] =>
  tables.flatMap((table) =>
    Object.values(table.columns).flatMap(({ treatment }) =>
      'activities' in treatment && treatment.activities.some(({ name }) => name === activity)
        ? [{ table, category: treatment.category, source: treatment.source }]
        : [],
    ),
  )

/** Every activity that keeps or opens data, in the order of declaration; what concerns staff only comes last. */
export function purposesOf(facts: NoticeFacts, told: AllDeclarations, language: Language): Purpose[] {
  const purposes = told.activities.flatMap((activity) => {
    const own = heldFor(activity.name, told.tables)
    const used = activity.using.flatMap((name) => heldFor(name, told.tables))
    return own.length + used.length === 0 ? [] : [purposeOf(activity, own, used, facts, told, language)]
  })
  return purposes.toSorted((a, b) => Number(a.staff) - Number(b.staff))
}

function purposeOf(
  activity: Activity,
  own: readonly Held[],
  used: readonly Held[],
  facts: NoticeFacts,
  told: AllDeclarations,
  language: Language,
): Purpose {
  const w = words[language]
  const basis = basisFor(activity, facts.organisation.kind)
  const held = [...new Set([...own, ...used].map(({ table }) => table))]
  const staff = held.every(({ name }) => told.kinds.get(name)?.about === 'staff')
  return {
    name: activity.name,
    why: staff ? w.staff(activity.why[language]) : activity.why[language],
    staff,
    basis: [...basisWords(basis, language)],
    data: bySource([...own, ...used], w, language),
    recipients: recipientsOf(activity, facts, language),
    periods: held.map((table) => {
      const law = lawOf(table)
      const said = `${nameOf(table, language, told)}: ${periodOf(table, language, told, facts.ranges) ?? ''}`
      return law === '' ? said : `${said.replace(/\.?$/, '.')} ${w.law(law)}`
    }),
    obligation: activity.obligation[language],
    special: basis.art9 !== undefined || own.some(({ category }) => category === 'special'),
  }
}

export function basisWords(basis: Basis, language: Language): string[] {
  const w = words[language]
  const first =
    'law' in basis ? w[basis.art6](basis.law) : 'interest' in basis ? w.f(basis.interest[language]) : w[basis.art6]
  return [first, ...(basis.art9 ? [w.art9(basis.art9)] : [])]
}

const sources: readonly Source[] = ['person', 'staff', 'system']

function bySource(held: readonly Held[], w: Words, language: Language): string[] {
  const { list } = format(language, 'UTC')
  return sources.flatMap((source) => {
    const categories = [...new Set(held.filter((one) => one.source === source).map(({ category }) => category))]
    if (categories.length === 0) return []
    return [`${w.sources[source]}: ${list(categories.map((category) => w.categories[category]))}`]
  })
}

/** The operator, who runs the system, and whoever the activity or the whole installation names. */
export function recipientsOf(activity: Pick<Activity, 'recipients'>, facts: NoticeFacts, language: Language): string[] {
  const named = facts.recipients.filter(({ id, everything }) => everything || activity.recipients.includes(id))
  return [
    ...(facts.operator ? [facts.operator.name] : []),
    ...named
      .filter((one) => !facts.operator || !isOperator(one))
      .map(({ name, task }) => `${name} (${task[language]})`),
  ]
}
