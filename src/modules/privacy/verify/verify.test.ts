import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { foundOrganisation } from '#testing/found.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { catalogue } from './catalogue.ts'
import { privacyChecks } from './checks.ts'
import { broken, kept, notYet, openProbe, type Asking, type Check, type Probe } from './probe.ts'
import { reportLines, verify } from './verify.ts'

let database: TestDatabase
let house: TestHouse
let operator: Organisation
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  operator = await house.organisation('betrieb')
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const nothing: Asking = () => new Response('', { status: 404 })
const options = (checks: Record<string, Check>) => ({
  checks: [checks],
  web: () => nothing,
  routes: [],
  operator,
  found: foundOrganisation,
})
async function asRoot(statement: string): Promise<void> {
  const root = new pg.Client(database.root)
  await root.connect()
  try {
    await root.query(statement)
  } finally {
    await root.end()
  }
}

test('the catalogue names every promise once, in both languages', () => {
  expect(catalogue.length).toBe(82)
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(82)
  for (const { told, modules } of catalogue) {
    expect(told.de.length * told.en.length * modules.length).toBeGreaterThan(0)
    expect(told.de).not.toBe(told.en)
  }
})

describe('verify', () => {
  test('says kept, broken or not yet, with the sum last; a check that throws is broken', async () => {
    const report = await verify(
      house,
      options({
        'smartcx/tls': async () => kept('seen'),
        'optigem/toms': async () => broken('gone'),
        'optigem/roles': async () => notYet('half'),
        'osseno/crm': async () => {
          throw new Error('no way')
        },
      }),
    )
    const lines = reportLines(report)
    expect(lines).toHaveLength(83)
    expect(lines.at(-1)).toBe('promises: 1 kept, 2 broken, 79 not yet')
    expect(lines).toContain('kept     smartcx/tls  seen')
    expect(lines).toContain('broken   osseno/crm  the check could not be made: no way')
    expect(lines).toContain('not yet  optigem/roles  half')
  })

  test('stores what it found for every organisation and leaves nothing of its own', async () => {
    const here = await house.organisation()
    const made: string[] = []
    await verify(
      house,
      options({
        'smartcx/tls': async ({ organisation, neighbour }) => {
          made.push(organisation.id, neighbour.id)
          return kept('seen')
        },
      }),
    )
    const stored = await house.within(
      here,
      proving,
      async (at) =>
        (await sql<{ promise: string; outcome: string }>`select promise, outcome from verify_results`.execute(raw(at)))
          .rows,
    )
    expect(stored).toHaveLength(82)
    expect(stored).toContainEqual({ promise: 'smartcx/tls', outcome: 'kept' })
    const all = await house.directory.all()
    expect(made).toHaveLength(2)
    expect(all.filter(({ id }) => made.includes(id))).toEqual([])
  })

  test('refuses a check of a promise nobody made', async () => {
    await expect(verify(house, options({ 'smartcx/nothing': async () => kept('') }))).rejects.toThrow(/nobody made/)
  })
})

describe('a check can fail:', () => {
  async function probing<T>(work: (probe: Probe) => Promise<T>): Promise<T> {
    return work(await openProbe(house, operator, () => nothing, [], foundOrganisation))
  }
  const run = (id: string) => probing((probe) => privacyChecks()[id]!(probe))

  test('optigem/tenants', async () => {
    expect(await run('optigem/tenants')).toMatchObject({ kept: true })
    await asRoot('create policy leak on consents to belegt_tenant using (true) with check (true)')
    expect(await run('optigem/tenants')).toMatchObject({
      kept: false,
      evidence: expect.stringContaining('insert consents'),
    })
    await asRoot('drop policy leak on consents')
    expect(await run('optigem/tenants')).toMatchObject({ kept: true })
  })

  test('amagno/consent-log', async () => {
    const first = await run('amagno/consent-log')
    expect(first).toMatchObject({ kept: true })
    await asRoot(
      `delete from ledger_leaves where id in (select id from ledger_leaves where kind = 'consent.given' limit 1)`,
    )
    expect(await run('amagno/consent-log')).toMatchObject({
      kept: false,
      evidence: expect.stringContaining('no entry'),
    })
    await asRoot('delete from consents')
  })

  test('osseno/versioned-notice', async () => {
    expect(await run('osseno/versioned-notice')).toMatchObject({ kept: true })
  })

  test('optigem/no-profiling, smartcx/log-8-weeks', async () => {
    expect(await run('optigem/no-profiling')).toMatchObject({ kept: true })
    expect(await run('smartcx/log-8-weeks')).toMatchObject({ kept: true })
  })
})
