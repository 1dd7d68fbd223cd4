import { refuse } from '#platform/errors/errors.ts'
import type { RequestRow } from '../data.ts'
import type { Handling } from './letters.ts'

/** How somebody's contact data are right; what is left out stays. */
export type Corrections = {
  readonly name?: string | undefined
  readonly mail?: string | undefined
  readonly phone?: string | undefined
}

/** Corrects the data of everybody a request is about. */
export async function rectified(
  _at: Handling,
  _row: RequestRow,
  _ids: readonly string[],
  _correct: Corrections | undefined,
): Promise<Record<string, number>> {
  throw refuse('rights.not-now', 'conflict')
}
