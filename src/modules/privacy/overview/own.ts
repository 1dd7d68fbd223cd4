import type { Scope } from '#platform/data/scope.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { db } from '../data.ts'
import { RUN_AT_LEAST_EVERY_HOURS } from '../erasure/alarm.ts'
import { goesOnAt } from '../erasure/held-back.ts'
import { leftOver } from '../erasure/left-over.ts'
import { currentNotice, publishedVersions } from '../notice/versions.ts'
import { mayOversee, mayReadRules } from '../permissions.ts'
import { privacyTexts } from '../texts.ts'
import { areOld, lastResults } from '../verify/results.ts'
import { type OfficeFigure, officerFigure, officerPage, OVERVIEW } from './pages.ts'

// What the kernel itself shows in the officer's area.
export const paths = {
  register: `${OVERVIEW}/verzeichnis`,
  periods: `${OVERVIEW}/fristen`,
  promises: `${OVERVIEW}/zusagen`,
} as const

officerPage({
  path: paths.register,
  label: { de: 'Verzeichnis', en: 'Register' },
  about: { de: 'Verarbeitungstätigkeiten nach Art. 30 DSGVO', en: 'Processing activities under Art. 30 GDPR' },
  may: mayReadRules,
  order: 200,
  group: 'rules',
})
officerPage({
  path: paths.periods,
  label: { de: 'Fristen', en: 'Periods' },
  about: { de: 'Wann welche Daten gelöscht werden', en: 'When which data are deleted' },
  may: mayReadRules,
  order: 210,
  group: 'rules',
})
officerPage({
  path: paths.promises,
  label: { de: 'Zusagen', en: 'Promises' },
  about: { de: 'Jede Zusage und was ihre Prüfung gesehen hat', en: 'Every promise and what its check has seen' },
  may: mayOversee,
  order: 400,
  group: 'proof',
})

officerFigure({
  order: 20,
  read: async (at, language) => {
    const t = privacyTexts(language).office
    const f = format(language, at.organisation.zone)
    const { total } = await leftOver(at, { withGrace: true })
    return [
      {
        value: f.number(total, 0),
        label: t.overdue,
        note: t.counted(f.time(at.now)),
        tone: total === 0 ? 'success' : 'danger',
        href: paths.periods,
      },
    ]
  },
})
officerFigure({ order: 30, read: async (at, language) => [await lastRun(at, language)] })
officerFigure({ order: 60, read: async (at, language) => [await notice(at, language)] })
officerFigure({ order: 70, read: async (at, language) => [await promises(at, language)] })

async function lastRun(at: Scope<string>, language: Language): Promise<OfficeFigure> {
  const t = privacyTexts(language).office
  const row = await db(at)
    .selectFrom('deletion_runs')
    .select(['finished_at', 'deleted', 'held'])
    .where('finished_at', 'is not', null)
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const common = { label: t.run, href: paths.periods }
  if (!row?.finished_at) return { ...common, value: '–', note: t.never, tone: 'warning' }
  const late = Temporal.Instant.compare(row.finished_at, at.now.subtract({ hours: RUN_AT_LEAST_EVERY_HOURS })) < 0
  const goesOn = late ? await goesOnAt(at) : undefined
  const deleted = Object.values(row.deleted).reduce((sum, count) => sum + count, 0)
  const f = format(language, at.organisation.zone)
  return {
    ...common,
    value: f.relativeDay(row.finished_at, at.now),
    note: goesOn ? t.runHeldBack(f.dateTime(goesOn)) : late ? t.runAlarm : t.runFine(deleted, row.held),
    ...(late ? { tone: 'danger' as const } : {}),
  }
}

async function notice(at: Scope<string>, language: Language): Promise<OfficeFigure> {
  const t = privacyTexts(language).office
  const [current, versions] = await Promise.all([currentNotice(at, language), publishedVersions(at, language)])
  const from = versions.find(({ version }) => version === current.version)?.validFrom
  return {
    value: current.version.slice(0, 6),
    label: t.notice,
    note: from ? t.since(format(language, at.organisation.zone).shortDate(from)) : t.unpublished,
    href: paths.register,
  }
}

async function promises(at: Scope<string>, language: Language): Promise<OfficeFigure> {
  const t = privacyTexts(language).office
  const results = await lastResults(at)
  const kept = results.filter(({ outcome }) => outcome === 'kept').length
  const broken = results.filter(({ outcome }) => outcome === 'broken').length
  const common = { label: t.promises, href: paths.promises }
  const [newest] = results
  if (!newest) return { ...common, value: '–', note: t.unchecked, tone: 'warning' }
  const old = areOld(results, at.now)
  const f = format(language, at.organisation.zone)
  return {
    ...common,
    value: f.number(kept, 0),
    note: broken > 0 ? t.broken(broken) : old ? t.checkedLast(f.shortDate(newest.at)) : t.allKept,
    tone: broken > 0 ? 'danger' : old ? 'warning' : 'success',
  }
}
