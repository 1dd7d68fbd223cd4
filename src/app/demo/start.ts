import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '#platform/clock/clock.ts'
import { ConfigError } from '#platform/config/config.ts'
import { unreachable } from '#platform/data/server.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import type { Configuration } from '../modules.ts'
import { start, type Running } from '../start.ts'
import { fillDemo } from './fill.ts'
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

/**
 * Starts the demo: invented organisations, mails kept on the machine, one click to be anybody.
 * @throws ConfigError when it would be reachable from other machines, send real mail, or the folder holds real data
 */
export async function startDemo(config: Configuration, dist: string): Promise<Running> {
  const problems = [
    ...(LOOPBACK.has(config.web.host)
      ? []
      : ['The demo lets anybody be anybody, so it only listens on this machine: leave BELEGT_HOST unset.']),
    ...(config.house.databaseUrl ? ['The demo brings its own database: leave DATABASE_URL unset.'] : []),
    ...(config.messages.smtp ? ['The demo sends no real mail: leave BELEGT_SMTP_URL unset.'] : []),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
  const mailbox = demoMailbox(() => systemClock.now())
  const running = await start(config, dist, {
    transport: mailbox,
    beforeServing: async (house, app, assets) => {
      const organisations = (await house.directory.all()).filter(({ slug }) => slug !== OPERATOR)
      if (organisations.some(({ demo }) => !demo)) {
        throw new ConfigError([
          `${config.house.data} holds a real organisation. The demo needs a folder of its own: set BELEGT_DATA.`,
        ])
      }
      if (organisations.length === 0) await fillDemo(house)
      demoPages(app, { house, assets, mails: () => mailbox.mails(), cookie: 'belegt' })
    },
  })
  return running
}
