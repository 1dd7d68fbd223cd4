import { availableParallelism } from 'node:os'
import { refuse } from '../errors/errors.ts'

/** Who comes while so many wait is asked to come again: the last would wait longer than a person does. */
const MOST_IN_LINE = 300

export type TurnOptions = {
  /** As many as there are cores but one, so that pages keep theirs. */
  readonly atOnce?: number
  /** How many may wait; none with 0. */
  readonly most?: number
}

/**
 * Lets costly work take turns: some at once, the others in order; requests best before they hold a connection. @throws Refusal platform.crowded from the returned function
 */
export function createTurns({
  atOnce = Math.max(1, availableParallelism() - 1),
  most = MOST_IN_LINE,
}: TurnOptions = {}) {
  let working = 0
  const line: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (working < atOnce) working++
    else if (line.length < most) await new Promise<void>((go) => line.push(go))
    else throw refuse('platform.crowded', 'unavailable', { seconds: 5 })
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else working--
    }
  }
}
