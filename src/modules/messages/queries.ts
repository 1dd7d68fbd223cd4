import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'

export const MOST_SHOWN = 100

/** Messages that need somebody's eye: refused for good, or tried in vain and waiting; the newest first. */
export const troubledMessages = (at: Scope<string>) =>
  db(at)
    .selectFrom('messages')
    .select(['id', 'person_id', 'kind', 'state', 'attempts', 'answer', 'due_at', 'created_at'])
    .select(sql<boolean>`content is not null`.as('sendable'))
    .where((or) =>
      or.or([
        or('state', '=', 'failed'),
        // untried for minutes: no server is set up, or the dispatcher does not run
        or.and([
          or('state', '=', 'queued'),
          or.or([or('attempts', '>', 0), or('created_at', '<', at.now.subtract({ minutes: 5 }))]),
        ]),
      ]),
    )
    .orderBy('created_at', 'desc')
    .limit(MOST_SHOWN)
    .execute()

export type TroubledMessage = Awaited<ReturnType<typeof troubledMessages>>[number]

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
