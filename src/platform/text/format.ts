import type { Language } from '#platform/text/language.ts'

/** A day: as it stands, or the one an instant falls on in the format's zone. */
export type Day = Temporal.Instant | Temporal.PlainDate
/** A time of day: as it stands (opening hours), or that of an instant in the format's zone. */
export type TimeOfDay = Temporal.Instant | Temporal.PlainTime

/** Dates, times and figures as people of a language read them; 24 hours, wall time of the given zone. */
export type Format = {
  /** 'Mittwoch, 4. März 2026' */
  date(day: Day): string
  /** '04.03.2026', '4 Mar 2026' */
  shortDate(day: Day): string
  /** 'Mi., 4. März', for lists within one year */
  dayAndMonth(day: Day): string
  /** 'Mittwoch' */
  weekday(day: Day): string
  /** 'März 2026' */
  month(day: Day): string
  /** '9:05 Uhr', '9:05'; in the hour that the clock change repeats it says which of the two is meant */
  time(time: TimeOfDay): string
  /** '09:05', for tables */
  clock(time: TimeOfDay): string
  /** 'Mittwoch, 4. März 2026, 9:05 Uhr' */
  dateTime(instant: Temporal.Instant): string
  /** '9:00 bis 9:30 Uhr', with both days when midnight lies between */
  span(from: Temporal.Instant, to: Temporal.Instant): string
  /** 'heute', 'morgen', 'in 5 Tagen'; from a week away the date */
  relativeDay(day: Day, now: Day): string
  /** '1 Stunde 30 Minuten'; fields as given (56 days stay 56 days), nothing below seconds, sign dropped */
  duration(duration: Temporal.Duration | Temporal.DurationLike | string): string
  /** '1.234,5'; at most `digits` (else 2) decimal places */
  number(value: number, digits?: number): string
  /** 0.123 is '12 %' */
  percent(share: number): string
  /** '1,3 MB'; steps of 1000 */
  bytes(count: number): string
  /** 'A, B und C' */
  list(items: readonly string[]): string
}

/** Throws RangeError for a zone that is no IANA time zone. */
export const format = (language: Language, zone: string): Format => {
  const w = words[language]
  const f = formattersOf(language)
  let last = Temporal.Instant.fromEpochMilliseconds(0)
  let lastZoned = last.toZonedDateTimeISO(zone)
  // day, hour and which of two are asked of the same instant one after the other, for every time on a page
  const zoned = (instant: Temporal.Instant) => {
    if (instant === last) return lastZoned
    last = instant
    return (lastZoned = instant.toZonedDateTimeISO(zone))
  }

  const plainDay = (day: Day) => (day instanceof Temporal.PlainDate ? day : zoned(day).toPlainDate())
  const plainTime = (time: TimeOfDay) => (time instanceof Temporal.PlainTime ? time : zoned(time).toPlainTime())
  const onDay = (formatter: Intl.DateTimeFormat) => (day: Day) =>
    formatter.format(plainDay(day).toZonedDateTime('UTC').epochMilliseconds)
  const hourAndMinute = (time: TimeOfDay, least: 1 | 2) => {
    const { hour, minute } = plainTime(time)
    return `${String(hour).padStart(least, '0')}:${String(minute).padStart(2, '0')}`
  }
  const which = (time: TimeOfDay) => (time instanceof Temporal.Instant ? w.which[repeated(zoned(time))] : '')
  const date = onDay(f.date)

  const self: Format = {
    date,
    shortDate: onDay(f.shortDate),
    dayAndMonth: onDay(f.dayAndMonth),
    weekday: onDay(f.weekday),
    month: onDay(f.month),
    time: (time) => `${hourAndMinute(time, 1)}${w.oclock}${which(time)}`,
    clock: (time) => hourAndMinute(time, 2),
    dateTime: (instant) => `${date(instant)}, ${self.time(instant)}`,
    span: (from, to) => {
      if (!plainDay(from).equals(plainDay(to))) return `${self.dateTime(from)} ${w.to} ${self.dateTime(to)}`
      const clear = which(from) === '' && which(to) === ''
      return `${clear ? hourAndMinute(from, 1) : self.time(from)} ${w.to} ${self.time(to)}`
    },
    relativeDay: (day, now) => {
      const away = plainDay(now).until(plainDay(day), { largestUnit: 'days' }).days
      return Math.abs(away) < 7 ? f.relative.format(away, 'day') : date(day)
    },
    duration: (duration) => spelledOut(Temporal.Duration.from(duration).abs(), f),
    number: (value, digits = 2) => decimals(language, digits).format(value),
    percent: (share) => f.percent.format(share),
    bytes: (count) => {
      const step = Math.max(
        0,
        byteUnits.findLastIndex((_, at) => count >= 1000 ** at),
      )
      const unit = byteUnits[step] ?? 'B'
      return `${decimals(language, step === 0 ? 0 : 1).format(count / 1000 ** step)}\u00a0${unit}`
    },
    list: (items) => f.list.format(items),
  }
  return self
}

const words = {
  de: {
    oclock: ' Uhr',
    to: 'bis',
    which: { no: '', first: ' (vor der Zeitumstellung)', second: ' (nach der Zeitumstellung)' },
  },
  en: {
    oclock: '',
    to: 'to',
    which: { no: '', first: ' (before the clocks change)', second: ' (after the clocks change)' },
  },
} as const

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB']

/** Whether the clock shows this wall time twice, and which of the two this is. */
const repeated = (at: Temporal.ZonedDateTime): 'no' | 'first' | 'second' => {
  if (!nearChange(at)) return 'no'
  const wall = at.toPlainDateTime()
  const first = wall.toZonedDateTime(at.timeZoneId, { disambiguation: 'earlier' })
  const second = wall.toZonedDateTime(at.timeZoneId, { disambiguation: 'later' })
  return first.epochNanoseconds === second.epochNanoseconds
    ? 'no'
    : at.epochNanoseconds === first.epochNanoseconds
      ? 'first'
      : 'second'
}

// The calm stretch between two changes of a zone's clock, kept because a page asks for dozens of times within it.
const calm = new Map<string, { readonly from: number; readonly until: number }>()
const A_DAY = 86_400_000

const nearChange = (at: Temporal.ZonedDateTime): boolean => {
  const { epochMilliseconds: moment, timeZoneId: zone } = at
  const known = calm.get(zone)
  if (known && moment > known.from && moment < known.until) return false
  const until = (at.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity) - A_DAY
  // 'previous' looks strictly before: a change at this very moment is one of the two neighbours as well
  const from = (at.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity) + A_DAY
  if (moment <= from || moment >= until) return true
  calm.set(zone, { from, until })
  return false
}

const units = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const
const spelledOut = (duration: Temporal.Duration, { unit }: Formatters): string => {
  const parts = units
    .map((name) => [name, duration[`${name}s`]] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => unit[name].format(count))
  return parts.length > 0 ? parts.join(' ') : unit.minute.format(0)
}

// Making a formatter costs some 50 µs, using one 1 µs; languages are few, so none is ever dropped.
type Formatters = ReturnType<typeof makeFormatters>
const made = new Map<Language, Formatters>()
const formattersOf = (language: Language): Formatters => {
  const known = made.get(language) ?? makeFormatters(language)
  made.set(language, known)
  return known
}

const locales = { de: 'de-DE', en: 'en-GB' } as const
const makeFormatters = (language: Language) => {
  const locale = locales[language]
  const day = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
  const unit = (name: (typeof units)[number]) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long', maximumFractionDigits: 0 })
  return {
    date: day({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    shortDate: day(
      // 04/03/2026 is April to some readers of English.
      language === 'de'
        ? { day: '2-digit', month: '2-digit', year: 'numeric' }
        : { day: 'numeric', month: 'short', year: 'numeric' },
    ),
    dayAndMonth: day({ weekday: 'short', day: 'numeric', month: language === 'de' ? 'long' : 'short' }),
    weekday: day({ weekday: 'long' }),
    month: day({ month: 'long', year: 'numeric' }),
    relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
    percent: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
    unit: {
      year: unit('year'),
      month: unit('month'),
      week: unit('week'),
      day: unit('day'),
      hour: unit('hour'),
      minute: unit('minute'),
      second: unit('second'),
    },
  }
}

const madeDecimals = new Map<string, Intl.NumberFormat>()
const decimals = (language: Language, digits: number): Intl.NumberFormat => {
  const key = `${language}${digits}`
  const known = madeDecimals.get(key) ?? new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits })
  madeDecimals.set(key, known)
  return known
}
