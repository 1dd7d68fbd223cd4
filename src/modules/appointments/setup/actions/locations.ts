import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { db, type Location } from '../../data.ts'
import { isHolidayRegion } from '../../rules/holidays.ts'
import { overwritten, type Snapshot } from '../rules/snapshot.ts'
import { isZone } from '../rules/zones.ts'
import type { OpenedWith, Saved } from './hours.ts'

/** A location. Zone and holiday region are the organisation's unless told. */
export type LocationFacts = {
  readonly name: string
  readonly street?: string
  readonly postalCode?: string
  readonly city?: string
  /** IANA, 'Europe/Berlin' */
  readonly zone?: string
  /** 'DE-NW' or with the municipality's own days 'DE-BY-A' */
  readonly holidayRegion?: string
  readonly notes?: string
  readonly notesEn?: string
  readonly active?: boolean
  /** Names of its first desks, in order. */
  readonly desks?: readonly string[]
}

/**
 * Sets up a location, with desks if named. Returns its id.
 * @throws Refusal appointments.unknown-zone, appointments.unknown-holiday-region
 */
export async function createLocation(at: Scope<string>, facts: LocationFacts): Promise<string> {
  const id = randomUUID()
  const organisation_id = at.organisation.id
  await db(at)
    .insertInto('locations')
    .values({ organisation_id, id, created_at: at.now, ...rowOf(at, facts) })
    .execute()
  const desks = (facts.desks ?? []).map((name, position) => ({
    organisation_id,
    id: randomUUID(),
    location_id: id,
    name,
    position,
  }))
  if (desks.length > 0) await db(at).insertInto('desks').values(desks).execute()
  at.tell('setup')
  return id
}

/** The columns of a location that people edit. */
export function rowOf(at: Scope<string>, facts: LocationFacts) {
  const zone = facts.zone ?? at.organisation.zone
  const holiday_region = facts.holidayRegion ?? at.organisation.holiday_region
  if (!isZone(zone)) throw refuse('appointments.unknown-zone', 'invalid')
  if (!isHolidayRegion(holiday_region)) throw refuse('appointments.unknown-holiday-region', 'invalid')
  return {
    name: facts.name,
    street: facts.street ?? '',
    postal_code: facts.postalCode ?? '',
    city: facts.city ?? '',
    zone,
    holiday_region,
    notes: facts.notes ?? '',
    notes_en: facts.notesEn ?? '',
    active: facts.active ?? true,
  }
}

/** A location as its form shows it. */
export const locationSnapshot = (row: ReturnType<typeof rowOf> | Location): Snapshot => ({
  name: row.name,
  street: row.street,
  postal_code: row.postal_code,
  city: row.city,
  zone: row.zone,
  holiday_region: row.holiday_region,
  notes: row.notes,
  notes_en: row.notes_en,
  active: row.active ? 'yes' : '',
})

/**
 * Changes a location unless that would undo what somebody else changed since the form was opened.
 * @throws Refusal appointments.no-such-location, appointments.unknown-zone, appointments.unknown-holiday-region
 */
export async function changeLocation(
  at: Scope<string>,
  id: string,
  facts: LocationFacts,
  opened: OpenedWith,
): Promise<Saved> {
  const row = rowOf(at, facts)
  const before = await db(at)
    .selectFrom('locations')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!before) throw refuse('appointments.no-such-location', 'not-found')
  const present = { version: before.version, snapshot: locationSnapshot(before) }
  const changes = overwritten({ ...opened, present, wanted: locationSnapshot(row) })
  if (changes.length > 0) return { saved: false, changes, version: before.version, present: present.snapshot }
  await db(at)
    .updateTable('locations')
    .set({ ...row, version: before.version + 1 })
    .where('id', '=', id)
    .execute()
  at.tell('setup')
  return { saved: true }
}

/** Offers services at a location or takes them away; what is named in neither list stays as it is. */
export async function offerServices(
  at: Scope<string>,
  location: string,
  wish: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<void> {
  const known = await db(at).selectFrom('locations').select('id').where('id', '=', location).executeTakeFirst()
  if (!known) throw refuse('appointments.no-such-location', 'not-found')
  const services = wish.add.length > 0 ? await db(at).selectFrom('services').select('id').execute() : []
  const pairs = services
    .filter(({ id }) => wish.add.includes(id))
    .map(({ id }) => ({ organisation_id: at.organisation.id, service_id: id, location_id: location }))
  if (pairs.length > 0)
    await db(at)
      .insertInto('service_locations')
      .values(pairs)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  if (wish.remove.length > 0)
    await db(at)
      .deleteFrom('service_locations')
      .where('location_id', '=', location)
      .where('service_id', 'in', [...wish.remove])
      .execute()
  at.tell('setup')
}
