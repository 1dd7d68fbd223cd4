import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'

/** The sealed names of many people in one query; opened by whoever acts for a purpose that uses them. */
export const namesOf = (at: Scope<string>, persons: readonly string[]) =>
  db(at)
    .selectFrom('people')
    .select(['id', 'name'])
    .where(sql<boolean>`id = any(${[...persons]}::uuid[])`)
    .execute()

/** The sealed contact data of many people in one query; opened by whoever acts for a purpose that uses them. */
export const contactsOf = (at: Scope<string>, persons: readonly string[]) =>
  db(at)
    .selectFrom('people')
    .select(['id', 'name', 'mail', 'language'])
    .where(sql<boolean>`id = any(${[...persons]}::uuid[])`)
    .execute()

/**
 * Which of these people are still known. Whoever is being erased in this moment is waited for; whoever is found stays until
 * the scope's transaction ends, and what it writes about them is erased too.
 */
export const presentPeople = async (at: Scope<string>, persons: readonly string[]): Promise<string[]> =>
  (
    await db(at)
      .selectFrom('people')
      .select('id')
      .where(sql<boolean>`id = any(${[...persons]}::uuid[])`)
      .orderBy('id')
      .forKeyShare()
      .execute()
  ).map(({ id }) => id)

/** Under which search tokens the mail addresses of many people are found, and their language; nothing is opened. */
export const reachable = (at: Scope<string>, persons: readonly string[]) =>
  db(at)
    .selectFrom('people')
    .select(['id', 'mail_exact', 'language'])
    .where(sql<boolean>`id = any(${[...persons]}::uuid[])`)
    .execute()
