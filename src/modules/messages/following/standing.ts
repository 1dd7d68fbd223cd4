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

/**
 * Puts down what news about mails says about their addresses, in the order in which it came. Whoever complained is also
 * written no advertising again. However many there are, they are read and written in one statement each.
 */
export async function noteStandings(
  at: Scope<string>,
  all: readonly { readonly address: Address; readonly news: News }[],
): Promise<void> {
  const told = all.filter(({ news }) => telling.has(news.kind))
  if (told.length === 0) return
  const rows = await db(at)
    .selectFrom('mail_standings')
    .selectAll()
    .where('mail_token', 'in', [...new Map(told.map(({ address }) => [keyOf(address), address.token])).values()])
    .orderBy('mail_token') // in one order, so that two who note at once never wait for each other
    .forUpdate()
    .execute()
  const known = new Map<string, Known>(rows.map((row) => [row.mail_token.toString('hex'), row]))
  const changed = new Map<string, Known>()
  for (const { address, news } of told) {
    const row = known.get(keyOf(address))
    // news from before staff released the address says nothing about it any more
    if (row?.released_at && Temporal.Instant.compare(news.when, row.released_at) < 0) continue
    if (news.kind === 'complained') await block(at, { channel: 'mail', token: address.token }, { way: 'complaint' })
    const next = afterNews(row, address, news)
    if (!next) continue
    known.set(keyOf(address), next)
    changed.set(keyOf(address), next)
  }
  if (changed.size === 0) return
  await db(at)
    .insertInto('mail_standings')
    .values(
      [...changed.values()].map((one) => ({
        organisation_id: at.organisation.id,
        id: randomUUID(),
        ...one,
        changed_at: at.now,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'mail_token']).doUpdateSet(({ ref }) => ({
        person_id: ref('excluded.person_id'),
        soft_failures: ref('excluded.soft_failures'),
        soft_at: ref('excluded.soft_at'),
        stopped_for: ref('excluded.stopped_for'),
        stopped_at: ref('excluded.stopped_at'),
        code: ref('excluded.code'),
        words: ref('excluded.words'),
        changed_at: ref('excluded.changed_at'),
      })),
    )
    .execute()
}

/** What is known of an address, as its row has it. */
type Known = {
  readonly mail_token: Buffer
  readonly person_id: string | null
  readonly soft_failures: number
  readonly soft_at: Temporal.Instant | null
  readonly stopped_for: string | null
  readonly stopped_at: Temporal.Instant | null
  readonly code: string
  readonly words: string
  readonly released_at: Temporal.Instant | null
}
const keyOf = ({ token }: Address): string => token.toString('hex')

/** The row after the news; undefined where the news changes nothing. */
function afterNews(row: Known | undefined, address: Address, news: News): Known | undefined {
  const before: Standing = row
    ? { softFailures: row.soft_failures, softAt: row.soft_at, stoppedFor: row.stopped_for as StoppedFor | null }
    : NEW
  const now = after(before, news)
  if (now === before || (!row && news.kind === 'delivered')) return undefined
  const stops = now.stoppedFor !== null && before.stoppedFor !== now.stoppedFor
  return {
    mail_token: address.token,
    person_id: row?.person_id ?? address.person,
    soft_failures: now.softFailures,
    soft_at: now.softAt,
    stopped_for: now.stoppedFor,
    stopped_at: stops ? news.when : (row?.stopped_at ?? null),
    code: stops ? (news.code ?? '') : (row?.code ?? ''),
    words: stops ? news.words : (row?.words ?? ''),
    released_at: row?.released_at ?? null,
  }
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
