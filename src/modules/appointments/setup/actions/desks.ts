import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { db } from '../../data.ts'
import { overwritten, type Snapshot } from '../rules/snapshot.ts'
import { lockLocation, nextVersion, type OpenedWith, type Saved } from './hours.ts'

/** A desk as its form sends it; without an id it is a new one. */
export type DeskWish = { readonly id?: string; readonly name: string; readonly active: boolean }

type DeskRow = { readonly id: string; readonly name: string; readonly active: boolean }

export const deskSnapshot = (desks: readonly DeskRow[]): Snapshot =>
  Object.fromEntries(desks.map(({ id, name, active }, place) => [id, `${place + 1}. ${name}${active ? '' : ' (–)'}`]))

/**
 * Renames, orders, switches off and adds desks, in the order given. A desk is never deleted: appointments may lie
 * there. Desks not named stay as they are.
 * @throws Refusal appointments.no-such-location
 */
export async function changeDesks(
  at: Scope<string>,
  location: string,
  wishes: readonly DeskWish[],
  opened: OpenedWith,
): Promise<Saved> {
  const version = await lockLocation(at, location)
  const desks = await db(at)
    .selectFrom('desks')
    .select(['id', 'name', 'active'])
    .where('location_id', '=', location)
    .orderBy('position')
    .orderBy('name')
    .orderBy('id')
    .execute()
  const rows = wishes
    .filter(({ id }) => id === undefined || desks.some((desk) => desk.id === id))
    .map((wish) => ({ ...wish, id: wish.id ?? randomUUID() }))
  const present = deskSnapshot(desks)
  const changes = overwritten({ ...opened, present: { version, snapshot: present }, wanted: deskSnapshot(rows) })
  if (changes.length > 0) return { saved: false, changes, version, present }
  const stored = rows.map((row, position) => ({
    organisation_id: at.organisation.id,
    location_id: location,
    position,
    ...row,
  }))
  if (stored.length > 0)
    await db(at)
      .insertInto('desks')
      .values(stored)
      .onConflict((conflict) =>
        conflict.columns(['organisation_id', 'id']).doUpdateSet((set) => ({
          name: set.ref('excluded.name'),
          position: set.ref('excluded.position'),
          active: set.ref('excluded.active'),
        })),
      )
      .execute()
  await nextVersion(at, location)
  at.tell('setup')
  return { saved: true }
}
