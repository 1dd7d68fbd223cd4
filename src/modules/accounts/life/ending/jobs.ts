import { houseJob, organisationJob, type Job } from '#platform/jobs/jobs.ts'
import { membership } from '../../data.ts'
import type { Ports } from '../../ports.ts'
import { remindOfEnd } from './actions.ts'
import { endWhatIsDue } from './end.ts'

/** Often, since a month ends at its own minute, and an end that was interrupted goes on. */
export const endingJobs = (ports: Ports): readonly Job[] => [
  organisationJob('accounts.end-reminders', '13 * * * *', membership, (at) => remindOfEnd(at, ports)),
  houseJob('accounts.organisation-ends', '*/10 * * * *', (house) => endWhatIsDue(house, ports)),
]
