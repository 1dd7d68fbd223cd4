import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'

const MOST_SHOWN = 100

/** Of these causes those whose mail of this kind did not arrive: refused, held since its address is known to be dead, or come back. */
export async function notArrived(at: Scope<string>, kind: string, causes: readonly string[]): Promise<string[]> {
  if (causes.length === 0) return []
  const { rows } = await sql<{ cause: string }>`
    select distinct m.cause from messages m
    where m.cause = any(${[...causes]}::uuid[]) and m.kind = ${kind}
      and (m.state = 'failed'
        or exists (select from message_events e where e.organisation_id = m.organisation_id and e.message_id = m.id
          and e.kind = 'bounced'))`.execute(db(at))
  return rows.map(({ cause }) => cause)
}

/** What became of the mail of this kind about a cause: `left` also when its protocol ended long ago. */
export async function arrivalOf(at: Scope<string>, kind: string, cause: string): Promise<'waits' | 'left' | 'lost'> {
  if ((await notArrived(at, kind, [cause])).length > 0) return 'lost'
  const row = await db(at)
    .selectFrom('messages')
    .select('state')
    .where('cause', '=', cause)
    .where('kind', '=', kind)
    .executeTakeFirst()
  if (row?.state === 'dropped') return 'lost'
  return row && row.state !== 'sent' ? 'waits' : 'left'
}

/** The mails to one person, for the timeline of contacts. */
export const messagesTo = (at: Scope<string>, person: string) =>
  db(at)
    .selectFrom('messages')
    .select(['kind', 'state', 'created_at', 'sent_at'])
    .where('person_id', '=', person)
    .where('state', '!=', 'dropped')
    .orderBy('created_at', 'desc')
    .limit(MOST_SHOWN)
    .execute()
