/** The offset that holds in a zone from a moment on, and the one it replaced; seconds east of UTC. */
type Observance = {
  readonly onset: Temporal.PlainDateTime
  readonly from: number
  readonly to: number
  readonly summer: boolean
}

/** Old transitions carry local mean times with odd seconds, which calendars misread; nothing here is that old. */
const earliest = Temporal.Instant.from('1970-01-01T00:00:00Z')

/**
 * The lines of a VTIMEZONE (RFC 5545, 3.6.5) that is right from `start` to `end` and to the next change of the clock.
 *
 * Each change stands there by itself, from the zone data of this machine, without a rule for all years: rules are
 * what goes stale when a country gives up its summer time. Outlook wants no more than one STANDARD and one DAYLIGHT,
 * so only the change before the start, those during the appointment, or else the one after it, are written.
 */
export function zoneLines(zone: string, start: Temporal.Instant, end: Temporal.Instant): readonly string[] {
  const known = calmFor(zone, start.epochMilliseconds, end.epochMilliseconds)
  if (known) return known.lines
  const local = start.toZonedDateTimeISO(zone)
  const observances = observancesAround(local, end)
  const lines = ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...observances.flatMap(observanceLines), 'END:VTIMEZONE']
  const [from, until] = [lastChange(local), local.getTimeZoneTransition('next')]
  if (from && until) calm.set(zone, { from: from.epochMilliseconds, until: until.epochMilliseconds, lines })
  return lines
}

const DAY = 86_400_000
/** The time between two changes of a zone's clock that was asked for last: most appointments lie in the same. */
const calm = new Map<string, { readonly from: number; readonly until: number; readonly lines: readonly string[] }>()

/** Where both changes are more than a day away and the next one less than a year, the lines of others hold as well. */
function calmFor(zone: string, start: number, end: number) {
  const one = calm.get(zone)
  return one && one.from + DAY < start && end < one.until - DAY && one.until - start < 360 * DAY ? one : undefined
}

/** Whether the clock of this zone shows this hour only once; a repeated hour cannot be named in local time. */
export function isPlainHour(at: Temporal.ZonedDateTime): boolean {
  if (calmFor(at.timeZoneId, at.epochMilliseconds, at.epochMilliseconds)) return true
  const local = at.toPlainDateTime()
  const first = local.toZonedDateTime(at.timeZoneId, { disambiguation: 'earlier' })
  const last = local.toZonedDateTime(at.timeZoneId, { disambiguation: 'later' })
  return first.equals(last)
}

function observancesAround(start: Temporal.ZonedDateTime, end: Temporal.Instant): Observance[] {
  const before = lastChange(start)
  const found = [before === null ? steady(start) : change(before)]
  let next = start.getTimeZoneTransition('next')
  while (next !== null && Temporal.Instant.compare(next.toInstant(), end) <= 0) {
    found.push(change(next))
    next = next.getTimeZoneTransition('next')
  }
  const soon = start.add({ years: 1 })
  if (found.length === 1 && next !== null && Temporal.ZonedDateTime.compare(next, soon) < 0) found.push(change(next))
  return found
}

/** The change that brought the offset at `start`; one at that very moment counts. */
function lastChange(start: Temporal.ZonedDateTime): Temporal.ZonedDateTime | null {
  const before = start.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')
  return before === null || Temporal.Instant.compare(before.toInstant(), earliest) < 0 ? null : before
}

function change(at: Temporal.ZonedDateTime): Observance {
  const from = seconds(at.subtract({ nanoseconds: 1 }))
  const to = seconds(at)
  const onset = at.withTimeZone('UTC').add({ seconds: from }).toPlainDateTime()
  return { onset, from, to, summer: to > from && endsWithinAYear(at) }
}

function steady(at: Temporal.ZonedDateTime): Observance {
  const offset = seconds(at)
  return { onset: Temporal.PlainDateTime.from('1970-01-01T00:00:00'), from: offset, to: offset, summer: false }
}

function endsWithinAYear(at: Temporal.ZonedDateTime): boolean {
  const next = at.getTimeZoneTransition('next')
  return next !== null && Temporal.ZonedDateTime.compare(next, at.add({ years: 1 })) < 0
}

function observanceLines({ onset, from, to, summer }: Observance): string[] {
  const part = summer ? 'DAYLIGHT' : 'STANDARD'
  return [
    `BEGIN:${part}`,
    `DTSTART:${basic(onset)}`,
    `TZOFFSETFROM:${offsetText(from)}`,
    `TZOFFSETTO:${offsetText(to)}`,
    `END:${part}`,
  ]
}

function offsetText(offset: number): string {
  const size = Math.abs(offset)
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60]
  const [hours, minutes, rest] = parts.map((part) => String(part).padStart(2, '0'))
  return `${offset < 0 ? '-' : '+'}${hours}${minutes}${rest === '00' ? '' : rest}`
}

const seconds = (at: Temporal.ZonedDateTime) => at.offsetNanoseconds / 1e9

/** `20261122T091500`, to the second. */
export function basic(local: Temporal.PlainDateTime): string {
  return local.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')
}
