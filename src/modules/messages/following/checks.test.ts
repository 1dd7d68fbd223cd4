import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Asking, type Check, type Evidence, openProbe, privacy } from '#privacy'
import { foundOrganisation } from '#testing/found.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { messages } from '../module.ts'
import { followingChecks } from './checks.ts'

let web: TestWeb
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

async function run(promise: string, asking?: (ask: Asking) => Asking): Promise<Evidence> {
  const clock: { now?: () => Temporal.Instant } = {}
  // the web application tells the time of the check
  const ask: Asking = (path, init) => {
    web.clock.moveTo(clock.now?.() ?? web.clock.now())
    return web.app.request(web.origin + path, init)
  }
  const probe = await openProbe(web.house, await web.organisation(), () => asking?.(ask) ?? ask, [], foundOrganisation)
  clock.now = () => probe.scratch.clock.now()
  return (followingChecks[promise] as Check)(probe)
}

async function asRoot(statement: string): Promise<void> {
  const root = new pg.Client(web.database.root)
  await root.connect()
  await root.query(statement)
  await root.end()
}

test('smartcx/mail-tracking', async () => {
  expect(await run('smartcx/mail-tracking')).toMatchObject({ kept: true })
})

test('smartcx/mail-tracking is seen broken', async () => {
  const nowhere = await run('smartcx/mail-tracking', () => () => new Response(null, { status: 404 }))
  expect(nowhere).toMatchObject({ kept: false, evidence: 'with consent, "opened" was not noted' })
  const anywhere = await run('smartcx/mail-tracking', (ask) => async (path, init) => {
    const to = new URL(path, 'http://x').searchParams.get('zu')
    await ask(path, init)
    return new Response(null, { status: 303, headers: { location: to ?? '' } })
  })
  expect(anywhere).toMatchObject({ kept: false, evidence: 'a link leads where no mail led' })
  await asRoot(`create function stay() returns trigger language plpgsql as 'begin return null; end';
    create trigger stay before delete on message_events for each row execute function stay()`)
  expect((await run('smartcx/mail-tracking')).evidence).toContain('after the withdrawal')
  await asRoot('drop trigger stay on message_events; drop function stay()')
})

test('smartcx/mail-log-30-days', async () => {
  expect(await run('smartcx/mail-log-30-days')).toMatchObject({ kept: true })
})

test('smartcx/mail-log-30-days is seen broken', async () => {
  await asRoot(`create function later() returns trigger language plpgsql as
    'begin new.read_at = new.read_at + interval ''10 days''; return new; end';
    create trigger later before insert on mail_reports for each row execute function later()`)
  expect(await run('smartcx/mail-log-30-days')).toMatchObject({
    kept: false,
    evidence: 'after 31 days there is still something in reports',
  })
  await asRoot('drop trigger later on mail_reports; drop function later()')
})
