import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canaryOptions } from '../../src/app/canary.ts'
import { settings } from '../../src/app/modules.ts'
import { openSystem, type System } from '../../src/app/system.ts'
import { ensureOperator, foundOrganisation } from '../../src/modules/accounts/index.ts'
import { canaryNow, isScratch, proving } from '../../src/modules/privacy/index.ts'
import { runCanary } from '../../src/modules/privacy/canary/canary.ts'
import type { CanaryStep } from '../../src/modules/privacy/canary/types.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import { movableClock } from '../../src/platform/clock/clock.ts'
import { inScope } from '../../src/platform/data/scope.ts'
import { sql, type Kysely } from 'kysely'
import { built, dist, newFolder } from '../chaos/running.ts'

// On the whole program with a database server of its own, as on a living system.

let system: System
let folder: string
let target: string

beforeAll(async () => {
  await built()
  folder = newFolder()
  target = mkdtempSync(join(tmpdir(), 'belegt-canary-'))
  const environment = {
    BELEGT_DATA: folder,
    BELEGT_PORT: '0',
    BELEGT_HEALTH_PORT: '0',
    BELEGT_BACKUP_TARGET: `file://${target}`,
  }
  const clock = movableClock('2026-11-16T05:00:00Z')
  system = await openSystem(readConfig(settings, environment), dist, { clock })
  await ensureOperator(system.house)
  await foundOrganisation(system.house, { slug: 'musterlingen', name: 'Stadt Musterlingen', kind: 'public' })
}, 120_000)
afterAll(async () => {
  await system?.close()
  for (const one of [folder, target]) rmSync(one, { recursive: true, force: true })
})

const options = (withBackup = false) => canaryOptions(system.house, system, withBackup ? system.backups : undefined)

describe('the canary', () => {
  test('A8 smartcx/purpose-bound-storage: goes through every module, is erased, and is found nowhere', async () => {
    const { steps, before, tables, files, bytes, hits } = await canaryNow(system.house, await options())
    expect(hits).toEqual([])
    expect(steps.map(({ module }) => module)).toEqual([
      'accounts',
      'appointments',
      'customers',
      'documents',
      'registers',
      'rights',
    ])
    expect(before).toBeGreaterThan(3)
    expect([tables > 30, files > 300, bytes > 10_000_000]).toEqual([true, true, true])
    const all = await system.house.directory.all()
    expect(all.filter(isScratch)).toEqual([])
    for (const organisation of all) {
      const body = await inScope(
        system.house,
        { organisation, actor: { kind: 'anyone' }, purpose: proving, readOnly: true },
        async (at) => {
          const { rows } = await sql<{ body: object }>`
            select body from ledger_leaves where kind = 'canary.done' order by at desc limit 1`.execute(
            at.tx as unknown as Kysely<never>,
          )
          return rows[0]?.body
        },
      )
      expect(body).toMatchObject({ done: true, hits: 0, modules: steps.length })
    }
  }, 120_000)

  test('B7: nor in a backup made before the erasure and restored after it', async () => {
    const { backup, hits } = await canaryNow(system.house, await options(true))
    expect(backup).toBe('restored')
    expect(hits).toEqual([])
  }, 240_000)
})

describe('a run is not clean when', () => {
  const withStep = async (step: CanaryStep) => {
    const given = await options()
    return runCanary(system.house, { ...given, steps: [...given.steps, step] })
  }

  test('a module writes the person into a log or a file', async () => {
    const leaky: CanaryStep = {
      module: 'leaky',
      async walk({ person }) {
        writeFileSync(join(folder, 'logs', 'debug.log'), `new booking of ${person.name.toUpperCase()}\n`)
        writeFileSync(join(folder, 'preview.tmp'), Buffer.from(`x${person.mail}`).toString('base64'))
        return 'wrote where it should not'
      },
    }
    const places = new Set((await withStep(leaky)).hits.map(({ where }) => where.replace(/^database\/.*/, 'database')))
    for (const one of ['logs/debug.log', 'preview.tmp']) expect(places).toContain(one)
    for (const one of ['logs/debug.log', 'preview.tmp']) rmSync(join(folder, one))
  }, 120_000)

  test('a job waits with the person’s data', async () => {
    const queueing: CanaryStep = {
      module: 'queueing',
      async walk({ person }) {
        await system.house.pool.query(`create table pgboss.canary_test (data jsonb)`)
        await system.house.pool.query(`insert into pgboss.canary_test values ($1)`, [
          JSON.stringify({ tel: person.phone }),
        ])
        return 'queued what it should not'
      },
    }
    await expect(withStep(queueing)).rejects.toThrow('in clear in pgboss.canary_test.data')
    await system.house.pool.query('drop table pgboss.canary_test')
  }, 120_000)

  const withOperator = async (work: (tx: Kysely<never>) => Promise<unknown>) =>
    inScope(
      system.house,
      { organisation: await ensureOperator(system.house), actor: { kind: 'anyone' }, purpose: proving },
      (at) => work(at.tx as unknown as Kysely<never>),
    )

  test('rows stay that name the person by nothing but a random id, in the organisation or with the operator', async () => {
    const tables = ['sessions', 'accounts', 'members', 'invitations', 'breach_people', 'disclosure_people']
    const owner = new pg.Client(system.house.maintenance)
    await owner.connect()
    await owner.query(`create function pg_temp.nothing() returns trigger language plpgsql as 'begin return null; end'`)
    const each = (statement: (table: string) => string) => owner.query(tables.map(statement).join(';'))
    const staying = (table: string) =>
      `create trigger stays before delete on ${table} for each row execute function pg_temp.nothing()`
    const freed = (table: string) => `drop trigger if exists stays on ${table}`
    let times = 0
    try {
      const given = await options()
      const flushed = async () => void (await each(times++ === 0 ? staying : freed))
      const { hits } = await runCanary(system.house, { ...given, flushed })
      const ids = hits.filter(({ form }) => form === 'random id').map(({ where }) => where)
      const named = [
        'accounts.id',
        ...tables.filter((table) => !/^accounts$|_people$/.test(table)).map((table) => `${table}.account_id`),
      ]
      expect(ids).toEqual(expect.arrayContaining([...named, 'breach_people.person_id', 'disclosure_people.person_id']))
      const whats = hits.map(({ what }) => what.replace(/ \d+ in .*/, ''))
      expect(whats).toEqual(expect.arrayContaining(['accounts.mail_exact', 'members.mail_exact']))
    } finally {
      await each(freed)
      await owner.end()
      await withOperator(async (tx) => {
        // what the run could not erase
        for (const table of ['sessions', 'accounts']) await sql`delete from ${sql.table(table)}`.execute(tx)
        expect((await sql`select from accounts`.execute(tx)).rows).toEqual([])
      })
    }
  }, 240_000)

  test('a page does not answer, or nobody took the person', async () => {
    const given = await options()
    const silent = { module: 'silent', walk: async () => Promise.reject(new Error('the page answered 500')) }
    await expect(withStep(silent)).rejects.toThrow('answered 500')
    await expect(runCanary(system.house, { ...given, steps: [] })).rejects.toThrow('no traces')
    expect((await system.house.directory.all()).filter(isScratch)).toEqual([])
    // the account that was opened before the run broke off
    await withOperator(async (tx) => expect((await sql`select from accounts`.execute(tx)).rows).toEqual([]))
  }, 60_000)
})
