import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { namesOf } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { normaliseName } from '#platform/text/contact.ts'
import { db, type RequestRow } from '../data.ts'
import { note, stillKnown } from './file.ts'
import type { Handling } from './letters.ts'

/** Whom a request is about: ids of persons who still exist. */
export async function personsOf(at: Scope<string>, request: string): Promise<string[]> {
  const rows = await db(at)
    .selectFrom('rights_persons')
    .select('person_id')
    .where('request_id', '=', request)
    .orderBy('found_at')
    .orderBy('person_id')
    .execute()
  return rows.map(({ person_id }) => person_id)
}

/**
 * Sets whom a request is about: exactly these, in place of whoever was chosen before. Nobody who was erased comes back by it.
 * @throws Refusal rights.person-gone when staff choose somebody who was erased since; a machine leaves them out
 */
export async function choosePersons(
  at: Scope<string>,
  row: RequestRow,
  ids: readonly string[],
  by: 'link' | 'mail' | 'staff',
): Promise<void> {
  const known = await stillKnown(at, ids)
  const wanted = [...new Set(ids)].filter((id) => known.has(id))
  if (by === 'staff' && ids.some((id) => !known.has(id))) throw refuse('rights.person-gone', 'conflict')
  const before = await personsOf(at, row.id)
  const [added, dropped] = [wanted.filter((id) => !before.includes(id)), before.filter((id) => !wanted.includes(id))]
  if (dropped.length > 0) {
    await db(at)
      .deleteFrom('rights_persons')
      .where('request_id', '=', row.id)
      .where(sql<boolean>`person_id = any(${dropped}::uuid[])`)
      .execute()
  }
  for (const person_id of added) {
    await db(at)
      .insertInto('rights_persons')
      .values({
        organisation_id: at.organisation.id,
        id: randomUUID(),
        request_id: row.id,
        person_id,
        found_by: by,
        found_at: at.now,
      })
      .execute()
  }
  if (added.length + dropped.length > 0) await note(at, row, 'persons-chosen', { count: wanted.length, by })
}

type Filed = Pick<
  RequestRow,
  'id' | 'applicant_id' | 'kind' | 'name' | 'mail_exact' | 'mail_proven_at' | 'for_other' | 'authority' | 'identity'
> & { readonly about: boolean }

/**
 * The files of requests that these persons made themselves or had made for them, or that came from the same proven address
 * under the same name: data about the person as well, and part of every answer to them. The file of somebody who only asked
 * about them, or who asked for others too, is that person's and not shown (Art. 15(4) GDPR).
 */
export async function filesAbout(at: Handling, row: RequestRow, ids: readonly string[]): Promise<string[]> {
  const rows = await filed(at, row, ids)
  const names = cleaned(
    await openAll(
      at,
      rows.map(({ name }) => name),
    ),
  )
  const own = new Set(row.for_other ? [] : [names[rows.findIndex(({ id }) => id === row.id)] ?? ''])
  const known = cleaned(
    await openAll(
      at,
      (await namesOf(at, ids)).map(({ name }) => name),
    ),
  )
  const theirNames = new Set([...own, ...known])
  const theirs = rows.filter((one, place) => {
    const name = names[place] ?? ''
    return (
      one.id === row.id || (one.about && isTheirs(one, theirNames.has(name))) || sameSender(row, one, own.has(name))
    )
  })
  return [...new Set(theirs.map(({ applicant_id }) => applicant_id))]
}

async function filed(at: Handling, row: RequestRow, ids: readonly string[]): Promise<Filed[]> {
  const about = sql<boolean>`exists (select from rights_persons p where p.organisation_id = rights_requests.organisation_id
    and p.request_id = rights_requests.id and p.person_id = any(${[...ids]}::uuid[]))`
  return db(at)
    .selectFrom('rights_requests')
    .select([
      'id',
      'applicant_id',
      'kind',
      'name',
      'mail_exact',
      'mail_proven_at',
      'for_other',
      'authority',
      'identity',
    ])
    .select(about.as('about'))
    .where((or) =>
      or.or([or('id', '=', row.id), ...(row.mail_exact ? [or('mail_exact', '=', row.mail_exact)] : []), about]),
    )
    .execute()
}

const cleaned = (names: readonly (string | null)[]): string[] => names.map((name) => normaliseName(name ?? ''))

/** Whether a request about a person was theirs: it is known that it came from them, or that its sender might act for them. */
function isTheirs({ kind, identity, for_other, authority }: Filed, sameName: boolean): boolean {
  // no more advertising to an address concerns everybody at it, whoever of them asked
  if (kind === 'marketing' && !sameName) return false
  return identity === 'proven' && (!for_other || authority === 'shown')
}

/** Two people may share an address, and one may ask for others: neither makes it the same person's request. */
const sameSender = (row: RequestRow, one: Filed, sameName: boolean): boolean =>
  row.mail_exact !== null &&
  one.mail_exact !== null &&
  row.mail_exact.equals(one.mail_exact) &&
  !row.for_other &&
  !one.for_other &&
  one.mail_proven_at !== null &&
  sameName
