import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { block } from '../blocks/actions.ts'
import { db } from './data.ts'
import type { Reason } from './reading/reasons.ts'
import { after, NEW, type Standing, type StoppedFor } from './standing-rules.ts'

type Address = { readonly token: Buffer; readonly person: string | null }
type News = {
  readonly kind: string
  readonly weight?: 'hard' | 'soft'
  readonly reason?: Reason
  readonly code?: string
  readonly words: string
  readonly when: Temporal.Instant
}

/** Only these say anything about an address. */
const telling = new Set(['bounced', 'complained', 'delivered'])

/** Puts down what news about a mail says about its address. Whoever complained is also written no advertising again. */
export async function noteStanding(at: Scope<string>, address: Address, news: News): Promise<void> {
  if (!telling.has(news.kind)) return
  const row = await db(at)
    .selectFrom('mail_standings')
    .selectAll()
    .where('mail_token', '=', address.token)
    .forUpdate()
    .executeTakeFirst()
  const before: Standing = row
    ? { softFailures: row.soft_failures, softAt: row.soft_at, stoppedFor: row.stopped_for as StoppedFor | null }
    : NEW
  // news from before staff released the address says nothing about it any more
  if (row?.released_at && Temporal.Instant.compare(news.when, row.released_at) < 0) return
  const now = after(before, news)
  if (news.kind === 'complained') await block(at, { channel: 'mail', token: address.token }, { way: 'complaint' })
  if (now === before || (!row && news.kind === 'delivered')) return
  const stops = now.stoppedFor !== null && before.stoppedFor !== now.stoppedFor
  const values = {
    person_id: row?.person_id ?? address.person,
    soft_failures: now.softFailures,
    soft_at: now.softAt,
    stopped_for: now.stoppedFor,
    stopped_at: stops ? news.when : (row?.stopped_at ?? null),
    ...(stops ? { code: news.code ?? '', words: news.words } : {}),
    changed_at: at.now,
  }
  await db(at)
    .insertInto('mail_standings')
    .values({ organisation_id: at.organisation.id, id: randomUUID(), mail_token: address.token, ...values })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'mail_token']).doUpdateSet(values))
    .execute()
}

/** Why these addresses are not written to for now, in order; undefined where nothing speaks against it. */
export async function stoppedFor(
  at: Scope<string>,
  addresses: readonly string[],
): Promise<readonly (StoppedFor | undefined)[]> {
  if (addresses.length === 0) return []
  const tokens = await Promise.all(addresses.map((address) => exactToken(at, 'mail', address)))
  const rows = await db(at)
    .selectFrom('mail_standings')
    .select(['mail_token', 'stopped_for'])
    .where('mail_token', 'in', tokens)
    .where('stopped_for', 'is not', null)
    .execute()
  const stopped = new Map(rows.map((row) => [row.mail_token.toString('hex'), row.stopped_for as StoppedFor]))
  return tokens.map((token) => stopped.get(token.toString('hex')))
}

/** Addresses that are not written to, the newest first. */
export const stoppedAddresses = (at: Scope<string>, most = 100) =>
  db(at)
    .selectFrom('mail_standings')
    .select(['id', 'person_id', 'stopped_for', 'stopped_at', 'code', 'words'])
    .where('stopped_for', 'is not', null)
    .orderBy('stopped_at', 'desc')
    .limit(most)
    .execute()

/** Lets an address be written to again, because staff asked or the person said that it is right. @returns whether it was stopped */
export async function releaseAddress(at: Scope<string>, id: string): Promise<boolean> {
  const row = await db(at)
    .updateTable('mail_standings')
    .set({
      stopped_for: null,
      stopped_at: null,
      soft_failures: 0,
      soft_at: null,
      released_at: at.now,
      changed_at: at.now,
    })
    .where('id', '=', id)
    .where('stopped_for', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
