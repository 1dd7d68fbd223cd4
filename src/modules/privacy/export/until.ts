import type { Table } from '#platform/data/table.ts'
import type { RawRow } from './read.ts'

const THE_YEAR_AFTER = { month: 1, day: 1 } as const

/**
 * The day on which a row is deleted at the earliest, in the organisation's zone: the start event and the period of its
 * declaration. Undefined where the start event lies ahead, or the row stays as long as something else does.
 */
export function keptUntil({ keep }: Table, row: RawRow, zone: string): Temporal.PlainDate | undefined {
  if (!('from' in keep)) return undefined
  const start = dayOf(row[keep.from], zone)
  if (!start) return undefined
  const from = keep.to === 'year-end' ? start.add({ years: 1 }).with(THE_YEAR_AFTER) : start
  if (typeof keep.period === 'string') return from.add(keep.period)
  const days = Number(row[keep.period.days])
  return Number.isFinite(days) ? from.add({ days }) : undefined
}

function dayOf(value: unknown, zone: string): Temporal.PlainDate | undefined {
  if (value instanceof Temporal.Instant) return value.toZonedDateTimeISO(zone).toPlainDate()
  return typeof value === 'string' ? Temporal.PlainDate.from(value.slice(0, 10)) : undefined
}
