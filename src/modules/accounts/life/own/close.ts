import type { House, Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { record } from '#privacy'
import { closeAccount, lockMains } from '../../actions/roster.ts'
import { accountOf } from '../../actions/own.ts'
import { db } from '../../data.ts'
import { inOrganisation } from '../../elsewhere.ts'
import { leavesNobody } from '../../rules/members.ts'
import { placesOfAccount, type OwnPlace } from './places.ts'
import { noteWorks } from './works-for.ts'

/** Ends a membership by who holds it; the main administrators' rows are locked already. */
async function leave(at: Scope<string>, house: House, { organisation, member, role }: OwnPlace): Promise<void> {
  await inOrganisation(at, house, organisation, async (there) => {
    await db(there)
      .updateTable('members')
      .set({ state: 'left', left_at: there.now })
      .where('id', '=', member)
      .where('left_at', 'is', null)
      .execute()
    await noteWorks(there, house, accountOf(at), { works: false })
    await record(there, 'accounts.member-left', { member, role })
  })
}

/** Of these memberships those whose end would leave an organisation without a main administrator. Locks all main ones. */
async function blocking(at: Scope<string>, house: House, places: readonly OwnPlace[]): Promise<OwnPlace[]> {
  const blocked: OwnPlace[] = []
  for (const place of places) {
    const mains = await inOrganisation(at, house, place.organisation, lockMains)
    if (leavesNobody(mains, place.member, undefined)) blocked.push(place)
  }
  return blocked
}

/**
 * Closes the own account: every membership ends, nobody signs in with it any more, and after 30 days its data are deleted.
 * Where that would leave an organisation without a main administrator nothing happens; two who close at the same moment
 * wait for each other, so one of them stays.
 * @returns the organisations that stand in the way; empty when the account is closed
 */
export async function closeOwnAccount(at: Scope<string>, house: House): Promise<readonly Organisation[]> {
  const account = accountOf(at)
  const places = await placesOfAccount(at, house, account)
  const blocked = await blocking(at, house, places)
  if (blocked.length > 0) return blocked.map(({ organisation }) => organisation)
  for (const place of places) await leave(at, house, place)
  await closeAccount(at, house, account)
  return []
}

/**
 * Leaves one organisation; the account stays where it belongs elsewhere, and is closed where it does not.
 * @returns whether it was left: not where nobody else is a main administrator
 */
export async function leaveOrganisation(at: Scope<string>, house: House, organisation: string): Promise<boolean> {
  const account = accountOf(at)
  const places = await placesOfAccount(at, house, account)
  const place = places.find((one) => one.organisation.id === organisation)
  if (!place) return true
  if ((await blocking(at, house, [place])).length > 0) return false
  await leave(at, house, place)
  if (places.length === 1) await closeAccount(at, house, account)
  return true
}
