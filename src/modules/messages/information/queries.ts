import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { gate } from '../blocks/gate.ts'
import { db as outbox } from '../data.ts'
import type { Audience, Choice, Concerned } from './audience.ts'
import { db, type InformationMail } from './data.ts'

export const MOST_LISTED = 50
const PAGE = 500

export const informationList = (at: Scope<string>): Promise<InformationMail[]> =>
  db(at).selectFrom('information_mails').selectAll().orderBy('created_at', 'desc').limit(MOST_LISTED).execute()

/** @throws Refusal where there is none */
export async function informationById(at: Scope<string>, id: string, lock = false): Promise<InformationMail> {
  const found = await db(at)
    .selectFrom('information_mails')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!found) throw refuse('messages.no-such-information', 'not-found')
  return found
}

export type Reach = {
  /** Will get the mail, as it stands now. */
  readonly reached: number
  readonly blocked: number
  /** No mail address is known. */
  readonly unreachable: number
}
export type Sorted = Reach & { readonly free: readonly Concerned[] }

/** Of people concerned, who may be written to. */
export async function sorted(at: Scope<string>, audience: Audience, some: readonly Concerned[]): Promise<Sorted> {
  const withMail = some.flatMap((one) => (one.token ? [{ ...one, token: one.token }] : []))
  const may = await gate(
    at,
    withMail.map(({ person, token }) => ({
      person,
      to: token,
      lane: 'informational',
      activity: audience.activity.name,
    })),
  )
  const free = withMail.filter((_, place) => may[place])
  return {
    free,
    reached: free.length,
    blocked: withMail.length - free.length,
    unreachable: some.length - withMail.length,
  }
}

/** How many people are concerned now, and how many of them a mail reaches. */
export async function reachOf(at: Scope<string>, audience: Audience, choice: Choice): Promise<Reach> {
  let [reached, blocked, unreachable] = [0, 0, 0]
  for (let after: string | undefined; ;) {
    const some = await audience.people(at, choice, { after, limit: PAGE })
    const counts = await sorted(at, audience, some)
    reached += counts.reached
    blocked += counts.blocked
    unreachable += counts.unreachable
    after = some.at(-1)?.person
    if (some.length < PAGE) return { reached, blocked, unreachable }
  }
}

export type Progress = {
  readonly waiting: number
  readonly sent: number
  readonly failed: number
  readonly dropped: number
}

/** What became of the mails; after the protocol's period, as it was noted when the last one was settled. */
export async function progressOf(at: Scope<string>, mail: InformationMail): Promise<Progress> {
  const { sent, failed, dropped } = mail
  if (mail.finished_at) return { waiting: 0, sent, failed, dropped }
  const rows = await outbox(at)
    .selectFrom('messages')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('information_id', '=', mail.id)
    .groupBy('state')
    .execute()
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0)
  return { waiting: of('queued'), sent: of('sent'), failed: of('failed'), dropped: of('dropped') }
}
