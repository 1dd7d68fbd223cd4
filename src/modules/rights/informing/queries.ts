import { sql } from 'kysely'
import { namesOf, noticesDue, openNoticeDays, type OwedNotice } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { todayOf } from '../actions/file.ts'
import { db } from '../data.ts'
import { freeIn } from '../rules/working-days.ts'
import { daysUntil, informBy, waiting, type Waiting } from './rules.ts'
import type { Introducing } from './tell.ts'

/** More are not read at once; whose month ends first come first. */
const MOST_SHOWN = 200

export type ToInform = {
  readonly notice: OwedNotice
  readonly name: string
  /** The request with which they told their data, where they are known by nothing else. */
  readonly request: string | undefined
  readonly until: Temporal.PlainDate
  /** Negative when it is over. */
  readonly days: number
}

/** Names of people, and the requests of those who only have one. */
async function known(at: Introducing, persons: readonly string[]) {
  const named = await namesOf(at, persons)
  const opened = await openAll(
    at,
    named.map(({ name }) => name),
  )
  const requests = await db(at)
    .selectFrom('rights_requests')
    .select(['id', 'applicant_id'])
    .where(sql<boolean>`applicant_id = any(${[...persons]}::uuid[])`)
    .execute()
  return {
    names: new Map(named.map(({ id }, place) => [id, opened[place] ?? ''] as const)),
    requests: new Map(requests.map(({ id, applicant_id }) => [applicant_id, id] as const)),
  }
}

export async function withWhom(at: Introducing, owed: readonly OwedNotice[]): Promise<ToInform[]> {
  const { names, requests } = await known(
    at,
    owed.map(({ person_id }) => person_id),
  )
  const isFree = freeIn(at.organisation.holiday_region)
  return owed.map((notice) => {
    const until = informBy(Temporal.PlainDate.from(notice.obtained_on), isFree)
    return {
      notice,
      name: names.get(notice.person_id) ?? '',
      request: requests.get(notice.person_id),
      until,
      days: daysUntil(until, todayOf(at)),
    }
  })
}

export const toInform = async (at: Introducing): Promise<ToInform[]> => withWhom(at, await noticesDue(at, MOST_SHOWN))

/** Counts only, for the overview and the checks. */
export const informingFigures = async (at: Scope<string>): Promise<Waiting> =>
  waiting(await openNoticeDays(at), freeIn(at.organisation.holiday_region), todayOf(at))
