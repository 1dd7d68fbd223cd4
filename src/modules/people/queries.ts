import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { keyBeside } from '#platform/keys/sealed.ts'
import { db } from './data.ts'

/** The sealed names of many people in one query, with what opens them; opened by whoever acts for a purpose that uses them. */
export const namesOf = async (at: Scope<string>, persons: readonly string[]) =>
  takingKeys(
    at,
    await db(at)
      .selectFrom('people')
      .select(['id', 'name', keyBeside('people.id')])
      .where(sql<boolean>`id = any(${[...persons]}::uuid[])`)
      .execute(),
  )

/** The sealed contact data of many people in one query, as `namesOf`. */
export const contactsOf = async (at: Scope<string>, persons: readonly string[]) =>
  takingKeys(
    at,
    await db(at)
      .selectFrom('people')
      .select(['id', 'name', 'mail', 'language', keyBeside('people.id')])
      .where(sql<boolean>`id = any(${[...persons]}::uuid[])`)
      .execute(),
  )

async function takingKeys<R extends { readonly id: string; readonly key: Buffer | null }>(
  at: Scope<string>,
  rows: readonly R[],
): Promise<readonly Omit<R, 'key'>[]> {
  await at.keys.take(rows.map(({ id, key }) => ({ person: id, key })))
  return rows
}

/**
 * Which of these people are still known. Whoever is being erased in this moment is waited for; whoever is found stays until
 * the scope's transaction ends, and what it writes about them is erased too.
 */
export const presentPeople = async (at: Scope<string>, persons: readonly string[]): Promise<string[]> =>
  (await among(at, persons).orderBy('id').forKeyShare().execute()).map(({ id }) => id)

/** Which of these persons have a page here; others are known by a key only. */
export const knownPeople = async (at: Scope<string>, persons: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set((await among(at, persons).execute()).map(({ id }) => id))

const among = (at: Scope<string>, persons: readonly string[]) =>
  db(at)
    .selectFrom('people')
    .select('id')
    .where(sql<boolean>`id = any(${[...persons]}::uuid[])`)

/** Under which search tokens the mail addresses of many people are found, and their language; nothing is opened. */
export const reachable = (at: Scope<string>, persons: readonly string[]) =>
  db(at)
    .selectFrom('people')
    .select(['id', 'mail_exact', 'language'])
    .where(sql<boolean>`id = any(${[...persons]}::uuid[])`)
    .execute()
