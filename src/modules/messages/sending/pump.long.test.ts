import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { somebody } from '#testing/person.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { db, delivering, type MailContent } from '../data.ts'
import { plainSender } from '../dispatch.ts'
import { queueMail } from '../queue.ts'
import type { Lane } from '../rules.ts'
import { smtpTransport } from '../transport.ts'
import { openPump } from './pump.ts'
import { knownServers } from './servers.ts'

type Says = { readonly delay?: number; readonly code?: number }

/** A server that answers by the recipient's domain. */
async function domains() {
  const says = new Map<string, Says>()
  const taken: string[] = []
  const tried: string[] = []
  let [busy, most] = [0, 0]
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 50,
    async onRcptTo({ address }, _session, done) {
      const { delay = 0, code } = says.get(address.split('@')[1] ?? '') ?? {}
      tried.push(address)
      most = Math.max(most, ++busy)
      await wait(delay)
      busy--
      done(code ? Object.assign(new Error('4.2.0 later, please'), { responseCode: code }) : undefined)
    },
    onData(stream, { envelope }, done) {
      stream.on('data', () => undefined)
      stream.on('end', () => {
        taken.push(...envelope.rcptTo.map(({ address }) => address))
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  return {
    says,
    taken,
    tried,
    most: () => most,
    transport: smtpTransport({ host: '127.0.0.1', port, security: 'any', connections: 10 }),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

let web: TestWeb
let server: Awaited<ReturnType<typeof domains>>
let pump: ReturnType<typeof openPump>
let failures: unknown[] = []

beforeAll(async () => {
  web = await testWeb({ modules: [] })
})
afterAll(() => web.close())
beforeEach(async () => {
  server = await domains()
  failures = []
  pump = openPump({
    house: web.house,
    servers: knownServers(),
    senderOf: async () => plainSender(server.transport, 'amt@belegt.example'),
    failed: (error) => void failures.push(error),
  })
})
afterEach(async () => {
  await pump.stop()
  server.transport.close()
  await server.close()
  expect(failures).toEqual([])
})

const content: MailContent = { subject: 'Guten Tag', text: 'Guten Tag', html: '<p>Guten Tag</p>' }
async function fill(town: Organisation, addresses: readonly string[], lane: Lane = 'transactional'): Promise<void> {
  await web.scope({ organisation: town, purpose: delivering }, async (at) => {
    const person = await somebody(at, { name: 'Paula Post', mail: 'paula@example.org' })
    for (const to of addresses)
      await queueMail(at, { person, to, cause: randomUUID(), kind: 'test.mail', version: 0, content })
    // the way out that other lanes need is tested where it is made; here only their order counts
    if (lane !== 'transactional')
      await sql`update messages set lane = ${lane} where cause in (select cause from messages where created_at = ${at.now}) and lane = 'transactional'`.execute(
        db(at),
      )
  })
}
/** Queues one mail, and then as many copies of its row: the same sealed text to the same person. */
async function fillSame(town: Organisation, to: string, count: number, lane: Lane): Promise<void> {
  await fill(town, [to], lane)
  await web.scope({ organisation: town, purpose: delivering }, (at) =>
    sql`insert into messages (organisation_id, id, person_id, cause, kind, version, lane, state, recipient, recipient_token, recipient_domain, content, due_at, created_at)
      select organisation_id, gen_random_uuid(), person_id, gen_random_uuid(), kind, version, lane, state, recipient, recipient_token, recipient_domain, content, due_at, created_at
      from messages, generate_series(2, ${count})`.execute(db(at)),
  )
}
/** Each with a provider of its own. */
const apart = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}@d${n}.example`)
const many = (count: number, domain: string) => Array.from({ length: count }, (_, n) => `p${n}@${domain}`)
const states = async (town: Organisation) =>
  Object.fromEntries(
    (
      await web.scope({ organisation: town, purpose: delivering }, (at) =>
        db(at)
          .selectFrom('messages')
          .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
          .groupBy('state')
          .execute(),
      )
    ).map(({ state, count }) => [state, count]),
  )
const withMails = (town: Organisation) =>
  web.scope({ organisation: town, purpose: delivering }, (at) => db(at).selectFrom('messages').selectAll().execute())

test('what somebody waits for leaves before information, and that before what goes to many', async () => {
  const town = await web.organisation()
  await fill(town, apart(60, 'viele'), 'bulk')
  web.clock.advance({ seconds: 1 })
  await fill(town, apart(30, 'infos'), 'informational')
  web.clock.advance({ seconds: 1 })
  await fill(town, apart(10, 'termin'))
  await pump.stop()
  // by one connection, on which nobody can overtake another
  const single = openPump({
    house: web.house,
    servers: knownServers(),
    senderOf: async () => plainSender(server.transport, 'amt@belegt.example', 1),
    failed: (error) => void failures.push(error),
  })
  single.wake(town)
  expect(await single.idle()).toBe(100)
  await single.stop()
  const names = server.taken.map((address) => address.split('@')[0])
  const block = (count: number, name: string) => Array.from({ length: count }, () => name)
  expect(names).toEqual([...block(10, 'termin'), ...block(30, 'infos'), ...block(60, 'viele')])
})

test('a mail somebody waits for does not stand in line behind ten thousand of a slow provider, nor behind another town', async () => {
  const [bulk, other] = [await web.organisation(), await web.organisation()]
  server.says.set('langsam.example', { delay: 1_500 })
  await fillSame(bulk, 'paula@langsam.example', 10_000, 'bulk')
  web.clock.advance({ seconds: 1 })
  await fill(bulk, many(40, 'flink.example'), 'bulk')
  pump.wake(bulk)
  const slow = () => server.taken.filter((to) => to.endsWith('langsam.example')).length
  while (slow() === 0) await wait(20)
  const before = slow()
  await fill(other, ['eine@woanders.example'])
  pump.wake(other)
  await fill(bulk, ['eilig@woanders.example'])
  pump.wake(bulk)
  while (server.taken.filter((to) => !to.endsWith('langsam.example')).length < 42) {
    await wait(20)
    if (slow() > before + 100) throw new Error(`only ${server.taken.length - slow()} beside a hundred of the slow one`)
  }
  expect(server.taken.filter((to) => to.endsWith('woanders.example'))).toHaveLength(2)
  // told by the slow one's own clock: it takes five in one and a half seconds, and all others left within six
  expect(slow() - before).toBeLessThanOrEqual(20)
  await pump.stop()
  const rows = await withMails(bulk)
  // what was not tried is as if it had never been touched
  expect(rows.filter(({ claimed_until, state }) => state === 'queued' && claimed_until !== null)).toHaveLength(0)
  expect(rows.filter(({ attempts, state }) => state === 'queued' && attempts > 0)).toHaveLength(0)
}, 120_000)

test('two organisations with much to send take turns', async () => {
  const [one, two] = [await web.organisation(), await web.organisation()]
  await fill(one, many(200, 'eins.example'))
  await fill(two, many(200, 'zwei.example'))
  pump.wake(one)
  pump.wake(two)
  expect(await pump.idle()).toBe(400)
  const half = server.taken.slice(0, 200)
  const ones = half.filter((to) => to.endsWith('eins.example')).length
  expect(ones).toBeGreaterThan(60)
  expect(ones).toBeLessThan(140)
})

test('451 for an hour: the provider is left alone after some refusals, the others go on, nothing is lost or doubled', async () => {
  const town = await web.organisation()
  server.says.set('voll.example', { code: 451 })
  await fill(town, [...many(300, 'voll.example'), ...many(50, 'gut.example')])
  pump.wake(town)
  expect(await pump.idle()).toBe(50)
  expect(server.tried.filter((to) => to.endsWith('voll.example')).length).toBeLessThan(60)
  for (let minute = 0; minute < 60; minute++) {
    web.clock.advance({ minutes: 1 })
    pump.wake(town)
    expect(await pump.idle()).toBe(0)
  }
  // ten refused for good by nobody, and not even two tries for each in an hour
  expect(await states(town)).toEqual({ queued: 300, sent: 50 })
  expect(server.tried.filter((to) => to.endsWith('voll.example')).length).toBeLessThan(300)

  server.says.clear()
  for (let minute = 0; minute < 300 && (await states(town))['queued']; minute += 5) {
    web.clock.advance({ minutes: 5 })
    pump.wake(town)
    await pump.idle()
  }
  expect(await states(town)).toEqual({ sent: 350 })
  expect(new Set(server.taken).size).toBe(350)
  expect(server.taken).toHaveLength(350)
}, 120_000)

test('the server is down: after three failures nothing is tried until it may be back, and no other mail is charged for it', async () => {
  const town = await web.organisation()
  await fill(town, many(100, 'gut.example'))
  await server.close()
  pump.wake(town)
  expect(await pump.idle()).toBe(0)
  const rows = await withMails(town)
  expect(rows.filter(({ attempts }) => attempts > 0).length).toBeLessThan(30)
  expect(rows.every(({ state }) => state === 'queued')).toBe(true)
  const tries = () => withMails(town).then((all) => all.reduce((sum, { attempts }) => sum + attempts, 0))
  const before = await tries()
  pump.wake(town)
  await pump.idle()
  expect(await tries()).toBe(before)
  web.clock.advance({ minutes: 1, seconds: 1 })
  pump.wake(town)
  await pump.idle()
  // one tries whether it is back
  expect(await tries()).toBe(before + 1)
})

test('at most so many a minute, to the server and to one provider', async () => {
  const town = await web.organisation()
  await pump.stop()
  const limited = openPump({
    house: web.house,
    servers: knownServers(),
    senderOf: async () => ({
      ...plainSender(server.transport, 'amt@belegt.example'),
      limits: { connections: 10, perMinute: 50, domainPerMinute: 20 },
    }),
    failed: (error) => void failures.push(error),
  })
  await fill(town, [...many(40, 'einer.example'), ...many(60, 'zwei.example'), ...many(5, 'drei.example')])
  const minutes: number[] = []
  for (let minute = 0; minute < 4; minute++) {
    limited.wake(town)
    minutes.push(await limited.idle())
    web.clock.advance({ minutes: 1 })
  }
  expect(minutes).toEqual([45, 40, 20, 0])
  await limited.stop()
})

test('the clock is set back an hour, or was a year ahead: mails do not wait for it', async () => {
  const town = await web.organisation()
  await fill(town, ['eine@gut.example'])
  web.clock.advance({ hours: -1 })
  pump.wake(town)
  expect(await pump.idle()).toBe(1)

  web.clock.advance({ hours: 24 * 365 })
  server.says.set('voll.example', { code: 451 })
  await fill(town, ['zwei@voll.example'])
  pump.wake(town)
  expect(await pump.idle()).toBe(0)
  server.says.clear()
  web.clock.advance({ hours: -24 * 365 })
  pump.wake(town)
  expect(await pump.idle()).toBe(1)
  expect(server.taken).toEqual(['eine@gut.example', 'zwei@voll.example'])
})

test('a claim made by a clock that was ahead does not hold a mail for ever', async () => {
  const town = await web.organisation()
  await fill(town, ['eine@gut.example'])
  await web.scope({ organisation: town, purpose: delivering }, (at) =>
    sql`update messages set claimed_until = ${at.now.add({ hours: 48 })}, attempts = 1`.execute(db(at)),
  )
  pump.wake(town)
  expect(await pump.idle()).toBe(1)
})
