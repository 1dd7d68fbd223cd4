import { holidayRegions } from '../../rules/holidays.ts'
import type { Language } from '#platform/text/language.ts'
import type { RegionGroup } from '../screens/location-form.tsx'
import { words } from '../texts.ts'

const countries = [
  { code: 'DE', name: { de: 'Deutschland', en: 'Germany' } },
  { code: 'AT', name: { de: 'Österreich', en: 'Austria' } },
  { code: 'CH', name: { de: 'Schweiz', en: 'Switzerland' } },
  { code: 'LI', name: { de: 'Liechtenstein', en: 'Liechtenstein' } },
  { code: 'LU', name: { de: 'Luxemburg', en: 'Luxembourg' } },
] as const

// Reading them takes some milliseconds and they never change while the program runs.
let known: readonly { country: string; regions: readonly { code: string; name: string }[] }[] | undefined

function allRegions() {
  known ??= countries.map(({ code }) => ({
    country: code,
    regions: holidayRegions(code).flatMap((state) => [
      state,
      ...holidayRegions(state.code).map((part) => ({ code: part.code, name: `${state.name}: ${part.name}` })),
    ]),
  }))
  return known
}

/** The choices for the holidays of a location, by country; one that is not among them is kept as its code. */
export function regionChoices(language: Language, current: string): RegionGroup[] {
  const groups = countries.map(({ code, name }) => ({
    group: name[language],
    options: [
      { value: code, label: `${name[language]}, ${words(language).location.nationwide}` },
      ...(allRegions().find(({ country }) => country === code)?.regions ?? []).map((one) => ({
        value: one.code,
        label: one.name,
      })),
    ],
  }))
  const listed = groups.some(({ options }) => options.some(({ value }) => value === current))
  return listed || current === ''
    ? groups
    : [{ group: current, options: [{ value: current, label: current }] }, ...groups]
}

export const regionName = (language: Language, code: string): string =>
  regionChoices(language, code)
    .flatMap(({ options }) => options)
    .find(({ value }) => value === code)?.label ?? code
