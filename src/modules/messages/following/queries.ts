import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { db } from './data.ts'

/** What became of the mails of the protocol's days, and how many reports were forged. */
export async function figuresOf(at: Scope<string>) {
  const [row, forged] = await Promise.all([
    db(at)
      .selectFrom('message_events')
      .select([
        sql<number>`count(distinct message_id) filter (where kind = 'accepted')::int`.as('accepted'),
        sql<number>`count(distinct message_id) filter (where kind = 'delivered')::int`.as('delivered'),
        sql<number>`count(distinct message_id) filter (where weight = 'hard')::int`.as('bouncedHard'),
        sql<number>`count(distinct message_id) filter (where weight = 'soft')::int`.as('bouncedSoft'),
        sql<number>`count(distinct message_id) filter (where kind = 'complained')::int`.as('complained'),
      ])
      .executeTakeFirstOrThrow(),
    db(at)
      .selectFrom('mail_reports')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('kind', '=', 'forged')
      .executeTakeFirstOrThrow(),
  ])
  return { ...row, forged: forged.count }
}
export type Figures = Awaited<ReturnType<typeof figuresOf>>

export const MOST_SHOWN = 100

/** Mails that came back and wait for somebody to look at them, the newest first. */
export async function openReports(at: Scope<'messages.delivering'>) {
  const rows = await db(at)
    .selectFrom('mail_reports')
    .select(['id', 'kind', 'person_id', 'words', 'read_at'])
    .where('state', '=', 'open')
    .orderBy('read_at', 'desc')
    .limit(MOST_SHOWN)
    .execute()
  const words = await openAll(
    at,
    rows.map((row) => row.words),
  )
  return rows.map((row, place) => ({ ...row, words: words[place] ?? '' }))
}
export type OpenReport = Awaited<ReturnType<typeof openReports>>[number]

/** Puts a returned mail aside as done. @returns whether it was waiting */
export async function settleReport(at: Scope<string>, id: string): Promise<boolean> {
  const row = await db(at)
    .updateTable('mail_reports')
    .set({ state: 'settled', settled_at: at.now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
