import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1'
import { z } from 'zod'
import type { Scope } from '../data/scope.ts'
import { readToken, tokenFor } from '../keys/token.ts'
import { uuidText } from '../keys/uuid.ts'

/** A browser tries half of these on average: under a second on a phone, costly for thousands of forms. */
const MOST_TRIES = 50_000

const secret = async (at: Scope<string>): Promise<string> =>
  (await at.keys.organisationFor('proof of work')).toString('base64')

/**
 * A piece of work for the browser that shows this form, as JSON. It names the form's token: since what the form asks for is
 * done once, the work counts once, and nothing needs to be stored.
 */
export async function proofOf(at: Scope<string>, token: string): Promise<string> {
  const { challenge, salt, signature } = await createChallenge({
    hmacKey: await secret(at),
    maxNumber: MOST_TRIES,
    params: { form: token },
  })
  return JSON.stringify({ challenge, salt, signature, most: MOST_TRIES })
}

/** Whether the work was done, for this form. */
export async function provesWork(at: Scope<string>, token: string, payload: string): Promise<boolean> {
  try {
    return extractParams(payload)['form'] === token && (await verifySolution(payload, await secret(at), false))
  } catch {
    return false // not even a payload: the form then goes the way of those without script
  }
}

/** Nobody reads and fills in a form faster than this. */
export const FASTEST_MS = 3_000
/** A form that came too fast is taken once it was shown again for this long. */
export const PAUSE_MS = 4_000

// Milliseconds since 1970 in a row's clothes, so that a moment can be sealed like the id of a row.
const momentId = (ms: number) => uuidText(ms.toString(16).padStart(32, '0'))
const momentOf = (id: string) => Number.parseInt(id.replaceAll('-', ''), 16)

type Moment = 'shown' | 'pause'

/** Seals the moment at which a form was shown, or shown again; it counts for this form only. */
export const sealMoment = (at: Scope<string>, what: Moment, form: string): Promise<string> =>
  tokenFor(at, `${what} ${form}`, momentId(at.now.epochMilliseconds))

/** Milliseconds since a sealed moment; undefined for one that is missing or forged. */
export async function since(
  at: Scope<string>,
  what: Moment,
  form: string,
  token: string | undefined,
): Promise<number | undefined> {
  const id = token ? await readToken(at, `${what} ${form}`, token) : undefined
  return id === undefined ? undefined : at.now.epochMilliseconds - momentOf(id)
}

/** Fields of a guarded form, to be spread into its schema; `website` is the one that people do not see. */
export const guardFields = {
  form: z.string().max(64).optional(),
  shown: z.string().max(64).optional(),
  pause: z.string().max(64).optional(),
  website: z.string().max(1_000).optional(),
  altcha: z.string().max(4_000).optional(),
}
export type Guarded = {
  readonly form?: string | undefined
  readonly shown?: string | undefined
  readonly pause?: string | undefined
  readonly website?: string | undefined
  readonly altcha?: string | undefined
}

export type Guard = {
  /** Hidden fields that go back with the form. */
  readonly hidden: Readonly<Record<string, string>>
  /** For `<work-proof>`: what a browser with script does meanwhile. */
  readonly proof: string
}

const use = (name: string) => `form ${name}`

/**
 * What a form is shown with so that a program that floods it is told from people: the moment it was shown and a piece of
 * work, both for this form alone. Shown again with `entered` it keeps what it had.
 * @param once a random id, the form's own
 */
export async function guard(
  at: Scope<string>,
  name: string,
  once: string,
  again: { readonly entered?: Guarded; readonly pause?: boolean } = {},
): Promise<Guard> {
  const known = again.entered?.form ? await readToken(at, use(name), again.entered.form) : undefined
  const form = known && again.entered?.form ? again.entered.form : await tokenFor(at, use(name), once)
  const hidden = {
    form,
    shown: (known && again.entered?.shown) || (await sealMoment(at, 'shown', form)),
    ...(again.pause ? { pause: await sealMoment(at, 'pause', form) } : {}),
  }
  return { hidden, proof: await proofOf(at, form) }
}

/**
 * Judges a form that came back: its own id, or undefined when it is to be shown once more. It came faster than anybody reads
 * and without the work, without having been shown, or with a field that only programs see. Nobody is turned away; who waits
 * is let in.
 */
export async function admitForm(at: Scope<string>, name: string, sent: Guarded): Promise<string | undefined> {
  const form = sent.form ?? ''
  const id = form ? await readToken(at, use(name), form) : undefined
  if (!id) return undefined
  const waited = await since(at, 'pause', form, sent.pause)
  if (waited !== undefined && waited >= PAUSE_MS) return id
  if (sent.website) return undefined
  const taken = await since(at, 'shown', form, sent.shown)
  if (taken !== undefined && taken >= FASTEST_MS) return id
  return sent.altcha !== undefined && (await provesWork(at, form, sent.altcha)) ? id : undefined
}
