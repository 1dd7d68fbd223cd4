import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1'
import type { Scope } from '#platform/data/scope.ts'

/** A browser tries half of these on average: under a second on a phone, costly for thousands of forms. */
const MOST_TRIES = 50_000

const secret = async (at: Scope<string>): Promise<string> =>
  (await at.keys.organisationFor('proof of work')).toString('base64')

/**
 * A piece of work for the browser that shows this form, as JSON. It names the form's token: since a hold is confirmed
 * once, the work counts once, and nothing needs to be stored.
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
