import type { State } from '../../types.ts'

/** What tells whether the work on a document has ended. */
export type Course = {
  readonly state: State
  /** When the last stamp was put. */
  readonly stampedAt: Temporal.Instant | null
  /** Tasks still to be done; deciding about its release is none of the work. */
  readonly openTasks: number
  readonly lastDone: Temporal.Instant | null
}

/**
 * When the work on a document ended: with the stamp that archives it, else with its last task or the stamp after it. undefined
 * while a task is open, where nobody was given one, and since a stamp took it up again.
 */
export function workEnded({ state, stampedAt, openTasks, lastDone }: Course): Temporal.Instant | undefined {
  if (state === 'archived') return stampedAt ?? lastDone ?? undefined
  if (openTasks > 0 || lastDone === null) return undefined
  if (stampedAt === null || Temporal.Instant.compare(stampedAt, lastDone) < 0) return lastDone
  return state === 'new' ? undefined : stampedAt
}
