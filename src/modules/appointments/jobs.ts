import { organisationJob } from '#platform/jobs/jobs.ts'
import { db, offering } from './data.ts'
import { reminderJobs } from './texting/remind.ts'

/** Frees what was held and not confirmed. Booking does not wait for it: an expired hold never blocks a place. */
export const jobs = [
  ...reminderJobs,
  organisationJob('appointments.release-expired-holds', '*/5 * * * *', offering, async (at) => {
    await db(at).deleteFrom('bookings').where('state', '=', 'held').where('expires_at', '<=', at.now).execute()
  }),
]
