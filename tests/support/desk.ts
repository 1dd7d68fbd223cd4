// A location with desks, services and a day of bookings, for the tests of the desk.
import { randomUUID } from 'node:crypto'
import { db, handling, bookings, type ServiceField } from '../../src/modules/appointments/data.ts'
import { deskNavigation, deskRefusals, deskRoutes } from '../../src/modules/appointments/desk/index.ts'
import { personFor } from '../../src/modules/people/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { seal } from '../../src/platform/keys/sealed.ts'
import type { Module } from '../../src/platform/module.ts'
import { sql } from 'kysely'
import type { TestWeb } from './web.ts'

/** Only the desk: its tests need no more of the module. */
export const deskModule: Module = {
  name: 'appointments',
  routes: deskRoutes,
  jobs: [],
  listeners: [],
  navigation: deskNavigation,
  refusals: deskRefusals,
}

export type Site = {
  readonly organisation: Organisation
  readonly location: string
  readonly desks: readonly string[]
  readonly service: string
  /** Path of its day. */
  readonly path: string
  /** Books as a person would have; `at` is an instant. */
  book(at: string, given?: Booked): Promise<string>
  row(id: string): Promise<Record<string, unknown> & { state: string; version: number; ticket: string | null }>
}
export type Booked = {
  readonly name?: string
  readonly mail?: string
  readonly phone?: string
  readonly note?: string
  readonly answers?: Record<string, string>
  readonly special?: Record<string, string>
  readonly desk?: number
}

type SiteFacts = { zone?: string; desks?: number; name?: string; fields?: readonly ServiceField[] }

export async function siteIn(web: TestWeb, organisation: Organisation, facts: SiteFacts = {}): Promise<Site> {
  const [location, service] = [randomUUID(), randomUUID()]
  const zone = facts.zone ?? 'Europe/Berlin'
  const desks = Array.from({ length: facts.desks ?? 3 }, () => randomUUID())
  const own = { organisation_id: organisation.id }
  await web.scope({ organisation, purpose: handling }, async (at) => {
    const created_at = at.now
    const name = facts.name ?? 'Bürgeramt Mitte'
    await db(at)
      .insertInto('locations')
      .values({ ...own, id: location, name, zone, holiday_region: 'DE-NW', created_at })
      .execute()
    await db(at)
      .insertInto('desks')
      .values(
        desks.map((id, place) => ({
          ...own,
          id,
          location_id: location,
          name: `Schalter ${place + 1}`,
          position: place,
        })),
      )
      .execute()
    await db(at)
      .insertInto('services')
      .values({
        ...own,
        id: service,
        name: 'Personalausweis',
        name_en: 'Identity card',
        duration_minutes: 20,
        step_minutes: 20,
        window_days: 60,
        keep_days: 30,
        fields: JSON.stringify(facts.fields ?? []) as never,
        created_at,
      })
      .execute()
    await db(at)
      .insertInto('service_locations')
      .values({ ...own, service_id: service, location_id: location })
      .execute()
  })
  return {
    organisation,
    location,
    desks,
    service,
    path: `/${organisation.slug}/team/termine/${location}`,
    book: (start, given = {}) =>
      web.scope({ organisation, purpose: handling }, async (at) => {
        const id = randomUUID()
        const person = await personFor(at, {
          name: given.name ?? 'Özlem Yıldız-Großmann',
          mail: given.mail,
          phone: given.phone,
        })
        const starts = Temporal.Instant.from(start)
        const ends = starts.add({ minutes: 20 })
        await db(at)
          .insertInto('bookings')
          .values({
            ...own,
            id,
            location_id: location,
            service_id: service,
            desk_id: desks[given.desk ?? 0] ?? null,
            person_id: person,
            state: 'booked',
            starts_at: starts,
            ends_at: ends,
            ended_at: ends,
            blocked: sql<string>`tstzrange(${starts}::timestamptz, ${ends}::timestamptz)`,
            keep_days: 30,
            service_name: 'Personalausweis',
            duration_minutes: 20,
            zone,
            local_start: starts.toZonedDateTimeISO(zone).toPlainDateTime().toString(),
            language: 'de',
            created_at: at.now,
            booked_at: at.now,
            note: given.note ? await seal(at, bookings, 'note', person, given.note) : null,
            answers: given.answers ? await seal(at, bookings, 'answers', person, given.answers) : null,
            special_answers: given.special ? await seal(at, bookings, 'special_answers', person, given.special) : null,
          })
          .execute()
        return id
      }),
    row: (id) =>
      web.scope({ organisation, purpose: handling }, async (at) => {
        const row = await db(at).selectFrom('bookings').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
        return row as unknown as Record<string, unknown> & { state: string; version: number; ticket: string | null }
      }),
  }
}
