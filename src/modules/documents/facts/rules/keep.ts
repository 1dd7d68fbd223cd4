import { keptFor } from '../../working/rules/period.ts'

export type TypePeriod = {
  readonly keep_unit: string
  readonly keep_length: number
  /** `closed`: when the work on the document ends; `dated`: its own date; `received`: the day it came in. */
  readonly starts: string
  readonly year_end: boolean
}
type Dated = { readonly dated_on: string | null; readonly received_at: Temporal.Instant }

/**
 * How long a document of a type is kept, in days, and from when that runs; without `from` it runs from the end of the work on
 * the document. With `year_end` it runs from the end of the calendar year (§ 147(4) AO, § 257(5) HGB).
 * @param ended when the work on the document ended, if it has
 */
export function keepFor(
  type: TypePeriod,
  document: Dated,
  zone: string,
  ended?: Temporal.Instant,
): { days: number; from?: Temporal.Instant } {
  const start = startFor(type.starts, document, zone, ended)
  const keeping = {
    unit: type.keep_unit === 'days' ? ('days' as const) : ('years' as const),
    length: type.keep_length,
    yearEnd: type.year_end,
  }
  const { days, from } = keptFor(keeping, start, zone)
  return type.starts === 'closed' && !ended ? { days } : { days, from }
}

/** With which moment a period begins; the day it came in where the wanted one is not known. */
export function startFor(
  starts: string,
  { dated_on, received_at }: Dated,
  zone: string,
  ended?: Temporal.Instant,
): Temporal.Instant {
  if (starts === 'closed') return ended ?? received_at
  return starts === 'dated' && dated_on
    ? Temporal.PlainDate.from(dated_on).toZonedDateTime(zone).toInstant()
    : received_at
}
