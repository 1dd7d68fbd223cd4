import { randomUUID } from 'node:crypto'
import { CLOCK_MAY_DIFFER, record } from '#privacy'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { db, keeping } from './data.ts'
import type { Manifest } from './manifest.ts'
import { MOST_BETWEEN_DAYS } from './prune.ts'

export type RunKind = 'backup' | 'drill' | 'restore'
/** What one organisation's part of a backup holds. */
export type Part = { readonly organisation: string; readonly rows: number; readonly files: number }

export const partsOf = ({ organisations }: Manifest): readonly Part[] =>
  organisations.map(({ id, rows, files }) => ({
    organisation: id,
    rows: rows.tables.reduce((sum, table) => sum + table.rows, 0),
    files: files.count,
  }))

export type Run = {
  readonly kind: RunKind
  readonly started: Temporal.Instant
  readonly ok: boolean
  /** Its id; empty when it came to none. */
  readonly backup: string
  readonly parts: readonly Part[]
}

/** Writes a run down with every organisation, each with its own figures only. */
export async function recordRun(house: House, run: Run, { inLedger = false } = {}): Promise<void> {
  const parts = new Map(run.parts.map((part) => [part.organisation, part]))
  for (const organisation of await house.directory.all()) {
    const actor = { kind: 'system', job: `backups.${run.kind}` } as const
    const { rows = 0, files = 0 } = parts.get(organisation.id) ?? {}
    await inScope(house, { organisation, actor, purpose: keeping }, async (at) => {
      const id = randomUUID()
      await db(at)
        .insertInto('backup_runs')
        .values({
          organisation_id: organisation.id,
          id,
          kind: run.kind,
          started_at: run.started,
          finished_at: at.now,
          ok: run.ok,
          backup: run.backup,
          rows,
          files,
        })
        .execute()
      if (inLedger) {
        await record(at, `${run.kind}.done`, { run: id, backup: run.backup.toLowerCase(), ok: run.ok, rows, files })
      }
    })
  }
}

/** When the last successful run of a kind ended; undefined when there was none. */
export async function lastRun(
  at: Scope<string>,
  kind: RunKind,
): Promise<{ finished_at: Temporal.Instant } | undefined> {
  return db(at)
    .selectFrom('backup_runs')
    .select(['finished_at'])
    .where('kind', '=', kind)
    .where('ok', '=', true)
    .where('finished_at', '<=', at.now.add(CLOCK_MAY_DIFFER))
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** A day and two hours: one missed night is told. */
export const BACKUP_AT_LEAST_EVERY_HOURS = 26

const isOlder = (than: Temporal.Instant, hours: number, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(than, now.subtract({ hours })) < 0

const NIGHTS_LOOKED_AT = 8

/**
 * How many days lie between two of the last backups where they are too many: the machine rested, or its clock jumped. Old backups
 * then stay longer, since nobody can tell which. @returns undefined when there is no such gap
 */
export async function jumpOfClock(at: Scope<string>): Promise<number | undefined> {
  const rows = await db(at)
    .selectFrom('backup_runs')
    .select('started_at')
    .where('kind', '=', 'backup')
    .where('ok', '=', true)
    .where('finished_at', '<=', at.now.add(CLOCK_MAY_DIFFER))
    .orderBy('started_at', 'desc')
    .limit(NIGHTS_LOOKED_AT)
    .execute()
  const times = rows.map(({ started_at }) => started_at)
  const days = Math.max(0, ...times.slice(1).map((one, place) => one.until(times[place] ?? one).total('hours') / 24))
  return days > MOST_BETWEEN_DAYS ? Math.floor(days) : undefined
}

/** Whether people must look after the backups of this organisation: none of the last night, or a clock nobody can trust. */
export async function backupAlarm(at: Scope<string>): Promise<boolean> {
  if ((await jumpOfClock(at)) !== undefined) return true
  const last = await lastRun(at, 'backup')
  return isOlder(last?.finished_at ?? at.organisation.created_at, BACKUP_AT_LEAST_EVERY_HOURS, at.now)
}

/** An old drill proves little about backups of now. */
const DRILL_AT_LEAST_EVERY_DAYS = 92

/** How it stands with trying out: the last one came to its end, failed, or was too long ago; `never` before the first. */
export async function drillStands(at: Scope<string>): Promise<'fine' | 'failed' | 'old' | 'never'> {
  const newest = await db(at)
    .selectFrom('backup_runs')
    .select('ok')
    .where('kind', '=', 'drill')
    .where('finished_at', '<=', at.now.add(CLOCK_MAY_DIFFER))
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!newest) return 'never'
  if (!newest.ok) return 'failed'
  const last = await lastRun(at, 'drill')
  return !last || isOlder(last.finished_at, 24 * DRILL_AT_LEAST_EVERY_DAYS, at.now) ? 'old' : 'fine'
}

/** How many organisations have no backup of the last night, for the health figures. */
export async function backupAlarms(house: House): Promise<number> {
  let count = 0
  for (const organisation of await house.directory.all()) {
    const wish = { organisation, actor: { kind: 'system', job: 'health' }, purpose: keeping, readOnly: true } as const
    if (await inScope(house, wish, backupAlarm)) count++
  }
  return count
}

/** When the last successful backup and drill ended, for the whole installation. */
export async function backupState(
  house: House,
): Promise<{ readonly lastBackup: Temporal.Instant | undefined; readonly lastDrill: Temporal.Instant | undefined }> {
  const of = (await house.directory.bySlug(OPERATOR)) ?? (await house.directory.all())[0]
  if (!of) return { lastBackup: undefined, lastDrill: undefined }
  const wish = {
    organisation: of,
    actor: { kind: 'system', job: 'backups' },
    purpose: keeping,
    readOnly: true,
  } as const
  return inScope(house, wish, async (at) => ({
    lastBackup: (await lastRun(at, 'backup'))?.finished_at,
    lastDrill: (await lastRun(at, 'drill'))?.finished_at,
  }))
}
