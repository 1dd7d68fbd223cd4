import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'

export const MOST_SHOWN = 100

const shown = [
  'id',
  'person_id',
  'cause',
  'kind',
  'state',
  'provider',
  'segments',
  'price',
  'currency',
  'attempts',
  'unanswered',
  'answer',
  'due_at',
  'created_at',
  'sent_at',
  'settled_at',
] as const

/** The protocol, the newest first. @param number only those to this number, by its token */
export const recentSms = (at: Scope<string>, number?: Buffer) =>
  db(at)
    .selectFrom('sms_messages')
    .select(shown)
    .select(sql<boolean>`content is not null`.as('sendable'))
    .$if(number !== undefined, (query) => query.where('recipient_exact', '=', number ?? Buffer.alloc(0)))
    .orderBy('created_at', 'desc')
    .limit(MOST_SHOWN)
    .execute()
export type SmsLine = Awaited<ReturnType<typeof recentSms>>[number]

export const oneSms = (at: Scope<string>, id: string): Promise<SmsLine | undefined> =>
  db(at)
    .selectFrom('sms_messages')
    .select(shown)
    .select(sql<boolean>`content is not null`.as('sendable'))
    .where('id', '=', id)
    .executeTakeFirst()

export type SmsSum = {
  readonly currency: string
  readonly count: number
  readonly parts: number
  readonly cost: number
}

/** What was sent in the days of the protocol, by currency; cost in ten-thousandths. */
export const sumOfSms = (at: Scope<string>): Promise<SmsSum[]> =>
  db(at)
    .selectFrom('sms_messages')
    .select('currency')
    .select((of) => [
      sql<number>`count(*)::int`.as('count'),
      sql<number>`sum(segments)::int`.as('parts'),
      sql<number>`sum(segments * price)::float8`.as('cost'),
      of.fn.max('created_at').as('newest'),
    ])
    .where('sent_at', 'is not', null)
    .groupBy('currency')
    .execute()

/** What became of the SMS about one matter, the oldest first. */
export const smsAbout = (at: Scope<string>, cause: string) =>
  db(at)
    .selectFrom('sms_messages')
    .select(['id', 'kind', 'state', 'created_at', 'sent_at', 'settled_at'])
    .where('cause', '=', cause)
    .orderBy('created_at')
    .execute()

/** The SMS to one person, for the timeline of contacts. */
export const smsTo = (at: Scope<string>, person: string) =>
  db(at)
    .selectFrom('sms_messages')
    .select(['kind', 'state', 'created_at', 'sent_at'])
    .where('person_id', '=', person)
    .where('state', '!=', 'dropped')
    .orderBy('created_at', 'desc')
    .limit(MOST_SHOWN)
    .execute()
