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

/** A keyed hash of the token of an address: found by whoever has the address and the organisation's key, by nobody else. */
async function hashOf(at: Scope<string>, token: Buffer): Promise<Buffer> {
  return mac(await at.keys.organisationFor('suppression'), 'mail', token)
}

/**
 * Sees to it that an address gets no mail for an activity, or no advertising at all. Stays when the person is erased.
 * @param to the address, or the token under which it is found (`exactToken`)
 */
export async function suppress(
  at: Scope<string>,
  to: string | Buffer,
  activity: Activity | typeof ADVERTISING,
): Promise<void> {
  const token = typeof to === 'string' ? await exactToken(at, 'mail', to) : to
  const name = activity === ADVERTISING ? ADVERTISING : activity.name
  const added = await db(at)
    .insertInto('suppressions')
    .values({
      organisation_id: at.organisation.id,
      mail_hash: await hashOf(at, token),
      activity: name,
      since: at.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('activity')
    .executeTakeFirst()
  if (added) await record(at, 'suppression.set', { activity: name })
}

/**
 * Whether an address must not be written to for an activity.
 * @param advertising whether the mail advertises anything: then the general objection to advertising counts as well
 */
export async function isSuppressed(
  at: Scope<string>,
  mail: string,
  activity: string | undefined,
  advertising: boolean,
): Promise<boolean> {
  const wanted = [...(activity ? [activity] : []), ...(advertising ? [ADVERTISING] : [])]
  if (wanted.length === 0) return false
  const hash = await hashOf(at, await exactToken(at, 'mail', mail))
  const found = await db(at)
    .selectFrom('suppressions')
    .select('activity')
    .where('mail_hash', '=', hash)
    .where('activity', 'in', wanted)
    .executeTakeFirst()
  return found !== undefined
}
