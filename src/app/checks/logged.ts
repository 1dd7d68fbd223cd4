import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { broken, kept, type Check, type Probe } from '#privacy'
import { logFolder, openLog, type Log } from '#platform/log/log.ts'
import { inspectLogs } from '#platform/log/purge.ts'
import { createMetrics, type Metrics } from '../metrics.ts'
import { throughDoor } from './door.ts'

const VISITS = [
  { from: '203.0.113.77', kept: '203.0.113.0' },
  { from: '2001:db8:aaaa:bbbb::77', kept: '2001:db8:aaaa::' },
] as const
const WANTED = ['time', 'route', 'address', 'referrer', 'bytes', 'browser'] as const

type Given = {
  /** The application behind a trusted proxy on this machine. */
  readonly app: (probe: Probe, log: Log, metrics: Metrics) => Hono
  readonly log?: (folder: string) => Log
}

/** cxomni/log-anonymisation: two visits over a proxy are written, and read again; then the log that is there. */
export const logged =
  ({ app, log = (folder) => openLog({ folder }) }: Given): Check =>
  async (probe) => {
    const folder = await mkdtemp(join(tmpdir(), 'belegt-log-'))
    try {
      const [noted, metrics] = [log(folder), createMetrics()]
      await throughDoor(app(probe, noted, metrics), async (ask) => {
        for (const { from } of VISITS) {
          await ask(`/${probe.organisation.slug}/impressum?name=Erika+Mustermann`, {
            'x-forwarded-for': from,
            referer: 'https://suche.example/?q=Erika+Mustermann',
            'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          })
        }
      })
      await noted.close()
      const files = await readdir(folder)
      const text = (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('')
      const lines = text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>)
      if (lines.length !== VISITS.length) return broken(`${VISITS.length} visits left ${lines.length} lines`)
      const missing = WANTED.filter((field) => lines.some((line) => line[field] === undefined))
      if (missing.length > 0) return broken(`the log lacks ${missing.join(', ')}`)
      const told = [text, await metrics.text()].find((one) => /203\.0\.113\.77|bbbb|Mustermann/.test(one))
      if (told !== undefined) return broken('a whole address, or what was asked for, stands in the log or the figures')
      const differs = VISITS.find((visit, place) => lines[place]?.['address'] !== visit.kept)
      if (differs) return broken(`a truncated address is not ${differs.kept}`)
      if (!(await metrics.text()).includes(`belegt_request_ms_count ${VISITS.length}`))
        return broken('the figures for errors and capacity do not count the visits')
      return await living(probe)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

async function living(probe: Probe) {
  const { lines, fullAddresses, foreignFields } = await inspectLogs(logFolder(probe.house.dataFolder))
  if (fullAddresses > 0) return broken(`${fullAddresses} lines of the log hold a whole address`)
  if (foreignFields.length > 0) return broken(`the log holds fields nobody declared: ${foreignFields.join(', ')}`)
  return kept(
    `date, page, network, referring host, bytes and browser are kept, the address truncated before it is written (${lines} lines there); figures without addresses`,
  )
}
