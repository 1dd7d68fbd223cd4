import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { db } from '../../data.ts'
import { weekOf } from '../queries/locations.ts'
import { overwritten, type Change, type Snapshot } from '../rules/snapshot.ts'
import { weekSnapshot } from '../rules/week-form.ts'
import { tidyWeek, type Stretch, type WholeStretch } from '../rules/week.ts'

/**
 * Keeps a location's settings from changing until the transaction ends, and gives its version. Read what belongs to it
 * after this. Bookings go on meanwhile: only the key is theirs to lock.
 * @throws Refusal appointments.no-such-location
 */
export async function lockLocation(at: Scope<string>, location: string): Promise<number> {
  const row = await db(at)
    .selectFrom('locations')
    .select('version')
    .where('id', '=', location)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw refuse('appointments.no-such-location', 'not-found')
  return row.version
}

export const nextVersion = (at: Scope<string>, location: string) =>
  db(at)
    .updateTable('locations')
    .set((set) => ({ version: set('version', '+', 1) }))
    .where('id', '=', location)
    .execute()

/**
 * Replaces the weekly opening hours of a location; overlapping and touching stretches are united. Bookings that lie
 * outside afterwards stay as they are. Returns the week as stored.
 * @throws Refusal appointments.no-such-location
 */
export async function setOpeningHours(
  at: Scope<string>,
  location: string,
  rows: readonly Stretch[],
): Promise<readonly WholeStretch[]> {
  await lockLocation(at, location)
  const week = tidyWeek(rows)
  await db(at).deleteFrom('opening_hours').where('location_id', '=', location).execute()
  const stored = week.map((row) => ({
    organisation_id: at.organisation.id,
    id: randomUUID(),
    location_id: location,
    ...row,
  }))
  if (stored.length > 0) await db(at).insertInto('opening_hours').values(stored).execute()
  await nextVersion(at, location)
  at.tell('setup')
  return week
}

/** What a form was opened with: the location's version and what the form showed. */
export type OpenedWith = { readonly version: number; readonly base: Snapshot }
/** Stored, or what somebody else changed meanwhile, with the present state to go on from. */
export type Saved =
  | { readonly saved: true }
  | { readonly saved: false; readonly changes: readonly Change[]; readonly version: number; readonly present: Snapshot }

/** `setOpeningHours`, unless it would silently undo what somebody else changed since the form was opened. */
export async function changeOpeningHours(
  at: Scope<string>,
  location: string,
  rows: readonly Stretch[],
  opened: OpenedWith,
): Promise<Saved> {
  const version = await lockLocation(at, location)
  const present = weekSnapshot(await weekOf(at, location))
  const changes = overwritten({ ...opened, present: { version, snapshot: present }, wanted: weekSnapshot(rows) })
  if (changes.length > 0) return { saved: false, changes, version, present }
  await setOpeningHours(at, location, rows)
  return { saved: true }
}
