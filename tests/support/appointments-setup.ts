// The set-up of appointments as administrators use it, over a web application of its own.
import { randomUUID } from 'node:crypto'
import { db, offering } from '../../src/modules/appointments/data.ts'
import {
  createLocation,
  createService,
  setOpeningHours,
  setupNavigation,
  setupRefusals,
  setupRoutes,
} from '../../src/modules/appointments/setup/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import type { Module } from '../../src/platform/module.ts'
import { testWeb, type TestBrowser, type TestWeb } from './web.ts'

const setup: Module = {
  name: 'appointments',
  routes: setupRoutes,
  jobs: [],
  listeners: [],
  navigation: setupNavigation,
  refusals: setupRefusals,
}
const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:00', closes: '12:00' }))

export type SomePlace = { location: string; service: string }
export type SetupWeb = {
  web: TestWeb
  /** A signed-in browser without script; of a new organisation in Berlin's zone unless one is given. */
  administrator(given?: {
    role?: 'main-administrator' | 'desk'
    organisation?: Organisation
  }): Promise<{ organisation: Organisation; browser: TestBrowser; cookie: string }>
  within<T>(organisation: Organisation, work: (at: Scope<'appointments.offering'>) => Promise<T>): Promise<T>
  /** One location, one desk, one service of 20 minutes, open from Monday to Friday, 8 to 12. */
  place(organisation: Organisation): Promise<SomePlace>
  /** A confirmed appointment, as the public booking leaves it, without a person. */
  booked(organisation: Organisation, at: SomePlace, start: string): Promise<void>
}

/** The pages of the set-up begin here. */
export const rootOf = (organisation: Organisation) => `/${organisation.slug}/team/einrichtung`

/** The clock stands at Monday, 16 November 2026, 9:00 in Berlin. Close `web` at the end. */
export async function setupWeb(): Promise<SetupWeb> {
  const web = await testWeb({ modules: [setup], start: '2026-11-16T08:00:00Z' })
  const within: SetupWeb['within'] = (organisation, work) => web.scope({ organisation, purpose: offering }, work)
  return {
    web,
    within,
    async administrator(given = {}) {
      const organisation =
        given.organisation ?? (await web.organisation({ zone: 'Europe/Berlin', holidayRegion: 'DE-NW' }))
      const { cookie } = await web.member(organisation, { role: given.role ?? 'main-administrator' })
      return { organisation, browser: web.browse({ cookie }), cookie }
    },
    place: (organisation) =>
      within(organisation, async (at) => {
        const location = await createLocation(at, { name: 'Bürgeramt', desks: ['Platz 1'] })
        const service = await createService(at, { name: 'Ausweis', durationMinutes: 20, locations: [location] })
        await setOpeningHours(at, location, weekdays)
        return { location, service }
      }),
    async booked(organisation, at, start) {
      await within(organisation, async (scope) => {
        const desk = await db(scope)
          .selectFrom('desks')
          .select('id')
          .where('location_id', '=', at.location)
          .executeTakeFirstOrThrow()
        const starts_at = Temporal.Instant.from(start)
        const ends_at = starts_at.add({ minutes: 20 })
        await db(scope)
          .insertInto('bookings')
          .values({
            organisation_id: organisation.id,
            id: randomUUID(),
            location_id: at.location,
            service_id: at.service,
            desk_id: desk.id,
            state: 'booked',
            starts_at,
            ends_at,
            blocked: `[${starts_at},${ends_at})`,
            ended_at: ends_at,
            keep_days: 30,
            service_name: 'Ausweis',
            duration_minutes: 20,
            zone: 'Europe/Berlin',
            local_start: starts_at.toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString(),
            language: 'de',
            created_at: scope.now,
            booked_at: scope.now,
          })
          .execute()
      })
    },
  }
}
