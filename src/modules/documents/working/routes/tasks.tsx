import { z } from 'zod'
import { placesOf } from '#platform/http/permission.ts'
import { type Asked, get, page, type Route } from '#platform/http/route.ts'
import { filing, storing } from '../../data.ts'
import { afterField, afterOnly } from '../../onwards.tsx'
import { mayFileDocuments, mayLockDocuments } from '../../permissions.ts'
import { overdueLocks } from '../actions/locks.ts'
import { stampsOf } from '../actions/stamps.ts'
import { actorAccount, taskPage } from '../actions/tasks.ts'
import { OVERDUE, TASKS } from '../paths.ts'
import { OverduePage } from '../screens/overdue.tsx'
import { TasksPage } from '../screens/tasks.tsx'
import { peopleOf } from '../who.ts'

const views = z.object({ zeige: z.enum(['mine', 'all', 'done']).catch('mine').default('mine'), ...afterField })

const archivesOf = ({ at: { actor } }: Asked<string, unknown>, may: typeof mayFileDocuments) =>
  actor.kind === 'member' ? placesOf(actor, may) : new Set<string>()

const todayOf = ({ at }: Asked<string, unknown>): string =>
  at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()

/** What waits for somebody, and archive periods that have ended. */
export const taskRoutes: Route[] = [
  get(
    `/:organisation${TASKS}`,
    { who: mayFileDocuments, purpose: filing, place: 'some', input: views },
    async (asked) => {
      const { at, language, href, input } = asked
      const archives = archivesOf(asked, mayFileDocuments)
      const account = actorAccount(at)
      const own = input.zeige === 'all' || account === null ? {} : { account }
      const filter = { ...own, archives, done: input.zeige === 'done' }
      const { rows, next } = await taskPage(at, filter, input.nach)
      const mayLock = archivesOf(asked, mayLockDocuments)?.size !== 0
      return page(
        <TasksPage
          frame={asked.staffFrame()}
          language={language}
          zone={at.organisation.zone}
          href={href}
          people={await peopleOf(at, language)}
          tasks={rows}
          after={input.nach}
          next={next}
          stamps={await stampsOf(at)}
          today={todayOf(asked)}
          back="tasks"
          view={input.zeige}
          mayLock={mayLock}
        />,
      )
    },
  ),

  // for keeping only: documents of restricted people are among them, and no content of any is opened
  get(
    `/:organisation${OVERDUE}`,
    { who: mayLockDocuments, purpose: storing, place: 'some', input: afterOnly },
    async (asked) => {
      const { at, language, href, input } = asked
      const { rows, next } = await overdueLocks(at, archivesOf(asked, mayLockDocuments), input.nach)
      return page(
        <OverduePage
          frame={asked.staffFrame()}
          language={language}
          zone={at.organisation.zone}
          href={href}
          locks={rows}
          after={input.nach}
          next={next}
        />,
      )
    },
  ),
]
