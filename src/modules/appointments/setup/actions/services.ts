import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { db, type ServiceField } from '../../data.ts'

/** What can be booked. Times in minutes; what is left out is the least surprising. */
export type ServiceFacts = {
  readonly name: string
  readonly nameEn?: string
  readonly description?: string
  readonly descriptionEn?: string
  readonly durationMinutes: number
  /** People at one start and one desk; 1 unless told. */
  readonly places?: number
  readonly bufferBeforeMinutes?: number
  readonly bufferAfterMinutes?: number
  /** Distance of two starts; the duration unless told. */
  readonly stepMinutes?: number
  /** How long before the start booking ends. */
  readonly leadMinutes?: number
  /** How many days ahead can be booked; 56 unless told. */
  readonly windowDays?: number
  /** Days after the appointment until everything about it is deleted; 30 unless told. */
  readonly keepDays?: number
  readonly limitPerPerson?: number
  readonly textBefore?: string
  readonly textBeforeEn?: string
  readonly textAfter?: string
  readonly textAfterEn?: string
  readonly bring?: string
  readonly bringEn?: string
  readonly fields?: readonly ServiceField[]
  readonly active?: boolean
  readonly position?: number
  /** Ids of the locations where it is offered. */
  readonly locations?: readonly string[]
}

/** Sets up a service and offers it at the locations named. Returns its id. */
export async function createService(at: Scope<string>, facts: ServiceFacts): Promise<string> {
  const id = randomUUID()
  const organisation_id = at.organisation.id
  await db(at)
    .insertInto('services')
    .values({ organisation_id, id, created_at: at.now, position: facts.position ?? 0, ...rowOf(facts) })
    .execute()
  const pairs = [...new Set(facts.locations)].map((location_id) => ({ organisation_id, service_id: id, location_id }))
  if (pairs.length > 0) await db(at).insertInto('service_locations').values(pairs).execute()
  at.tell('setup')
  return id
}

/** The columns of a service that people edit, without its place in the list. */
export function rowOf(facts: ServiceFacts) {
  return {
    name: facts.name,
    name_en: facts.nameEn ?? '',
    description: facts.description ?? '',
    description_en: facts.descriptionEn ?? '',
    duration_minutes: facts.durationMinutes,
    places: facts.places ?? 1,
    buffer_before_minutes: facts.bufferBeforeMinutes ?? 0,
    buffer_after_minutes: facts.bufferAfterMinutes ?? 0,
    step_minutes: facts.stepMinutes ?? facts.durationMinutes,
    lead_minutes: facts.leadMinutes ?? 0,
    window_days: facts.windowDays ?? 56,
    keep_days: facts.keepDays ?? 30,
    limit_per_person: facts.limitPerPerson ?? 1,
    text_before: facts.textBefore ?? '',
    text_before_en: facts.textBeforeEn ?? '',
    text_after: facts.textAfter ?? '',
    text_after_en: facts.textAfterEn ?? '',
    bring: facts.bring ?? '',
    bring_en: facts.bringEn ?? '',
    // as text: the driver would send a list as a PostgreSQL array
    fields: JSON.stringify(facts.fields ?? []) as unknown as readonly ServiceField[],
    active: facts.active ?? true,
  }
}
