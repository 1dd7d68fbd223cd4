import { houseJob } from '#platform/jobs/jobs.ts'
import { mergeAndPublish } from './published.ts'

/** Each minute: the stated longest delay until an entry has its place. One organisation's trouble stops no other. */
export const ledgerJobs = [
  houseJob('privacy.ledger', '* * * * *', async (house) => {
    const failures: unknown[] = []
    for (const organisation of await house.directory.all()) {
      await mergeAndPublish(house, organisation).catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} ledgers were not extended`)
  }),
]
