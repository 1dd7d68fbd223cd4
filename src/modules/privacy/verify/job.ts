import type { House } from '#platform/data/scope.ts'
import { houseJob, type Job } from '#platform/jobs/jobs.ts'
import { verify, type VerifyOptions } from './verify.ts'

/** Every night after the deletion run; throws when a promise is broken, so that it is told as a failed job is. */
export const verifyJob = (options: (house: House) => Promise<VerifyOptions>): Job =>
  houseJob('privacy.verify', '12 3 * * *', async (house) => {
    const report = await verify(house, await options(house))
    if (report.broken === 0) return
    const ids = report.results.filter(({ outcome }) => outcome === 'broken').map(({ promise }) => promise)
    throw new Error(`broken promises: ${ids.join(', ')}`)
  })
