import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { db } from '../../data.ts'
import { isHolidayRegion } from '../../rules/holidays.ts'
import { isZone } from '../rules/zones.ts'

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
