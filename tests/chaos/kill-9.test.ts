import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeAndPublish, verifyLedger } from '../../src/modules/privacy/index.ts'
import { freePort } from '../../tools/free-port.ts'
import { startSmtp, type Mailbox } from '../support/smtp.ts'
import { crowd } from './crowd.ts'
import { dice } from './dice.ts'
import {
  built,
  databaseProcesses,
  killNow,
  newFolder,
  rootLogin,
  startChild,
  startHere,
  type Child,
} from './running.ts'
import { tell } from './tell.ts'
import { openCrowdedTown, type Crowded } from './town.ts'

const ROUNDS = Number(process.env['BELEGT_CHAOS_ROUNDS'] ?? 50)
const folder = newFolder()
let mailbox: Mailbox
let town: Crowded
let environment: Record<string, string>

beforeAll(async () => {
  await built()
  mailbox = await startSmtp()
  const port = await freePort()
  environment = {
    BELEGT_DATA: folder,
    BELEGT_PORT: String(port),
    BELEGT_HEALTH_PORT: String(await freePort()),
    BELEGT_SMTP_URL: mailbox.url,
    BELEGT_TRUSTED_PROXIES: '127.0.0.0/8',
    BELEGT_PUBLIC_URL: `http://127.0.0.1:${port}`,
  }
  const now = Temporal.Now.instant()
  const program = await startHere({ folder, from: now.toString() })
  town = await openCrowdedTown(program, now)
  await program.stop()
}, 120_000)
afterAll(async () => {
  await mailbox?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

type Victim = 'program' | 'database' | 'both' | 'one connection'
const victims: readonly Victim[] = ['program', 'database', 'both', 'one connection']

/** Kills at once, without a word of warning. */
function strike(victim: Victim, program: Child, random: () => number): void {
  const { postmasters, backends } = databaseProcesses(folder)
  if (victim === 'database' || victim === 'both') for (const pid of postmasters) killNow(pid)
  if (victim === 'program' || victim === 'both') killNow(program.pid)
  const one = backends[Math.floor(random() * backends.length)]
  if (victim === 'one connection' && one !== undefined) killNow(one)
}

test(
  `${ROUNDS} rounds of kill -9 during bookings: nothing acknowledged is lost or doubled`,
  { timeout: 900_000 },
  async () => {
    const { random, seed } = dice()
    tell({ seed })
    let program = await startChild(environment)
    const people = crowd(environment['BELEGT_PUBLIC_URL']!, town, 40, random)
    const struck: Record<string, number> = {}
    for (let round = 0; round < ROUNDS; round++) {
      await wait(300 + random() * 2_200)
      const victim = victims[Math.floor(random() * victims.length)]!
      struck[victim] = (struck[victim] ?? 0) + 1
      strike(victim, program, random)
      // What a service manager does: a program that has ended is started again.
      const ended = await Promise.race([program.ended, wait(victim === 'program' || victim === 'both' ? 10_000 : 200)])
      if (ended !== undefined) program = await startChild(environment)
    }
    await wait(1_000)
    const stillRuns = await Promise.race([program.ended, wait(50)])
    if (stillRuns !== undefined) program = await startChild(environment)
    await people.stop()
    tell({ struck, booked: people.acknowledged.length, ...people.refused })
    expect(people.strange).toEqual([])
    expect(people.refused.unavailable, 'no database, and nobody was told').toBeGreaterThan(0)
    expect(people.acknowledged.length).toBeGreaterThan(ROUNDS * 4)
    program.kill('SIGTERM')
    expect(await program.ended).toBe(0)

    await examine(people.acknowledged.map(({ id }) => id))
  },
)

/** Looks at what is left with the superuser's eyes, after a quiet start. */
async function examine(acknowledged: readonly string[]): Promise<void> {
  const program = await startHere({ folder, from: Temporal.Now.instant().toString() })
  const root = new pg.Client(rootLogin(folder))
  await root.connect()
  try {
    const found = async (sql: string, values: unknown[] = []) => (await root.query(sql, values)).rows
    const known = await found(
      `select id from unnest($1::uuid[]) a (id) left join bookings b using (id) where b.state is distinct from 'booked'`,
      [acknowledged],
    )
    expect(known, 'acknowledged, but not booked').toEqual([])
    expect(new Set(acknowledged).size).toBe(acknowledged.length)
    expect(
      await found(
        `select a.id from bookings a join bookings b on a.desk_id = b.desk_id and a.id < b.id and a.blocked && b.blocked
         and a.expires_at is null and b.expires_at is null`,
      ),
      'one place, two bookings',
    ).toEqual([])
    expect(
      await found(
        `select b.id, count(m.id) from bookings b
         left join messages m on m.cause = b.id and m.kind = 'appointments.confirmed' and m.state in ('queued', 'sent')
         where b.state = 'booked' group by b.id having count(m.id) <> 1`,
      ),
      'booked without its one mail',
    ).toEqual([])
    expect(
      await found(
        `select b.id from bookings b where (b.state = 'booked') is distinct from (b.person_id is not null)
         or b.person_id is not null and (
           not exists (select from people p where p.id = b.person_id)
           or not exists (select from person_keys k where k.person_id = b.person_id)
           or not exists (select from consents c where c.person_id = b.person_id))`,
      ),
      'half a booking',
    ).toEqual([])
    expect(
      await found(
        `select p.id from people p where not exists (select from bookings b where b.person_id = p.id)
         union all select c.person_id from consents c where not exists (select from people p where p.id = c.person_id)
         union all select k.person_id from person_keys k where not exists (select from people p where p.id = k.person_id)`,
      ),
      'traces of a booking that never was',
    ).toEqual([])
    const [organisation] = (await program.house.directory.all()).filter(({ id }) => id === town.organisation)
    await mergeAndPublish(program.house, organisation!)
    const report = await verifyLedger(program.house, organisation!)
    expect(report).toMatchObject({ waiting: 0 })
    expect(report.difference).toBeUndefined()
    const [leaves] = await found(
      `select (select count(*) from consents) as consents, (select count(*) from ledger_leaves where kind = 'consent.given') as leaves`,
    )
    expect(leaves!['leaves']).toBe(leaves!['consents'])
  } finally {
    await root.end()
    await program.stop()
  }
}
