import { randomUUID } from 'node:crypto'
import type { Sector } from '#platform/data/activity.ts'
import { movableClock, type MovableClock } from '#platform/clock/clock.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import type { Route } from '#platform/http/route.ts'
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

/** The public facts of an organisation that is made for one run. */
export type ScratchFacts = {
  readonly slug: string
  readonly name: string
  readonly shortName: string
  readonly kind: Sector
  readonly demo: true
  readonly address: string
  readonly contactMail: string
  readonly officerName: string
  readonly officerContact: string
  readonly authorityName: string
  readonly authorityContact: string
  readonly representedBy: string
}
/** Makes an organisation with its key, as it is done for a real one; given by `app`. */
export type Found = (house: House, facts: ScratchFacts) => Promise<Organisation>

/** An organisation for one run: marked as invented, with facts of its own so that they can be found in pages. */
function scratchOrganisation(house: House, letter: string, found: Found): Promise<Organisation> {
  const mark = randomUUID().slice(0, 8)
  return found(house, {
    slug: `${SCRATCH}${mark}`,
    name: `Prüfung ${letter} ${mark}`,
    shortName: 'Prüfung',
    kind: 'public',
    demo: true,
    address: 'Prüfweg 1, 00000 Prüfstadt',
    contactMail: `amt-${mark}@pruef.invalid`,
    officerName: `Prüfbeauftragte ${letter} ${mark}`,
    officerContact: `dsb-${mark}@pruef.invalid`,
    authorityName: 'Prüfbehörde',
    authorityContact: 'behoerde@pruef.invalid',
    representedBy: 'Prüfleitung',
  })
}

/** Ended and left-over organisations of earlier runs: nothing of them is anybody's. */
export const isScratch = ({ demo, slug }: Pick<Organisation, 'demo' | 'slug'>): boolean =>
  demo && slug.startsWith(SCRATCH)

/** Makes the ground for one run of checks. */
export async function openProbe(
  house: House,
  operator: Organisation,
  web: (house: House) => Asking,
  routes: readonly Route[],
  found: Found,
): Promise<Probe> {
  const scratch = { ...house, clock: movableClock(house.clock.now()) }
  const organisation = await scratchOrganisation(house, 'A', found)
  const neighbour = await scratchOrganisation(house, 'B', found)
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
