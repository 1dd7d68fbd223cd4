import type { Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { ADVERTISING, consentsOf, liftSuppression, record, suppress, withdraw } from '#privacy'
import { db } from './data.ts'
import { countryOf, readMobile } from './numbers.ts'
import type { Reply } from './provider.ts'
import { wishOf } from './rules.ts'

/**
 * Somebody answered an SMS. STOP ends every SMS to that number for good, and withdraws the consents of whoever got SMS at it;
 * START lets it be written to again, once a consent is given anew. Anything else is not for us: nothing of it is kept.
 * @returns what was done
 */
export async function heardReply(at: Scope<string>, reply: Reply): Promise<'stopped' | 'started' | 'ignored'> {
  const wish = wishOf(reply.text)
  const number = readMobile(reply.from, countryOf(at.organisation.holiday_region))
  if (!wish || !('e164' in number)) return 'ignored'
  const token = await exactToken(at, 'phone', number.e164)
  if (wish === 'start') {
    const lifted = await liftSuppression(at, token, 'phone')
    return lifted ? 'started' : 'ignored'
  }
  await suppress(at, token, ADVERTISING, 'phone')
  const rows = await db(at)
    .selectFrom('sms_messages')
    .select(['person_id', 'activity'])
    .distinct()
    .where('recipient_exact', '=', token)
    .where('person_id', 'is not', null)
    .execute()
  for (const { person_id, activity } of rows) {
    if (!person_id) continue
    const given = await consentsOf(at, person_id)
    for (const { id } of given.filter((one) => one.activity === activity && one.withdrawnAt === null))
      await withdraw(at, person_id, id, 'person')
  }
  // whatever else still waits for this number
  await db(at)
    .updateTable('sms_messages')
    .set({ state: 'dropped', content: null, recipient: null, answer: 'stopped' })
    .where('recipient_exact', '=', token)
    .where('state', 'in', ['queued', 'failed'])
    .execute()
  await record(at, 'sms.stopped', { consents: rows.length })
  return 'stopped'
}
