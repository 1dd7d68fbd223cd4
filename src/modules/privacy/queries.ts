import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'
import { db } from './data.ts'
import { RUN_AT_LEAST_EVERY_HOURS } from './erasure/alarm.ts'
import { leftOver } from './erasure/left-over.ts'
import { missingFacts } from './notice/notice.ts'
import { nameOf } from './notice/periods.ts'
import { currentNotice, declarations, noticeFacts, publishedVersions } from './notice/versions.ts'
import type { Overview } from './screens/office.tsx'
import { privacyTexts } from './texts.ts'

/** What the officer's overview shows; counts only. */
export async function overview(at: Scope<string>, language: Language): Promise<Overview> {
  const [left, run, promises, current, versions, facts] = await Promise.all([
    leftOver(at, { withGrace: true }),
    lastRun(at),
    lastResults(at),
    currentNotice(at, language),
    publishedVersions(at, language),
    noticeFacts(at),
  ])
  return {
    zone: at.organisation.zone,
    now: at.now,
    overdue: left.total,
    overdueBy: overdueBy(left, language),
    run,
    promises,
    version: current.version,
    validFrom: versions.find(({ version }) => version === current.version)?.validFrom,
    missing: missingFacts(facts),
  }
}

function overdueBy(left: Awaited<ReturnType<typeof leftOver>>, language: Language): Overview['overdueBy'] {
  const t = privacyTexts(language).office
  const told = declarations()
  const named = Object.entries(left.rows).map(([name, count]) => {
    const table = told.tables.find((one) => one.name === name)
    return { kind: (table && nameOf(table, language, told)) || name, count }
  })
  const others = [
    { kind: t.leftPeople, count: left.people },
    { kind: t.leftRisen, count: left.risen },
    { kind: t.leftUnstarted, count: left.unstarted },
  ]
  return [...named, ...others.filter(({ count }) => count > 0)]
}

async function lastRun(at: Scope<string>): Promise<Overview['run']> {
  const row = await db(at)
    .selectFrom('deletion_runs')
    .select(['finished_at', 'deleted', 'held'])
    .where('finished_at', 'is not', null)
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row?.finished_at) return undefined
  const latest = at.now.subtract({ hours: RUN_AT_LEAST_EVERY_HOURS })
  return {
    finishedAt: row.finished_at,
    deleted: Object.values(row.deleted).reduce((sum, count) => sum + count, 0),
    held: row.held,
    late: Temporal.Instant.compare(row.finished_at, latest) < 0,
  }
}

async function lastResults(at: Scope<string>): Promise<Overview['promises']> {
  const newest = db(at).selectFrom('verify_results').select('run_id').orderBy('at', 'desc').limit(1)
  return db(at)
    .selectFrom('verify_results')
    .select([sql<string>`promise`.as('id'), 'outcome', 'evidence', 'at'])
    .where('run_id', '=', newest)
    .orderBy('promise')
    .execute()
}
