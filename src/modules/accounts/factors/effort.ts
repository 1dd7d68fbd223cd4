import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1'
import type { Scope } from '#platform/data/scope.ts'
import { STRANGER_SECONDS } from '../rules/backoff.ts'
import { fromText, newTicket, spend, ticketAge, type TicketUse } from './tickets.ts'

/** About a second of a laptop: nothing for a person, a lot for a million guesses. */
const MOST_TRIES = 200_000
const VALID_SECONDS = 15 * 60

/** What a stranger shows instead of being a machine: work that was done for this form, or a minute that has passed. */
export type Effort = { readonly ticket: string; readonly work: string }

const use = (address: Buffer): TicketUse => ({ use: 'stranger', about: address.toString('hex') })
const secret = async (at: Scope<string>) => (await at.keys.organisationFor('proof of work')).toString('base64')

/** A ticket for this address, and the work that goes with it, as JSON for the browser. */
export async function askEffort(at: Scope<string>, address: Buffer): Promise<Effort> {
  const ticket = (await newTicket(at, use(address))).toString('base64url')
  const { challenge, salt, signature } = await createChallenge({
    hmacKey: await secret(at),
    maxNumber: MOST_TRIES,
    params: { ticket },
  })
  return { ticket, work: JSON.stringify({ challenge, salt, signature, most: MOST_TRIES }) }
}

/** Whether the effort was made for this address, and for the first time. */
export async function showsEffort(at: Scope<string>, address: Buffer, { ticket, work }: Effort): Promise<boolean> {
  const bytes = fromText(ticket)
  const age = await ticketAge(at, use(address), bytes, VALID_SECONDS)
  if (age === undefined || (age < STRANGER_SECONDS && !(await isDone(at, ticket, work)))) return false
  return spend(at, bytes, VALID_SECONDS)
}

async function isDone(at: Scope<string>, ticket: string, work: string): Promise<boolean> {
  try {
    return extractParams(work)['ticket'] === ticket && (await verifySolution(work, await secret(at), false))
  } catch {
    return false // no work at all: the minute has to pass
  }
}
