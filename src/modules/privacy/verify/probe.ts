import { randomUUID } from 'node:crypto'
import { movableClock, type MovableClock } from '#platform/clock/clock.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import type { Route } from '#platform/http/route.ts'
import { mintOrganisationKey } from '#platform/keys/ring.ts'
import { proving } from '../data.ts'

/** What a check saw. `kept: undefined`: what the promise needs is not built yet. */
export type Evidence = { readonly kept: boolean | undefined; readonly evidence: string }

/** The web application as checks use it: `app.request` of Hono. */
export type Asking = (path: string, init?: RequestInit) => Response | Promise<Response>

/** What a check is given to observe the system with. */
export type Probe = {
  /** The living house, with its own clock: for looking at what is there. */
  readonly house: House
  /** The same database under a clock that may be moved: only for the two scratch organisations. */
  readonly scratch: House & { readonly clock: MovableClock }
  /** Invented for this run, marked as such, erased at its end. */
  readonly organisation: Organisation
  readonly neighbour: Organisation
  readonly operator: Organisation
  /** Asks the web application under the movable clock. */
  readonly ask: Asking
  readonly routes: readonly Route[]
  readonly within: <T>(organisation: Organisation, work: (at: Scope<string>) => Promise<T>) => Promise<T>
}

export type Check = (probe: Probe) => Promise<Evidence>

/** The checks a module contributes, by promise; a promise is kept when all checks of all modules say so. */
export type Checks = Readonly<Record<string, Check>>

export const kept = (evidence: string): Evidence => ({ kept: true, evidence })
export const broken = (evidence: string): Evidence => ({ kept: false, evidence })
export const notYet = (evidence: string): Evidence => ({ kept: undefined, evidence })

export const SCRATCH = 'pruef-'
const actor = { kind: 'system', job: 'verify' } as const

/** An organisation for one run: marked as invented, with facts of its own so that they can be found in pages. */
async function scratchOrganisation(house: House, letter: string): Promise<Organisation> {
  const id = randomUUID()
  const mark = id.slice(0, 8)
  await house.pool.query(
    `insert into organisations (id, slug, name, short_name, kind, demo, address, contact_mail, officer_name, officer_contact,
       authority_name, authority_contact, represented_by, created_at)
     values ($1, $2, $3, 'Prüfung', 'public', true, 'Prüfweg 1, 00000 Prüfstadt', $4, $5, $6, 'Prüfbehörde', 'behoerde@pruef.invalid', 'Prüfleitung', $7)`,
    [
      id,
      `${SCRATCH}${mark}`,
      `Prüfung ${letter} ${mark}`,
      `amt-${mark}@pruef.invalid`,
      `Prüfbeauftragte ${letter} ${mark}`,
      `dsb-${mark}@pruef.invalid`,
      house.clock.now().toString(),
    ],
  )
  house.directory.refresh()
  const organisation = await house.directory.byId(id)
  if (!organisation) throw new Error('the scratch organisation was not found again')
  const client = await house.pool.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('app.organisation', $1, true)`, [id])
    await client.query('set local role belegt_tenant')
    await client.query('insert into organisation_keys (organisation_id, wrapped) values ($1, $2)', [
      id,
      await mintOrganisationKey(house.instanceKey, id),
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
  return organisation
}

/** Makes the ground for one run of checks. */
export async function openProbe(
  house: House,
  operator: Organisation,
  web: (house: House) => Asking,
  routes: readonly Route[],
): Promise<Probe> {
  const scratch = { ...house, clock: movableClock(house.clock.now()) }
  const organisation = await scratchOrganisation(house, 'A')
  const neighbour = await scratchOrganisation(house, 'B')
  return {
    house,
    scratch,
    organisation,
    neighbour,
    operator,
    ask: web(scratch),
    routes,
    within: (of, work) => inScope(scratch, { organisation: of, actor, purpose: proving as never }, work as never),
  }
}
