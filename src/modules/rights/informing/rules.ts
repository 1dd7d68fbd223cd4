import { dueOn, type IsFree } from '../rules/clock.ts'

/**
 * The last day on which somebody whose data did not come from a form can be informed: within a month (Art. 14(3)(a) GDPR;
 * Reg. 1182/71). The same for who told their data themselves, where the law says "at once" (Art. 13(1)): a month is the longest.
 */
export const informBy = (obtained: Temporal.PlainDate, isFree: IsFree): Temporal.PlainDate =>
  dueOn({ received: obtained.toString(), pauses: [], extended: 0 }, isFree, obtained)

/** Days until the end of a period; negative when it is over. */
export const daysUntil = (end: Temporal.PlainDate, today: Temporal.PlainDate): number =>
  today.until(end, { largestUnit: 'days' }).days

export type Waiting = {
  readonly people: number
  readonly overdue: number
  /** Days until the next period ends; negative when it is over, undefined when nobody waits. */
  readonly next: number | undefined
}

/** How many people wait to be informed, by the days on which their data came. */
export function waiting(
  days: readonly { readonly obtained_on: string; readonly people: number }[],
  isFree: IsFree,
  today: Temporal.PlainDate,
): Waiting {
  const left = days.map(({ obtained_on, people }) => ({
    people,
    days: daysUntil(informBy(Temporal.PlainDate.from(obtained_on), isFree), today),
  }))
  const sum = (some: typeof left) => some.reduce((count, { people }) => count + people, 0)
  return {
    people: sum(left),
    overdue: sum(left.filter(({ days: one }) => one < 0)),
    next: left.length === 0 ? undefined : Math.min(...left.map(({ days: one }) => one)),
  }
}
