import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Columns,
  DayStrip,
  EmptyState,
  Link,
  LinkLine,
  Notice,
  PageHead,
  Panel,
  PublicPage,
  Rows,
  Stack,
  Steps,
  TimeGrid,
} from '#platform/ui/index.ts'
import type { Location, Service } from '../data.ts'
import type { Offer, ServiceWithLocations } from '../queries/offer.ts'
import type { FreeStart } from '../rules/slots.ts'
import { words } from '../texts.ts'
import { BookingSummary, byDay, clockOf, placeLines, serviceName } from './summary.tsx'

type Frame = { frame: PublicFrame; language: Language; href: (path: string) => string }

/** The organisation's front page: what can be booked. */
export function ServicesPage({
  frame,
  language,
  href,
  services,
}: Frame & { services: readonly ServiceWithLocations[] }) {
  const w = words(language)
  return (
    <PublicPage {...frame} title={w.start.title}>
      <PageHead title={w.start.heading} lead={w.start.lead} />
      <Panel>
        {services.length === 0 ? (
          <EmptyState title={w.start.none}>{w.start.noneHint}</EmptyState>
        ) : (
          <Rows
            rows={services.map((service) => ({
              main: <Link url={href(`/termin/${service.id}`)}>{serviceName(service, language)}</Link>,
              note: (language === 'en' && service.description_en) || service.description || undefined,
              end: w.start.minutes(service.duration_minutes),
            }))}
          />
        )}
      </Panel>
    </PublicPage>
  )
}

export function LocationsPage({
  frame,
  language,
  href,
  service,
  locations,
}: Frame & { service: Service; locations: readonly Location[] }) {
  const w = words(language)
  const name = serviceName(service, language)
  return (
    <PublicPage {...frame} title={w.start.where}>
      <Steps language={language} steps={w.steps} current={1} />
      <Panel level={1} title={w.start.where} lead={w.start.whereLead(name)}>
        {locations.length === 0 ? (
          <EmptyState title={w.start.none}>{w.start.noneHint}</EmptyState>
        ) : (
          <Rows
            rows={locations.map((location) => ({
              main: <Link url={href(`/termin/${service.id}/${location.id}`)}>{location.name}</Link>,
              note: placeLines(location).slice(1).join(', '),
            }))}
          />
        )}
      </Panel>
    </PublicPage>
  )
}

export type DayChoice = { readonly date: string; readonly free: number; readonly open: boolean }

export type TimesProps = Frame & {
  readonly offer: Offer
  readonly days: readonly DayChoice[]
  readonly chosen: string | undefined
  readonly starts: readonly FreeStart[]
  readonly earlier: string | undefined
  readonly later: string | undefined
  readonly action: string
  readonly hidden: Readonly<Record<string, string>>
  /** Where the same page shows another day. */
  readonly pageFor: (from: string, day: string) => string
  readonly from: string
  readonly taken?: boolean
  /** The organisation's own zone: where the location lies in another one, the page says whose clock is meant. */
  readonly zone: string
  /** The time that is to be changed. */
  readonly moving?: Temporal.Instant | undefined
}

const NOON = '12:00'

/** Which time? Each free time is a button of one form, so that choosing it needs no script and no cookie. */
export function TimesPage(props: TimesProps) {
  const { frame, language, offer, days, chosen, moving, taken } = props
  const w = words(language)
  const f = format(language, offer.location.zone)
  const before = (language === 'en' && offer.service.text_before_en) || offer.service.text_before
  const elsewhere = offer.location.zone !== props.zone
  const heading = moving ? w.times.moveHeading : w.times.heading
  const lead = moving
    ? w.times.moveLead
    : [
        serviceName(offer.service, language),
        f.duration({ minutes: offer.service.duration_minutes }),
        offer.location.name,
      ].join(' · ')
  return (
    <PublicPage {...frame} title={heading}>
      {!moving && <Steps language={language} steps={w.steps} current={2} />}
      <Columns
        aside={<BookingSummary language={language} service={offer.service} location={offer.location} before={moving} />}
      >
        {taken && (
          <Notice language={language} tone="warning" title={w.times.taken} role="alert">
            {props.starts.length > 0 ? w.times.takenHint : w.times.noneLeft}
          </Notice>
        )}
        <Panel level={1} title={heading} lead={lead}>
          {before && !moving && !taken && <p>{before}</p>}
          {days.length > 0 && (
            <DayStrip
              label={w.times.days}
              days={days.map((day) => {
                const date = Temporal.PlainDate.from(day.date)
                return {
                  weekday: f.weekday(date).slice(0, 2),
                  day: `${date.day}.`,
                  spoken: f.date(date),
                  note: day.free > 0 ? w.times.free(day.free) : day.open ? w.times.booked : w.times.closed,
                  ...(day.free > 0 ? { url: props.pageFor(props.from, day.date) } : {}),
                  current: day.date === chosen,
                }
              })}
            />
          )}
          {chosen && props.starts.length > 0 ? (
            <DayTimes {...props} chosen={chosen} />
          ) : (
            !taken && <EmptyState title={w.times.none}>{w.times.noneHint}</EmptyState>
          )}
          <MoreDays {...props} />
          {elsewhere && <p class="muted small">{w.times.localTime(offer.location.city || offer.location.name)}</p>}
        </Panel>
      </Columns>
    </PublicPage>
  )
}

function DayTimes({ language, offer, chosen, starts, action, hidden, taken }: TimesProps & { chosen: string }) {
  const w = words(language)
  const f = format(language, offer.location.zone)
  const timed = starts.map(({ start }) => {
    const instant = Temporal.Instant.fromEpochMilliseconds(start)
    return { label: clockOf(f, instant), value: instant.toString(), early: f.clock(instant) < NOON }
  })
  const groups = taken
    ? byDay(f, offer.location.zone, starts)
    : [
        { label: w.times.morning, times: timed.filter(({ early }) => early) },
        { label: w.times.afternoon, times: timed.filter(({ early }) => !early) },
      ].filter(({ times }) => times.length > 0)
  return (
    <Stack>
      {taken ? <h2>{w.times.takenNext}</h2> : <h2>{f.date(Temporal.PlainDate.from(chosen))}</h2>}
      <TimeGrid action={action} hidden={hidden} name="start" groups={groups} />
    </Stack>
  )
}

function MoreDays({ language, earlier, later, pageFor, taken, from }: TimesProps) {
  const w = words(language)
  const links = [
    ...(earlier ? [<Link url={pageFor(earlier, '')}>{w.times.earlierWeeks}</Link>] : []),
    ...(later ? [<Link url={pageFor(later, '')}>{w.times.laterWeeks}</Link>] : []),
    ...(taken ? [<Link url={pageFor(from, '')}>{w.times.otherDays}</Link>] : []),
  ]
  return links.length > 0 ? <LinkLine>{links}</LinkLine> : <></>
}
