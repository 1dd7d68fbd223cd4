import type { Activity } from '../../src/platform/data/activity.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import type { Shop } from './shop.ts'

// A small world in which people come, ask, are restricted and forgotten.

export type Held = { id: string; table: string; object: string; until: string; ended: boolean }
export type Restricted = {
  id: string
  person: string
  /** The one row that is restricted; without it the person is. */
  row?: string | undefined
  /** Letters and invoices that were there when it was set, with those they named: they stay so while it is in force. */
  rows: readonly Paper[]
}
export type Paper = { readonly table: string; readonly id: string; readonly persons: readonly string[] }
export type Objected = { id: string; person: string; upheld: boolean }
type Invoice = { id: string; person: string; issued: string }

/** What the world knows by itself, apart from the database: what was done to whom, and when. */
export type World = {
  readonly shop: Shop
  readonly here: Organisation
  now: Temporal.Instant
  /** The latest moment at which a run was made: nothing may have gone before its time at that moment. */
  latestRun: Temporal.Instant
  readonly people: string[]
  readonly asked: Set<string>
  readonly invoices: Invoice[]
  readonly letters: { id: string; persons: readonly [string, string]; at: Temporal.Instant }[]
  readonly holds: Held[]
  /** Persons who are restricted, or one row of theirs. */
  readonly restrictions: Restricted[]
  /** What was objected to: not weighed yet, or upheld. */
  readonly objections: Objected[]
  readonly askedRows: Set<string>
  /** Who took their consent back and gave none since. */
  readonly withdrawn: Set<string>
}

export const newWorld = async (shop: Shop): Promise<World> => ({
  shop,
  here: await shop.house.organisation(),
  now: Temporal.Instant.from('2024-03-05T09:00:00Z'),
  latestRun: Temporal.Instant.from('2024-03-05T09:00:00Z'),
  people: [],
  asked: new Set(),
  invoices: [],
  letters: [],
  holds: [],
  restrictions: [],
  objections: [],
  askedRows: new Set(),
  withdrawn: new Set(),
})

const ZONE = 'Europe/Berlin'
export const dayIn = (now: Temporal.Instant): string => now.toZonedDateTimeISO(ZONE).toPlainDate().toString()
export const inWorld = <T>(world: World, work: (at: Scope<string>) => Promise<T>, as?: Activity): Promise<T> =>
  world.shop.within(world.here, work, world.now.toString(), as)
export const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)]

export const isInForce = (world: World, { until, ended }: Held): boolean => !ended && until >= dayIn(world.now)

/** All letters and invoices, with those they name. */
export const papers = async (world: World): Promise<Paper[]> =>
  (
    await world.shop.rows(
      world.here,
      `select 'shop_letters' as of, id, array_remove(array[sender, receiver], null) as persons from shop_letters
       union all select 'shop_invoices', id, array[customer_id] from shop_invoices`,
    )
  ).map(({ of, id, persons }) => ({ table: String(of), id: String(id), persons: persons as string[] }))
