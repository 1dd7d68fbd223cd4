import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { seal } from '#platform/keys/sealed.ts'
import { cleanText } from '#platform/text/clean.ts'
import { eraseRows } from '../erasure/erase.ts'
import { record } from '../ledger/record.ts'
import { db, portableItems } from './data.ts'
import { readPortable, type PortableKind } from './portable-file.ts'

/** Contact data as a person brings them along. */
export type BroughtContact = {
  readonly name: string
  readonly mail?: string | undefined
  readonly phone?: string | undefined
}

export type Imported = {
  /** As whom the person is known here, in the order of the archive. */
  readonly persons: readonly string[]
  readonly items: number
  /** Which organisation gave the data, as it calls itself. */
  readonly from: string
  readonly signedBy: string
}

const CONTACT = 'people'
const MOST_AT_ONCE = 500

/**
 * Takes over what a person brings along from another organisation: their contact data by `introduce`, all else as it
 * came, under their key. All of it or nothing.
 * @param introduce the person with these contact data, known or made anew
 * @throws Refusal privacy.portable-foreign, -tampered, -too-large, -nobody; nothing is stored then
 */
export async function importPortable(
  at: Scope<string>,
  archive: Uint8Array,
  introduce: (contact: BroughtContact) => Promise<string>,
): Promise<Imported> {
  const { file, signedBy } = readPortable(archive)
  const contacts = contactsIn(file.data, file.persons)
  const persons: string[] = []
  for (const contact of contacts) persons.push(await introduce(contact))
  const rows = []
  for (const { kind, label, columns, items } of file.data) {
    if (kind === CONTACT) continue
    for (const { of, values } of items) {
      const person_id = persons[of] as string
      rows.push({
        organisation_id: at.organisation.id,
        id: randomUUID(),
        person_id,
        origin: file.organisation,
        kind,
        content: await seal(at, portableItems, 'content', person_id, { label, columns, values }),
        brought_at: at.now,
      })
    }
  }
  for (let from = 0; from < rows.length; from += MOST_AT_ONCE)
    await db(at)
      .insertInto('portable_items')
      .values(rows.slice(from, from + MOST_AT_ONCE))
      .execute()
  await record(at, 'portable.imported', { persons: persons.length, items: rows.length, signer: signedBy })
  return { persons, items: rows.length, from: file.organisation, signedBy }
}

/** Erases what somebody brought along, since they do not want it any more. */
export async function forgetBrought(at: Scope<string>, person: string): Promise<void> {
  const rows = await db(at).selectFrom('portable_items').select('id').where('person_id', '=', person).execute()
  if (rows.length === 0) return
  await eraseRows(
    at,
    'portable_items',
    rows.map(({ id }) => id),
    'request',
  )
}

/** One contact per person of the archive, in its order. */
function contactsIn(data: readonly PortableKind[], persons: number): BroughtContact[] {
  const items = data.find(({ kind }) => kind === CONTACT)?.items ?? []
  return Array.from({ length: persons }, (_, place) => {
    const values = items.find(({ of }) => of === place)?.values
    const name = line(values?.['name'], 200)
    if (!name) throw refuse('privacy.portable-nobody', 'invalid')
    return { name, mail: line(values?.['mail'], 320), phone: line(values?.['phone'], 40) }
  })
}

function line(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  const cleaned = cleanText(value, { max, multiline: false })
  if (!cleaned.ok) throw refuse('privacy.portable-foreign', 'invalid')
  return cleaned.text || undefined
}
