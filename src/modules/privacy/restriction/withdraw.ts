import { sql } from 'kysely'
import { type Activity, allActivities } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import { consentsOf, type ConsentRecord } from '../consent.ts'
import { db } from '../data.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
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
 * is emptied, what is queued for it is taken back; that it was lawful until now stays in evidence (Art. 7(3) GDPR).
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
  for (const activity of new Set(rows.map((row) => row.activity))) {
    if (await hasConsent(at, person, activity)) continue
    await emptyWhatRestsOn(at, person, activity)
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

/** Columns that are there for one activity only and may be empty: without their purpose they are not needed. */
const restingOn = (table: Table, activity: string): string[] =>
  Object.entries(table.columns).flatMap(([name, { nullable, treatment }]) =>
    nullable &&
    (treatment.is === 'sealed' || treatment.is === 'personal') &&
    treatment.activities.length > 0 &&
    treatment.activities.every((one) => one.name === activity)
      ? [name]
      : [],
  )

const needsConsent = (activity: Activity): boolean =>
  [activity.basis]
    .flatMap((basis) => ('public' in basis ? [basis.public, basis.private] : [basis]))
    .some(({ art6, art9 }) => art6 === 'a' || art9 === 'a')

async function emptyWhatRestsOn(at: Scope<string>, person: string, name: string): Promise<void> {
  const activity = allActivities().find((one) => one.name === name)
  if (!activity || !needsConsent(activity)) return
  const emptied: Record<string, number> = {}
  for (const table of allTables()) {
    const owners = 'ownedBy' in table.subject ? ([table.subject.ownedBy ?? []].flat() as string[]) : []
    const columns = restingOn(table, name)
    if (owners.length !== 1 || columns.length === 0) continue
    const [owner] = owners as [string]
    const set = sql.join(columns.map((column) => sql`${sql.ref(column)} = null`))
    const filled = sql.join(
      columns.map((column) => sql`${sql.ref(column)} is not null`),
      sql` or `,
    )
    const { numAffectedRows } = await sql`
      update ${sql.table(table.name)} set ${set} where ${sql.ref(owner)} = ${person}::uuid and (${filled})`.execute(
      raw(at),
    )
    const count = Number(numAffectedRows ?? 0)
    if (count > 0) emptied[`rows.${table.name}`] = count
  }
  if (Object.keys(emptied).length > 0) await record(at, 'consent.emptied', { activity: name, ...emptied })
}
