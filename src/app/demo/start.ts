import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '#platform/clock/clock.ts'
import { ConfigError } from '#platform/config/config.ts'
import { unreachable } from '#platform/data/server.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import type { Configuration } from '../modules.ts'
import { start, type Running } from '../start.ts'
import { fillOrganisations, fillRest, type Unfilled } from './fill.ts'
import { beginAnewWhereHalf, markHalf } from './half.ts'
import { demoMailbox } from './mailbox.ts'
import { demoPages } from './pages.tsx'

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

/** A folder of the demo's own: never the one of real use. Where the database's user cannot reach it, a temporary one. */
export function demoFolder(wanted: string | undefined, usual: string): string {
  if (wanted) return wanted
  const own = join(usual, 'demo')
  if (unreachable(own) === undefined) return own
  return join(tmpdir(), `belegt-demo-${createHash('sha256').update(own).digest('hex').slice(0, 8)}`)
}

/** Said as long as it is so. */
export const FILLING = {
  de: 'Die Unterlagen werden gerade noch abgelegt; das dauert einige Sekunden.',
  en: 'The documents are still being filed; this takes a few seconds.',
} as const

export type RunningDemo = Running & {
  /** Resolves when everything invented is there; rejects when it could not be. Never when it was stopped before. */
  readonly filled: Promise<void>
}

/**
 * Starts the demo: invented organisations, mails kept on the machine, one click to be anybody.
 * @throws ConfigError when it would be reachable from other machines, send real mail, or the folder holds real data
 */
export async function startDemo(config: Configuration, dist: string): Promise<RunningDemo> {
  const problems = [
    ...(LOOPBACK.has(config.web.host)
      ? []
      : ['The demo lets anybody be anybody, so it only listens on this machine: leave BELEGT_HOST unset.']),
    ...((config.house.databaseUrl ?? config.house.databaseOwnerUrl)
      ? ['The demo brings its own database: leave DATABASE_URL and DATABASE_OWNER_URL unset.']
      : []),
    ...(config.messages.smtp ? ['The demo sends no real mail: leave BELEGT_SMTP_URL unset.'] : []),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
  const mailbox = demoMailbox(() => systemClock.now())
  let unfilled: readonly Unfilled[] = []
  const remark = () => (unfilled.length > 0 ? FILLING : undefined)
  const running = await start(config, dist, {
    transport: mailbox,
    remark,
    beforeOpening: (server) => beginAnewWhereHalf(server, config.house.data),
    beforeServing: async (house, app, assets) => {
      const organisations = (await house.directory.all()).filter(({ slug }) => slug !== OPERATOR)
      if (organisations.some(({ demo }) => !demo)) {
        throw new ConfigError([
          `${config.house.data} holds a real organisation. The demo needs a folder of its own: set BELEGT_DATA.`,
        ])
      }
      if (organisations.length === 0) {
        await markHalf(house, true)
        unfilled = await fillOrganisations(house)
      }
      demoPages(app, { house, assets, mails: () => mailbox.mails(), cookie: 'belegt', remark })
    },
  })
  const ending = new AbortController()
  const fill = async () => {
    if (unfilled.length === 0) return
    await fillRest(running.house, unfilled, ending.signal)
    await markHalf(running.house, false)
    unfilled = []
  }
  return { ...running, ...untilFilled(fill(), running, ending) }
}

/** What is filled in the background ends with the program, and the program with it when it fails. */
function untilFilled(
  filling: Promise<void>,
  running: Running,
  ending: AbortController,
): Pick<RunningDemo, 'filled' | 'lost' | 'stop'> {
  const filled = Promise.withResolvers<void>()
  const failed = Promise.withResolvers<string>()
  filled.promise.catch(() => undefined) // who does not wait for it is told by `lost`
  filling.then(filled.resolve, (error: unknown) => {
    if (ending.signal.aborted) return
    filled.reject(error)
    failed.resolve(`The demo could not be filled and begins anew when it is started again: ${whole(error)}`)
  })
  return {
    filled: filled.promise,
    lost: Promise.race([running.lost, failed.promise]),
    async stop() {
      ending.abort()
      await filling.catch(() => undefined) // told by `filled`, or stopped
      await running.stop()
    },
  }
}

/** A defect shows where; the database says what else it knows. All of it is invented. */
function whole(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { detail, where } = error as { detail?: string; where?: string }
  return [error.stack, detail, where].filter(Boolean).join('\n')
}
