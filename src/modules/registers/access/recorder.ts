import { randomUUID } from 'node:crypto'
import { listen } from '#platform/data/events.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { personalDataSeen, record, type Seen } from '#privacy'
import { db, watching } from '../data/index.ts'
import { stillThere } from '../still-there.ts'

/** So long an access waits in memory at most before it is written; what a kill in between can lose. */
export const FLUSH_MS = 250
/** A page that shows more people than this is recorded as one access with a count. */
export const MOST_NAMED = 10
const MOST_WAITING = 50_000
const BATCH = 500

type Waiting = {
  readonly organisation: Organisation
  readonly account: string
  readonly role: string
  readonly seen: Seen
  readonly at: Temporal.Instant
}

export type Recorder = {
  readonly listener: ReturnType<typeof listen>
  /** Writes what waits; for the pages that show it, and at the end of the program. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/**
 * Puts accesses aside when pages announce them and writes them in batches of their own: no page waits for it, and none
 * becomes a writing one. What cannot be written now is told and tried again.
 */
export function accessRecorder(house: () => House, failed: (error: unknown) => void): Recorder {
  const waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(async () => {
      while (waiting.length > 0) {
        const first = waiting[0] as Waiting
        const batch = waiting.filter(({ organisation }) => organisation.id === first.organisation.id).slice(0, BATCH)
        await write(house(), first.organisation, batch)
        const done = new Set(batch)
        waiting.splice(0, waiting.length, ...waiting.filter((one) => !done.has(one)))
      }
    })
    const outcome = writing
    writing = writing.catch(() => undefined)
    return outcome
  }
  const later = () => {
    timer ??= setTimeout(() => {
      flush().catch((error: unknown) => {
        failed(error)
        later()
      })
    }, FLUSH_MS)
    timer.unref()
  }
  const put = async (at: Scope, seen: Seen): Promise<void> => {
    if (at.actor.kind !== 'member') return // people who see their own data, and jobs, are no staff
    if (waiting.length >= MOST_WAITING) throw new Error('accesses cannot be recorded: too many are waiting')
    const { account, role } = at.actor
    waiting.push({ organisation: at.organisation, account, role, seen, at: at.now })
    later()
  }
  return { listener: listen(personalDataSeen, put), flush, stop: flush }
}

const actor = { kind: 'system', job: 'registers.accesses' } as const

const write = (house: House, organisation: Organisation, batch: readonly Waiting[]): Promise<void> =>
  inScope(house, { organisation, actor, purpose: watching }, async (at) => {
    const named = batch.filter(({ seen: { persons } }) => persons.length <= MOST_NAMED)
    const there = await stillThere(at, [...new Set(named.flatMap(({ seen }) => seen.persons))])
    const rows = batch.flatMap(({ account, role, seen, at: when }) => {
      const { what, place, persons } = seen
      const base = { organisation_id: organisation.id, account_id: account, role, what, place, at: when }
      const each: readonly (string | null)[] = persons.length > 0 && persons.length <= MOST_NAMED ? persons : [null]
      return each.map((person_id) => ({
        ...base,
        id: randomUUID() as string,
        person_id: person_id !== null && there.has(person_id) ? person_id : null,
        people: person_id ? 1 : persons.length,
      }))
    })
    for (let from = 0; from < rows.length; from += BATCH)
      await db(at)
        .insertInto('access_records')
        .values(rows.slice(from, from + BATCH))
        .execute()
    const people = batch.reduce((sum, { seen }) => sum + seen.persons.length, 0)
    await record(at, 'access.recorded', { accesses: batch.length, people })
  })
