import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'

const MOST_SHOWN = 100

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
