import { basisFor, type Activity, type Basis } from '#platform/data/activity.ts'
import type { Category, Source } from '#platform/data/columns.ts'
import type { Table } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { type AllDeclarations, type Entry, type NoticeFacts, type Recipient, registerOf } from '#privacy'

/** One kind of datum that an activity keeps or opens. */
export type Datum = { readonly table: string; readonly category: Category; readonly source: Source }

/** An activity of the register in full (Art. 30(1)(a) to (g) GDPR): its words, and what they were made of. */
export type Processing = Entry & {
  readonly activity: Activity
  readonly law: Basis
  readonly categories: readonly Datum[]
  /** Whose data: people who come, people who work here, or both. */
  readonly whose: readonly ('people' | 'staff')[]
  readonly receivers: readonly Recipient[]
  readonly transfers: readonly Recipient[]
}

/** Everything that is declared, activity by activity. Pure; the exports say exactly this. */
export function processings(facts: NoticeFacts, told: AllDeclarations, language: Language): Processing[] {
  const entries = new Map(registerOf(facts, told, language).map((entry) => [entry.name, entry]))
  return told.activities.map((activity) => {
    const entry = entries.get(activity.name)
    if (!entry) throw new Error(`${activity.name} is missing in the register of processing`)
    const categories = dataOf(activity, told.tables)
    const receivers = facts.recipients.filter(({ id, everything }) => everything || activity.recipients.includes(id))
    return {
      ...entry,
      activity,
      law: basisFor(activity, facts.organisation.kind),
      categories,
      whose: whoseOf(categories, told),
      receivers,
      transfers: receivers.filter(({ thirdCountry }) => thirdCountry !== undefined),
    }
  })
}

/** Each kind of datum once per table, for the activity itself and for those whose data it opens. */
function dataOf({ name, using }: Activity, tables: readonly Table[]): Datum[] {
  const purposes = new Set([name, ...using])
  const found = tables.flatMap((table) =>
    Object.values(table.columns).flatMap(({ treatment }) =>
      'activities' in treatment && treatment.activities.some((one) => purposes.has(one.name))
        ? [{ table: table.name, category: treatment.category, source: treatment.source }]
        : [],
    ),
  )
  const key = (one: Datum) => `${one.table} ${one.category} ${one.source}`
  return [...new Map(found.map((one) => [key(one), one])).values()]
}

function whoseOf(data: readonly Datum[], { kinds }: AllDeclarations): ('people' | 'staff')[] {
  const tables = [...new Set(data.map(({ table }) => table))]
  const staff = (table: string) => kinds.get(table)?.about === 'staff'
  return [
    ...(tables.some((table) => !staff(table)) ? (['people'] as const) : []),
    ...(tables.some(staff) ? (['staff'] as const) : []),
  ]
}
