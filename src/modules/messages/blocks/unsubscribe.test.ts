import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDoor } from '#testing/citizen.ts'
import { somebody } from '#testing/person.ts'
import { startSmtp, type Mailbox, type ReceivedMail } from '#testing/smtp.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { absoluteIn } from '#platform/http/address.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { advertisingOffSince, erasePeople, objectionsOf, restricting } from '#privacy'
import { db } from '../data.ts'
import { dispatchFor } from '../dispatch.ts'
import { messages } from '../module.ts'
import { type Mail, queueMail } from '../queue.ts'
import { renderMail } from '../render.tsx'
import { smtpTransport, type Transport } from '../transport.ts'
import { block, unblock } from './actions.ts'
import { blocking, db as blocks } from './data.ts'
import { blockList, sortAddresses } from './import.ts'
import { optOutFor, renderWithOptOut, type WithOptOut } from './opt-out.ts'
import { stopByReply } from './reply.ts'

let web: TestWeb
let door: Awaited<ReturnType<typeof openDoor>>
let mailbox: Mailbox
let transport: Transport & { close(): void }
let town: Organisation
const FROM = 'amt@belegt.example'

beforeAll(async () => {
  web = await testWeb({
    modules: [messages({ transport: undefined, from: FROM, failed: (error) => void web.defects.push(error) })],
  })
  door = await openDoor(web.app)
  mailbox = await startSmtp()
  transport = smtpTransport(new URL(mailbox.url))
})
afterAll(async () => {
  transport?.close()
  await mailbox?.[Symbol.asyncDispose]()
  await door?.[Symbol.asyncDispose]()
  await web?.close()
})
beforeEach(async () => {
  town = await web.organisation({ languages: ['de', 'en'], contactMail: 'amt@stadt.example' })
})
afterEach(() => expect(web.defects.splice(0)).toEqual([]))

const as = <T>(work: (at: Scope<string>) => Promise<T>) =>
  web.scope({ organisation: town, purpose: blocking }, (at) => work(at as unknown as Scope<string>))
const fresh = () => `${randomUUID().slice(0, 8)}@example.org`

async function mail(at: Scope<string>, person: string, to: string): Promise<Mail> {
  const text = { subject: 'Neue Öffnungszeiten', heading: 'Neue Öffnungszeiten', paragraphs: ['Ab Montag.'] }
  const parts = { language: 'de', organisation: at.organisation, ...text, facts: [], actions: [], closing: [] } as const
  const optOut = await optOutFor(at, to, (path) => absoluteIn({ publicUrl: door.origin }, town)(path, 'de'))
  const content = renderWithOptOut(parts, optOut)
  return { person, to, cause: randomUUID(), kind: 'test.news', version: 0, lane: 'informational', content }
}
const known = (to: string) => as((at) => somebody(at, { name: 'Paula Post', mail: to }))
const write = (person: string, to: string) => as(async (at) => queueMail(at, await mail(at, person, to)))
const states = (person: string) =>
  as((at) => db(at).selectFrom('messages').select('state').where('person_id', '=', person).orderBy('state').execute())
const send = () => dispatchFor(web.house, town, transport, FROM)
const acts = () =>
  as((at) => blocks(at).selectFrom('block_acts').select(['act', 'way', 'reason', 'note']).orderBy('at').execute())

/** The mail as a real server received it. */
async function received(to: string): Promise<ReceivedMail> {
  await send()
  return mailbox.mailTo(to)
}
/** What a mail program reads from the raw header, unfolded (RFC 2369): the addresses in angle brackets. */
function listUnsubscribe(raw: string): {
  https: string | undefined
  mailto: string | undefined
  post: string | undefined
} {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ')
  const line = (name: string) => new RegExp(`^${name}:[ ]*(.*)$`, 'imu').exec(head)?.[1]
  const urls = [...(line('List-Unsubscribe') ?? '').matchAll(/<([^>]+)>/gu)].map(([, url]) => url ?? '')
  return {
    https: urls.find((url) => url.startsWith('http')),
    mailto: urls.find((url) => url.startsWith('mailto:')),
    post: line('List-Unsubscribe-Post'),
  }
}
const press = (url: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers, redirect: 'manual' })
const ONE_CLICK = 'List-Unsubscribe=One-Click'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test('RFC 8058: a program unsubscribes from the raw mail that a server received; 200, no cookie, no redirect', async () => {
  const to = fresh()
  const person = await known(to)
  await write(person, to)
  const { https, post } = listUnsubscribe((await received(to)).raw)
  expect(post).toBe(ONE_CLICK)
  const looked = await fetch(https ?? '', { redirect: 'manual' })
  expect([looked.status, looked.headers.has('set-cookie')]).toEqual([200, false])
  expect(await acts()).toEqual([])

  const answer = await press(https ?? '', ONE_CLICK, FORM)
  expect([answer.status, answer.headers.has('set-cookie'), answer.headers.has('location')]).toEqual([200, false, false])
  await write(person, to)
  expect(await states(person)).toEqual([{ state: 'sent' }])
  expect(await acts()).toEqual([{ act: 'blocked', way: 'one-click', reason: '', note: '' }])
  const [objection] = await web.scope({ organisation: town, purpose: restricting }, (at) => objectionsOf(at, person))
  expect(objection).toMatchObject({ article: '21.2', outcome: 'upheld' })

  // again, as multipart, from a foreign page: the same answer, nothing new
  const form = new FormData()
  form.set('List-Unsubscribe', 'One-Click')
  const twice = await press(https ?? '', form, { origin: 'https://mail.example.net', 'sec-fetch-site': 'cross-site' })
  expect([twice.status, twice.headers.has('location')]).toEqual([200, false])
  expect(await acts()).toHaveLength(1)
})

test('the link of the mail leads to one button, without script, and looking changes nothing', async () => {
  const to = fresh()
  const person = await known(to)
  await write(person, to)
  const link = (await received(to)).text?.match(/http\S+\/abmelden\/[\w-]+/)?.[0] ?? ''
  const path = new URL(link).pathname
  const browser = web.browse()
  const page = await browser.open(path)
  expect(page.page.forms.map(({ buttons }) => buttons)).toEqual([['Abbestellen']])
  expect(page.html).not.toContain('<script')
  await browser.open(path)
  expect(await acts()).toEqual([])
  const done = await browser.submit('Abbestellen')
  expect(done.status).toBe(200)
  expect(done.page.text).toContain('Sie sind abgemeldet')
  expect(done.headers.has('set-cookie')).toBe(false)
  expect(await acts()).toEqual([{ act: 'blocked', way: 'link', reason: '', note: '' }])
  const later = await browser.open(path)
  expect(later.page.forms).toHaveLength(0)
  expect(later.page.text).toContain('abgemeldet, seit Montag, 16. November 2026')
  expect((await browser.open(`/en${path}`)).page.text).toContain('is unsubscribed, since')
})

test('a forged, foreign or cut link leads to nothing', async () => {
  const neighbour = await web.organisation()
  const url = (await as((at) => optOutFor(at, fresh(), (path) => path))).url
  const token = url.slice(url.lastIndexOf('/') + 1)
  for (const [path, body] of [
    [`/${neighbour.slug}${url}`, ONE_CLICK],
    [`/${town.slug}/abmelden/${token.slice(0, -1)}`, ONE_CLICK],
    [`/${town.slug}/abmelden/${'A'.repeat(43)}`, ONE_CLICK],
  ] as const) {
    expect((await fetch(door.origin + path)).status).toBe(404)
    expect((await press(door.origin + path, body, FORM)).status).toBe(404)
  }
  expect(await acts()).toEqual([])
})

test('it works for ever: long after the person and everything about them was erased', async () => {
  const to = fresh()
  const person = await known(to)
  await write(person, to)
  const { https } = listUnsubscribe((await received(to)).raw)
  await as((at) => erasePeople(at, [person], 'request'))
  web.clock.advance({ hours: 24 * 400 })
  expect((await press(https ?? '', ONE_CLICK, FORM)).status).toBe(200)
  const again = await known(to)
  await write(again, to)
  expect(await states(again)).toEqual([])
  // and who comes again under the address is shown that it is so
  expect(await as((at) => advertisingOffSince(at, again))).toBeDefined()
})

test('cxomni/opt-out-everywhere no mail of these lanes is queued without the way out of its reader', async () => {
  const to = fresh()
  const person = await known(to)
  const good = await as((at) => mail(at, person, to))
  const other = await as((at) => mail(at, person, fresh()))
  const nothing = { paragraphs: [], facts: [], actions: [], closing: [] }
  const plain = renderMail({ language: 'de', organisation: town, subject: 'x', heading: 'x', ...nothing })
  const url = good.content.optOut?.url ?? ''
  const wrong: Record<string, WithOptOut> = {
    'without any': plain as WithOptOut,
    'only in the header': { ...plain, optOut: { url } },
    'only in the text': { ...plain, text: url, optOut: { url } },
    'only in the HTML': { ...plain, html: `<a href="${url}">x</a>`, optOut: { url } },
    'of somebody else': other.content as WithOptOut,
    'of a foreign address': {
      ...plain,
      text: 'https://x.example',
      html: '<a href="https://x.example">',
      optOut: { url: 'https://x.example' },
    },
  }
  for (const [how, content] of Object.entries(wrong)) {
    for (const lane of ['informational', 'bulk'] as const) {
      const refused = await as((at) => queueMail(at, { ...good, lane, content })).catch((error: unknown) => error)
      expect(isRefusal(refused, 'messages.no-opt-out'), `${lane} ${how}`).toBe(true)
    }
  }
  await as((at) => queueMail(at, good))
  expect(await states(person)).toEqual([{ state: 'queued' }])
})

test('by a mail in reply: the token in its subject, or who writes', async () => {
  const to = fresh()
  const person = await known(to)
  await write(person, to)
  const { https, mailto } = listUnsubscribe((await received(to)).raw)
  expect(mailto).toBeUndefined() // no mailbox is read here; where one is, see reply.test.ts
  const subject = `Re: unsubscribe ${https?.split('/').at(-1)}`
  const from = (sender: string, said: string, text = '') =>
    as((at) => stopByReply(at, { message: undefined, person: undefined, sender, recipients: [], subject: said, text }))
  expect(await from(to, 'Re: Neue Öffnungszeiten', 'Danke!')).toBeUndefined()
  expect(await from('weitergeleitet@example.net', subject)).toBe('done')
  await write(person, to)
  expect(await states(person)).toEqual([{ state: 'sent' }])

  const second = fresh()
  const other = await known(second)
  expect(await from(second.toUpperCase(), 'AW: Neue Öffnungszeiten', 'Bitte abmelden\n\n> Ab Montag.')).toBe('done')
  await write(other, second)
  expect(await states(other)).toEqual([])
  expect((await acts()).map(({ way }) => way)).toEqual(['reply', 'reply'])
})

test('osseno/unsubscribe-blocks an import leaves out who unsubscribed, and who was erased after that', async () => {
  const [unsubscribed, erased, free] = [fresh(), fresh(), fresh()]
  const person = await known(erased)
  for (const to of [unsubscribed, erased]) {
    const { url } = await as((at) => optOutFor(at, to, absoluteOf))
    await press(url, ONE_CLICK, FORM)
  }
  await as((at) => erasePeople(at, [person], 'request'))
  const list = `Name;Mail\nA;${unsubscribed}\nB;"${erased.toUpperCase()}"\nC;${free}\nD;${free}\n`
  expect(await as((at) => sortAddresses(at, list))).toEqual({ free: [free], blocked: 2, invalid: 1, twice: 1 })
})
const absoluteOf = (path: string) => absoluteIn({ publicUrl: door.origin }, town)(path, 'de')

test('optigem/mail-block set and lifted by staff on behalf of a letter, with what was on it; a list taken over', async () => {
  const to = fresh()
  const person = await known(to)
  await write(person, to)
  const address = await as(async (at) => ({ channel: 'mail', token: await exactToken(at, 'mail', to) }) as const)
  const why = { way: 'staff', reason: 'letter', note: 'Az. 12/26' } as const
  expect(await as((at) => block(at, address, why))).toBe(true)
  expect(await states(person)).toEqual([{ state: 'dropped' }])
  expect(await as((at) => unblock(at, address, { ...why, reason: 'call', note: '' }))).toBe(true)
  expect(await as((at) => unblock(at, address, why))).toBe(false)
  await write(person, to)
  expect(await states(person)).toEqual([{ state: 'dropped' }, { state: 'queued' }])
  const [objection] = await web.scope({ organisation: town, purpose: restricting }, (at) => objectionsOf(at, person))
  expect(objection?.outcome).toBe('withdrawn')
  expect(await as((at) => blockList(at, `${to}\n${fresh()}\nnichts`))).toEqual({ blocked: 2, known: 0, invalid: 1 })
  expect(await states(person)).toEqual([{ state: 'dropped' }, { state: 'dropped' }])
})
