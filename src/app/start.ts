import { createServer } from 'node:http'
import { Hono } from 'hono'
import { identify } from '#accounts'
import { backupAlarms } from '#backups'
import { damagedFiles } from '#documents'
import { canaryJob, copiesJob, copyAlarms, deletionAlarms, lingeringTooLong, noticeJob, verifyJob } from '#privacy'
import type { House } from '#platform/data/scope.ts'
import { webApp } from '#platform/http/app.tsx'
import type { Assets } from '#platform/http/frame.ts'
import { runJob, startJobs } from '#platform/jobs/jobs.ts'
import { healthPages } from './health.ts'
import { houseJobs } from './jobs.ts'
import { listen } from './listen.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { canaryOptions } from './canary.ts'
import type { Configuration } from './modules.ts'
import { proofOf } from './proof.ts'
import { bounds, handlerOf, serve } from './server.ts'
import { openSystem, type System, type Wishes as SystemWishes } from './system.ts'
import { webOf, type WebFacts } from './web.ts'

export type Running = Pick<System, 'house' | 'modules' | 'lost'> & { readonly url: string; stop(): Promise<void> }

export type Wishes = SystemWishes & {
  /** Looks at the house and adds pages of its own before anybody is served, e.g. the demo's. */
  readonly beforeServing?: (house: House, app: Hono, assets: Assets) => Promise<void>
  /** Said above every page of the demo, beside that all is invented. */
  readonly remark?: WebFacts['remark']
  /** False leaves the scheduler out; a test then runs jobs itself. */
  readonly jobs?: boolean
}

/** Starts everything on a data folder: database, house, web server, jobs, health. */
export async function start(config: Configuration, dist: string, wishes: Wishes = {}): Promise<Running> {
  const system = await openSystem(config, dist, wishes)
  try {
    return await open(system, config, wishes)
  } catch (error) {
    await system.close()
    throw error
  }
}

async function open(system: System, config: Configuration, wishes: Wishes): Promise<Running> {
  const { house, modules, assets, publicUrl, log } = system
  const metrics = createMetrics((error) =>
    log.event({ time: house.clock.now(), level: 'error', code: 'metrics.unread', error }),
  )
  watch(house, metrics)
  const app = new Hono()
  assets.serve(app)
  await wishes.beforeServing?.(house, app, assets)
  const trusted = config.web.trustedProxies
  webApp(
    webOf({
      house,
      modules,
      identify: (token, organisation, agent) => identify(house, token, organisation, agent),
      assets,
      publicUrl,
      trusted,
      log,
      metrics,
      remark: wishes.remark,
    }),
    app,
  )
  for (const { background } of modules) if (background) system.onClose(background(house))
  const failed = (job: string, error: unknown) =>
    log.event({ time: house.clock.now(), level: 'error', code: 'jobs.failed', job, error })
  // the notice of a changed configuration is public from the first request on
  await runJob(house, noticeJob, (error) => failed(noticeJob.name, error))
  const healthy = await serve(createServer(bounds, handlerOf(healthPages(house, metrics))), {
    host: '127.0.0.1',
    port: config.web.healthPort,
  })
  system.onClose(() => healthy.stop())
  const listening = await listen(app, config, publicUrl, house.clock, log)
  system.onClose(() => listening.stop())
  // last: a page need not wait for what is done beside pages
  if (wishes.jobs ?? true) await schedule(system, failed)
  const url = publicUrl.replace(/:0$/, `:${listening.port}`)
  return { house, modules, lost: system.lost, url, stop: system.close }
}

async function schedule(system: System, failed: (job: string, error: unknown) => void): Promise<void> {
  const { house, modules } = system
  const own = [
    copiesJob(() => system.copies),
    canaryJob((on, withBackup) => canaryOptions(on, system, withBackup ? system.backups : undefined)),
    verifyJob(() => proofOf(house, system)),
  ]
  const jobs = [...houseJobs, ...modules.flatMap((module) => module.jobs), ...own]
  const worker = await startJobs(system.jobsLogin, house, jobs, failed)
  system.onClose(() => worker.stop())
}

/** What the operator sees of what should not be. */
function watch(house: House, metrics: Metrics): void {
  metrics.gauge('deletion_overdue', 'Organisations whose deletion run did not finish within 26 hours.', () =>
    deletionAlarms(house),
  )
  metrics.gauge('erased_rows_lingering', 'Tables whose files hold erased rows for more than a week.', async () => {
    return (await lingeringTooLong(house.pool, house.clock.now())).length
  })
  metrics.gauge(
    'backup_overdue',
    'Organisations without a backup of the last 26 hours, or with a clock that jumped.',
    () => backupAlarms(house),
  )
  metrics.gauge('evidence_copies_failing', 'Ways out by which no signed checkpoint could leave for a day.', () =>
    copyAlarms(house),
  )
  metrics.gauge('documents_damaged', 'Filed documents whose file is damaged or missing.', () => damagedFiles(house))
}
