import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { restrict, restricting } from '#privacy'
import { sevenCall, startSmsWorld, type SmsWorld, twilioCall } from '#testing/sms.ts'
import { NUMBER, registerOfThisTest, setUpSms, smsOf, switchOnHere, within } from '#testing/texting.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { messages } from '../module.ts'
import { db } from './data.ts'

let web: TestWeb
let world: SmsWorld
let town: Organisation
let sms: ReturnType<typeof smsOf>

const failed = (error: unknown) => {
  throw error
}
beforeAll(async () => {
  registerOfThisTest()
  web = await testWeb({ modules: [messages({ transport: undefined, from: 'a@b.example', failed })] })
})
afterAll(() => web.close())
beforeEach(async () => {
  world = await startSmsWorld()
  town = await web.organisation()
  sms = smsOf(web.house, town)
})
afterEach(() => world[Symbol.asyncDispose]())

async function by(provider: 'twilio' | 'seven'): Promise<void> {
  await setUpSms(web.house, town, provider)
  switchOnHere(town, provider)
}
const send = () => sms.send(world)
const call = async ({ url, init }: ReturnType<typeof twilioCall>): Promise<number> =>
  (await web.app.request(url, { ...init, headers: { ...init.headers, host: new URL(url).host } })).status
const general = (provider: string) => `${web.origin}/${town.slug}/meldungen/sms/${provider}`
const dlr = (id: string, status: string) => ({
  data: { msg_id: id, status, timestamp: '2026-11-24 12:00:00.000000' },
  webhook_event: 'dlr',
  webhook_timestamp: '2026-11-24T12:00:00+01:00',
})

describe('by Twilio', () => {
  beforeEach(() => by('twilio'))
  const told = (status: string, code?: string, nth = 0) => {
    const one = world.taken()[nth]
    const fields = {
      MessageSid: one?.ref ?? '',
      MessageStatus: status,
      To: NUMBER,
      ...(code ? { ErrorCode: code } : {}),
    }
    return twilioCall(one?.report ?? '', fields)
  }

  test('smartcx/sms: each state is followed, with its time and code', async () => {
    await sms.queue()
    await send()
    expect(await call(told('sent'))).toBe(200)
    expect((await sms.one()).state).toBe('sent')
    web.clock.advance({ seconds: 4 })
    expect(await call(told('delivered'))).toBe(200)
    const row = await sms.one()
    expect(row.state).toBe('delivered')
    expect(row.settled_at?.equals(web.clock.now())).toBe(true)
    expect(await sms.events()).toEqual(['accepted', 'sent', 'delivered'])
  })

  test('reports overtake each other: what is known already is not undone', async () => {
    await sms.queue()
    await send()
    for (const status of ['delivered', 'sent', 'queued', 'undelivered']) expect(await call(told(status))).toBe(200)
    expect((await sms.one()).state).toBe('delivered')
    expect(await sms.events()).toEqual(['accepted', 'delivered', 'sent', 'underway', 'undelivered'])
  })

  test('not delivered: seen, with the code', async () => {
    await sms.queue()
    await send()
    await call(told('undelivered', '30003'))
    expect(await sms.one()).toMatchObject({ state: 'undelivered', answer: '30003' })
  })

  test('the same call again is a replay: refused, nothing changed', async () => {
    await sms.queue()
    await send()
    const once = told('sent')
    expect(await call(once)).toBe(200)
    expect(await call(once)).toBe(409)
    expect(await sms.events()).toEqual(['accepted', 'sent'])
  })

  test('the same call at the same moment, many times: heeded once', async () => {
    await sms.queue()
    await send()
    const once = told('delivered')
    const statuses = await Promise.all(Array.from({ length: 8 }, () => call(once)))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(7)
    expect(await sms.events()).toEqual(['accepted', 'delivered'])
  })

  test('not signed, wrongly signed, signed for another SMS: refused, nothing changed', async () => {
    await sms.queue({ to: NUMBER })
    await sms.queue({ to: '+4915123456788' })
    await send()
    const good = told('failed')
    const other = world.taken()[1]?.report ?? ''
    expect(await call({ ...good, url: other })).toBe(403)
    expect(
      await call({ ...good, init: { ...good.init, headers: { 'content-type': 'application/x-www-form-urlencoded' } } }),
    ).toBe(403)
    expect(
      await call(twilioCall(good.url, { MessageSid: world.taken()[0]?.ref ?? '', MessageStatus: 'failed' }, 'falsch')),
    ).toBe(403)
    expect(
      await call(twilioCall(`${general('twilio')}/${'A'.repeat(43)}`, { MessageSid: 'SM1', MessageStatus: 'failed' })),
    ).toBe(403)
    expect(await call(sevenCall(general('seven'), dlr('1', 'DELIVERED'), web.clock.now()))).toBe(403)
    expect(new Set((await sms.rows()).map(({ state }) => state))).toEqual(new Set(['sent']))
    expect(await sms.events()).toEqual(['accepted', 'accepted'])
  })

  test('signed with the organisation’s own token, but for another organisation: refused', async () => {
    await sms.queue()
    await send()
    const elsewhere = await web.organisation()
    const report = (world.taken()[0]?.report ?? '').replace(`/${town.slug}/`, `/${elsewhere.slug}/`)
    await setUpSms(web.house, elsewhere, 'twilio')
    const fields = { MessageSid: world.taken()[0]?.ref ?? '', MessageStatus: 'delivered' }
    expect(await call(twilioCall(report, fields))).toBe(403)
    expect((await sms.one()).state).toBe('sent')
  })

  test('a report before the answer to its sending: kept and joined', async () => {
    await sms.queue()
    world.before(async ({ ref, report }) => {
      expect(await call(twilioCall(report ?? '', { MessageSid: ref, MessageStatus: 'delivered' }))).toBe(200)
    })
    expect(await send()).toBe(1)
    expect(await sms.one()).toMatchObject({
      state: 'delivered',
      ref: world.taken()[0]?.ref,
      content: null,
      recipient: null,
    })
    expect((await sms.events()).toSorted()).toEqual(['accepted', 'delivered'])
  })

  test('a report where the answer never comes: the SMS is known to be out, and not sent again', async () => {
    await sms.queue()
    world.behave('drop')
    await send()
    expect(await call(told('sent'))).toBe(200)
    expect(await sms.one()).toMatchObject({ state: 'sent', ref: world.taken()[0]?.ref, content: null, recipient: null })
    world.behave('accept')
    web.clock.advance({ hours: 1 })
    expect(await send()).toBe(0)
    expect(world.taken()).toHaveLength(1)
  })

  test('reports are noted also while the person is restricted', async () => {
    const person = await sms.queue()
    await send()
    await web.scope({ organisation: town, purpose: restricting }, (at) => restrict(at, { person, ground: 'a' }))
    expect(await call(told('delivered'))).toBe(200)
    const seen = await web.scope({ organisation: town, purpose: restricting }, (at) =>
      db(at).selectFrom('sms_messages').select('state').execute(),
    )
    expect(seen).toEqual([{ state: 'delivered' }])
  })
})

describe('by seven', () => {
  beforeEach(() => by('seven'))

  test('each state is followed; an old call is refused', async () => {
    await sms.queue()
    await send()
    const id = world.taken()[0]?.ref ?? ''
    expect(await call(sevenCall(general('seven'), dlr(id, 'TRANSMITTED'), web.clock.now()))).toBe(200)
    const old = sevenCall(general('seven'), dlr(id, 'FAILED'), web.clock.now().subtract({ minutes: 6 }))
    expect(await call(old)).toBe(403)
    const good = sevenCall(general('seven'), dlr(id, 'DELIVERED'), web.clock.now())
    expect(await call(good)).toBe(200)
    expect(await call(good)).toBe(409)
    expect((await sms.one()).state).toBe('delivered')
    expect(await sms.events()).toEqual(['accepted', 'sent TRANSMITTED', 'delivered'])
  })

  test('a report before the answer, known by the provider’s id only: kept and joined, in its order', async () => {
    await sms.queue()
    world.before(async ({ ref }) => {
      for (const status of ['ACCEPTED', 'DELIVERED'])
        expect(await call(sevenCall(general('seven'), dlr(ref, status), web.clock.now()))).toBe(200)
      expect((await sms.one()).state).toBe('queued')
    })
    await send()
    expect((await sms.one()).state).toBe('delivered')
    const left = await within(web.house, town, (at) => db(at).selectFrom('sms_early').selectAll().execute())
    expect(left).toEqual([])
  })

  test('a report about an SMS that is none of ours does no harm, and is gone after a day', async () => {
    expect(await call(sevenCall(general('seven'), dlr('4711', 'DELIVERED'), web.clock.now()))).toBe(200)
    expect(await sms.rows()).toEqual([])
  })
})

describe('answers to an SMS', () => {
  beforeEach(() => by('twilio'))
  let nth = 0
  const reply = (text: string, from = NUMBER) =>
    call(
      twilioCall(general('twilio'), {
        MessageSid: `SMIN${++nth}`,
        SmsStatus: 'received',
        From: from,
        To: '+4930',
        Body: text,
      }),
    )

  test('STOP ends every SMS to that number, also those that wait and those consented to later', async () => {
    await sms.queue()
    await send()
    await sms.queue() // waits
    expect(await reply('Stopp!')).toBe(200)
    await sms.queue() // somebody enters the number again
    expect(await send()).toBe(0)
    expect(world.taken()).toHaveLength(1)
    expect((await sms.rows()).map(({ state }) => state).toSorted()).toEqual(['dropped', 'sent'])
  })

  test('START lets the number be written to again', async () => {
    await reply('STOP')
    await sms.queue()
    expect(await sms.rows()).toEqual([])
    await reply('start')
    await sms.queue()
    expect(await send()).toBe(1)
  })

  test('another number’s STOP is another number’s, and other words do nothing', async () => {
    await sms.queue()
    await reply('STOP', '+4915123456700')
    await reply('Danke, bis morgen! Ich kann den Bus an der Haltestelle Stop nehmen.')
    expect(await send()).toBe(1)
  })

  test('nothing of what was written is kept', async () => {
    await reply('Meine Diagnose ist geheim')
    const heard = await within(web.house, town, (at) => db(at).selectFrom('sms_heard').selectAll().execute())
    expect(heard).toHaveLength(1)
    const early = await within(web.house, town, (at) => db(at).selectFrom('sms_early').selectAll().execute())
    expect(early).toEqual([])
    expect(heard.map(({ digest }) => digest.toString('latin1')).join()).not.toContain('Diagnose')
    expect(await sms.rows()).toEqual([])
  })
})
