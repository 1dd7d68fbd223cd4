import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { presentPeople } from '#people'
import { record } from '#privacy'
import { db } from '../data/index.ts'
import { type Field, momentIn, orNull, type Values, type Wrong } from '../forms/fields.ts'
import type { Rules } from '../forms/form.tsx'

export type Disclosure = Awaited<ReturnType<typeof disclosureOf>>

export const disclosureFields: readonly Field[] = [
  { name: 'authority', is: 'line', required: true, label: { de: 'Behörde', en: 'Authority' } },
  {
    name: 'legal_ground',
    is: 'line',
    required: true,
    label: { de: 'Rechtsgrund', en: 'Legal ground' },
    hint: {
      de: 'Das Gesetz, auf das sich die Behörde stützt: etwa „§ 163 StPO“',
      en: 'The law that the authority relies on',
    },
  },
  { name: 'reference', is: 'line', label: { de: 'Aktenzeichen', en: 'Reference' } },
  {
    name: 'scope',
    is: 'text',
    required: true,
    label: { de: 'Umfang: welche Daten aus welcher Zeit', en: 'Scope: which data of which time' },
    hint: {
      de: 'Dieser Text steht auch in der Auskunft der Personen',
      en: 'This text stands in the access answer of the people as well',
    },
  },
  { name: 'disclosed_at', is: 'moment', required: true, label: { de: 'Wann', en: 'When' } },
  {
    name: 'secret_until',
    is: 'date',
    label: { de: 'Stillschweigen angeordnet bis', en: 'Silence ordered until' },
    hint: {
      de: 'Nur bei ausdrücklicher Anordnung; bis dahin sehen die Personen nichts davon',
      en: 'Only where it is ordered; until then the people see nothing of it',
    },
  },
]

export const disclosureProblems: Rules = {
  'people-first': {
    de: 'Es sind schon Personen eingetragen. Tragen Sie sie zuerst aus: Sonst sähen sie die Auskunft trotz der Anordnung in ihrer eigenen.',
    en: 'People are entered already. Take them off first: they would see the disclosure in their own access answer in spite of the order.',
  },
  future: { de: 'Die Auskunft kann nicht in der Zukunft liegen.', en: 'The disclosure cannot lie in the future.' },
}
export const disclosureRules =
  (zone: string, now: Temporal.Instant) =>
  ({ disclosed_at = '' }: Values): Wrong => {
    const when = momentIn(zone, disclosed_at)
    return when && Temporal.Instant.compare(when, now) > 0 ? { disclosed_at: 'future' } : {}
  }

export async function disclosureOf(at: Scope<string>, id: string, locked = false) {
  const query = db(at).selectFrom('disclosures').selectAll().where('id', '=', id)
  const found = await (locked ? query.forUpdate() : query).executeTakeFirst()
  if (!found) throw refuse('registers.no-such-disclosure', 'not-found')
  return found
}
export const allDisclosures = (at: Scope<string>) =>
  db(at).selectFrom('disclosures').selectAll().orderBy('disclosed_at', 'desc').execute()

export const disclosedPeople = async (at: Scope<string>, id: string): Promise<string[]> =>
  (
    await db(at)
      .selectFrom('disclosure_people')
      .select('person_id')
      .where('disclosure_id', '=', id)
      .orderBy('id')
      .execute()
  ).map(({ person_id }) => person_id)

/** Whether an order still demands silence on this day. */
export const isSecret = ({ secret_until }: Pick<Disclosure, 'secret_until'>, today: string): boolean =>
  secret_until !== null && secret_until >= today

const todayOf = (at: Scope<string>): string => at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()

const factsOf = (at: Scope<string>, values: Values) => ({
  authority: values['authority'] ?? '',
  legal_ground: values['legal_ground'] ?? '',
  scope: values['scope'] ?? '',
  disclosed_at: momentIn(at.organisation.zone, values['disclosed_at']) ?? at.now,
})

/** Records what an authority was given; about whom is entered afterwards. */
export async function disclose(at: Scope<string>, by: string, values: Values): Promise<string> {
  const id = randomUUID()
  await db(at)
    .insertInto('disclosures')
    .values({
      organisation_id: at.organisation.id,
      id,
      ...factsOf(at, values),
      reference: values['reference'] ?? '',
      secret_until: orNull(values['secret_until']),
      disclosed_by: by,
      created_at: at.now,
    })
    .execute()
  await record(at, 'disclosure.recorded', { disclosure: id })
  return id
}

/** What was entered wrongly is mended, also in what the people see of it (Art. 5(1)(d) GDPR). */
export async function mendDisclosure(at: Scope<string>, id: string, values: Values): Promise<void> {
  const facts = factsOf(at, values)
  const more = { reference: values['reference'] ?? '', secret_until: orNull(values['secret_until']) }
  await db(at)
    .updateTable('disclosures')
    .set({ ...facts, ...more })
    .where('id', '=', id)
    .execute()
  await db(at).updateTable('disclosure_people').set(facts).where('disclosure_id', '=', id).execute()
  await record(at, 'disclosure.changed', { disclosure: id })
}

/**
 * Enters people of a disclosure: from then on it stands in each one's access answer.
 * @throws Refusal registers.disclosure-secret while an order demands silence
 */
export async function enterPeople(at: Scope<string>, id: string, persons: readonly string[]): Promise<void> {
  const { authority, legal_ground, scope, disclosed_at, secret_until } = await disclosureOf(at, id, true)
  if (isSecret({ secret_until }, todayOf(at))) throw refuse('registers.disclosure-secret', 'conflict')
  // whoever was erased meanwhile is not written down any more; who is there stays until the commit
  const there = await presentPeople(at, persons)
  if (there.length === 0) return
  const made = await db(at)
    .insertInto('disclosure_people')
    .values(
      there.map((person_id) => ({
        organisation_id: at.organisation.id,
        id: randomUUID() as string,
        disclosure_id: id,
        person_id,
        authority,
        legal_ground,
        scope,
        disclosed_at,
      })),
    )
    .onConflict((conflict) => conflict.columns(['organisation_id', 'disclosure_id', 'person_id']).doNothing())
    .returning('id')
    .execute()
  await recount(at, id)
  await record(at, 'disclosure.people', { disclosure: id, entered: made.length })
}

/** Takes a person off who was entered by mistake; that it was done stays in the ledger. */
export async function takeOff(at: Scope<string>, id: string, person: string): Promise<void> {
  await db(at).deleteFrom('disclosure_people').where('disclosure_id', '=', id).where('person_id', '=', person).execute()
  await recount(at, id)
  await record(at, 'disclosure.taken-off', { disclosure: id })
}

async function recount(at: Scope<string>, id: string): Promise<void> {
  const people = (await disclosedPeople(at, id)).length
  await db(at).updateTable('disclosures').set({ people }).where('id', '=', id).execute()
}
