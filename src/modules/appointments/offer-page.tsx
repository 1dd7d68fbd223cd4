import { page, type Asked, type Reply } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { freeStartsOf, type Busy, type Offer } from './queries/offer.ts'
import { DAYS_SHOWN, daysOnOffer } from './rules/calendar-days.ts'
import { byLocalDate, nearestStarts } from './rules/slots.ts'
import { TimesPage } from './screens/offer.tsx'

type For = {
  readonly asked: Asked<string, unknown>
  readonly offer: Offer
  readonly from: string | undefined
  readonly day: string | undefined
  readonly action: string
  readonly hidden: Readonly<Record<string, string>>
  readonly path: string
  /** What was asked for together with the offer. */
  readonly busy?: Busy
  /** The time that is to be changed. */
  readonly moving?: Temporal.Instant
}

const NEAREST = 8
const NEAR_DAYS = 28
const CLOSE_DAYS = 1
/** A page of days and a weekend before it: what most pages need, at a third of the work. */
const FIRST_LOOK = DAYS_SHOWN + 2

/** A look that reaches from now over every first page, whatever the location's zone. */
export const firstLook = (now: Temporal.Instant): readonly [Temporal.Instant, Temporal.Instant] => [
  now,
  now.add({ hours: 24 * (FIRST_LOOK + 2) }),
]

const addDays = (date: string, days: number) => Temporal.PlainDate.from(date).add({ days }).toString()

/** The calendar of one service at one location: the first days that have something free, unless other days are asked for. */
export async function timesReply({ asked, offer, from, day, action, hidden, path, moving, busy }: For): Promise<Reply> {
  const first = from && from > offer.window.from ? from : offer.window.from
  const look = async (count: number) =>
    byLocalDate(await freeStartsOf(asked.at, offer, first, addDays(first, count - 1), busy), offer.location.zone)
  const near = await look(from ? DAYS_SHOWN : FIRST_LOOK)
  const firstFree = near.keys().next().value
  const enough = from || (firstFree !== undefined && addDays(firstFree, DAYS_SHOWN) <= addDays(first, FIRST_LOOK))
  const byDate = enough ? near : await look(NEAR_DAYS)
  const begin = from ? first : (byDate.keys().next().value ?? first)
  const days = daysOnOffer(begin, offer.open(begin, addDays(begin, DAYS_SHOWN - 1)), byDate)
  const chosen = day && byDate.has(day) ? day : days.find(({ free }) => free > 0)?.date
  const next = addDays(begin, DAYS_SHOWN)
  const previous = addDays(begin, -DAYS_SHOWN)
  return page(
    <TimesPage
      frame={asked.publicFrame()}
      language={asked.language}
      href={asked.href}
      offer={offer}
      zone={asked.at.organisation.zone}
      days={days}
      chosen={chosen}
      starts={(chosen && byDate.get(chosen)) || []}
      from={begin}
      earlier={begin > offer.window.from ? (previous > offer.window.from ? previous : offer.window.from) : undefined}
      later={next <= offer.window.until ? next : undefined}
      action={action}
      hidden={hidden}
      pageFor={(start, wanted) => `${path}?ab=${start}${wanted ? `&tag=${wanted}` : ''}`}
      moving={moving}
    />,
  )
}

/** Free starts around a wish that is gone: of that day and its neighbours where they are enough, so that a crowd is answered soon. */
export async function insteadOf(asked: Asked<string, unknown>, offer: Offer, start: Temporal.Instant) {
  const date = start.toZonedDateTimeISO(offer.location.zone).toPlainDate()
  const around = (before: number, after: number) =>
    freeStartsOf(asked.at, offer, date.subtract({ days: before }).toString(), date.add({ days: after }).toString())
  const close = await around(CLOSE_DAYS, CLOSE_DAYS)
  const free = close.length > NEAREST ? close : await around(DAYS_SHOWN, NEAR_DAYS)
  return nearestStarts(free, start.epochMilliseconds, NEAREST)
}

/** The address to which a time was sent only takes forms; the calendar it came from stands one step above. */
const shownByGet = (other: { language: Language; url: string }) => ({
  ...other,
  url: other.url.replace(/\/halten$/, ''),
})

/** The wish was taken by somebody else: said plainly, with the next free times, status 409. */
export async function takenReply(
  { asked, offer, action, hidden, path, moving }: For,
  start: Temporal.Instant,
): Promise<Reply> {
  const nearest = await insteadOf(asked, offer, start)
  const date = start.toZonedDateTimeISO(offer.location.zone).toPlainDate().toString()
  const frame = asked.publicFrame()
  return page(
    <TimesPage
      frame={{ ...frame, otherLanguage: frame.otherLanguage && shownByGet(frame.otherLanguage) }}
      language={asked.language}
      href={asked.href}
      offer={offer}
      zone={asked.at.organisation.zone}
      days={[]}
      chosen={date}
      starts={nearest}
      from={date}
      earlier={undefined}
      later={undefined}
      action={action}
      hidden={hidden}
      pageFor={(from) => `${path}?ab=${from}`}
      moving={moving}
      taken
    />,
    409,
  )
}
