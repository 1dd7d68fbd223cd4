import { houseJob } from '#platform/jobs/jobs.ts'
import { afterErasure } from './after.ts'
import { deletionRun } from './run.ts'

/** Every night; one organisation's trouble stops no other, and is told. */
export const erasureJobs = [
  houseJob('privacy.deletion-run', '17 2 * * *', async (house) => {
    const failures: unknown[] = []
    const touched = new Set<string>()
    for (const organisation of await house.directory.all()) {
      try {
        const report = await deletionRun(house, organisation, house.clock.now())
        for (const table of Object.keys(report.deleted)) touched.add(table)
      } catch (error) {
        failures.push(error)
      }
    }
    await afterErasure(house.maintenance, touched).catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw new AggregateError(failures, `the deletion run failed in ${failures.length} places`)
  }),
]
