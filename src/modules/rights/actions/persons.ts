import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { normaliseName } from '#platform/text/contact.ts'
import { db, type RequestRow } from '../data.ts'
import { note } from './file.ts'
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

/** Sets whom a request is about: exactly these, in place of whoever was chosen before. */
export async function choosePersons(
  at: Scope<string>,
  row: RequestRow,
  ids: readonly string[],
  by: 'link' | 'mail' | 'staff',
): Promise<void> {
  const wanted = [...new Set(ids)]
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

/**
 * The files of all requests that were about these persons, or came from the same proven address under the same name: data
 * about the person as well, and part of every answer to them.
 */
export async function filesAbout(at: Handling, row: RequestRow, ids: readonly string[]): Promise<string[]> {
  const rows = await db(at)
    .selectFrom('rights_requests')
    .select(['id', 'applicant_id', 'name', 'mail_exact', 'mail_proven_at'])
    .where((or) =>
      or.or([
        or('id', '=', row.id),
        ...(row.mail_exact ? [or('mail_exact', '=', row.mail_exact)] : []),
        or(
          'id',
          'in',
          or
            .selectFrom('rights_persons')
            .select('request_id')
            .where(sql<boolean>`person_id = any(${[...ids]}::uuid[])`),
        ),
      ]),
    )
    .execute()
  const names = (
    await openAll(
      at,
      rows.map(({ name }) => name),
    )
  ).map((name) => normaliseName(name ?? ''))
  const own = names[rows.findIndex(({ id }) => id === row.id)]
  // two people may share an address: another name from there is another's request
  const theirs = rows.filter((one, place) => {
    const sameAddress = row.mail_exact !== null && one.mail_exact?.equals(row.mail_exact)
    return !sameAddress || (one.mail_proven_at !== null && names[place] === own) || one.id === row.id
  })
  return [...new Set(theirs.map(({ applicant_id }) => applicant_id))]
}
