import type { Scope } from '#platform/data/scope.ts'
import { db, type Service } from '../../data.ts'
import { isId } from './locations.ts'

export type Somewhere = { readonly id: string; readonly name: string; readonly active: boolean }
export type ServiceInList = Service & { readonly locations: readonly Somewhere[] }

/** All services in their order with where they are offered, and all locations. */
export async function servicesInList(
  at: Scope<string>,
): Promise<{ services: readonly ServiceInList[]; locations: readonly Somewhere[] }> {
  const [services, locations, pairs] = await Promise.all([
    db(at).selectFrom('services').selectAll().orderBy('position').orderBy('name').orderBy('id').execute(),
    locationsToChoose(at),
    db(at).selectFrom('service_locations').select(['service_id', 'location_id']).execute(),
  ])
  const where = (id: string) =>
    new Set(pairs.filter(({ service_id }) => service_id === id).map(({ location_id }) => location_id))
  return {
    locations,
    services: services.map((service) => {
      const there = where(service.id)
      return { ...service, locations: locations.filter(({ id }) => there.has(id)) }
    }),
  }
}

export const locationsToChoose = (at: Scope<string>): Promise<Somewhere[]> =>
  db(at).selectFrom('locations').select(['id', 'name', 'active']).orderBy('name').orderBy('id').execute()

export async function serviceOf(
  at: Scope<string>,
  id: string | undefined,
): Promise<{ service: Service; there: string[] } | undefined> {
  if (!isId(id)) return undefined
  const [service, pairs] = await Promise.all([
    db(at).selectFrom('services').selectAll().where('id', '=', id).executeTakeFirst(),
    db(at).selectFrom('service_locations').select('location_id').where('service_id', '=', id).execute(),
  ])
  return service && { service, there: pairs.map(({ location_id }) => location_id) }
}
