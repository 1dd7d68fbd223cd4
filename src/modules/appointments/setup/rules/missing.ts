import type { Place } from '../queries/locations.ts'
import { rulesOf } from '../queries/locations.ts'
import { longestOpening } from './preview.ts'

/** What keeps a location from being booked, in the order in which it is best mended. */
export type Missing =
  | 'active'
  | 'desk'
  | 'hours'
  | 'closed'
  | 'service'
  | 'offered'
  | { readonly long: readonly string[] }

const WEEKS_AHEAD = 28

/** `today` is the local date, names are shown as given. */
export function missingFor(place: Place, today: string): Missing[] {
  const offered = place.services.filter((one) => one.offered && one.active)
  const longest = longestOpening(rulesOf(place), today, WEEKS_AHEAD)
  const long = offered.filter(({ duration_minutes }) => duration_minutes > longest).map(({ name }) => name)
  const opensEver =
    place.week.length > 0 || place.exceptions.some(({ kind, from_time }) => kind === 'open' && from_time)
  return [
    ...(place.location.active ? [] : ['active' as const]),
    ...(place.desks.some(({ active }) => active) ? [] : ['desk' as const]),
    ...(opensEver ? (longest === 0 ? ['closed' as const] : []) : ['hours' as const]),
    ...(place.services.length === 0 ? ['service' as const] : offered.length === 0 ? ['offered' as const] : []),
    ...(longest > 0 && long.length > 0 ? [{ long }] : []),
  ]
}
