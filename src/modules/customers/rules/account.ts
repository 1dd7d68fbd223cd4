/** First and last names as one name, as it stands with the person. */
export const fullName = (first: string, last: string): string => `${spaced(first)} ${spaced(last)}`
const spaced = (text: string) => text.trim().replaceAll(/\s+/g, ' ')
export const wordsIn = (text: string): number => spaced(text).split(' ').length

/**
 * First and last names of a name of which so many words are first names. Whatever became of the name since, both parts have
 * a word as long as there are two.
 */
export function nameParts(name: string, given: number): { readonly first: string; readonly last: string } {
  const words = spaced(name).split(' ')
  const count = Math.min(Math.max(1, given), Math.max(1, words.length - 1))
  return { first: words.slice(0, count).join(' '), last: words.slice(count).join(' ') }
}

export type Contract = { readonly began_on: string; readonly ended_on: string | null }

/** The contract's last day still counts: an account that ends on the 31st is open on the 31st. */
export const hasEnded = ({ ended_on }: Pick<Contract, 'ended_on'>, today: Temporal.PlainDate): boolean =>
  ended_on !== null && Temporal.PlainDate.compare(Temporal.PlainDate.from(ended_on), today) < 0

/** The last day on which master data are still there: the last of the calendar year in which the contract ends. */
export const keptUntil = (endedOn: string): Temporal.PlainDate =>
  Temporal.PlainDate.from(endedOn).with({ month: 12, day: 31 })

/** The last day on which the law demands to keep a business letter: six calendar years after that from which it counts. */
export const letterKeptUntil = (keptFrom: string): Temporal.PlainDate => keptUntil(keptFrom).add({ years: 6 })

/** Why a contract cannot end on a day. */
export function endProblem(contract: Contract, on: Temporal.PlainDate): 'before-begin' | 'far' | undefined {
  const began = Temporal.PlainDate.from(contract.began_on)
  if (Temporal.PlainDate.compare(on, began) < 0) return 'before-begin'
  return Temporal.PlainDate.compare(on, began.add({ years: 100 })) > 0 ? 'far' : undefined
}
