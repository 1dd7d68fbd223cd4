import type { Scope } from '#platform/data/scope.ts'
import { mayWrite } from '#privacy'
import { advertises } from '../rules.ts'
import type { Leaving } from '../sending/leaving.ts'

/**
 * The one gate before anything leaves, asked for a batch in the transaction right before it is sent.
 * @returns in order, whether each may leave
 */
export const gate = (at: Scope<string>, leaving: readonly Leaving[]): Promise<readonly boolean[]> =>
  Promise.all(
    leaving.map(({ person, to, activity, lane }) =>
      mayWrite(at, { person, to, activity, advertising: advertises(lane) }),
    ),
  )
