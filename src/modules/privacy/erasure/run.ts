import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import { proving } from '../data.ts'
import { removeFiles } from '../retention/files.ts'
import { emptyWithdrawn } from '../restriction/emptied.ts'
import { eraseWaiting } from './again.ts'
import { erasePeople } from './erase.ts'
import { seeing } from './locks.ts'
import { erasurePlan, PERSON_KEYS } from './plan.ts'
import { add, begin, finish } from './report.ts'
import {
  columnsWithRisen,
  eraseDue,
  eraseRetainedKeys,
  eraseUnreferenced,
  findRisen,
  tablesWithDue,
  type Step,
} from './steps.ts'
import type { DeletionReport } from './types.ts'
import { type Waiting, waitingAfter } from './waiting.ts'

export type { DeletionReport }

export type RunOptions = {
  readonly tables?: readonly Table[]
  /** Rows per transaction. */
  readonly batch?: number
  /** Called after each committed batch; for progress, and for tests that stop there. */
  readonly progress?: (deleted: number) => void
}

/**
 * Deletes what is due in an organisation: what was asked for, or rested on a consent that was withdrawn, and waited for a
 * hold to end; rows whose period has ended; the people of whom nothing speaks any more; keys of statutory rows that are gone;
 * and the files of all these. Works in transactions of some thousand rows. Killed at any moment it loses nothing: the next
 * call goes on and adds to the same report. At the end it counts independently what is left.
 */
export async function deletionRun(
  house: House,
  organisation: Organisation,
  now: Temporal.Instant,
  { tables = allTables(), batch = 2_000, progress = () => undefined }: RunOptions = {},
): Promise<DeletionReport> {
  const plan = erasurePlan(tables)
  const options = { plan }
  const within = <T>(work: (at: Scope<string>) => Promise<T>): Promise<T> =>
    inScope(
      house,
      { organisation, actor: { kind: 'system', job: 'privacy.deletion-run' }, purpose: proving, now },
      (at) => seeing(at, 'unrestricted', () => work(at)),
    )
  const id = await within(begin)
  /** Does one step after the other, each in a transaction of its own, until there is no next. */
  const each = async <Place>(work: (at: Scope<string>, after: Place | undefined) => Promise<Step<Place>>) => {
    let place: Place | undefined
    do {
      const { next, done } = await within(async (at) => {
        const step = await work(at, place)
        await add(at, id, step.done)
        return step
      })
      progress(Object.values(done.deleted).reduce((total, count) => total + count, 0))
      place = next
    } while (place !== undefined)
  }

  const page = Math.min(batch, 500)
  await each<Waiting>(async (at, after) => {
    const found = await waitingAfter(at, after, page)
    return { next: found.length === page ? found.at(-1) : undefined, done: await eraseWaiting(at, found, options) }
  })
  await within((at) => emptyWithdrawn(at, undefined, tables))
  for (const { table, column } of await within((at) => columnsWithRisen(at, plan))) {
    await each<string>(async (at, after) => {
      const { next, persons } = await findRisen(at, table, column, after, batch)
      return { next, done: await erasePeople(at, persons, 'restore', options) }
    })
  }
  for (const table of await within((at) => tablesWithDue(at, plan))) {
    await each<{ from: string; key: string }>((at, after) => eraseDue(at, table, after, batch, options))
  }
  for (const table of plan.tables.filter(({ record }) => record)) {
    await each<string>((at, after) => eraseUnreferenced(at, table, after, batch, options))
  }
  if (plan.tables.some(({ retained }) => retained) && plan.tables.some(({ table }) => table === PERSON_KEYS)) {
    await each<string>((at, after) => eraseRetainedKeys(at, plan, after, batch))
  }
  const report = await within((at) => finish(at, id, tables, plan))
  await removeFiles(house, organisation, now)
  return report
}
