import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundOrganisation } from '#testing/found.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { openProbe, privacy, privacyChecks, type Check, type Evidence } from '#privacy'
import { messageChecks } from './checks.ts'
import { messages } from './module.ts'

let web: TestWeb
const checks = { ...privacyChecks(), ...messageChecks }

beforeAll(async () => {
  web = await testWeb({
    modules: [
      privacy,
      messages({ transport: undefined, from: 'amt@belegt.example', failed: (error) => void web.defects.push(error) }),
    ],
  })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

async function run(promise: string): Promise<Evidence> {
  const ask = (path: string, init?: RequestInit) => web.app.request(web.origin + path, init)
  const operator = await web.organisation()
  const probe = await openProbe(web.house, operator, () => ask, [], foundOrganisation)
  return (checks[promise] as Check)(probe)
}

async function asRoot(statement: string): Promise<void> {
  const root = new pg.Client(web.database.root)
  await root.connect()
  await root.query(statement)
  await root.end()
}

test.each([
  'smartcx/restriction',
  'smartcx/withdrawal-not-retroactive',
  'cxomni/withdraw-per-measure',
  'amagno/consent-log',
  'optigem/mail-block',
  'smartcx/sms',
  'cxomni/opt-out-everywhere',
  'osseno/unsubscribe-blocks',
])('%s is seen kept', async (promise) => {
  expect(await run(promise)).toMatchObject({ kept: true })
})

test('smartcx/restriction is seen broken when a table lost its policy, or shows everybody', async () => {
  await asRoot('alter policy restriction on consents using (true)')
  expect(await run('smartcx/restriction')).toMatchObject({ kept: false })
  await asRoot(`drop policy restriction on consents; select restrictable('consents', '{person_id}')`)
  expect(await run('smartcx/restriction')).toMatchObject({ kept: true })
  await asRoot('drop policy restriction on messages')
  expect((await run('smartcx/restriction')).evidence).toContain('messages')
  await asRoot(`select restrictable('messages', '{person_id}')`)
})

test.each(['optigem/mail-block', 'cxomni/opt-out-everywhere', 'osseno/unsubscribe-blocks'])(
  '%s is seen broken where a block is forgotten',
  async (promise) => {
    await asRoot(`create function lost() returns trigger language plpgsql as 'begin return null; end';
      create trigger lost before insert on suppressions for each row execute function lost();
      create trigger lost before insert on objections for each row execute function lost()`)
    expect(await run(promise)).toMatchObject({ kept: false })
    await asRoot('drop function lost() cascade')
    expect(await run(promise)).toMatchObject({ kept: true })
  },
)

test('smartcx/sms is seen broken where a report that came early is lost', async () => {
  await asRoot(`create function lost() returns trigger language plpgsql as 'begin return null; end';
    create trigger lost before insert on sms_early for each row execute function lost()`)
  expect((await run('smartcx/sms')).evidence).toContain('was not joined')
  await asRoot('drop function lost() cascade')
  expect(await run('smartcx/sms')).toMatchObject({ kept: true })
})
