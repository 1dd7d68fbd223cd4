import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { inspectLogs, purgeLogs } from '#platform/log/purge.ts'
import { logFolder, openLog } from '#platform/log/log.ts'
import { inScope } from '#platform/data/scope.ts'
import { recordConsent, withdrawConsents } from '../consent.ts'
import { proving } from '../data.ts'
import { deletionAlarm } from '../erasure/alarm.ts'
import { leftOver } from '../erasure/left-over.ts'
import { deletionRun } from '../erasure/run.ts'
import { mergeAndPublish } from '../ledger/published.ts'
import { raw } from '../ledger/rows.ts'
import { verifyLedger } from '../ledger/verify.ts'
import { justInTime, noticeChecks, type Forms } from './checks-notice.ts'
import { tenants } from './checks-tenants.ts'
import { broken, kept, type Check, type Checks } from './probe.ts'

const LOG_DAYS = 56

/** smartcx/log-8-weeks: nothing older lies there now, and of a copy nothing is left eight weeks on. */
const logs: Check = async ({ house }) => {
  const folder = logFolder(house.dataFolder)
  const now = house.clock.now()
  const found = await inspectLogs(folder)
  // the purge runs daily
  const limit = now.subtract({ hours: 24 * (LOG_DAYS + 1) })
  if (found.oldest && Temporal.Instant.compare(found.oldest, limit) < 0)
    return broken(`a line of ${found.oldest} is still there`)
  if (found.foreignFields.length > 0) return broken(`fields nobody declared: ${found.foreignFields.join(', ')}`)
  if (found.fullAddresses > 0) return broken(`${found.fullAddresses} lines hold a whole address`)
  const copy = await mkdtemp(join(tmpdir(), 'belegt-logs-'))
  try {
    if (found.lines > 0) await cp(folder, copy, { recursive: true })
    // a line of today is among them, so that a folder without lines proves something, too
    const log = openLog({ folder: copy })
    log.access({ time: now, method: 'GET', route: '/', status: 200, ms: 1, bytes: 1, address: '192.0.2.7' })
    await log.close()
    const there = (await inspectLogs(copy)).lines
    if (there !== found.lines + 1) return broken(`a line that was noted is not in the log (${there} lines)`)
    await purgeLogs(copy, now.add({ hours: 24 * (LOG_DAYS + 1) }), LOG_DAYS)
    const left = (await inspectLogs(copy)).lines
    return left === 0
      ? kept(
          `${found.lines} lines, the oldest of ${found.oldest ?? 'no day'}; of a copy and a line of today nothing is left ${LOG_DAYS + 1} days on`,
        )
      : broken(`${left} lines outlive eight weeks`)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** optigem/deletion-run: nothing is over age anywhere now, and invented people are gone after their period. */
const deletion: Check = async ({ house, scratch, organisation, within }) => {
  for (const one of await house.directory.all()) {
    const look = {
      organisation: one,
      actor: { kind: 'system', job: 'verify' },
      purpose: proving,
      readOnly: true,
    } as const
    const [left, alarm] = await inScope(
      house,
      look,
      async (at) => [await leftOver(at, { withGrace: true }), await deletionAlarm(at)] as const,
    )
    if (left.total > 0) return broken(`${left.total} rows over age in ${one.slug}`)
    const rings = alarm.alarm === 'not-run-lately' || alarm.alarm === 'never-ran'
    if (rings) return broken(`the deletion run of ${one.slug} is missing (${alarm.alarm})`)
  }
  const person = randomUUID()
  await within(organisation, async (at) => {
    await sql`insert into person_keys (organisation_id, person_id, kind, wrapped) values (${organisation.id}, ${person}, 'general', 'x')`.execute(
      raw(at),
    )
    await sql`insert into holds (organisation_id, id, object_table, object_id, reason, until, set_by, set_at)
      values (${organisation.id}, ${randomUUID()}, 'person_keys', ${randomUUID()}, 'x', ${at.now}::timestamptz::date, ${person}, ${at.now})`.execute(
      raw(at),
    )
  })
  const report = await deletionRun(scratch, organisation, scratch.clock.now().add({ hours: 24 * 40 }))
  const rows = await within(organisation, async (at) => {
    const found = await sql<{ count: number }>`
      select (select count(*) from person_keys where person_id = ${person}) + (select count(*) from holds) as count`.execute(
      raw(at),
    )
    return found.rows[0]?.count
  })
  return report.left.total === 0 && rows === 0
    ? kept('nothing over age in any organisation; an invented person and an ended hold were gone 40 days on')
    : broken(`after a run ${report.left.total} rows over age and ${rows} of the invented ones are left`)
}

/** amagno/consent-log: consent and withdrawal are written, placed and provable; no stored consent lacks its evidence. */
const consentLog: Check = async ({ house, scratch, organisation, within }) => {
  const person = randomUUID()
  await within(organisation, async (at) => {
    await recordConsent(at, { person, activity: proving, wording: 'Prüftext', special: false })
    await withdrawConsents(at, person)
  })
  await mergeAndPublish(scratch, organisation)
  const { difference } = await verifyLedger(scratch, organisation)
  const placed = await within(organisation, async (at) => {
    const { rows } = await sql<{ count: number }>`
      select count(distinct l.kind) as count from consents c
      join ledger_leaves l on l.body->>'consent' = c.id::text join ledger_tree t on t.leaf_id = l.id
      where c.person_id = ${person} and c.withdrawn_at is not null`.execute(raw(at))
    return rows[0]?.count
  })
  if (placed !== 2 || difference) return broken(`a consent and its withdrawal left ${placed} provable entries`)
  let unproven = 0
  for (const one of await house.directory.all()) {
    const look = {
      organisation: one,
      actor: { kind: 'system', job: 'verify' },
      purpose: proving,
      readOnly: true,
    } as const
    const { rows } = await inScope(house, look, (at) =>
      sql<{ count: number }>`
      select count(*) as count from consents where id::text not in (
        select body->>'consent' from ledger_leaves where kind = 'consent.given')`.execute(raw(at)),
    )
    unproven += rows[0]?.count ?? 0
  }
  return unproven === 0
    ? kept('a consent and its withdrawal are provable entries; every stored consent has its entry')
    : broken(`${unproven} consents have no entry in the ledger`)
}

/** The checks of this module. `forms` says how forms of other modules are reached. */
export const privacyChecks = (forms: Forms = {}): Checks => ({
  ...noticeChecks,
  'smartcx/log-8-weeks': logs,
  'optigem/deletion-run': deletion,
  'optigem/tenants': tenants,
  'optigem/just-in-time-notice': justInTime(forms),
  'amagno/consent-log': consentLog,
})
