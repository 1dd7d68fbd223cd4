import type { Table } from '#platform/data/table.ts'
import { dueFrom, isFixed, ruleOn } from '../retention/rules.ts'
import type { RawRow } from './read.ts'

const TICK = { nanoseconds: 1 }

/**
 * The last day on which a row is kept, in the organisation's zone: the start event and the period of its declaration, in the
 * version of the rule that holds today. Undefined where the start event lies ahead, or the row stays as long as something
 * else does.
 */
export function keptUntil(
  { keep }: Table,
  row: RawRow,
  zone: string,
  now: Temporal.Instant,
): Temporal.PlainDate | undefined {
  if (!('from' in keep)) return undefined
  const start = startOf(row[keep.from], zone)
  if (!start) return undefined
  if (isFixed(keep)) return lastDay(dueFrom(ruleOn(keep, dayOf(now, zone).toString()), start, zone), zone)
  const days = typeof keep.period === 'string' ? undefined : row[keep.period.days]
  return typeof days === 'number' ? lastDay(start.add({ hours: 24 * days }), zone) : undefined
}

const dayOf = (instant: Temporal.Instant, zone: string): Temporal.PlainDate =>
  instant.toZonedDateTimeISO(zone).toPlainDate()

const lastDay = (due: Temporal.Instant, zone: string): Temporal.PlainDate => dayOf(due.subtract(TICK), zone)

function startOf(value: unknown, zone: string): Temporal.Instant | undefined {
  if (value instanceof Temporal.Instant) return value
  return typeof value === 'string'
    ? Temporal.PlainDate.from(value.slice(0, 10)).toZonedDateTime({ timeZone: zone }).toInstant()
    : undefined
}
