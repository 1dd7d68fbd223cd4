import type { Language } from '#platform/text/language.ts'
import type { Role } from '../roles.ts'
import { words } from '../texts.ts'
import { lifeWords } from './texts.ts'

export type Place = { readonly id: string; readonly name: string }

/** A right as people read it: `Schalter · Rathaus`, or the role alone where it holds everywhere. */
export function rightName(
  language: Language,
  { role, place }: { readonly role: Role; readonly place?: string | undefined },
  places: readonly Place[],
): string {
  const name = words(language).roles[role]
  if (place === undefined) return name
  const t = lifeWords(language).members
  return t.atPlace(name, places.find(({ id }) => id === place)?.name ?? t.goneStill)
}
