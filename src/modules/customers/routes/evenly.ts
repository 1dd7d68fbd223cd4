import { stopwatch } from '#platform/clock/clock.ts'

/** Longer than any way through takes that depends on whether an address is known. */
export const EVEN_MS = 600

/** Answers after the same time, whichever way the work went: how long it took says nothing of whom we know. */
export const evenly = async <T>(work: () => Promise<T>): Promise<T> => {
  const elapsed = stopwatch()
  const result = await work()
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, EVEN_MS - elapsed())))
  return result
}
