/** How long documents of a kind are kept. */
export type Keeping = {
  readonly unit: 'days' | 'years'
  readonly length: number
  /** The period begins with the end of the calendar year (§ 147(4) AO, § 257(5) HGB). */
  readonly yearEnd: boolean
}
export type KeptFor = {
  readonly from: Temporal.Instant
  readonly days: number
  /** The last day on which the law still asks for it. */
  readonly until: Temporal.PlainDate
}

const LONGEST_DAYS = 11_323 // 30 years, and up to a year before they begin

/**
 * From when and how many days a document is kept. With `yearEnd` the period begins when the year of its start is over: a
 * voucher of 5 March 2024 with eight years is kept until 31 December 2032.
 * @throws RangeError for more than thirty years
 */
export function keptFor({ unit, length, yearEnd }: Keeping, start: Temporal.Instant, zone: string): KeptFor {
  const began = start.toZonedDateTimeISO(zone).toPlainDate()
  const first = yearEnd ? Temporal.PlainDate.from({ year: began.year + 1, month: 1, day: 1 }) : began.add({ days: 1 })
  const due = first.add({ [unit]: length })
  const days = first.until(due, { largestUnit: 'days' }).days
  if (days > LONGEST_DAYS) throw new RangeError(`${days} days are more than any law asks for`)
  return { from: first.toZonedDateTime(zone).toInstant(), days, until: due.subtract({ days: 1 }) }
}

export type Ground = Keeping & { readonly key: string; readonly law: string }

/** What tax and commercial law ask to keep (§ 147(3) AO and § 257(4) HGB in force since 1 January 2025). */
export const grounds: readonly Ground[] = [
  {
    key: 'vouchers',
    unit: 'years',
    length: 8,
    yearEnd: true,
    law: '§ 147 Abs. 1 Nr. 4, Abs. 3 und 4 AO, § 257 Abs. 1 Nr. 4 HGB',
  },
  {
    key: 'letters',
    unit: 'years',
    length: 6,
    yearEnd: true,
    law: '§ 147 Abs. 1 Nr. 2, 3 und 5, Abs. 3 und 4 AO, § 257 Abs. 1 Nr. 2 und 3 HGB',
  },
  {
    key: 'books',
    unit: 'years',
    length: 10,
    yearEnd: true,
    law: '§ 147 Abs. 1 Nr. 1 und 4a, Abs. 3 und 4 AO, § 257 Abs. 1 Nr. 1 HGB',
  },
]
