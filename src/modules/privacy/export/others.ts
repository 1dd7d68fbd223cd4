import type { Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'

/** Says of persons what they are to the organisation, never who: "staff, role Desk". Those it does not know are left out. */
export type RoleOf = (
  at: Scope<string>,
  persons: readonly string[],
  language: Language,
) => Promise<ReadonlyMap<string, string>>

const asked: RoleOf[] = []

/** Registers who can name other persons by their role in somebody's answer; the module that knows the staff does. */
export const namesRoles = (of: RoleOf): void => void asked.push(of)

/** The roles of these persons, from whoever knows them. */
export async function rolesOf(
  at: Scope<string>,
  persons: readonly string[],
  language: Language,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  if (persons.length === 0) return found
  for (const of of asked) for (const [person, role] of await of(at, persons, language)) found.set(person, role)
  return found
}
