import { dateOf, day, minute, wallClock, wallOf } from './wall-clock.ts'
import type { Opening } from './hours.ts'

/** What of a service decides when it can begin. */
export type ServiceTimes = {
  readonly duration_minutes: number
  /** People at one start and one desk. */
  readonly places: number
  readonly buffer_before_minutes: number
  readonly buffer_after_minutes: number
  readonly step_minutes: number
  readonly lead_minutes: number
  readonly window_days: number
}

/** What a desk is busy with; all times epoch milliseconds. */
export type DeskBusy = {
  readonly desk: string
  /** Start, end, start, end ... : disjoint, in order, buffers included. Own group starts are not in it. */
  readonly busy: readonly number[]
  /** Starts of this service that have begun to fill (only for services with several places); any order. */
  readonly groups: readonly Group[]
}
export type Group = { readonly start: number; readonly taken: number; readonly from: number; readonly until: number }

/** A start that can be booked, and for how many people. */
export type FreeStart = { readonly start: number; readonly free: number }

/** Between what a start may lie: `earliest` inclusive, `latest` exclusive, and the local dates of both (inclusive). */
export type BookingWindow = {
  readonly earliest: number
  readonly latest: number
  readonly from: string
  readonly until: string
}

/** The window at a moment: not before the lead time, and on no later local date than `window_days` from today. */
export function bookingWindow(service: ServiceTimes, zone: string, now: Temporal.Instant): BookingWindow {
  const earliest = now.epochMilliseconds + service.lead_minutes * minute
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const until = today.add({ days: service.window_days })
  const latest = until.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
  const first = Temporal.Instant.fromEpochMilliseconds(earliest).toZonedDateTimeISO(zone).toPlainDate()
  return { earliest, latest, from: first.toString(), until: until.toString() }
}

/**
 * The starts that can be booked, in order. The appointment lies within an opening (its buffers need not), on the grid
 * that begins with the opening, and all of it with buffers is free at a desk. Linear in starts and busy times.
 */
export function freeStarts(
  open: readonly Opening[],
  desks: readonly DeskBusy[],
  service: ServiceTimes,
  window: Pick<BookingWindow, 'earliest' | 'latest'>,
): FreeStart[] {
  const starts = gridStarts(open, service, window)
  const free = new Int32Array(starts.length)
  const before = service.buffer_before_minutes * minute
  const after = (service.duration_minutes + service.buffer_after_minutes) * minute
  for (const desk of desks) {
    const places = placesAt(starts, desk, service.places, before, after)
    for (let i = 0; i < starts.length; i++) free[i]! += places[i]!
  }
  const result: FreeStart[] = []
  for (let i = 0; i < starts.length; i++) if (free[i]! > 0) result.push({ start: starts[i]!, free: free[i]! })
  return result
}

/** Whether a start is on offer at all (open, on the grid, within the window), whoever may have taken it. */
export const isOffered = (
  open: readonly Opening[],
  service: ServiceTimes,
  window: Pick<BookingWindow, 'earliest' | 'latest'>,
  start: number,
): boolean =>
  gridStarts(
    open.filter((o) => o.start <= start && start < o.end),
    service,
    window,
  ).includes(start)

/** Other starts for somebody whose wish is gone: the nearest in time, later before earlier, given in order of time. */
export const nearestStarts = (free: readonly FreeStart[], wish: number, count: number): FreeStart[] =>
  free
    .filter(({ start }) => start !== wish)
    .sort((a, b) => Math.abs(a.start - wish) - Math.abs(b.start - wish) || b.start - a.start)
    .slice(0, count)
    .sort((a, b) => a.start - b.start)

/** Starts by local date, dates in order. */
export function byLocalDate(free: readonly FreeStart[], zone: string): Map<string, FreeStart[]> {
  const days = new Map<string, FreeStart[]>()
  const [first, last] = [free.at(0), free.at(-1)]
  if (first === undefined || last === undefined) return days
  const clock = wallClock(zone, dateOf(first.start), dateOf(last.start))
  let today: FreeStart[] = []
  let midnight = -Infinity
  for (const start of free) {
    const wall = clock.wallAt(start.start)
    if (wall >= midnight + day || wall < midnight) {
      const date = dateOf(wall)
      midnight = wallOf(date)
      today = days.get(date) ?? []
      days.set(date, today)
    }
    today.push(start)
  }
  return days
}

function gridStarts(
  open: readonly Opening[],
  service: ServiceTimes,
  { earliest, latest }: Pick<BookingWindow, 'earliest' | 'latest'>,
): number[] {
  const step = service.step_minutes * minute
  const duration = service.duration_minutes * minute
  const starts: number[] = []
  for (const { start, end, grid } of open) {
    const from = Math.max(start, earliest)
    const last = Math.min(end - duration, latest - 1)
    for (let at = grid + Math.ceil((from - grid) / step) * step; at <= last; at += step) starts.push(at)
  }
  return starts
}

/** Per start, how many people one desk can still take. */
function placesAt(
  starts: readonly number[],
  desk: DeskBusy,
  places: number,
  before: number,
  after: number,
): Int32Array {
  const result = new Int32Array(starts.length)
  const groups = desk.groups.toSorted((a, b) => a.start - b.start)
  const { busy } = desk
  let next = 0
  let nextGroup = 0
  for (let i = 0; i < starts.length; i++) {
    const at = starts[i]!
    const [from, until] = [at - before, at + after]
    while (next < busy.length && busy[next + 1]! <= from) next += 2
    if (next < busy.length && busy[next]! < until) continue
    while (nextGroup < groups.length && groups[nextGroup]!.until <= from) nextGroup++
    let left = places
    for (let g = nextGroup; g < groups.length && groups[g]!.from < until; g++) {
      const group = groups[g]!
      if (group.start === at) left -= group.taken
      else if (group.until > from) left = 0
    }
    result[i] = Math.max(0, left)
  }
  return result
}
