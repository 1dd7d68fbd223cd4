import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { open, openAll } from '#platform/keys/sealed.ts'
import { smsLines } from '#messages'
import { contactOf, namesOf } from '#people'
import { db, type Answers, type BookingRow, type Desk, type Location, type ServiceField } from '../data.ts'
import type { State } from '../rules/booking.ts'
import type { Day } from './rules.ts'

export type DeskPurposes = 'appointments.handling' | 'people.contact' | 'appointments.caring'
type Opening = Scope<DeskPurposes>

export const locationById = (at: Scope<string>, id: string): Promise<Location | undefined> =>
  db(at).selectFrom('locations').selectAll().where('id', '=', id).executeTakeFirst()

/** @param only these; all when left out */
export const activeLocations = (at: Scope<string>, only?: readonly string[]): Promise<Location[]> =>
  db(at)
    .selectFrom('locations')
    .selectAll()
    .where('active', '=', true)
    .$if(only !== undefined, (query) => query.where(sql<boolean>`id = any(${[...(only ?? [])]}::uuid[])`))
    .orderBy('name')
    .execute()

export const activeDesks = (at: Scope<string>, location: string): Promise<Desk[]> =>
  db(at)
    .selectFrom('desks')
    .selectAll()
    .where('location_id', '=', location)
    .where('active', '=', true)
    .orderBy('position')
    .orderBy('name')
    .execute()

/** What can be done at a location without an appointment: its active services. */
export const servicesAt = (at: Scope<string>, location: string) =>
  db(at)
    .selectFrom('services')
    .innerJoin('service_locations', 'service_locations.service_id', 'services.id')
    .select(['services.id', 'services.name', 'services.name_en', 'services.duration_minutes', 'services.keep_days'])
    .where('service_locations.location_id', '=', location)
    .where('services.active', '=', true)
    .orderBy('services.position')
    .orderBy('services.name')
    .execute()
export type ServiceAt = Awaited<ReturnType<typeof servicesAt>>[number]

const listed = [
  'id',
  'state',
  'walk_in',
  'version',
  'location_id',
  'service_id',
  'person_id',
  'starts_at',
  'ends_at',
  'ended_at',
  'expires_at',
  'zone',
  'arrived_at',
  'called_at',
  'serving_at',
  'served_at',
  'called_count',
  'called_desk_id',
  'ticket',
  'service_name',
  'duration_minutes',
  'keep_days',
] as const
type Listed = Omit<Pick<BookingRow, (typeof listed)[number]>, 'state'> & { readonly state: State }
/** A line of the day. `name` is null for somebody who gave none, or who was erased. */
export type Line = Listed & { readonly name: string | null }

/** Nobody is at a location for longer than this: older ones who were never closed stay with their own day. */
const OVERNIGHT_HOURS = 12

/** A day's bookings without holds, and today also those who came before midnight and are still there; names opened. */
export async function linesOf(at: Opening, location: string, day: Day): Promise<Line[]> {
  const from = day.isToday ? day.from.subtract({ hours: OVERNIGHT_HOURS }) : day.from
  const rows = await db(at)
    .selectFrom('bookings')
    .select(listed)
    .where('location_id', '=', location)
    .where('starts_at', '>=', from)
    .where('starts_at', '<', day.until)
    .where('state', '<>', 'held')
    .where((where) =>
      where.or([where('starts_at', '>=', day.from), where('state', 'in', ['arrived', 'called', 'serving'])]),
    )
    .execute()
  const known = await namesOf(at, [...new Set(rows.flatMap(({ person_id }) => person_id ?? []))])
  const opened = await openAll(
    at,
    known.map(({ name }) => name),
  )
  const names = new Map(known.map(({ id }, place) => [id, opened[place] ?? null]))
  return rows.map((row) => ({
    ...row,
    state: row.state as State,
    name: row.person_id ? (names.get(row.person_id) ?? null) : null,
  }))
}

export type Labelled = { readonly label: string; readonly value: string }
/** What staff see of one person beside the line. */
export type Person = {
  readonly phone: string | null
  readonly mail: string | null
  readonly note: string | null
  readonly answers: readonly Labelled[]
  readonly special: readonly Labelled[]
  /** What became of the SMS about the appointment; empty where there are none. */
  readonly sms: readonly { readonly what: string; readonly state: string; readonly at: Temporal.Instant }[]
}

/** @param special whether the special answers are to be opened */
export async function personOf(at: Opening, line: Line, special: boolean): Promise<Person> {
  const [contact, row, service, sms] = await Promise.all([
    line.person_id ? contactOf(at, line.person_id) : undefined,
    db(at)
      .selectFrom('bookings')
      .select(['note', 'answers', 'special_answers'])
      .where('id', '=', line.id)
      .executeTakeFirst(),
    db(at).selectFrom('services').select('fields').where('id', '=', line.service_id).executeTakeFirst(),
    smsLines(at, line.id),
  ])
  const [phone, mail, note, answers, specials] = await Promise.all([
    open(at, contact?.phone ?? null),
    open(at, contact?.mail ?? null),
    open(at, row?.note ?? null),
    open(at, row?.answers ?? null),
    special ? open(at, row?.special_answers ?? null) : null,
  ])
  const fields = service?.fields ?? []
  const labelled = (given: Answers | null) => labelledAnswers(fields, given ?? {}, at.language)
  return { phone, mail, note, answers: labelled(answers), special: labelled(specials), sms }
}

/** Answers in the order of the questions; one whose question was taken away since stands last, without a label. */
function labelledAnswers(fields: readonly ServiceField[], answers: Answers, language: 'de' | 'en'): Labelled[] {
  const asked = fields.filter(({ id }) => answers[id] !== undefined)
  const known = new Set(asked.map(({ id }) => id))
  return [
    ...asked.map(({ id, label }) => ({ label: label[language], value: answers[id] ?? '' })),
    ...Object.entries(answers).flatMap(([id, value]) => (known.has(id) ? [] : [{ label: '', value }])),
  ]
}

/** Those who wait at a location now, unlocked. */
export const waitingAt = async (at: Scope<string>, location: string, since: Temporal.Instant) => {
  const rows = await db(at)
    .selectFrom('bookings')
    .select(['id', 'walk_in', 'starts_at', 'arrived_at'])
    .where('location_id', '=', location)
    .where('starts_at', '>=', since)
    .where('state', '=', 'arrived')
    .execute()
  return rows.flatMap((row) => (row.arrived_at ? [{ ...row, arrived_at: row.arrived_at }] : []))
}

/**
 * The first of these that still waits, locked. One that another desk is calling at this moment is passed over, so two
 * desks never call the same person and never wait for each other.
 */
export async function lockFirstWaiting(at: Scope<string>, ids: readonly string[]): Promise<BookingRow | undefined> {
  const { rows } =
    await sql<BookingRow>`select b.* from unnest(${[...ids]}::uuid[]) with ordinality as wanted (id, place)
    join bookings b on b.id = wanted.id
    where b.state = 'arrived' order by wanted.place limit 1 for update of b skip locked`.execute(db(at))
  return rows[0]
}

/** A desk of the location, kept for this transaction: two presses at one desk come one after the other. */
export const lockDesk = (at: Scope<string>, location: string, desk: string): Promise<{ id: string } | undefined> =>
  db(at)
    .selectFrom('desks')
    .select('id')
    .where('id', '=', desk)
    .where('location_id', '=', location)
    .where('active', '=', true)
    .forNoKeyUpdate()
    .executeTakeFirst()

/** The ticket of whoever is called to or served at a desk, other than `except`. */
export const occupantOf = (
  at: Scope<string>,
  location: string,
  desk: string,
  since: Temporal.Instant,
  except: string,
) =>
  db(at)
    .selectFrom('bookings')
    .select(['id', 'ticket'])
    .where('location_id', '=', location)
    .where('starts_at', '>=', since)
    .where('called_desk_id', '=', desk)
    .where('state', 'in', ['called', 'serving'])
    .where('id', '<>', except)
    .limit(1)
    .executeTakeFirst()
