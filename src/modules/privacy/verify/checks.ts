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
import { restrictionChecks } from '../restriction/checks.ts'
import { mergeAndPublish } from '../ledger/published.ts'
import { raw } from '../ledger/rows.ts'
import { verifyLedger } from '../ledger/verify.ts'
import { retentionChecks } from '../retention/checks.ts'
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
  ...retentionChecks,
  'optigem/tenants': tenants,
  'optigem/just-in-time-notice': justInTime(forms),
  'amagno/consent-log': consentLog,
  ...restrictionChecks,
})
