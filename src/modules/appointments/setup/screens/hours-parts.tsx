import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { KeyValue, Muted, Notice, Rows } from '#platform/ui/index.ts'
import type { BookingAhead } from '../queries/locations.ts'
import { crossesMidnight, type WholeStretch } from '../rules/week.ts'
import { daysAhead, holidaysAhead, type DayAhead, type ReasonedException, type Rules } from '../rules/preview.ts'
import { words } from '../texts.ts'

type Told = { readonly language: Language; readonly zone: string }
const PREVIEW_DAYS = 14
const HOLIDAYS = 6
const MOST_LISTED = 20

/** '08:00 bis 12:00, ab 01.06.2026' */
export function stretchText(one: Omit<WholeStretch, 'weekday'>, { language, zone }: Told): string {
  const w = words(language).hours
  const f = format(language, zone)
  const date = (text: string) => f.shortDate(Temporal.PlainDate.from(text))
  return [
    w.span(one.opens.slice(0, 5), one.closes.slice(0, 5)) + (crossesMidnight(one) ? ` ${w.nextDay}` : ''),
    one.valid_from && w.validFrom(date(one.valid_from)),
    one.valid_until && w.validUntil(date(one.valid_until)),
  ]
    .filter(Boolean)
    .join(', ')
}

export function exceptionText(one: ReasonedException, told: Told): string {
  const w = words(told.language)
  const f = format(told.language, told.zone)
  const date = (text: string) => f.shortDate(Temporal.PlainDate.from(text))
  const days =
    one.from_date === one.until_date ? date(one.from_date) : w.hours.span(date(one.from_date), date(one.until_date))
  const times =
    one.from_time && one.until_time
      ? stretchText({ opens: one.from_time, closes: one.until_time, valid_from: null, valid_until: null }, told)
      : one.kind === 'closed'
        ? w.exceptions.wholeDay
        : w.exceptions.asUsual
  return `${days}, ${times}`
}

export const reasonText = (one: ReasonedException, language: Language): string =>
  (language === 'en' && one.reason_en) || one.reason

export function WeekTable({ week, ...told }: Told & { readonly week: readonly WholeStretch[] }) {
  const w = words(told.language).hours
  if (week.length === 0) return <p class="muted">{w.none}</p>
  return (
    <KeyValue
      items={w.weekdays.map((term, index) => {
        const rows = week.filter(({ weekday }) => weekday === index + 1)
        const value =
          rows.length === 0 ? <Muted>{w.closed}</Muted> : rows.map((one) => <div>{stretchText(one, told)}</div>)
        return { term, value }
      })}
    />
  )
}

/** What is really open on the next days, and why. */
export function Preview({ language, rules, today }: { language: Language; rules: Rules; today: string }) {
  const w = words(language)
  const f = format(language, rules.zone)
  const clock = (instant: number) => f.clock(Temporal.Instant.fromEpochMilliseconds(instant))
  return (
    <Rows
      rows={daysAhead(rules, today, PREVIEW_DAYS).map((day) => ({
        main: f.dayAndMonth(Temporal.PlainDate.from(day.date)),
        note: reasonsOf(day, language).join(' ') || undefined,
        end:
          day.open.length === 0 ? (
            <Muted>{w.preview.closed}</Muted>
          ) : (
            day.open.map(({ start, end }) => (
              <div>{w.hours.span(clock(start), end === day.day.end ? '24:00' : clock(end))}</div>
            ))
          ),
      }))}
    />
  )
}

function reasonsOf(day: DayAhead, language: Language): string[] {
  const w = words(language).preview
  return [
    ...(day.holiday ? [`${w.holiday(day.holiday.name[language])}.`] : []),
    ...day.exceptions.map((one) => {
      const reason = reasonText(one, language)
      return `${one.kind === 'closed' ? w.closure : w.opening}${reason ? `: ${reason}` : ''}.`
    }),
    ...(day.contested ? [w.closureWins] : []),
  ]
}

export function Holidays({ language, rules, today }: { language: Language; rules: Rules; today: string }) {
  const w = words(language).holidays
  const f = format(language, rules.zone)
  const days = holidaysAhead(rules, today, HOLIDAYS)
  if (days.length === 0) return <p class="muted">{w.none}</p>
  return (
    <Rows
      rows={days.map(({ holiday, effect }) => ({
        main: holiday.name[language],
        note: f.date(Temporal.PlainDate.from(holiday.date)),
        end: w[effect],
      }))}
    />
  )
}

/** Appointments that no longer lie within the opening hours. Their times only: whose they are is the day view's matter. */
export function Outside({ bookings, ...told }: Told & { readonly bookings: readonly BookingAhead[] }) {
  const w = words(told.language).outside
  const f = format(told.language, told.zone)
  if (bookings.length === 0) return <></>
  return (
    <Notice language={told.language} tone="warning" title={w.heading(bookings.length)}>
      <p>{w.text}</p>
      <ul>
        {bookings.slice(0, MOST_LISTED).map((one) => (
          <li>
            {f.dateTime(one.starts_at)} · {one.service_name}
          </li>
        ))}
        {bookings.length > MOST_LISTED && <li>{w.more(bookings.length - MOST_LISTED)}</li>}
      </ul>
    </Notice>
  )
}
