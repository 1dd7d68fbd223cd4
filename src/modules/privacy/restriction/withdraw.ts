import type { Scope } from '#platform/data/scope.ts'
import { consentsOf, type ConsentRecord } from '../consent.ts'
import { db } from '../data.ts'
import { record } from '../ledger/record.ts'
import { endAllowed } from './allowed.ts'
import { emptyWithdrawn } from './emptied.ts'
import { processingStopped } from './suppress.ts'

/** What can be withdrawn: consents proper, not the notices that were shown where the law or a contract is the basis. */
export const isConsent = ({ basis }: Pick<ConsentRecord, 'basis'>): boolean =>
  basis === 'art6.a' || basis.startsWith('art9.')

/** A person's declarations: the consents first, then the texts that were shown; each the newest first. */
export async function declarationsOf(
  at: Scope<string>,
  person: string,
): Promise<{ readonly consents: readonly ConsentRecord[]; readonly shown: readonly ConsentRecord[] }> {
  const all = await consentsOf(at, person)
  return { consents: all.filter(isConsent), shown: all.filter((one) => !isConsent(one)) }
}

/**
 * Withdraws one consent of a person, or all of them: no reason asked, from this moment on. What was kept on the consent alone
 * is emptied (a held row's when its hold ends), what is queued for it is taken back, and a restriction no longer leaves it
 * aside; that it was lawful until now stays in evidence (Art. 7(3) GDPR).
 * @param which the consent's id, or `all`
 * @param by who said so: the person by their link, staff on behalf of a letter or call, or a restore that repeats it
 * @returns how many were withdrawn
 */
export async function withdraw(
  at: Scope<string>,
  person: string,
  which: string,
  by: 'person' | 'staff' | 'system',
): Promise<number> {
  const rows = await db(at)
    .updateTable('consents')
    .set({ withdrawn_at: at.now })
    .where('person_id', '=', person)
    .where('withdrawn_at', 'is', null)
    .where((or) => or.or([or('basis', '=', 'art6.a'), or('basis', 'like', 'art9.%')]))
    .$if(which !== 'all', (query) => query.where('id', '=', which))
    .returning(['id', 'activity'])
    .execute()
  for (const { id, activity } of rows) await record(at, 'consent.withdrawn', { consent: id, activity, by })
  const withdrawn = new Set(rows.map((row) => row.activity))
  await endAllowed(at, { person }, (activity) => which !== 'all' && !withdrawn.has(activity))
  for (const activity of withdrawn) {
    if (await hasConsent(at, person, activity)) continue
    await emptyWithdrawn(at, { person, activity })
    await at.announce(processingStopped, { person, activity })
  }
  return rows.length
}

/** Whether a consent of the person to the activity is in force. */
export async function hasConsent(at: Scope<string>, person: string, activity: string): Promise<boolean> {
  const found = await db(at)
    .selectFrom('consents')
    .select('id')
    .where('person_id', '=', person)
    .where('activity', '=', activity)
    .where('withdrawn_at', 'is', null)
    .where((or) => or.or([or('basis', '=', 'art6.a'), or('basis', 'like', 'art9.%')]))
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}
