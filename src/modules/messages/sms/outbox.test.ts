import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { restrict, erasePeople, restricting, withdraw, consentsOf } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { SEVEN, startSmsWorld, type SmsWorld, TWILIO } from '#testing/sms.ts'
import { NUMBER, registerOfThisTest, setUpSms, smsOf, switchOffHere, switchOnHere, within } from '#testing/texting.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { messages } from '../module.ts'
import { dropQueuedSms, retrySms } from './queue.ts'

let web: TestWeb
let world: SmsWorld
let town: Organisation
let sms: ReturnType<typeof smsOf>

beforeAll(async () => {
  registerOfThisTest()
  web = await testWeb({
    modules: [
      messages({
        transport: undefined,
        from: 'a@b.example',
        failed: (e) => {
          throw e
        },
      }),
    ],
  })
})
afterAll(() => web.close())
beforeEach(async () => {
  world = await startSmsWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

async function open(provider: 'twilio' | 'seven'): Promise<void> {
  town = await web.organisation()
  await setUpSms(web.house, town, provider)
  switchOnHere(town, provider)
  sms = smsOf(web.house, town)
}
const send = () => sms.send(world)
const due = async () => web.clock.moveTo((await sms.one()).due_at)

describe.each(['twilio', 'seven'] as const)('by %s', (provider) => {
  beforeEach(() => open(provider))

  test('sent once, then neither number nor text is kept, and the id there is', async () => {
    await sms.queue()
    const before = await sms.one()
    expect(before.recipient?.includes('15123456789')).toBe(false)
    expect(before.content?.includes('Termin')).toBe(false)
    expect(await send()).toBe(1)
    expect(await send()).toBe(0)
    const [sent, ...others] = world.taken()
    expect(others).toEqual([])
    expect(sent).toMatchObject({ to: NUMBER, from: 'Musterstadt', text: 'Ihr Termin: morgen, 9:30 Uhr.' })
    expect(await sms.one()).toMatchObject({
      state: 'sent',
      content: null,
      recipient: null,
      ref: sent?.ref,
      provider,
      segments: 1,
      price: 750,
      currency: 'EUR',
      attempts: 1,
      leaving_since: null,
    })
    expect(await sms.events()).toEqual(['accepted'])
  })

  test('nothing leaves before the company stands in the register, and then it does', async () => {
    switchOffHere(town)
    await sms.queue()
    expect(await send()).toBe(0)
    expect(world.requests()).toBe(0)
    expect(await sms.one()).toMatchObject({ state: 'queued', attempts: 0 })
    switchOnHere(town, provider === 'twilio' ? 'seven' : 'twilio') // another company is not this one
    expect(await send()).toBe(0)
    switchOnHere(town, provider)
    expect(await send()).toBe(1)
  })

  test('busy (429): as long as it asks for; the others wait as well', async () => {
    world.behave('busy')
    await sms.queue()
    expect(await send()).toBe(0)
    const row = await sms.one()
    expect(row.due_at.since(web.clock.now()).total('seconds')).toBe(90)
    expect(row).toMatchObject({ state: 'queued', leaving_since: null, unanswered: 0 })
    world.behave('accept')
    expect(await send()).toBe(0)
    await due()
    expect(await send()).toBe(1)
    expect(world.taken()).toHaveLength(1)
  })

  test('broken (500): nobody knows; looked up, not there, sent once more', async () => {
    world.behave('broken')
    await sms.queue()
    expect(await send()).toBe(0)
    expect(await sms.one()).toMatchObject({ state: 'queued', unanswered: 1, answer: '500' })
    world.behave('accept')
    await due()
    expect(await send()).toBe(1)
    expect(world.taken()).toHaveLength(1)
    expect(await sms.events()).toEqual(['unanswered 500', 'accepted'])
  })

  test('taken, then hung up: found in the provider’s books, and not sent again', async () => {
    world.behave('drop')
    await sms.queue()
    expect(await send()).toBe(0)
    expect(world.taken()).toHaveLength(1)
    expect((await sms.one()).content).not.toBeNull()
    world.behave('accept')
    await due()
    expect(await send()).toBe(0)
    expect(world.taken()).toHaveLength(1)
    expect(await sms.one()).toMatchObject({ state: 'sent', ref: world.taken()[0]?.ref, content: null, recipient: null })
    expect(await sms.events()).toEqual([expect.stringMatching(/^unanswered/), 'found'])
  })

  test('hung up without taking it, again and again: twice is the most, then people decide', async () => {
    world.behave('lose')
    await sms.queue()
    for (let tries = 0; tries < 6 && (await sms.one()).state === 'queued'; tries++) {
      await send()
      await due()
    }
    const row = await sms.one()
    expect(row).toMatchObject({ state: 'failed', answer: 'unanswered', attempts: 2 })
    expect(row.content).not.toBeNull()
    world.behave('accept')
    expect(await within(web.house, town, (at) => retrySms(at, row.id))).toBe(true)
    expect(await send()).toBe(1)
    expect(world.taken()).toHaveLength(1)
  })

  test('silent books: nothing is sent again while nobody knows', async () => {
    world.behave('drop')
    world.books(false)
    await sms.queue()
    await send()
    world.behave('accept')
    for (let tries = 0; tries < 3; tries++) {
      await due()
      expect(await send()).toBe(0)
    }
    expect(world.taken()).toHaveLength(1)
    world.books(true)
    await due()
    await send()
    expect((await sms.one()).state).toBe('sent')
    expect(world.taken()).toHaveLength(1)
  })

  test('wrong credentials: kept, tried again, with a code that says why', async () => {
    world.behave('wrong')
    await sms.queue()
    await send()
    expect(await sms.one()).toMatchObject({ state: 'queued', answer: provider === 'twilio' ? '20003' : '900' })
    world.behave('accept')
    await due()
    expect(await send()).toBe(1)
  })

  test('a number that takes none: failed for good, and the next one leaves', async () => {
    world.behave(provider === 'twilio' ? 21614 : 202)
    await sms.queue()
    await send()
    const row = await sms.one()
    expect(row).toMatchObject({ state: 'failed', answer: provider === 'twilio' ? '21614' : '202' })
    expect(JSON.stringify({ ...row, content: null, recipient: null, recipient_exact: null })).not.toContain('1512345')
  })

  test('the network is away: certainly not sent, so no doubt and no double', async () => {
    await sms.queue()
    const bases = world.bases
    await world[Symbol.asyncDispose]()
    await sms.send({ bases })
    expect(await sms.one()).toMatchObject({
      state: 'queued',
      unanswered: 0,
      answer: 'ECONNREFUSED',
      leaving_since: null,
    })
  })
})

describe('whoever must not get one', () => {
  beforeEach(() => open('twilio'))

  test('without consent none is queued', async () => {
    await sms.queue({ consent: false })
    expect(await sms.rows()).toEqual([])
  })

  test('who withdraws while it waits gets none, and nothing of it stays', async () => {
    const person = await sms.queue()
    await within(web.house, town, async (at) => {
      const [given] = await consentsOf(at, person)
      await withdraw(at, person, given?.id ?? '', 'person')
    })
    expect(await send()).toBe(0)
    expect(world.taken()).toEqual([])
    expect(await sms.one()).toMatchObject({ state: 'dropped', answer: 'objected', content: null, recipient: null })
  })

  test('who is erased gets none', async () => {
    const person = await sms.queue()
    await within(web.house, town, (at) => erasePeople(at, [person], 'request'))
    expect(await send()).toBe(0)
    expect(world.taken()).toEqual([])
  })

  test('who is restricted waits', async () => {
    const person = await sms.queue()
    await web.scope({ organisation: town, purpose: restricting }, (at) =>
      restrict(at, { person, ground: 'a', reason: 'strittig' }),
    )
    expect(await send()).toBe(0)
    expect(world.taken()).toEqual([])
  })

  test('what is taken back is not sent', async () => {
    const cause = crypto.randomUUID()
    await sms.queue({ cause })
    await within(web.house, town, (at) => dropQueuedSms(at, cause))
    expect(await send()).toBe(0)
    expect(world.requests()).toBe(0)
  })
})

test('many senders at once: each leaves exactly once', async () => {
  await open('seven')
  for (let n = 0; n < 30; n++) await sms.queue({ to: `+49151234567${String(n).padStart(2, '0')}` })
  const counts = await Promise.all(Array.from({ length: 5 }, () => send()))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(30)
  expect(new Set(world.taken().map(({ to }) => to)).size).toBe(30)
  expect(world.taken()).toHaveLength(30)
})

test('what the organisation keeps of its credentials is sealed', async () => {
  await open('twilio')
  const { rows } = await within(web.house, town, async (at) => ({
    rows: await (await import('./data.ts')).db(at).selectFrom('sms_settings').select('access').execute(),
  }))
  for (const secret of [...Object.values(TWILIO), ...Object.values(SEVEN)])
    expect(rows[0]?.access.includes(secret)).toBe(false)
})
