import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Hono } from 'hono'
import { identify } from '#accounts'
import { smtpTransport, type Transport } from '#messages'
import { systemClock, type Clock } from '#platform/clock/clock.ts'
import { externalServer, startServer } from '#platform/data/server.ts'
import type { House } from '#platform/data/scope.ts'
import { webApp } from '#platform/http/app.tsx'
import { startJobs } from '#platform/jobs/jobs.ts'
import { logFolder, openLog } from '#platform/log/log.ts'
import { builtAssets } from './assets.ts'
import { openHouse, type OpenHouse } from './house.ts'
import { createMetrics } from './metrics.ts'
import { houseJobs } from './jobs.ts'
import { listen } from './listen.ts'
import { modulesOf, type Configuration } from './modules.ts'
import { bounds, handlerOf, serve } from './server.ts'
import { webOf } from './web.ts'

export type Running = {
  readonly house: OpenHouse
  readonly url: string
  /** The database server died and could not be brought back. */
  readonly lost: Promise<string>
  stop(): Promise<void>
}

export type Wishes = {
  readonly clock?: Clock
  /** Where mails go instead of an SMTP server, e.g. the demo's own mailbox. */
  readonly transport?: Transport
  /** Looks at the house and adds pages of its own before anybody is served, e.g. the demo's. */
  readonly beforeServing?: (house: House, app: Hono) => Promise<void>
  readonly jobs?: boolean
}

/** Starts everything on a data folder: database, house, web server, jobs, health. Undoes what it began when a part fails. */
export async function start(config: Configuration, dist: string, wishes: Wishes = {}): Promise<Running> {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of undo.splice(0).reverse()) await end()
  }
  try {
    return await begin(config, dist, wishes, undo, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function begin(
  config: Configuration,
  dist: string,
  wishes: Wishes,
  undo: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Running> {
  const clock = wishes.clock ?? systemClock
  const dataFolder = config.house.data
  const server = await databaseOf(config)
  undo.push(() => server.stop())
  await mkdir(join(dataFolder, 'keys'), { recursive: true, mode: 0o700 })
  const log = openLog({ folder: logFolder(dataFolder) })
  undo.push(() => log.close())
  const failed = (code: string) => (error: unknown) => log.event({ time: clock.now(), level: 'error', code, error })

  const smtp = config.messages.smtp && !wishes.transport ? smtpTransport(config.messages.smtp) : undefined
  if (smtp) undo.push(async () => smtp.close())
  let opened: OpenHouse | undefined
  const modules = modulesOf({
    house: () => {
      if (!opened) throw new Error('the house is not open yet')
      return opened
    },
    transport: wishes.transport ?? smtp,
    mailFrom: config.messages.from,
    failed: failed('messages.dispatch-failed'),
  })
  const house = (opened = await openHouse({
    dataFolder,
    login: { app: server.login('app'), owner: server.login('owner') },
    migrations: join(dist, 'migrations'),
    modules,
    instanceKey: config.house.instanceKey?.reveal(),
    clock,
    log,
  }))
  undo.push(() => house.close())

  const metrics = createMetrics()
  const assets = builtAssets(dist)
  const scheme = config.web.tlsCertificate ? 'https' : 'http'
  const publicUrl = config.web.publicUrl?.origin ?? `${scheme}://${config.web.host}:${config.web.port}`
  const web = webOf({
    house,
    modules,
    identify: (token, organisation) => identify(house, token, organisation),
    assets,
    publicUrl,
    trusted: config.web.trustedProxies,
    log,
    metrics,
  })
  const app = new Hono()
  assets.serve(app)
  await wishes.beforeServing?.(house, app)
  webApp(web, app)
  for (const { background } of modules) if (background) undo.push(background(house))
  if (wishes.jobs ?? true) {
    const worker = await startJobs(
      server.login('app'),
      house,
      [...houseJobs, ...modules.flatMap(({ jobs }) => jobs)],
      (job, error) => log.event({ time: clock.now(), level: 'error', code: 'jobs.failed', job, error }),
    )
    undo.push(() => worker.stop())
  }
  const health = new Hono()
    .get('/health', async (context) => {
      const answered = await house.pool.query('select 1').then(
        () => true,
        () => false,
      )
      return context.text(answered ? 'ok\n' : 'no database\n', answered ? 200 : 503)
    })
    .get('/metrics', async (context) => context.text(await metrics.text()))
  const healthy = await serve(createServer(bounds, handlerOf(health)), {
    host: '127.0.0.1',
    port: config.web.healthPort,
  })
  undo.push(() => healthy.stop())
  const listening = await listen(app, config, publicUrl, clock, log)
  undo.push(() => listening.stop())
  return {
    house,
    url: config.web.publicUrl?.origin ?? `${scheme}://${config.web.host}:${listening.port}`,
    lost: server.lost,
    stop,
  }
}

const databaseOf = (config: Configuration) => {
  const { databaseUrl, databaseOwnerUrl, data } = config.house
  if (databaseUrl && databaseOwnerUrl) return externalServer({ url: databaseUrl.href, ownerUrl: databaseOwnerUrl.href })
  return startServer({ folder: data })
}
