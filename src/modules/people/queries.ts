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
