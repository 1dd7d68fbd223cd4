import { settingUp } from '#platform/http/permission.ts'
import { organisationJob } from '#platform/jobs/jobs.ts'
import type { Module } from '#platform/module.ts'
import { filing, storing } from '../data.ts'
import { withDocuments } from '../navigation.ts'
import { mayFileDocuments, maySetUpDocuments } from '../permissions.ts'
import { watchLocks } from './actions/locks.ts'
import { remindOfTasks } from './actions/reminders.ts'
import { endExpired } from './actions/shares.ts'
import './data.ts'
import './kinds.ts'
import { REQUESTS, STAMPS, TASKS } from './paths.ts'
import { linkWords } from './link-texts.ts'
import { workRefusals } from './refusals.ts'
import { bulkRoutes } from './routes/bulk.tsx'
import { customerRoutes } from './routes/customers.tsx'
import { documentActs } from './routes/documents.ts'
import { requestRoutes } from './routes/requests.tsx'
import { shareRoutes } from './routes/shares.tsx'
import { stampRoutes } from './routes/stamps.tsx'
import { taskRoutes } from './routes/tasks.tsx'
import { words } from './texts.ts'

const [de, en] = [words('de'), words('en')]

/** What work on documents brings into the module. */
export const workPart = {
  routes: [
    ...bulkRoutes,
    ...documentActs,
    ...taskRoutes,
    ...stampRoutes,
    ...shareRoutes,
    ...requestRoutes,
    ...customerRoutes,
  ],
  jobs: [
    organisationJob('documents.locks', '20 1 * * *', storing, watchLocks),
    organisationJob('documents.task-reminders', '30 5 * * *', filing, remindOfTasks),
    organisationJob('documents.shares', '40 * * * *', storing, endExpired),
  ],
  navigation: [
    {
      path: TASKS,
      label: { de: de.tasks.menu, en: en.tasks.menu },
      may: mayFileDocuments,
      order: 32,
      group: withDocuments,
    },
    {
      path: REQUESTS,
      label: { de: linkWords('de').requests.menu, en: linkWords('en').requests.menu },
      may: mayFileDocuments,
      order: 33,
      group: withDocuments,
    },
    {
      path: STAMPS,
      label: { de: de.setup.menu, en: en.setup.menu },
      may: maySetUpDocuments,
      order: 85,
      group: settingUp,
      part: withDocuments,
    },
  ],
  refusals: workRefusals,
} satisfies Partial<Module>
