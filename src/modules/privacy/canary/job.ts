import { randomUUID } from 'node:crypto'
import { type House, inScope } from '#platform/data/scope.ts'
import { houseJob, type Job } from '#platform/jobs/jobs.ts'
import { format } from '#platform/text/format.ts'
import { proving } from '../data.ts'
import { ledgerKind } from '../ledger/kinds.ts'
import { record } from '../ledger/record.ts'
import { officerFigure, OVERVIEW } from '../overview/pages.ts'
import { isScratch, type Check, broken, kept } from '../verify/probe.ts'
import { lastCanary, newestCanary, runCanary } from './canary.ts'
import type { CanaryOptions, CanaryReport } from './types.ts'

ledgerKind('canary.done', { de: 'Kanarienvogel gelöscht und gesucht', en: 'Canary erased and searched for' })

const actor = { kind: 'system', job: 'privacy.canary' } as const
const SUNDAY = 7
/** A missed night shows. */
const AT_LEAST_EVERY_HOURS = 26

/** Every night; on Sundays with a backup that is made, restored and searched. Throws when anything of the person is left. */
export const canaryJob = (options: (house: House, withBackup: boolean) => Promise<CanaryOptions>): Job =>
  houseJob('privacy.canary', '52 1 * * *', async (house) => {
    const sunday = house.clock.now().toZonedDateTimeISO('UTC').dayOfWeek === SUNDAY
    const { hits } = await canaryNow(house, await options(house, sunday))
    if (hits.length > 0) throw new Error(`of an erased person was left: ${places(hits).join(', ')}`)
  })

const places = (hits: CanaryReport['hits']): string[] => [
  ...new Set(hits.map(({ where, form }) => `${where} (${form})`)),
]

/** Runs it and puts the result into every ledger; a run that could not be made is on record too. */
export async function canaryNow(house: House, options: CanaryOptions): Promise<CanaryReport> {
  const run = randomUUID()
  try {
    const report = await runCanary(house, options)
    const { steps, before, tables, files, bytes, backup, waiting, hits } = report
    const said = {
      modules: steps.length,
      before,
      tables,
      files,
      megabytes: Math.ceil(bytes / 1e6),
      backup,
      waiting: waiting.length,
      hits: hits.length,
    }
    await tellAll(house, { run, done: true, ...said })
    return report
  } catch (error) {
    await tellAll(house, { run, done: false })
    throw error
  }
}

async function tellAll(house: House, said: Record<string, string | number | boolean>): Promise<void> {
  for (const organisation of await house.directory.all()) {
    if (isScratch(organisation)) continue
    await inScope(house, { organisation, actor, purpose: proving }, (at) => record(at, 'canary.done', said))
  }
}

/** smartcx/purpose-bound-storage: the newest run found nothing; where there is none of last night, one is made now. */
export const canaryCheck =
  (options: (house: House) => Promise<CanaryOptions>): Check =>
  async ({ house, operator }) => {
    const last = await lastCanary(house, operator)
    const oldest = house.clock.now().subtract({ hours: AT_LEAST_EVERY_HOURS })
    if (!last || Temporal.Instant.compare(last.at, oldest) < 0) await canaryNow(house, await options(house))
    const body = (await lastCanary(house, operator))?.body ?? {}
    if (body['done'] !== true) return broken('the canary could not be sent through the modules')
    const searched = `${body['tables']} tables, ${body['files']} files (${body['megabytes']} MB), backup ${body['backup']}`
    const large = Number(body['waiting'] ?? 0)
    const but = large > 0 ? `; the files of ${large} large tables are written anew at the latest on a Sunday night` : ''
    return body['hits'] === 0
      ? kept(
          `an invented person went through ${body['modules']} modules, was erased, and is in none of ${searched}${but}`,
        )
      : broken(`of an erased invented person ${body['hits']} traces were left in ${searched}`)
  }

officerFigure({
  order: 75,
  read: async (at, language) => {
    const last = await newestCanary(at)
    const de = language === 'de'
    const common = {
      label: de ? 'Spuren gelöschter Prüfperson' : 'Traces of the erased test person',
      href: `${OVERVIEW}/protokoll`,
    }
    if (!last) {
      return [
        { ...common, value: '–', note: de ? 'noch nie gesucht' : 'never searched for yet', tone: 'warning' as const },
      ]
    }
    const f = format(language, at.organisation.zone)
    const when = f.relativeDay(last.at, at.now)
    if (last.body['done'] !== true) {
      const note = de ? `Lauf ${when} misslungen` : `run failed, ${when}`
      return [{ ...common, value: '–', note, tone: 'danger' as const }]
    }
    const hits = Number(last.body['hits'])
    const files = f.number(Number(last.body['files']), 0)
    const note = de ? `gesucht ${when} in ${files} Dateien` : `searched ${when} in ${files} files`
    return [
      { ...common, value: f.number(hits, 0), note, tone: hits === 0 ? ('success' as const) : ('danger' as const) },
    ]
  },
})
