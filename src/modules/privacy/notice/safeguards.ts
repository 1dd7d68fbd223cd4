import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'

/** How a module protects the data of the scope's organisation, as it is set up there now; a sentence each. */
export type Safeguard = (at: Scope<string>) => Promise<readonly Bilingual[]>

const known: Safeguard[] = []

/** Adds to what the notice says of protection. Called once per module, where it is loaded. */
export const safeguard = (told: Safeguard): void => void known.push(told)

/** What all modules say, in the order in which they were added. */
export async function safeguardsNow(at: Scope<string>): Promise<readonly Bilingual[]> {
  const all: Bilingual[] = []
  for (const told of known) all.push(...(await told(at)))
  return all
}
