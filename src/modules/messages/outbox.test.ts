import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSmtp, type Mailbox } from '#testing/smtp.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { somebody } from '#testing/person.ts'
import { erasePeople } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { db, delivering } from './data.ts'
import { dispatchFor } from './dispatch.ts'
import { dropQueued, queueMail } from './queue.ts'
import { smtpTransport, type Transport } from './transport.ts'

let web: TestWeb
let mailbox: Mailbox
let transport: Transport & { close(): void }
let town: Organisation
const FROM = 'termine@belegt.example'

beforeAll(async () => {
  web = await testWeb({ modules: [] })
})
afterAll(() => web.close())
beforeEach(async () => {
  mailbox = await startSmtp()
  transport = smtpTransport(new URL(mailbox.url))
  town = await web.organisation()
})
afterEach(async () => {
  transport.close()
  await mailbox[Symbol.asyncDispose]()
})

const within = <T>(work: Parameters<typeof web.scope<'messages.delivering', T>>[1]) =>
  web.scope({ organisation: town, purpose: delivering }, work)
const send = (by: Transport = transport) => dispatchFor(web.house, town, by, FROM)
const rows = () => within((at) => db(at).selectFrom('messages').selectAll().orderBy('created_at').execute())
const one = async () => {
  const [row] = await rows()
  if (!row) throw new Error('the outbox is empty')
  return row
}

async function queue(to: string, more: { cause?: string; version?: number } = {}): Promise<string> {
  return within(async (at) => {
    const person = await somebody(at, { name: 'Paula Post', mail: to })
    await queueMail(at, {
      person,
      to,
      cause: more.cause ?? randomUUID(),
      kind: 'test.mail',
      version: more.version ?? 0,
      content: { subject: 'Ihr Termin', text: 'Guten Tag', html: '<p>Guten Tag</p>' },
    })
    return person
  })
}

test('sent once, then nothing of it is kept but that it was sent', async () => {
  const cause = randomUUID()
  await queue('paula@example.org', { cause })
  await queue('paula@example.org', { cause }) // the same intent once more
  const before = await one()
  expect(before.recipient?.includes('paula')).toBe(false)
  expect(await send()).toBe(1)
  expect(await send()).toBe(0)
  expect(mailbox.mails()).toHaveLength(1)
  expect(await one()).toMatchObject({ state: 'sent', answer: '250', attempts: 1, content: null, recipient: null })
})

test('the mail server is down for a day: tried again and again with growing pauses, then sent once', async () => {
  await queue('paula@example.org')
  await mailbox.behave('down')
  const waits: number[] = []
  const start = web.clock.now()
  while (web.clock.now().since(start).total('hours') < 24) {
    await send()
    const { state, due_at, answer, content } = await one()
    expect([state, content === null]).toEqual(['queued', false])
    expect(answer).toMatch(/^[A-Z]+$|^no connection$/)
    waits.push(due_at.since(web.clock.now()).total('minutes'))
    expect(await send()).toBe(0) // not before its time
    web.clock.moveTo(due_at)
  }
  expect(waits).toEqual([1, 2, 5, 10, 30, 60, 120, 240, 240, 240, 240, 240, 240])
  await mailbox.behave('accept')
  expect(await send()).toBe(1)
  expect(mailbox.mails()).toHaveLength(1)
}, 60_000)

test('after five days in vain it is given up, kept for whoever wants to try again', async () => {
  await queue('paula@example.org')
  await mailbox.behave('down')
  for (let tries = 0; tries < 60 && (await one()).state === 'queued'; tries++) {
    await send()
    web.clock.moveTo((await one()).due_at)
  }
  const row = await one()
  expect(row.state).toBe('failed')
  expect(row.content).not.toBeNull()
}, 60_000)

test('greylisted: asked to come back, comes back, is let in', async () => {
  await mailbox.behave('greylist')
  await queue('paula@example.org')
  expect(await send()).toBe(0)
  expect(await one()).toMatchObject({ state: 'queued', answer: '451 4.7.1', attempts: 1 })
  web.clock.moveTo((await one()).due_at)
  expect(await send()).toBe(1)
  expect(mailbox.mails()).toHaveLength(1)
})

test('refused for good: failed, with the code and never the address', async () => {
  mailbox.refuse('niemand@example.org')
  await queue('niemand@example.org')
  expect(await send()).toBe(0)
  const row = await one()
  expect(row).toMatchObject({ state: 'failed', answer: '550 5.1.1' })
  expect(JSON.stringify({ ...row, content: null, recipient: null })).not.toContain('niemand')
})

test('the server takes it and hangs up before saying so: sent again under the same Message-ID', async () => {
  await mailbox.behave('drop')
  await queue('paula@example.org')
  expect(await send()).toBe(0)
  expect((await one()).state).toBe('queued')
  await mailbox.behave('accept')
  web.clock.moveTo((await one()).due_at)
  expect(await send()).toBe(1)
  const [first, second] = mailbox.mails()
  expect(first?.messageId).toBe(`<${(await one()).id}@belegt.example>`)
  expect(second?.messageId).toBe(first?.messageId)
})

test('the sender’s address is changed between two attempts: the Message-ID stays what it was', async () => {
  await mailbox.behave('drop')
  await queue('paula@example.org')
  expect(await send()).toBe(0)
  await mailbox.behave('accept')
  web.clock.moveTo((await one()).due_at)
  expect(await dispatchFor(web.house, town, transport, 'amt@andere.example')).toBe(1)
  const [first, second] = mailbox.mails()
  expect([first?.from?.address, second?.from?.address]).toEqual([FROM, 'amt@andere.example'])
  expect(second?.messageId).toBe(first?.messageId)
})

test('a sender that dies between sending and noting it: left alone for five minutes, then sent again as the same', async () => {
  await queue('paula@example.org')
  const dying: Transport = {
    async send(mail) {
      await transport.send(mail)
      await new Promise(() => undefined) // never comes to write it down
    },
  }
  void send(dying)
  await mailbox.mailTo('paula@example.org')
  expect(await send()).toBe(0)
  web.clock.advance({ minutes: 4, seconds: 59 })
  expect(await send()).toBe(0)
  web.clock.advance({ seconds: 2 })
  expect(await send()).toBe(1)
  const [first, second] = mailbox.mails()
  expect(second?.messageId).toBe(first?.messageId)
  expect(await one()).toMatchObject({ state: 'sent', attempts: 2 })
})

test('whoever is erased while their mail waits gets none', async () => {
  const person = await queue('paula@example.org')
  await within((at) => erasePeople(at, [person], 'request'))
  expect(await send()).toBe(0)
  expect(mailbox.mails()).toEqual([])
})

test('what is taken back before it left is not sent, and nothing of it stays', async () => {
  const cause = randomUUID()
  await queue('paula@example.org', { cause })
  await within((at) => dropQueued(at, cause))
  expect(await send()).toBe(0)
  expect(await one()).toMatchObject({ state: 'dropped', content: null, recipient: null })
})

test('many senders at once: each mail leaves exactly once', async () => {
  const all = Array.from({ length: 150 }, (_, n) => `p${n}@example.org`)
  for (const to of all) await queue(to)
  const counts = await Promise.all(Array.from({ length: 6 }, () => send()))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(150)
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(1)
  const sentTo = mailbox.mails().map(({ envelope }) => envelope.to[0])
  expect(sentTo).toHaveLength(all.length)
  expect(new Set(sentTo)).toEqual(new Set(all))
})
