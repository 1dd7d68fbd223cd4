import { format, type Format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { KeyValue, Panel } from '#platform/ui/index.ts'
import type { Location, Service } from '../data.ts'
import { words } from '../texts.ts'

/** Name and address of a location, a line each. */
export const placeLines = (location: Location): string[] =>
  [location.name, location.street, [location.postal_code, location.city].filter(Boolean).join(' ')].filter(Boolean)

export const serviceName = (service: Pick<Service, 'name' | 'name_en'>, language: Language): string =>
  (language === 'en' && service.name_en) || service.name

/** `08:20`; in the hour that the clock shows twice, which of the two. */
export function clockOf(f: Format, start: Temporal.Instant): string {
  const which = /\(.*\)$/.exec(f.time(start))?.[0]
  return which ? `${f.clock(start)} ${which}` : f.clock(start)
}
/** Free starts under the days they lie on, as a grid shows them. */
export function byDay(f: Format, zone: string, starts: readonly { readonly start: number }[]) {
  const instants = starts.map(({ start }) => Temporal.Instant.fromEpochMilliseconds(start))
  const days = Map.groupBy(instants, (start) => start.toZonedDateTimeISO(zone).toPlainDate().toString())
  return [...days].map(([day, times]) => ({
    label: f.date(Temporal.PlainDate.from(day)),
    times: times.map((start) => ({ label: clockOf(f, start), value: start.toString() })),
  }))
}

/** When an appointment is; where its place lies in another zone than the organisation, whose clock that is. */
export function whenOf(
  language: Language,
  booking: { readonly starts_at: Temporal.Instant; readonly zone: string },
  location: Location,
  zone: string,
): string {
  const when = format(language, booking.zone).dateTime(booking.starts_at)
  return booking.zone === zone ? when : `${when}, ${words(language).summary.localTime(location.city || location.name)}`
}

type Props = {
  language: Language
  service: Service
  location: Location
  start?: Temporal.Instant
  /** The time that is being changed. */
  before?: Temporal.Instant | undefined
}

/** What is being booked, beside the question of each step. */
export function BookingSummary({ language, service, location, start, before }: Props) {
  const w = words(language).summary
  const f = format(language, location.zone)
  const bring = (language === 'en' && service.bring_en) || service.bring
  const notes = (language === 'en' && location.notes_en) || location.notes
  const items = [
    { term: w.service, value: serviceName(service, language) },
    ...(before ? [{ term: w.before, value: f.dateTime(before) }] : []),
    ...(start ? [{ term: w.when, value: f.dateTime(start) }] : []),
    { term: w.duration, value: f.duration({ minutes: service.duration_minutes }) },
    { term: w.place, value: <Lines lines={placeLines(location)} /> },
    ...(notes ? [{ term: w.notes, value: notes }] : []),
    ...(bring ? [{ term: w.bring, value: bring }] : []),
  ]
  return (
    <Panel title={w.heading}>
      <KeyValue items={items} />
    </Panel>
  )
}

export function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <>
      {lines.map((line, place) => (
        <>
          {place > 0 && <br />}
          {line}
        </>
      ))}
    </>
  )
}
