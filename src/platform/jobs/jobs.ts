import type { PgBoss } from 'pg-boss'
import type pg from 'pg'
import type { Activity } from '../data/activity.ts'
import { type House, inScope, type Scope } from '../data/scope.ts'

/** Work without a person in front of it. `every` is a cron expression in UTC. */
export type Job = {
  readonly name: string
  readonly every: string
  /** Once per organisation in its scope, or once for the house. */
  readonly run:
    | {
        readonly per: 'organisation'
        readonly purpose: Activity
        readonly work: (at: Scope<string>, house: House) => Promise<void>
      }
    | { readonly per: 'house'; readonly work: (house: House) => Promise<void> }
}

export const organisationJob = <P extends string>(
  name: string,
  every: string,
  purpose: Activity<string, P>,
  work: (at: Scope<P>, house: House) => Promise<void>,
): Job => ({ name, every, run: { per: 'organisation', purpose, work: work as never } })

export const houseJob = (name: string, every: string, work: (house: House) => Promise<void>): Job => ({
  name,
  every,
  run: { per: 'house', work },
})

/** Runs one job now, for every organisation it concerns; one organisation's failure does not keep the others waiting. */
export async function runJob(
  house: House,
  job: Job,
  failed: (error: unknown, organisation?: string) => void,
): Promise<void> {
  if (job.run.per === 'house') return job.run.work(house)
  const { purpose, work } = job.run
  let failures = 0
  for (const organisation of await house.directory.all()) {
    if (organisation.state === 'closed') continue // it is being deleted, its keys are gone
    try {
      await inScope(house, { organisation, actor: { kind: 'system', job: job.name }, purpose }, (at) =>
        work(at as Scope<string>, house),
      )
    } catch (error) {
      failures++
      failed(error, organisation.id)
    }
  }
  if (failures > 0) throw new Error(`${job.name} failed for ${failures} organisations`)
}

export type Worker = { stop(): Promise<void> }

/**
 * Starts the scheduler and the worker on PostgreSQL (pg-boss). Payloads are empty: a job reads what is due from the
 * tables, so nothing personal waits in a queue and a lost job is made up by the next run.
 */
export async function startJobs(
  login: pg.ClientConfig,
  house: House,
  jobs: readonly Job[],
  failed: (job: string, error: unknown) => void,
): Promise<Worker> {
  const { PgBoss: Boss } = await import('pg-boss')
  const boss: PgBoss = new Boss({
    ...(login as object),
    schema: 'pgboss',
    createSchema: false,
    max: 3,
    application_name: 'belegt jobs',
  } as ConstructorParameters<typeof Boss>[0])
  boss.on('error', (error) => failed('pg-boss', error))
  await boss.start()
  for (const job of jobs) {
    await boss.createQueue(job.name, {
      policy: 'exclusive',
      retryLimit: 2,
      retryBackoff: true,
      deleteAfterSeconds: 7 * 86_400,
    })
    await boss.schedule(job.name, job.every, {}, { tz: 'UTC' })
    await boss.work(job.name, { pollingIntervalSeconds: 5 }, async () => {
      await runJob(house, job, (error) => failed(job.name, error))
    })
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 10_000 }) }
}
