import { join } from 'node:path'
import { purgeLogs } from '#platform/log/purge.ts'
import { logFolder } from '#platform/log/log.ts'
import { sweepBlobs } from '#platform/files/disk.ts'
import { houseJob } from '#platform/jobs/jobs.ts'

/** How long server logs are kept: eight weeks, as the notice says (smartcx/log-8-weeks). */
const LOG_DAYS = 56

/** The house's own jobs. Logs are purged every hour, since a line's eight weeks end at its own minute. */
export const houseJobs = [
  houseJob('platform.purge-logs', '7 * * * *', async ({ clock, dataFolder }) => {
    await purgeLogs(logFolder(dataFolder), clock.now(), LOG_DAYS)
  }),
  houseJob('platform.sweep-files', '37 3 * * *', async ({ clock, dataFolder }) => {
    await sweepBlobs(join(dataFolder, 'blobs'), clock.now())
  }),
]
