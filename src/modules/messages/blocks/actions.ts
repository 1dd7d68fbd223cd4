import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { normaliseMail, normalisePhone } from '#platform/text/contact.ts'
import { blockAddress, blockedSince, blockHash, type Channel, unblockAddress } from '#privacy'
import { db as outbox } from '../data.ts'
import { db, type Act, type Way } from './data.ts'

/** An address or number by its search token: who has only this cannot say whose it is. */
export type Address = { readonly channel: Channel; readonly token: Buffer }

export type Why = {
  readonly way: Way
  /** A word of `reasons`; only staff give one. */
  readonly reason?: string
  readonly note?: string
}

/** What somebody typed, as an address; undefined where it is neither a mail address nor a phone number. */
export async function addressOf(at: Scope<string>, entered: string): Promise<Address | undefined> {
  if (normaliseMail(entered) !== undefined) return { channel: 'mail', token: await exactToken(at, 'mail', entered) }
  if (normalisePhone(entered).e164 !== undefined)
    return { channel: 'phone', token: await exactToken(at, 'phone', entered) }
  return undefined
}

/**
 * Blocks an address for information and advertising of every sender, and takes back what waits for it. Doing it twice changes
 * nothing. Works for addresses nobody here knows, also of people who are erased.
 * @returns whether it was not blocked before
 */
export async function block(at: Scope<string>, address: Address, why: Why): Promise<boolean> {
  const added = await blockAddress(at, address.token, address.channel)
  if (address.channel === 'mail')
    await outbox(at)
      .updateTable('messages')
      .set({ state: 'dropped', content: null, recipient: null, recipient_domain: null, answer: 'objected' })
      .where('recipient_token', '=', address.token)
      .where('state', 'in', ['queued', 'failed'])
      .where('lane', '!=', 'transactional')
      .execute()
  // a second click is no second wish; what staff enter is on record as often as they were asked
  if (added || why.way === 'staff') await note(at, address, 'blocked', why)
  return added
}

/**
 * Lifts a block, at the wish of whoever it protects.
 * @returns whether there was one
 */
export async function unblock(at: Scope<string>, address: Address, why: Why): Promise<boolean> {
  const lifted = await unblockAddress(at, address.token, address.channel)
  if (lifted) await note(at, address, 'lifted', why)
  return lifted
}

async function note(at: Scope<string>, { token, channel }: Address, act: Act, { way, reason, note }: Why) {
  await db(at)
    .insertInto('block_acts')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      address_hash: await blockHash(at, token, channel),
      act,
      way,
      reason: reason ?? '',
      note: note ?? '',
      set_by: at.actor.kind === 'member' ? at.actor.account : null,
      at: at.now,
    })
    .execute()
}

/** Since when an address is blocked, if it is. */
export const since = async (at: Scope<string>, { token, channel }: Address): Promise<Temporal.Instant | undefined> =>
  (await blockedSince(at, [token], channel))[0]
