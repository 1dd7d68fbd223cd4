import type { Scope } from '#platform/data/scope.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'

/** Nobody reads and fills in the form faster than this. */
const FASTEST_MS = 3_000
/** A form that came too fast is taken once it was shown again for this long. */
const PAUSE_MS = 4_000

// Milliseconds since 1970 in a row's clothes, so that a moment can be sealed like the id of a row.
const momentId = (ms: number) =>
  ms
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const momentOf = (id: string) => Number.parseInt(id.replaceAll('-', ''), 16)

const use = (form: string, what: 'shown' | 'pause') => `rights ${what} ${form}`

/** Seals the moment at which a form was shown; it counts for this form only. */
export const sealMoment = (at: Scope<string>, form: string, what: 'shown' | 'pause'): Promise<string> =>
  tokenFor(at, use(form, what), momentId(at.now.epochMilliseconds))

async function since(
  at: Scope<string>,
  form: string,
  what: 'shown' | 'pause',
  token: string | undefined,
): Promise<number | undefined> {
  const id = token ? await readToken(at, use(form, what), token) : undefined
  return id === undefined ? undefined : at.now.epochMilliseconds - momentOf(id)
}

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
  const waited = await since(at, form, 'pause', sent.pause)
  if (waited !== undefined && waited >= PAUSE_MS) return false
  const taken = await since(at, form, 'shown', sent.shown)
  return sent.trapped || taken === undefined || taken < FASTEST_MS
}
