import { availableParallelism } from 'node:os'
import { refuse } from '../errors/errors.ts'

/** Who comes while so many wait is asked to come again: the last would wait longer than a person does. */
const MOST_IN_LINE = 300

export type TurnOptions = { readonly atOnce?: number; readonly most?: number }

/**
 * Lets costly requests take turns before they hold a connection: as many at once as there are cores but one, the others in
 * order, so that pages keep theirs. @throws Refusal platform.crowded from the returned function
 */
export function createTurns({
  atOnce = Math.max(1, availableParallelism() - 1),
  most = MOST_IN_LINE,
}: TurnOptions = {}) {
  let working = 0
  const line: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (line.length >= most) throw refuse('platform.crowded', 'unavailable', { seconds: 5 })
    if (working >= atOnce) await new Promise<void>((go) => line.push(go))
    else working++
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else working--
    }
  }
}
