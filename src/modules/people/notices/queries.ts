import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db, type Exemption, type Informed, type NoticeSource } from './data.ts'

/** What is kept about informing one person; `reason` is not in it, and stays sealed. */
export type OwedNotice = {
  readonly id: string
  readonly person_id: string
  readonly source: NoticeSource
  readonly obtained_on: string
  readonly informed_on: string | null
  readonly how: Informed | null
  readonly exempt_under: Exemption | null
  /** When it became known that the mail did not arrive. */
  readonly returned_on: string | null
}

const owed = (at: Scope<string>) =>
  db(at)
    .selectFrom('notices_owed')
    .select(['id', 'person_id', 'source', 'obtained_on', 'informed_on', 'how', 'exempt_under', 'returned_on'])
    .$castTo<OwedNotice>()

/** People not yet informed, whose month ends first on top. */
export const noticesDue = (at: Scope<string>, most: number): Promise<OwedNotice[]> =>
  owed(at).where('informed_on', 'is', null).orderBy('obtained_on').orderBy('id').limit(most).execute()

/** Who is not yet informed and has a mail address, other than one from which the mail came back. */
export const noticesByMail = (at: Scope<string>, most: number): Promise<OwedNotice[]> =>
  owed(at)
    .where('informed_on', 'is', null)
    .where('returned_on', 'is', null)
    .where('person_id', 'in', sql<string>`(select id from people where mail is not null)`)
    .orderBy('obtained_on')
    .limit(most)
    .execute()

/** Who was informed by mail on that day or later. */
export const noticesMailedSince = async (at: Scope<string>, day: Temporal.PlainDate): Promise<string[]> => {
  const rows = await db(at)
    .selectFrom('notices_owed')
    .select('id')
    .where('how', '=', 'mail')
    .where('informed_on', '>=', day.toString())
    .execute()
  return rows.map(({ id }) => id)
}

export const noticeById = (at: Scope<string>, id: string): Promise<OwedNotice | undefined> =>
  owed(at).where('id', '=', id).executeTakeFirst()

export const noticeAbout = (at: Scope<string>, person: string): Promise<OwedNotice | undefined> =>
  owed(at).where('person_id', '=', person).executeTakeFirst()

/**
 * How many people not yet informed there are, by the day on which their data came. Who is restricted is not counted, for
 * whatever purpose this is asked.
 */
export async function openNoticeDays(
  at: Scope<string>,
): Promise<readonly { readonly obtained_on: string; readonly people: number }[]> {
  const { rows } = await sql<{ obtained_on: string; people: number }>`
    select obtained_on::text, count(*)::int as people from notices_owed n
    where informed_on is null
      and not exists (select from restricted r where r.ref = n.person_id and r.only_for is null)
    group by obtained_on order by obtained_on`.execute(db(at))
  return rows
}
