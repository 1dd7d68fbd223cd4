import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSmtp, type Mailbox } from '#testing/smtp.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { somebody } from '#testing/person.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { activity, type Activity } from '#platform/data/activity.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import {
  announceLifting,
  erasePeople,
  lift,
  object,
  objectToAdvertising,
  restrict,
  restricting,
  suppress,
  recordConsent,
  weigh,
  withdraw,
} from '#privacy'
import { exactToken } from '#platform/keys/sealed.ts'
import { messages } from './module.ts'
import { db, delivering, notifying } from './data.ts'
import { dispatchFor } from './dispatch.ts'
import { optOutFor, renderWithOptOut } from './blocks/opt-out.ts'
import { queueMail, type Mail } from './queue.ts'
import { renderMail } from './render.tsx'
import type { Lane } from './rules.ts'
import { smtpTransport, type Transport } from './transport.ts'

const told = { de: 'Zum Prüfen', en: 'To test' }
const inviting = activity('messages-test.inviting', {
  why: told,
  basis: { art6: 'f', interest: told },
  obligation: told,
})
const news = activity('messages-test.news', { why: told, basis: { art6: 'a' }, obligation: told })

let web: TestWeb
let mailbox: Mailbox
let transport: Transport & { close(): void }
let town: Organisation
const FROM = 'termine@belegt.example'

beforeAll(async () => {
  web = await testWeb({
    modules: [messages({ transport: undefined, from: FROM, failed: (error) => expect(error).toBeUndefined() })],
  })
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

const as = <T>(
  purpose: typeof delivering | typeof restricting | typeof notifying,
  work: (at: Scope<string>) => Promise<T>,
) =>
  web.scope({ organisation: town, purpose: purpose as typeof delivering }, (at) => work(at as unknown as Scope<string>))
const send = (house: House = web.house) => dispatchFor(house, town, transport, FROM)
const states = async () =>
  (await as(notifying, (at) => db(at).selectFrom('messages').select(['state', 'answer', 'attempts']).execute())).map(
    ({ state, answer, attempts }) => [state, answer, attempts].join(' '),
  )

type More = { readonly lane?: Lane; readonly activity?: Activity; readonly kind?: string }
async function mailTo(at: Scope<string>, person: string, to: string, more: More = {}): Promise<Mail> {
  const { lane = 'transactional', ...rest } = more
  const intent = { person, to, cause: randomUUID(), kind: 'test.mail', version: 0, ...rest }
  const text = { subject: 'Guten Tag', heading: 'Guten Tag', paragraphs: [], facts: [], actions: [], closing: [] }
  const mail = { language: 'de', organisation: at.organisation, ...text } as const
  if (lane === 'transactional') return { ...intent, content: renderMail(mail) }
  const optOut = await optOutFor(at, to, (path) => web.origin + path)
  return { ...intent, lane, content: renderWithOptOut(mail, optOut) }
}
async function queued(more: More = {}, to = `${randomUUID()}@example.org`): Promise<{ person: string; to: string }> {
  return as(delivering, async (at) => {
    const person = await somebody(at, { name: 'Paula Post', mail: to })
    await queueMail(at, await mailTo(at, person, to, more))
    return { person, to }
  })
}

/** The house, in which something happens right after a batch of mails was claimed. */
function interrupted(work: () => Promise<unknown>): House {
  let transactions = 0
  const connect = async () => {
    if (++transactions === 2) await work()
    return web.house.pool.connect()
  }
  return {
    ...web.house,
    pool: new Proxy(web.house.pool, { get: (pool, name) => (name === 'connect' ? connect : Reflect.get(pool, name)) }),
  }
}

test('A9 smartcx/restriction: a queued mail waits while its person is restricted, and leaves afterwards', async () => {
  const { person } = await queued()
  const id = await as(restricting, (at) => restrict(at, { person, ground: 'a' }))
  expect(await send()).toBe(0)
  expect(await states()).toEqual(['queued  0'])
  await as(restricting, async (at) => {
    await announceLifting(at, id, { by: 'letter' })
    await lift(at, id)
  })
  expect(await send()).toBe(1)
})

test('A9 a mail about the restriction itself leaves, also while the person is restricted', async () => {
  const { person, to } = await queued()
  await as(restricting, (at) => restrict(at, { person, ground: 'a' }))
  await as(notifying, async (at) => queueMail(at, await mailTo(at, person, to, { kind: 'test.rights' })))
  expect(await send()).toBe(1)
  expect(await states()).toEqual(expect.arrayContaining(['queued  0', 'sent 250 1']))
})

test('A9 another mail to a restricted person is refused with a sentence', async () => {
  const { person, to } = await queued()
  await as(restricting, (at) => restrict(at, { person, ground: 'a' }))
  const refused = await as(delivering, async (at) => queueMail(at, await mailTo(at, person, to))).catch(
    (error: unknown) => error,
  )
  expect(isRefusal(refused, 'platform.restricted')).toBe(true)
})

test('A9 restricted while a sender has the mail in hand: it does not leave, and waits as if never tried', async () => {
  const { person } = await queued()
  expect(await send(interrupted(() => as(restricting, (at) => restrict(at, { person, ground: 'b' }))))).toBe(0)
  expect(mailbox.mails()).toHaveLength(0)
  expect(await states()).toEqual(['queued  0'])
})

test('A12 an objection to advertising stops what is queued, what is in hand and what comes, also under another person', async () => {
  const { person, to } = await queued({ lane: 'informational' })
  await queued({ lane: 'informational' }, to) // the same person once more, by mail and name
  await as(delivering, async (at) => queueMail(at, await mailTo(at, person, to))) // what the person's own request calls for
  await as(restricting, (at) => objectToAdvertising(at, person))
  await as(delivering, async (at) => queueMail(at, await mailTo(at, person, to, { lane: 'informational' })))
  expect(await send()).toBe(1)
  expect((await states()).toSorted()).toEqual(['dropped objected 0', 'dropped objected 0', 'sent 250 1'])
})

test('A12 objected while a sender has the mail in hand: it does not leave', async () => {
  const { person } = await queued({ lane: 'informational' })
  const objects = () => as(restricting, (at) => objectToAdvertising(at, person))
  expect(await send(interrupted(objects))).toBe(0)
  expect(mailbox.mails()).toHaveLength(0)
  expect(await states()).toEqual(['dropped objected 1'])
})

test('A12 the mail block of optigem/mail-block is a keyed hash, and holds after the person was erased and comes again', async () => {
  const { person, to } = await queued()
  await as(restricting, (at) => suppress(at, to, '*'))
  await as(restricting, (at) => erasePeople(at, [person], 'request'))
  const hash = await as(restricting, async (at) => (await exactToken(at, 'mail', to)).toString('hex'))
  const stored = await as(
    restricting,
    async (at) => (await sql<{ hash: Buffer }>`select mail_hash as hash from suppressions`.execute(db(at))).rows,
  )
  expect(stored).toHaveLength(1)
  expect(stored[0]?.hash.toString('hex')).not.toContain(hash)
  await queued({ lane: 'informational' }, to.toUpperCase())
  await queued({}, to)
  expect(await states()).toEqual(['queued  0'])
})

test('A12 an objection for reasons of one’s own stops this activity until it is weighed, and for good when it is upheld', async () => {
  const { person } = await queued({ activity: inviting })
  const other = await queued()
  const id = await as(restricting, (at) => object(at, { person, activity: inviting, reasons: 'Ich wohne allein.' }))
  expect(await states()).toEqual(expect.arrayContaining(['dropped objected 0', 'queued  0']))
  await as(restricting, (at) => weigh(at, id, { outcome: 'upheld', weighing: 'Die Gründe wiegen schwer.' }))
  const again = await as(restricting, (at) => weigh(at, id, { outcome: 'overridden', weighing: 'Doch nicht.' })).catch(
    (e: unknown) => e,
  )
  expect(isRefusal(again, 'privacy.weighed-already')).toBe(true)
  expect(other.person).not.toBe(person)
  expect(await send()).toBe(1)
})

test('A14 no mail without consent, none after its withdrawal: not queued, taken back, and held in the hand of a sender', async () => {
  const { person, to } = await queued({ activity: news })
  expect(await states()).toEqual([])
  const consent = () =>
    as(delivering, (at) => recordConsent(at, { person, activity: news, wording: 'Ja.', special: false }))
  const write = () =>
    as(delivering, async (at) => queueMail(at, await mailTo(at, person, to, { activity: news, lane: 'informational' })))
  await consent()
  await write()
  expect(await send()).toBe(1)

  await write()
  await as(restricting, (at) => withdraw(at, person, 'all', 'person'))
  expect(await send()).toBe(0)
  await write()
  expect((await states()).toSorted()).toEqual(['dropped objected 0', 'sent 250 1'])

  await consent()
  await write()
  expect(await send(interrupted(() => as(restricting, (at) => withdraw(at, person, 'all', 'staff'))))).toBe(0)
  expect((await states()).toSorted()).toEqual(['dropped objected 0', 'dropped objected 1', 'sent 250 1'])
})
