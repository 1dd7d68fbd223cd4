import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { db } from '../../data.ts'
import { exceptionsOf } from '../queries/locations.ts'
import type { ReasonedException } from '../rules/preview.ts'
import { overwritten, type Snapshot } from '../rules/snapshot.ts'
import { lockLocation, nextVersion, type OpenedWith, type Saved } from './hours.ts'

export const exceptionSnapshot = (one: ReasonedException): Snapshot => ({
  kind: one.kind,
  from_date: one.from_date,
  until_date: one.until_date,
  from_time: one.from_time?.slice(0, 5) ?? '',
  until_time: one.until_time?.slice(0, 5) ?? '',
  reason: one.reason,
  reason_en: one.reason_en,
})

const columns = (one: ReasonedException) => ({
  kind: one.kind,
  from_date: one.from_date,
  until_date: one.until_date,
  from_time: one.from_time,
  until_time: one.until_time,
  reason: one.reason,
  reason_en: one.reason_en,
})

/**
 * Adds a closure or an extra opening. Bookings that lie outside afterwards stay as they are.
 * @throws Refusal appointments.no-such-location
 */
export async function addException(at: Scope<string>, location: string, one: ReasonedException): Promise<string> {
  const id = randomUUID()
  await lockLocation(at, location)
  await db(at)
    .insertInto('opening_exceptions')
    .values({ organisation_id: at.organisation.id, id, location_id: location, ...columns(one) })
    .execute()
  await nextVersion(at, location)
  at.tell('setup')
  return id
}

/**
 * Changes one, unless that would undo what somebody else changed in it since the form was opened.
 * @throws Refusal appointments.no-such-location, appointments.no-such-exception
 */
export async function changeException(
  at: Scope<string>,
  location: string,
  id: string,
  one: ReasonedException,
  opened: OpenedWith,
): Promise<Saved> {
  const version = await lockLocation(at, location)
  const before = (await exceptionsOf(at, location)).find((row) => row.id === id)
  if (!before) throw refuse('appointments.no-such-exception', 'gone')
  const present = exceptionSnapshot(before)
  const changes = overwritten({ ...opened, present: { version, snapshot: present }, wanted: exceptionSnapshot(one) })
  if (changes.length > 0) return { saved: false, changes, version, present }
  await db(at).updateTable('opening_exceptions').set(columns(one)).where('id', '=', id).execute()
  await nextVersion(at, location)
  at.tell('setup')
  return { saved: true }
}

/** Removes one; removing what is gone already is the same. */
export async function removeException(at: Scope<string>, location: string, id: string): Promise<void> {
  await lockLocation(at, location)
  await db(at).deleteFrom('opening_exceptions').where('location_id', '=', location).where('id', '=', id).execute()
  await nextVersion(at, location)
  at.tell('setup')
}
