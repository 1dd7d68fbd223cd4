import type { Scope } from '#platform/data/scope.ts'
import type { Envelope } from '../sending/leaving.ts'
import { returnPathOf } from './return-path.ts'
import { setUpOf } from './set-up.ts'

const NOTHING: Envelope = { from: undefined, notify: [] }

/**
 * The envelope of a message, always the same for the same message: a return path that only its recipient's servers learn,
 * and the wish to be told of delivery, delay and failure (RFC 3461). Where nobody reads what comes back, nothing is asked for.
 */
export async function envelopeFor(at: Scope<string>, message: string): Promise<Envelope> {
  const { active, returnPath } = await setUpOf(at)
  if (!active || returnPath === '') return NOTHING
  return { from: await returnPathOf(at, returnPath, message), notify: ['success', 'failure', 'delay'] }
}
