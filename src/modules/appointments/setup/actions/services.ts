import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { db, type ServiceField } from '../../data.ts'
import { overwritten, type Snapshot } from '../rules/snapshot.ts'
import type { OpenedWith, Saved } from './hours.ts'

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
  /** What is sent beside the confirmation by mail; nothing unless told. SMS only to who consents. */
  readonly mailRemind?: boolean
  readonly smsConfirm?: boolean
  readonly smsRemind?: boolean
  /** How many hours before the start people are reminded; 24 unless told. */
  readonly remindHours?: number
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
    mail_remind: facts.mailRemind ?? false,
    sms_confirm: facts.smsConfirm ?? false,
    sms_remind: facts.smsRemind ?? false,
    remind_hours: facts.remindHours ?? 24,
    active: facts.active ?? true,
  }
}

type Row = Omit<ReturnType<typeof rowOf>, 'fields'> & { readonly fields: unknown }

/** A service as its form shows it. */
export function serviceSnapshot(row: Row, locations: readonly string[]): Snapshot {
  const fields = (typeof row.fields === 'string' ? JSON.parse(row.fields) : row.fields) as readonly ServiceField[]
  const columns = Object.keys(rowOf({ name: '', durationMinutes: 1 })).filter((column) => column !== 'fields')
  return {
    ...Object.fromEntries(columns.map((column) => [column, textOf(row[column as keyof Row])])),
    locations: [...locations].sort().join(','),
    fields: fields.map(fieldText).join('\n'),
  }
}

const textOf = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'yes' : '') : String(value))
const fieldText = (one: ServiceField): string =>
  [
    one.label.de,
    one.label.en,
    one.type,
    one.choices?.join(', '),
    one.required && '*',
    one.special && 'Art. 9',
    one.why.de,
    one.why.en,
  ]
    .filter(Boolean)
    .join(' · ')

/**
 * Changes a service unless that would undo what somebody else changed since the form was opened. Appointments that
 * are booked keep what they were booked with: they carry a copy.
 * @throws Refusal appointments.no-such-service
 */
export async function changeService(
  at: Scope<string>,
  id: string,
  facts: ServiceFacts,
  opened: OpenedWith,
): Promise<Saved> {
  const before = await db(at)
    .selectFrom('services')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!before) throw refuse('appointments.no-such-service', 'not-found')
  const pairs = await db(at)
    .selectFrom('service_locations')
    .select('location_id')
    .where('service_id', '=', id)
    .execute()
  const there = pairs.map(({ location_id }) => location_id)
  const row = rowOf(facts)
  const wanted = [...new Set(facts.locations)]
  const present = { version: before.version, snapshot: serviceSnapshot(before, there) }
  const changes = overwritten({ ...opened, present, wanted: serviceSnapshot(row, wanted) })
  if (changes.length > 0) return { saved: false, changes, version: before.version, present: present.snapshot }
  await db(at)
    .updateTable('services')
    .set({ ...row, version: before.version + 1 })
    .where('id', '=', id)
    .execute()
  await db(at).deleteFrom('service_locations').where('service_id', '=', id).execute()
  const rows = wanted.map((location_id) => ({ organisation_id: at.organisation.id, service_id: id, location_id }))
  if (rows.length > 0) await db(at).insertInto('service_locations').values(rows).execute()
  at.tell('setup')
  return { saved: true }
}

/** Puts services in this order; ones not named keep their place behind. */
export async function orderServices(at: Scope<string>, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map((id, position) => db(at).updateTable('services').set({ position }).where('id', '=', id).execute()),
  )
  at.tell('setup')
}
