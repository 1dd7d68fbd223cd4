import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { db } from '../data.ts'

// A ticket is given out with a page, which changes nothing, and stored only when it is used: `random(16) | second(4) | seal(16)`.
const ID = 16
const TIME = 4
const SEAL = 16

/** What it is for, and to whom it is bound; `about` may be empty. */
export type TicketUse = { readonly use: string; readonly about: string }

const sealOf = async (at: Scope<string>, { use, about }: TicketUse, body: Uint8Array) =>
  mac(await at.keys.organisationFor('links'), 'ticket', use, about, body).subarray(0, SEAL)

/** A new ticket: 36 bytes. */
export async function newTicket(at: Scope<string>, use: TicketUse): Promise<Buffer> {
  const body = Buffer.alloc(ID + TIME)
  randomBytes(ID).copy(body)
  body.writeUInt32BE(Math.floor(at.now.epochMilliseconds / 1000), ID)
  return Buffer.concat([body, await sealOf(at, use, body)])
}

/** The ticket's age in seconds; undefined for one that is forged, for something else, or older than `most`. */
export async function ticketAge(
  at: Scope<string>,
  use: TicketUse,
  ticket: Uint8Array,
  most: number,
): Promise<number | undefined> {
  if (ticket.length !== ID + TIME + SEAL) return undefined
  const bytes = Buffer.from(ticket)
  const body = bytes.subarray(0, ID + TIME)
  if (!timingSafeEqual(await sealOf(at, use, body), bytes.subarray(ID + TIME))) return undefined
  const age = Math.floor(at.now.epochMilliseconds / 1000) - body.readUInt32BE(ID)
  return age >= 0 && age <= most ? age : undefined
}

/** Uses a ticket up. @returns false where it was used before, also at the same moment */
export async function spend(at: Scope<string>, ticket: Uint8Array, most: number): Promise<boolean> {
  const spent = await db(at)
    .insertInto('spent_tickets')
    .values({
      organisation_id: at.organisation.id,
      ticket: Buffer.from(ticket).subarray(0, ID),
      expires_at: at.now.add({ seconds: most }),
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'ticket']).doNothing())
    .returning('ticket')
    .executeTakeFirst()
  return spent !== undefined
}

export const fromText = (text: string): Buffer => Buffer.from(text.slice(0, 100), 'base64url')
