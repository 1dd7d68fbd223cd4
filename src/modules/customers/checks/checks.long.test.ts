import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Check, type Evidence, privacyChecks, type Probe } from '#privacy'
import { programUnderTest, type ProgramUnderTest, tampered } from '#testing/program.ts'
import { customerCanary } from './canary.ts'
import { customerChecks } from './checks.ts'
import { customerForms } from './forms.ts'

// Each check holds on the program as it is, and breaks when exactly its promise is broken.

let given: ProgramUnderTest
beforeAll(async () => (given = await programUnderTest()))
afterAll(() => given.close())

const run = (id: string, probe: Probe): Promise<Evidence> => (customerChecks[id] as Check)(probe)

/** The database as it would be if rows of a table could not be deleted. */
async function undeletable(table: string, work: () => Promise<void>): Promise<void> {
  const root = new pg.Client(given.web.database.root)
  await root.connect()
  try {
    await root.query(`create or replace function keep_it() returns trigger language plpgsql as 'begin return null; end';
      create trigger keep_it before delete on ${table} for each row execute function keep_it()`)
    await work()
  } finally {
    await root.query(`drop trigger keep_it on ${table}`)
    await root.end()
  }
}

describe('the checks of customer accounts', () => {
  test.each(Object.keys(customerChecks))('%s holds', async (id) => {
    expect(await run(id, await given.probing())).toEqual({ kept: true, evidence: expect.any(String) })
  })

  test('amagno/registration breaks when an account comes about without its password', async () => {
    const probe = await given.probing()
    const lame: Probe = {
      ...probe,
      ask: (path, init) =>
        init?.method === 'POST' && path.includes('/bestaetigen/')
          ? new Response(null, { status: 303, headers: { location: '/', 'set-cookie': 'konto-x=y' } })
          : probe.ask(path, init),
    }
    expect(await run('amagno/registration', lame)).toMatchObject({ kept: false })
  })

  test('amagno/self-service breaks when the page shows what was there before', async () => {
    const old = tampered(await given.probing(), (html) => html.replaceAll('Umbenannt', 'Früher'))
    expect(await run('amagno/self-service', old)).toMatchObject({ kept: false })
  })

  test('cxomni/account breaks when bank details are shown whole, or a part is missing', async () => {
    const open = tampered(await given.probing(), (html) => html.replaceAll('••30 00', '••30 00 DE89370400440532013000'))
    expect(await run('cxomni/account', open)).toEqual({ kept: false, evidence: 'bank details are shown unmasked' })
    const poor = tampered(await given.probing(), (html) => html.replaceAll('030 7654321', ''))
    expect(await run('cxomni/account', poor)).toMatchObject({
      kept: false,
      evidence: expect.stringContaining('1 of 6'),
    })
  })

  test('amagno/usage-6-months breaks when usage outlives its period', async () => {
    await undeletable('customer_usage', async () => {
      const seen = run('amagno/usage-6-months', await given.probing())
      await expect(seen.then(({ kept }) => kept)).resolves.toBe(false)
    })
  })

  test('amagno/master-data-year-end breaks when master data outlive the year', async () => {
    await undeletable('customers', async () => {
      const seen = run('amagno/master-data-year-end', await given.probing())
      await expect(seen.then(({ kept }) => kept)).resolves.toBe(false)
    })
  })

  test('cxomni/needs-cookies-message breaks when the page says nothing of cookies', async () => {
    const silent = tampered(await given.probing(), (html) => html.replaceAll(/cookie/gi, 'Keks'))
    expect(await run('cxomni/needs-cookies-message', silent)).toMatchObject({ kept: false })
  })

  test('optigem/just-in-time-notice: every form of the account is reached and says why', async () => {
    const probe = await given.probing()
    const routes = given.program.modules.find(({ name }) => name === 'customers')?.routes ?? []
    const own: Probe = { ...probe, routes: routes.filter(({ path }) => path.startsWith('/:organisation/konto')) }
    const check = privacyChecks(customerForms)['optigem/just-in-time-notice'] as Check
    expect(await check(own)).toMatchObject({ kept: true })
  })

  test('the canary goes through the account', async () => {
    const probe = await given.probing()
    const person = {
      name: 'Kana Rienvogel',
      mail: 'kana@pruef.invalid',
      phone: '030 998877',
      note: 'Nur hier steht das',
    }
    expect(await customerCanary.walk({ probe, person })).toContain('signed out')
  })
})
