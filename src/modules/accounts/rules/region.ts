import { allHolidays } from '#platform/clock/holidays.ts'
import type { Language } from '#platform/text/language.ts'

const COUNTRIES = ['DE', 'AT', 'CH'] as const

export type Regions = readonly {
  readonly group: string
  readonly options: readonly { value: string; label: string }[]
}[]

const made = new Map<Language, Regions>()

/** The regions whose public holidays can be followed, by country, with their names. */
export function regions(language: Language): Regions {
  const known = made.get(language)
  if (known) return known
  const all = new (allHolidays())()
  const countries = all.getCountries(language)
  const list = COUNTRIES.map((country) => {
    const name = countries[country] ?? country
    const states = Object.entries(all.getStates(country, language) ?? {})
    const options = states.map(([code, label]) => ({ value: `${country}-${code}`, label: String(label) }))
    return { group: name, options: [{ value: country as string, label: name }, ...options] }
  })
  made.set(language, list)
  return list
}

export const isRegion = (value: string): boolean =>
  regions('de').some(({ options }) => options.some((one) => one.value === value))

let zones: readonly string[] | undefined
/** The time zones an organisation may be in. */
export const zoneNames = (): readonly string[] =>
  (zones ??= [...Intl.supportedValuesOf('timeZone').filter((zone) => zone.startsWith('Europe/')), 'UTC'])
