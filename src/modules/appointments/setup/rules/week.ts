import { timeOfDay, minute } from '../../rules/wall-clock.ts'

/** One stretch of a weekly table, in local wall time; `closes` at or before `opens` is on the next day. */
export type Stretch = {
  /** 1 Monday to 7 Sunday */
  readonly weekday: number
  /** '08:30' */
  readonly opens: string
  readonly closes: string
  /** First and last date ('2026-11-24') on which it holds; nothing is without limit. */
  readonly valid_from?: string | null
  readonly valid_until?: string | null
}
export type WholeStretch = Required<Stretch>

const A_DAY = 24 * 60

const minutesOf = (time: string): number => timeOfDay(time) / minute
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const order = (a: WholeStretch, b: WholeStretch): number =>
  a.weekday - b.weekday ||
  (a.valid_from ?? '').localeCompare(b.valid_from ?? '') ||
  (a.valid_until ?? '').localeCompare(b.valid_until ?? '') ||
  a.opens.localeCompare(b.opens) ||
  a.closes.localeCompare(b.closes)

/**
 * A week in order, with what overlaps or touches on one weekday (and holds on the same dates) as one stretch. More than
 * 24 hours cannot be one stretch and stay two: the opening rules unite them all the same.
 */
export function tidyWeek(stretches: readonly Stretch[]): WholeStretch[] {
  const whole = stretches.map((one): WholeStretch => ({
    weekday: one.weekday,
    opens: one.opens.slice(0, 5),
    closes: one.closes.slice(0, 5),
    valid_from: one.valid_from ?? null,
    valid_until: one.valid_until ?? null,
  }))
  const result: WholeStretch[] = []
  for (const next of whole.sort(order)) {
    const last = result.at(-1)
    const both = last && unitedWith(last, next)
    if (both) result[result.length - 1] = both
    else result.push(next)
  }
  return result
}

function unitedWith(last: WholeStretch, next: WholeStretch): WholeStretch | undefined {
  if (last.weekday !== next.weekday) return undefined
  if (last.valid_from !== next.valid_from || last.valid_until !== next.valid_until) return undefined
  const [begin, start] = [minutesOf(last.opens), minutesOf(next.opens)]
  const end = Math.max(endOf(last), endOf(next))
  if (start > endOf(last) || end - begin > A_DAY) return undefined
  return { ...last, closes: clock(end) }
}

/** Minutes from the midnight of its own day to its end. */
function endOf({ opens, closes }: Stretch): number {
  const [from, until] = [minutesOf(opens), minutesOf(closes)]
  return until <= from ? until + A_DAY : until
}

/** Whether it ends on the day after the one it begins on. */
export const crossesMidnight = (one: { readonly opens: string; readonly closes: string }): boolean =>
  minutesOf(one.closes) <= minutesOf(one.opens)
