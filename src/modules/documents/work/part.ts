import { organisationJob } from '#platform/jobs/jobs.ts'
import { storing } from '../data.ts'
import { watchLocks } from './actions/locks.ts'
import './data.ts'
import './kinds.ts'
import { workRefusals } from './refusals.ts'

/** What work on documents brings into the module. */
export const workPart = {
  routes: [],
  jobs: [organisationJob('documents.locks', '20 1 * * *', storing, watchLocks)],
  navigation: [],
  refusals: workRefusals,
} as const
