import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { written } from '#platform/data/query-builder.ts'
import type { Inserted } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { seal } from '#platform/keys/sealed.ts'
import { record } from '#privacy'
import { db, type Exemption, type Informed, noticesOwed, type NoticeSource } from './data.ts'

export type Owing = {
  readonly person: string
  readonly source: NoticeSource
  /** They were told in person when their data were taken. */
  readonly told?: boolean
  /** The day on which their data came, where they are entered later: the month of Art. 14(3)(a) GDPR runs from it. */
  readonly on?: Temporal.PlainDate
}

const dayOf = ({ now, organisation }: Pick<Scope, 'now' | 'organisation'>): Temporal.PlainDate =>
  now.toZonedDateTimeISO(organisation.zone).toPlainDate()

/** Notes that somebody must be informed about data that staff entered, or was in the same breath. */
export function oweNotice(at: Scope<string>, { person, source, told = false, on = dayOf(at) }: Owing): void {
  at.write(
    newNotice(at, {
      organisation_id: at.organisation.id,
      id: randomUUID(),
      person_id: person,
      source,
      obtained_on: on.toString(),
      informed_on: told ? dayOf(at).toString() : null,
      how: told ? 'in-person' : null,
    }),
  )
}

const newNotice = written((at: Scope<string>, row: Inserted<typeof noticesOwed>) =>
  db(at).insertInto('notices_owed').values(row),
)

export type NoticeGiven =
  | { readonly how: Exclude<Informed, 'exempt'>; readonly on: Temporal.PlainDate }
  | { readonly how: 'exempt'; readonly under: Exemption; readonly reason: string }

/** Whether somebody whose data came on a day can have been informed on another one. */
export const canBeInformedOn = (
  on: Temporal.PlainDate,
  { obtained, today }: { readonly obtained: Temporal.PlainDate; readonly today: Temporal.PlainDate },
): boolean => Temporal.PlainDate.compare(on, today) <= 0 && Temporal.PlainDate.compare(on, obtained) >= 0

/**
 * Notes that somebody was informed, or why the law does not demand it; once, since it is the proof (Art. 5(2) GDPR).
 * @throws Refusal people.no-notice-owed, people.notice-day
 */
export async function giveNotice(at: Scope<string>, id: string, given: NoticeGiven): Promise<void> {
  const row = await db(at)
    .selectFrom('notices_owed')
    .select(['person_id', 'obtained_on'])
    .where('id', '=', id)
    .where('informed_on', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw refuse('people.no-notice-owed', 'conflict')
  const today = dayOf(at)
  const on = given.how === 'exempt' ? today : given.on
  if (!canBeInformedOn(on, { obtained: Temporal.PlainDate.from(row.obtained_on), today }))
    throw refuse('people.notice-day', 'invalid')
  const exempt =
    given.how === 'exempt'
      ? { exempt_under: given.under, reason: await seal(at, noticesOwed, 'reason', row.person_id, given.reason) }
      : {}
  await db(at)
    .updateTable('notices_owed')
    .set({ informed_on: on.toString(), how: given.how, ...exempt })
    .where('id', '=', id)
    .execute()
  await record(at, 'notice.given', { id, how: given.how })
}

/** Takes back that these were informed by mail: it did not arrive. They wait for a letter or a word, their month goes on. */
export async function noticesReturned(at: Scope<string>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const open = await db(at)
    .updateTable('notices_owed')
    .set({ informed_on: null, how: null, returned_on: dayOf(at).toString() })
    .where('id', 'in', [...ids])
    .where('how', '=', 'mail')
    .returning('id')
    .execute()
  for (const { id } of open) await record(at, 'notice.returned', { id })
}
