import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consentsOf, hasConsent, preferencesPath, privacy, withdraw } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { openPostOffice, type PostOffice, type Sent } from '#testing/returned.ts'
import { registerOfThisTest, switchOnHere } from '#testing/texting.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { messages } from '../module.ts'
import { db, measuring } from './data.ts'
import { linkName } from './links.ts'
import { change, newWebhookSecret } from './set-up.ts'
import { byPeople, type Sighting } from './sighting-rules.ts'
import { noteSightings } from './sightings.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const CONSENT = 'Einwilligung geben'

let web: TestWeb
let office: PostOffice
let town: Organisation

beforeAll(async () => {
  registerOfThisTest()
  web = await testWeb({
    modules: [
      privacy,
      messages({ transport: undefined, from: 'a@b.example', failed: (error) => void web.defects.push(error) }),
    ],
  })
  office = await openPostOffice(web.house)
  town = await web.organisation({ address: 'Am Markt 1, 12345 Musterstadt' })
  switchOnHere(town, 'returned-mail')
  await office.setUp(town)
  await office.within(town, (at) => change(at, { measures: true }))
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await office[Symbol.asyncDispose]()
  await web.close()
})

const address = () => `leserin.${randomUUID().slice(0, 8)}@empfang.example`
const TARGET = 'http://belegt.test/amt/mein-termin/abc?x=1&y="2"'
const html = (more = '') =>
  `<!doctype html><html><body><p><a style="x" href="${TARGET.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">Ansehen</a>` +
  `<a href="http://belegt.test/amt/einwilligungen/abc">Einwilligungen</a><a href="mailto:a@b.example">Mail</a>${more}</p></body></html>`
const ask = (url: string, headers: Record<string, string> = { 'user-agent': FIREFOX }, method = 'GET') =>
  web.app.request(url, { method, headers })
const linksOf = (sent: Sent) =>
  [...(sent.mail.html ?? '').matchAll(/href="([^"]+)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'))
const pictureOf = (sent: Sent) => /<img src="([^"]+)"/.exec(sent.mail.html ?? '')?.[1] ?? ''
const kinds = async (sent: Sent) => (await office.events(town, sent.message)).map(({ kind }) => kind)
/** Time enough for what comes together to have come. */
const settled = async () => {
  web.clock.advance({ seconds: 15 })
  return noteSightings(web.house)
}

/** Somebody who ticked the box on their own page, with a mail that left after it. */
async function consenting(more = ''): Promise<Sent> {
  const first = await office.send(town, address())
  const path = await office.within(town, (at) => preferencesPath(at, first.person))
  const browser = web.browse()
  await browser.open(`/${town.slug}${path}`)
  const done = await browser.submit(CONSENT, { ja: true })
  expect(done.page.text).toContain('Ihre Einwilligung ist vermerkt')
  web.clock.advance({ minutes: 1 })
  return office.send(town, address(), { person: first.person, html: html(more) })
}

test('without consent a mail is left as it is, and the page offers a box that is not ticked', async () => {
  const sent = await office.send(town, address(), { html: html() })
  expect(linksOf(sent)[0]).toContain('/amt/mein-termin/abc')
  expect(sent.mail.html).not.toContain('<img')
  const browser = web.browse()
  const path = await office.within(town, (at) => preferencesPath(at, sent.person))
  const offered = await browser.open(`/${town.slug}${path}`)
  expect(offered.html).toContain('type="checkbox"')
  expect(offered.html).not.toContain('checked')
  const unticked = await browser.submit(CONSENT)
  expect(unticked.page.text).toContain('Bitte setzen Sie erst den Haken')
  expect(await office.within(town, (at) => consentsOf(at, sent.person))).toEqual([])
})

test('nothing is offered or measured where the organisation does not measure', async () => {
  const other = await web.organisation()
  const sent = await office.send(other, address())
  const path = await office.within(other, (at) => preferencesPath(at, sent.person))
  expect((await web.browse().open(`/${other.slug}${path}`)).page.text).not.toContain(CONSENT)
})

describe('with consent', () => {
  test('the consent is recorded with its words; opening and clicking are noted, the GET itself changes nothing', async () => {
    const sent = await consenting()
    const [consent] = await office.within(town, (at) => consentsOf(at, sent.person))
    expect(consent).toMatchObject({ activity: measuring.name, basis: 'art6.a' })
    expect(consent?.wording).toContain('Ich willige ein: Sehen, ob Sie unsere Mails öffnen')
    expect(consent?.wording, 'A15 optigem/children').toContain('Ich bin mindestens 16 Jahre alt.')
    const [link = '', preferences, mailto] = linksOf(sent)
    expect(link).toContain(`/${town.slug}/weiter/`)
    expect(preferences).toBe('http://belegt.test/amt/einwilligungen/abc')
    expect(mailto).toBe('mailto:a@b.example')
    expect(sent.mail.text).not.toContain('/weiter/')

    web.clock.advance({ minutes: 5 })
    const picture = await ask(pictureOf(sent))
    expect(picture.headers.get('content-type')).toBe('image/gif')
    expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(picture.headers.get('set-cookie')).toBeNull()
    expect((await picture.arrayBuffer()).byteLength).toBeLessThan(60)
    expect(await kinds(sent)).toEqual(['accepted'])
    web.clock.advance({ seconds: 20 })
    const on = await ask(link)
    expect([on.status, on.headers.get('location')]).toEqual([303, TARGET])
    await settled()
    expect(await kinds(sent)).toEqual(['accepted', 'opened', 'clicked'])
    const [, , clicked] = await office.events(town, sent.message)
    expect(clicked?.words).toBe('belegt.test/amt/mein-termin/abc')
  })

  test('withdrawal stops it at once, takes back what was measured, and the links go on', async () => {
    const sent = await consenting()
    const [link = ''] = linksOf(sent)
    web.clock.advance({ minutes: 5 })
    await ask(link)
    await settled()
    expect(await kinds(sent)).toContain('clicked')
    await ask(pictureOf(sent)) // seen before, not yet noted when the withdrawal comes
    await office.within(town, (at) => withdraw(at, sent.person, 'all', 'person'))
    expect(await office.within(town, (at) => hasConsent(at, sent.person, measuring.name))).toBe(false)
    await settled()
    const on = await ask(link)
    expect([on.status, on.headers.get('location')]).toEqual([303, TARGET])
    await ask(pictureOf(sent))
    await settled()
    expect(await kinds(sent)).toEqual(['accepted'])
    // also when nothing of the mail is kept any more
    await office.within(town, (at) => db(at).deleteFrom('messages').where('id', '=', sent.message).execute())
    expect((await ask(link)).headers.get('location')).toBe(TARGET)
    expect((await ask(pictureOf(sent))).status).toBe(200)
    expect(await settled()).toBe(0)
    const next = await office.send(town, address(), { person: sent.person, html: html() })
    expect(next.mail.html).not.toContain('/weiter/')
  })

  test('only where the mail itself led, and for nobody else’s organisation', async () => {
    const sent = await consenting()
    const [link = ''] = linksOf(sent)
    const evil = link.replace(/zu=.*$/, `zu=${encodeURIComponent('https://boese.example/')}`)
    for (const forged of [
      evil,
      link.replace(/weiter\/./, 'weiter/A'),
      link.split('?')[0] ?? '',
      link.replace(town.slug, (await web.organisation()).slug),
    ]) {
      const answer = await ask(forged)
      expect([forged, answer.status, answer.headers.get('location')]).toEqual([forged, 404, null])
    }
    expect((await ask(pictureOf(sent).slice(0, -2))).status).toBe(404)
  })

  test('what machines fetch is not counted: by their name, ahead of people, at once, all links in a row', async () => {
    const sent = await consenting('<a href="http://belegt.test/amt/b">B</a><a href="http://belegt.test/amt/c">C</a>')
    const [link = '', , , second = '', third = ''] = linksOf(sent)
    await ask(pictureOf(sent)) // in the moment it was sent
    web.clock.advance({ minutes: 1 })
    await ask(pictureOf(sent), { 'user-agent': 'Mozilla/5.0' })
    await ask(pictureOf(sent), { 'user-agent': 'Googlebot/2.1' })
    await ask(pictureOf(sent), {})
    await ask(link, { 'user-agent': FIREFOX, 'sec-purpose': 'prefetch' })
    await ask(link, { 'user-agent': FIREFOX }, 'HEAD')
    for (const one of [link, second, third]) await ask(one)
    await ask(pictureOf(sent))
    await settled()
    expect(await kinds(sent)).toEqual(['accepted'])
    web.clock.advance({ minutes: 1 })
    await ask(second)
    await settled()
    expect(await kinds(sent)).toEqual(['accepted', 'clicked'])
  })
})

test('people and machines, by what they do', () => {
  const start = Temporal.Instant.from('2026-11-16T08:00:00Z')
  const seen = (what: Sighting['what'], seconds: number, target?: string, machine = false): Sighting => ({
    message: 'm',
    what,
    at: start.add({ seconds }),
    machine,
    ...(target ? { target } : {}),
  })
  const left = (...all: Sighting[]) => byPeople(all, start).length
  expect(left(seen('opened', 60))).toBe(1)
  expect(left(seen('opened', 1))).toBe(0)
  expect(left(seen('opened', 60, undefined, true))).toBe(0)
  expect(left(seen('clicked', 60, 'a'), seen('clicked', 61, 'b'))).toBe(0)
  expect(left(seen('clicked', 60, 'a'), seen('clicked', 61, 'a'))).toBe(2) // a double click
  expect(left(seen('clicked', 60, 'a'), seen('clicked', 70, 'b'))).toBe(2)
  expect(left(seen('opened', 61), seen('clicked', 60, 'a'), seen('clicked', 61, 'b'), seen('opened', 600))).toBe(1)
  expect(byPeople([seen('opened', 1)], null)).toHaveLength(1)
})

test('what staff read of a link holds no key', () => {
  expect(
    linkName('https://amt.example/stadt/mein-termin/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG/absagen?x=y'),
  ).toBe('amt.example/stadt/mein-termin/…/absagen')
  expect(linkName('kein Link')).toBe('')
})

describe('told by a provider', () => {
  const secretOf = async () =>
    Buffer.from((await office.within(town, (at) => newWebhookSecret(at))).replace('whsec_', ''), 'base64')
  type Wish = { secret: Buffer; body: string; id?: string; sentAt?: number; signed?: string }
  const call = ({
    secret,
    body,
    id = randomUUID(),
    sentAt = Math.floor(web.clock.now().epochMilliseconds / 1000),
    signed,
  }: Wish) =>
    web.app.request(`${web.origin}/${town.slug}/zustellung/meldung`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(sentAt),
        'webhook-signature':
          signed ?? `v1,AAAA v1,${createHmac('sha256', secret).update(`${id}.${sentAt}.${body}`).digest('base64')}`,
      },
    })

  test('a signed report is noted once; wrong, old, replayed and unknown ones change nothing', async () => {
    const secret = await secretOf()
    const sent = await office.send(town, address())
    const body = JSON.stringify({
      type: 'bounced',
      message: `<${sent.message}@belegt.example>`,
      code: '5.1.1',
      words: `550 5.1.1 ${sent.to} unknown`,
    })
    const id = randomUUID()
    for (const wrong of [
      { secret: Buffer.alloc(32), body },
      { secret, body, signed: 'v1,' },
      { secret, body, signed: '' },
      { secret, body, sentAt: Math.floor(web.clock.now().epochMilliseconds / 1000) - 400 },
    ])
      expect((await call(wrong)).status).toBe(403)
    expect(await kinds(sent)).toEqual(['accepted'])
    expect(await (await call({ secret, body, id })).json()).toEqual({ noted: 1 })
    expect(await (await call({ secret, body, id })).json()).toEqual({ noted: 0 })
    const events = await office.events(town, sent.message)
    expect(events.map(({ kind, weight, words }) => [kind, weight, words])).toEqual([
      ['accepted', null, expect.any(String)],
      ['bounced', 'hard', '550 5.1.1 … unknown'],
    ])
    const unknown = JSON.stringify([
      { type: 'delivered', message: randomUUID() },
      { type: 'delivered', message: 'x' },
    ])
    expect(await (await call({ secret, body: unknown })).json()).toEqual({ noted: 0 })
    for (const odd of ['', '{', '[]x', '{"type":"exploded","message":"x"}', '"x"'])
      expect((await call({ secret, body: odd })).status).toBe(422)
  })

  test('a new key makes the old one void; an organisation without one hears nobody', async () => {
    const old = await secretOf()
    await secretOf()
    expect((await call({ secret: old, body: '[]' })).status).toBe(403)
    const other = await web.organisation()
    expect(
      (await web.app.request(`${web.origin}/${other.slug}/zustellung/meldung`, { method: 'POST', body: '[]' })).status,
    ).toBe(403)
  })
})
