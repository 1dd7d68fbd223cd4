import type { Scope } from '#platform/data/scope.ts'
import { FASTEST_MS, PAUSE_MS, since } from '#platform/http/bots.ts'

export type Sent = {
  readonly shown: string | undefined
  readonly pause: string | undefined
  /** What people do not see was filled in. */
  readonly trapped: boolean
}

/**
 * Whether to show a form once more before it is taken: it came faster than anybody reads, without the moment at which it
 * was shown, or with a field that only programs see. Nobody is turned away; who waits is let in.
 */
export async function asksForPause(at: Scope<string>, form: string, sent: Sent): Promise<boolean> {
  const waited = await since(at, 'pause', form, sent.pause)
  if (waited !== undefined && waited >= PAUSE_MS) return false
  const taken = await since(at, 'shown', form, sent.shown)
  return sent.trapped || taken === undefined || taken < FASTEST_MS
}
