// The program as it is started, on an empty data folder of its own, in this process: clock and jobs in the test's hand.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoFolder, startDemo } from '../../src/app/demo/start.ts'
import { settings, type Configuration } from '../../src/app/modules.ts'
import { start, type Running } from '../../src/app/start.ts'
import { movableClock, type MovableClock } from '../../src/platform/clock/clock.ts'
import { readConfig, type Environment } from '../../src/platform/config/config.ts'
import { runJob } from '../../src/platform/jobs/jobs.ts'
import { freePort } from '../../tools/free-port.ts'

/** What `node tools/build.ts` has built. */
export const dist = join(import.meta.dirname, '../../dist')

export type Installation = AsyncDisposable & {
  readonly running: Running
  readonly origin: string
  readonly dataFolder: string
}

async function onFolder(
  name: string,
  environment: Environment,
  open: (config: Configuration) => Promise<Running>,
): Promise<Installation> {
  const dataFolder = mkdtempSync(join(tmpdir(), `belegt-${name}-`))
  const own = { BELEGT_DATA: dataFolder, BELEGT_PORT: String(await freePort()), BELEGT_HEALTH_PORT: '0' }
  try {
    const running = await open(readConfig(settings, { ...own, ...environment }))
    return {
      running,
      origin: running.url,
      dataFolder,
      async [Symbol.asyncDispose]() {
        await running.stop()
        rmSync(dataFolder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(dataFolder, { recursive: true, force: true })
    throw error
  }
}

/** A real installation before its set-up; `job` runs one of the program's jobs now. */
export async function openInstallation(
  now: string,
  environment: Environment,
): Promise<Installation & { readonly clock: MovableClock; job(name: string): Promise<void> }> {
  const clock = movableClock(now)
  const opened = await onFolder('journey', environment, (config) => start(config, dist, { clock, jobs: false }))
  return {
    ...opened,
    clock,
    async job(name) {
      const { house, modules } = opened.running
      const job = modules.flatMap(({ jobs }) => jobs).find((one) => one.name === name)
      if (!job) throw new Error(`there is no job ${name}`)
      await runJob(house, job, (error) => {
        throw error
      })
    },
  }
}

/** The demo as `npm run demo` starts it, at the machine's time, with everything that it fills in. */
export const openDemo = (): Promise<Installation> =>
  onFolder('demo', {}, async (config) => {
    const data = demoFolder(config.house.data, '')
    const running = await startDemo({ ...config, house: { ...config.house, data } }, dist)
    await running.filled
    return running
  })
