/** A document that was filed before, as its features and what a person made of it. */
export type Example = {
  readonly features: readonly number[]
  readonly typeId: string | null
  readonly tagIds: readonly string[]
}
export type Guess = { readonly id: string; readonly confidence: number }
export type Classified = { readonly type?: Guess; readonly tags: readonly Guess[] }

const NEIGHBOURS = 7
/** Less in common than this is chance. */
const LEAST_LIKE = 0.08
/** So much in common is as good as the same. */
const MUCH_LIKE = 0.35
const LEAST_TYPE = 0.5
const LEAST_TAG = 0.6

/**
 * Guesses type and tags from the documents that are most like this one; words that stand on few documents count more. With
 * nothing alike there is no guess. Pure.
 */
export function classify(features: readonly number[], examples: readonly Example[]): Classified {
  const own = new Set(features)
  const weight = weights(examples)
  const total = sum([...own].map(weight))
  const near = examples
    .map((example) => {
      const shared = sum(example.features.filter((one) => own.has(one)).map(weight))
      const all = total + sum(example.features.map(weight)) - shared
      return { example, like: all === 0 ? 0 : shared / all }
    })
    .filter(({ like }) => like >= LEAST_LIKE)
    .toSorted((a, b) => b.like - a.like)
    .slice(0, NEIGHBOURS)
  const [nearest] = near
  if (!nearest) return { tags: [] }
  const trust = Math.min(1, nearest.like / MUCH_LIKE)
  const votes = sum(near.map(({ like }) => like))
  const guesses = (of: (example: Example) => readonly string[]): Guess[] => {
    const by = new Map<string, number>()
    for (const { example, like } of near) for (const id of of(example)) by.set(id, (by.get(id) ?? 0) + like)
    return [...by]
      .map(([id, votesFor]) => ({ id, confidence: Math.round((votesFor / votes) * trust * 100) / 100 }))
      .toSorted((a, b) => b.confidence - a.confidence)
  }
  const [type] = guesses(({ typeId }) => (typeId === null ? [] : [typeId]))
  const tags = guesses(({ tagIds }) => tagIds).filter(({ confidence }) => confidence >= LEAST_TAG)
  return { ...(type && type.confidence >= LEAST_TYPE ? { type } : {}), tags }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

/** The rarer a word among the examples, the more it tells (inverse document frequency). */
function weights(examples: readonly Example[]): (feature: number) => number {
  const on = new Map<number, number>()
  for (const { features } of examples) for (const one of features) on.set(one, (on.get(one) ?? 0) + 1)
  return (feature) => Math.log(1 + (examples.length + 1) / ((on.get(feature) ?? 0) + 1))
}
