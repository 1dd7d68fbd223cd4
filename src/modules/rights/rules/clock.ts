/** When the clock stood still because somebody's identity was in doubt; `until` is null while it still does. */
export type Pause = { readonly from: string; readonly until: string | null }

/** All a period depends on. Dates are days where the organisation is; `extended` is in months. */
export type Clock = {
  readonly received: string
  readonly pauses: readonly Pause[]
  readonly extended: number
}

/** Whether a day is no working day there: Saturday, Sunday or public holiday. */
export type IsFree = (day: Temporal.PlainDate) => boolean

export const MOST_EXTENSION = 2
/** Days before the end on which somebody must be told. */
export const ALARMS = [7, 3, 1] as const

const day = (text: string) => Temporal.PlainDate.from(text)
const daysBetween = (from: Temporal.PlainDate, until: Temporal.PlainDate) =>
  Math.max(0, from.until(until, { largestUnit: 'days' }).days)

/** The rights exist since then (Art. 99(2) GDPR): an earlier day of receipt is a slip of the pen, as the year 26. */
const IN_FORCE = Temporal.PlainDate.from('2018-05-25')
export const isTooEarly = (received: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(received, IN_FORCE) < 0

/** How many days the clock stood still, up to today. */
export const daysPaused = ({ pauses }: Pick<Clock, 'pauses'>, today: Temporal.PlainDate): number =>
  pauses.reduce((sum, { from, until }) => sum + daysBetween(day(from), until === null ? today : day(until)), 0)

export const isPaused = ({ pauses }: Pick<Clock, 'pauses'>): boolean => pauses.some(({ until }) => until === null)

/** The first working day from this one on (Reg. 1182/71 Art. 3(4)). */
export function nextWorkingDay(from: Temporal.PlainDate, isFree: IsFree): Temporal.PlainDate {
  let found = from
  while (isFree(found)) found = found.add({ days: 1 })
  return found
}

/**
 * The last day of a period of months: the day with the same number as the day of receipt, or the month's last when it has
 * no such day; then as many days on as the clock stood still; a day off moves to the next working day.
 * Art. 12(3) GDPR; Reg. (EEC, Euratom) 1182/71 Art. 3(1), 3(2)(c), 3(4).
 */
function endOf(months: number, clock: Clock, isFree: IsFree, today: Temporal.PlainDate): Temporal.PlainDate {
  const same = day(clock.received).add({ months }, { overflow: 'constrain' })
  return nextWorkingDay(same.add({ days: daysPaused(clock, today) }), isFree)
}

/** The day until whose end the answer is due. While the clock stands still it moves along with today. */
export const dueOn = (clock: Clock, isFree: IsFree, today: Temporal.PlainDate): Temporal.PlainDate =>
  endOf(1 + clock.extended, clock, isFree, today)

/** The last day on which an extension can still be told (Art. 12(3) sentence 3 GDPR). */
export const firstMonthEnds = (clock: Clock, isFree: IsFree, today: Temporal.PlainDate): Temporal.PlainDate =>
  endOf(1, clock, isFree, today)

export type Extension = {
  readonly months: number
  readonly reason: string
  /** The day on which the notice leaves: today for a mail, the day of posting for a letter. */
  readonly noticeSent: string
}
export type NoExtension = 'extended-already' | 'too-long' | 'no-reason' | 'not-sent' | 'first-month-over'

/** Why a period may not be extended, or undefined when it may. */
export function mayExtend(
  clock: Clock,
  wanted: Extension,
  isFree: IsFree,
  today: Temporal.PlainDate,
): NoExtension | undefined {
  if (clock.extended > 0) return 'extended-already'
  if (!Number.isInteger(wanted.months) || wanted.months < 1 || wanted.months > MOST_EXTENSION) return 'too-long'
  if (wanted.reason.trim() === '') return 'no-reason'
  if (wanted.noticeSent === '') return 'not-sent'
  const sent = day(wanted.noticeSent)
  // what was not sent yet has not informed anybody
  if (Temporal.PlainDate.compare(sent, today) > 0) return 'not-sent'
  if (Temporal.PlainDate.compare(sent, day(clock.received)) < 0) return 'not-sent'
  return Temporal.PlainDate.compare(sent, firstMonthEnds(clock, isFree, today)) > 0 ? 'first-month-over' : undefined
}

/** Stops the clock. Only for doubt about who somebody is (Art. 12(6) GDPR), once at a time. */
export function paused(clock: Clock, today: Temporal.PlainDate): readonly Pause[] {
  return isPaused(clock) ? clock.pauses : [...clock.pauses, { from: today.toString(), until: null }]
}

/** Lets the clock run on, from the day on which what was missing came. */
export function resumed(clock: Clock, today: Temporal.PlainDate): readonly Pause[] {
  return clock.pauses.map((pause) => (pause.until === null ? { ...pause, until: today.toString() } : pause))
}

/** How near the end is: one of the alarms, `overdue`, or nothing yet. A clock that stands still alarms nobody. */
export type Alarm = 7 | 3 | 1 | 'overdue'

export function alarmOn(clock: Clock, isFree: IsFree, today: Temporal.PlainDate): Alarm | undefined {
  if (isPaused(clock)) return undefined
  const left = today.until(dueOn(clock, isFree, today), { largestUnit: 'days' }).days
  if (left < 0) return 'overdue'
  return ALARMS.toReversed().find((days) => left <= days)
}

/** The alarms in the order in which they ring, so that each rings once: 0 is none. */
export const alarmRank = (alarm: Alarm | undefined): number =>
  alarm === undefined ? 0 : alarm === 'overdue' ? 4 : ALARMS.indexOf(alarm) + 1
