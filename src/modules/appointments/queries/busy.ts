import type { DeskBusy } from '../rules/slots.ts'

export type BusyQuestion = {
  readonly organisation: string
  readonly location: string
  readonly from: Temporal.Instant
  readonly until: Temporal.Instant
  readonly now: Temporal.Instant
  /** The service whose own starts may be joined (one with several places); null when nothing can be shared. */
  readonly shared: string | null
}

export type BusyRow = { readonly desk: string; readonly busy: string; readonly groups: string }

// Of the view without persons: a restricted person's time stays taken. Only scalar comparisons, so that the index is used
// under row-level security, and only columns of bookings_at_location, so that the table itself is not read. A row blocks at the earliest 6 hours before its start and
// at the latest until 18 hours after it (constraint blocks_its_time).
const near = `
  from occupancy
  where organisation_id = $1 and location_id = $2 and blocked is not null
    and starts_at > $3::timestamptz - interval '18 hours' and starts_at < $4::timestamptz + interval '6 hours'
    and (expires_at is null or expires_at > $5)`

const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`

// As text, not as arrays: half the time to read them here.
const times = `
  select string_agg(${milliseconds('lower(r)')} || ',' || ${milliseconds('upper(r)')}, ',')
  from unnest(b.times) as r`

const desks = (groups: string, joins: string) => `
select d.id as desk, coalesce((${times}), '') as busy, ${groups} as groups
from desks d
${joins}
where d.organisation_id = $1 and d.location_id = $2 and d.active
order by d.position, d.id`

const alone = desks(
  `''`,
  `left join (select desk_id, range_agg(blocked) as times ${near} group by desk_id) b on b.desk_id = d.id`,
)

const together = desks(
  `coalesce(g.groups, '')`,
  `left join (
  select desk_id, range_agg(blocked) as times ${near} and service_id <> $6 group by desk_id
) b on b.desk_id = d.id
left join (
  select desk_id, string_agg(
    ${milliseconds('starts_at')} || ',' || taken || ',' || ${milliseconds('blocked_from')} || ',' || ${milliseconds('blocked_until')}, ','
  ) as groups
  from (
    select desk_id, starts_at, count(*) as taken, min(lower(blocked)) as blocked_from, max(upper(blocked)) as blocked_until
    ${near} and service_id = $6 group by desk_id, starts_at
  ) s group by desk_id
) g on g.desk_id = d.id`,
)

/** Asks when the active desks of a location are busy, holds that have not expired included: one row per desk. */
export function busyQuery(question: BusyQuestion): {
  readonly name: string
  readonly text: string
  readonly values: readonly string[]
} {
  const { organisation, location, from, until, now, shared } = question
  const values = [organisation, location, from.toString(), until.toString(), now.toString()]
  return shared === null
    ? { name: 'busy', text: alone, values }
    : { name: 'busy-shared', text: together, values: [...values, shared] }
}

/** Rows of `busyQuery` as `freeStarts` takes them. */
export const readBusy = (rows: readonly BusyRow[]): DeskBusy[] =>
  rows.map((row) => ({ desk: row.desk, busy: numbers(row.busy), groups: groupsOf(numbers(row.groups)) }))

const numbers = (text: string): number[] => (text === '' ? [] : text.split(',').map(Number))

const groupsOf = (flat: readonly number[]): DeskBusy['groups'] =>
  Array.from({ length: flat.length / 4 }, (_, i) => ({
    start: flat[i * 4]!,
    taken: flat[i * 4 + 1]!,
    from: flat[i * 4 + 2]!,
    until: flat[i * 4 + 3]!,
  }))
