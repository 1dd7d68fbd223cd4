import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { allTables, ownerColumns, type Table } from '#platform/data/table.ts'
import { proving } from '../data.ts'
import { lingeringTooLong } from '../erasure/after.ts'
import { deletionAlarm } from '../erasure/alarm.ts'
import { erasePeople } from '../erasure/erase.ts'
import { leftOver } from '../erasure/left-over.ts'
import { deletionRun } from '../erasure/run.ts'
import { raw } from '../ledger/rows.ts'
import { broken, type Check, type Checks, isScratch, kept, notYet } from '../verify/probe.ts'
import { releaseHold, setHold } from './holds.ts'

const looking = <T>(house: House, organisation: Organisation, work: (at: Scope<string>) => Promise<T>): Promise<T> =>
  inScope(house, { organisation, actor: { kind: 'system', job: 'verify' }, purpose: proving, readOnly: true }, work)

/**
 * optigem/deletion-run: nothing is over age anywhere now; in the scratch organisation invented people are gone after their
 * period, a held row outlives the run and a request, and goes by itself when the hold is released.
 */
const deletion: Check = async ({ house, scratch, organisation, within }) => {
  for (const one of await house.directory.all()) {
    if (isScratch(one)) continue // lives under a clock that other checks move
    const [left, alarm] = await looking(
      house,
      one,
      async (at) => [await leftOver(at, { withGrace: true }), await deletionAlarm(at)] as const,
    )
    if (left.total > 0) return broken(`${left.total} rows over age in ${one.slug}`)
    const rings = alarm.alarm === 'not-run-lately' || alarm.alarm === 'never-ran'
    if (rings) return broken(`the deletion run of ${one.slug} is missing (${alarm.alarm})`)
  }
  const late = await lingeringTooLong(house.pool, house.clock.now())
  if (late.length > 0) return broken(`erased rows linger for more than a week in the files of ${late.join(', ')}`)
  const [person, held, consent] = [randomUUID(), randomUUID(), randomUUID()]
  const hold = await within(organisation, async (at) => {
    for (const id of [person, held]) {
      await sql`insert into person_keys (organisation_id, person_id, kind, wrapped)
        values (${organisation.id}, ${id}, 'general', 'x')`.execute(raw(at))
    }
    await sql`insert into holds (organisation_id, id, object_table, object_id, reason, until, set_by, set_at)
      values (${organisation.id}, ${randomUUID()}, 'person_keys', ${randomUUID()}, 'x', ${at.now}::timestamptz::date, ${person}, ${at.now})`.execute(
      raw(at),
    )
    await sql`insert into consents (organisation_id, id, person_id, activity, basis, notice_version, wording_hash, language, special, given_at)
      values (${organisation.id}, ${consent}, ${held}, ${proving.name}, 'art6.c', 'x', 'x', 'de', false, ${at.now})`.execute(
      raw(at),
    )
    const until = at.now
      .add({ hours: 24 * 60 })
      .toZonedDateTimeISO(organisation.zone)
      .toPlainDate()
      .toString()
    return setHold(at, { table: 'consents', id: consent, reason: 'Prüfung', until })
  })
  const report = await deletionRun(scratch, organisation, scratch.clock.now().add({ hours: 24 * 40 }))
  const asked = await within(organisation, (at) => erasePeople(at, [held], 'request'))
  const there = (id: string) =>
    within(organisation, async (at) => {
      const { rows } = await sql<{ count: number }>`
        select (select count(*) from person_keys where person_id = ${id}) +
          (select count(*) from consents where person_id = ${id}) as count`.execute(raw(at))
      return rows[0]?.count ?? 0
    })
  const [gone, stays] = [await there(person), await there(held)]
  await within(organisation, (at) => releaseHold(at, hold))
  const afterwards = await there(held)
  if (report.left.total > 0 || gone > 0)
    return broken(`after a run ${report.left.total} rows over age and ${gone} of the invented ones are left`)
  if (stays !== 2 || asked.held !== 1) return broken(`of a held row and its key ${stays} outlived a run and a request`)
  if (afterwards > 0) return broken(`${afterwards} rows of a request that had met a hold outlive the hold`)
  return kept(
    'nothing over age in any organisation; an invented person was gone 40 days on, a held row outlived run and request and went with its hold',
  )
}

const isBlocked = (table: Table): boolean => 'from' in table.keep && table.keep.onErase === 'block'

/** osseno/block-while-retained: of nobody who was erased anything but what a law demands is there, sealed and in time. */
const blocking: Check = async ({ house }) => {
  const byLaw = allTables().filter(isBlocked)
  if (byLaw.length === 0) return notYet('no module keeps data that a law demands beyond the erasure of a person')
  let blocked = 0
  for (const one of await house.directory.all()) {
    for (const { name, subject } of byLaw) {
      const owners = ownerColumns({ subject })
      for (const owner of owners) {
        const { rows } = await looking(house, one, (at) =>
          sql<{ erased: number; open: number; lost: number }>`
            select count(*) as erased,
              count(*) filter (where exists (select from person_keys k where k.person_id = ${sql.ref(`t.${owner}`)} and k.kind = 'general')) as open,
              count(*) filter (where not exists (select from person_keys k where k.person_id = ${sql.ref(`t.${owner}`)} and k.kind = 'retained')) as lost
            from ${sql.table(name)} t where ${sql.ref(`t.${owner}`)} in (select person_id from tombstones)`.execute(
            raw(at),
          ),
        )
        const found = rows[0] ?? { erased: 0, open: 0, lost: 0 }
        blocked += found.erased
        if (found.open > 0) return broken(`${found.open} rows of ${name} of erased people can be opened by everybody`)
        if (found.lost > 0) return broken(`${found.lost} rows of ${name} that a law demands cannot be read by anybody`)
      }
    }
    const left = await looking(house, one, (at) => leftOver(at, { tables: byLaw, withGrace: true }))
    const over = Object.values(left.rows).reduce((sum, count) => sum + count, 0)
    if (over > 0) return broken(`${over} blocked rows of ${one.slug} are over their period`)
  }
  return kept(`${blocked} rows stay blocked for a law, none over its period, none open to ordinary purposes`)
}

export const retentionChecks: Checks = {
  'optigem/deletion-run': deletion,
  'osseno/block-while-retained': blocking,
}
