import { event } from '#platform/data/events.ts'
import type { Activity } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { record } from '../ledger/record.ts'
import { db } from './data.ts'

/** All advertising: whatever a mail is for, unless the person's own request calls for it. */
export const ADVERTISING = '*'

/** Announced when a person's data must not be used for an activity any more; `undefined`: for no advertising at all. */
export const processingStopped = event<{ readonly person: string; readonly activity: string | undefined }>(
  'privacy.processing-stopped',
)

/** Ways to reach somebody that can be blocked. The same word blocked as one is not blocked as the other. */
export type Channel = 'mail' | 'phone'

/** A keyed hash of the token of an address: found by whoever has the address and the organisation's key, by nobody else. */
async function hashesOf(at: Scope<string>, tokens: readonly Buffer[], channel: Channel): Promise<Buffer[]> {
  const key = await at.keys.organisationFor('suppression')
  return tokens.map((token) => mac(key, channel, token))
}
async function hashOf(at: Scope<string>, token: Buffer, channel: Channel): Promise<Buffer> {
  return mac(await at.keys.organisationFor('suppression'), channel, token)
}

/**
 * Sees to it that an address gets nothing for an activity, or no advertising at all. Stays when the person is erased.
 * @param to the address or number, or the token under which it is found (`exactToken`)
 * @returns whether it was not so before
 */
export async function suppress(
  at: Scope<string>,
  to: string | Buffer,
  activity: Activity | typeof ADVERTISING,
  channel: Channel = 'mail',
): Promise<boolean> {
  const token = typeof to === 'string' ? await exactToken(at, channel, to) : to
  const name = activity === ADVERTISING ? ADVERTISING : activity.name
  const added = await db(at)
    .insertInto('suppressions')
    .values({
      organisation_id: at.organisation.id,
      mail_hash: await hashOf(at, token, channel),
      activity: name,
      since: at.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('activity')
    .executeTakeFirst()
  if (added) await record(at, 'suppression.set', { activity: name })
  return added !== undefined
}

/** What an address is called in lists that outlive whoever it belongs to: by its token, never the address. */
export const blockHash = (at: Scope<string>, token: Buffer, channel: Channel = 'mail'): Promise<Buffer> =>
  hashOf(at, token, channel)

/** How many addresses and numbers get no advertising. */
export async function countBlocked(at: Scope<string>): Promise<number> {
  const { count } = await db(at)
    .selectFrom('suppressions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('activity', '=', ADVERTISING)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/**
 * Lifts what `suppress` set for all advertising, because the person wants to hear again. What they objected to for a single
 * activity stays.
 * @returns whether it was set
 */
export async function liftSuppression(at: Scope<string>, token: Buffer, channel: Channel = 'mail'): Promise<boolean> {
  const lifted = await db(at)
    .deleteFrom('suppressions')
    .where('mail_hash', '=', await hashOf(at, token, channel))
    .where('activity', '=', ADVERTISING)
    .returning('activity')
    .executeTakeFirst()
  if (lifted) await record(at, 'suppression.lifted', { activity: ADVERTISING })
  return lifted !== undefined
}

/** Since when each of these addresses (by their tokens) gets no advertising; undefined where it may be written to. */
export async function blockedSince(
  at: Scope<string>,
  tokens: readonly Buffer[],
  channel: Channel = 'mail',
): Promise<(Temporal.Instant | undefined)[]> {
  if (tokens.length === 0) return []
  const hashes = await hashesOf(at, tokens, channel)
  const rows = await db(at)
    .selectFrom('suppressions')
    .select(['mail_hash', 'since'])
    .where('mail_hash', 'in', hashes)
    .where('activity', '=', ADVERTISING)
    .execute()
  const since = new Map(rows.map((row) => [row.mail_hash.toString('hex'), row.since]))
  return hashes.map((hash) => since.get(hash.toString('hex')))
}

export type Suppressible = {
  /** The address or number, or the token under which it is found. */
  readonly to: string | Buffer
  readonly channel?: Channel | undefined
  readonly activity: string | undefined
  /** Whether it advertises anything: then the general objection to advertising counts as well. */
  readonly advertising: boolean
}

/** Of each of these, whether the address must not be written to for it; one query for all. */
export async function suppressedAmong(at: Scope<string>, asked: readonly Suppressible[]): Promise<boolean[]> {
  const wanted = asked.map(({ activity, advertising }) => [
    ...(activity ? [activity] : []),
    ...(advertising ? [ADVERTISING] : []),
  ])
  if (wanted.every((names) => names.length === 0)) return asked.map(() => false)
  const key = await at.keys.organisationFor('suppression')
  const hashes = await Promise.all(
    asked.map(async ({ to, channel = 'mail' }, place) =>
      wanted[place]?.length
        ? mac(key, channel, typeof to === 'string' ? await exactToken(at, channel, to) : to)
        : undefined,
    ),
  )
  const rows = await db(at)
    .selectFrom('suppressions')
    .select(['mail_hash', 'activity'])
    .where(
      'mail_hash',
      'in',
      hashes.filter((hash) => hash !== undefined),
    )
    .execute()
  const set = new Set(rows.map((row) => `${row.mail_hash.toString('hex')} ${row.activity}`))
  return hashes.map(
    (hash, place) =>
      hash !== undefined && (wanted[place] ?? []).some((name) => set.has(`${hash.toString('hex')} ${name}`)),
  )
}

/** Whether an address must not be written to for an activity; see `suppressedAmong`. */
export async function isSuppressed(
  at: Scope<string>,
  mail: string,
  activity: string | undefined,
  advertising: boolean,
): Promise<boolean> {
  return (await suppressedAmong(at, [{ to: mail, activity, advertising }]))[0] ?? false
}
