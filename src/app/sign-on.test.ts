import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { CLIENT, signOnServer, type SignOnServer } from '#testing/sign-on-provider.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import { outsideFetch } from '#platform/net/outside-fetch.ts'
import { modulesOf } from './modules.ts'

const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined, privateServers: true }
let web: TestWeb
let provider: SignOnServer
let here: Organisation
let other: Organisation
let admin: TestBrowser

const back = (slug: string) => `http://belegt.test/${slug}/team/anmelden/anbieter/zurueck`
const set = (slug: string) => `/${slug}/team/einrichtung/anbieter`
const facts = (issuer: string) => ({ name: 'Stadtnetz', issuer, client_id: CLIENT.id, secret: CLIENT.secret })

beforeAll(async () => {
  web = await testWeb({ modules: (house) => modulesOf({ house, ...given }) })
  here = await web.organisation()
  other = await web.organisation()
  provider = await signOnServer(back(here.slug), back(other.slug))
  const { cookie } = await web.member(here, { role: 'main-administrator', mail: 'chefin@example.org' })
  admin = web.browse({ cookie })
  await admin.post(set(here.slug), facts(provider.issuer))
})
afterAll(async () => {
  await provider?.[Symbol.asyncDispose]()
  expect(web.defects).toEqual([])
  await web.close()
})

/** Enters the provider's company in the register of processors and switches the connection on there. */
async function register(): Promise<void> {
  const list = `/${here.slug}/team/datenschutz/auftragsverarbeiter`
  const officer = web.browse({ cookie: (await web.member(here, { role: 'data-protection' })).cookie })
  await officer.open(`${list}/neu`)
  await officer.submit('Speichern', {
    for: 'sign-on',
    name: 'Stadtnetz GmbH',
    place: 'Hafenstraße 1, 20457 Hamburg',
    task: 'bestätigt Anmeldungen',
    task_en: 'confirms sign-ins',
    role: 'processor',
    contract_date: '2026-03-01',
    contract_reference: 'AVV 2026/15',
    contract_document: 'Akte 10.4',
  })
  expect((await officer.post(`${list}/anbindung/sign-on/ein`, {})).status).toBe(200)
}

/** Follows the button of the sign-in page to the provider. @returns its address, and the browser that began */
async function begin(slug = here.slug, query = ''): Promise<{ address: string; browser: TestBrowser }> {
  const answer = await web.app.request(`http://belegt.test/${slug}/team/anmelden/anbieter${query}`)
  expect(answer.status).toBe(303)
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const browser = web.browse({ keepCookies: true })
  const [name = '', value = ''] = cookie.split('=')
  browser.cookies.set(name, value)
  return { address: answer.headers.get('location') ?? '', browser }
}

async function rows(statement: string): Promise<unknown[]> {
  const root = new pg.Client(web.database.root)
  await root.connect()
  try {
    return (await root.query(statement)).rows
  } finally {
    await root.end()
  }
}

const pathOf = (address: string) => address.replace('http://belegt.test', '')

async function signOn(name: string, query = '') {
  const { address, browser } = await begin(here.slug, query)
  await browser.open(pathOf(await provider.visit(address, name)))
  return { browser, seen: await browser.submit('Weiter') }
}

describe('single sign-on by OpenID Connect', () => {
  test('stays off until the company stands in the register of processors', async () => {
    expect((await admin.open(set(here.slug))).page.text).toContain('fehlt im Verzeichnis')
    const refused = await admin.post(`${set(here.slug)}/schalten`, { an: 'ja' })
    expect([refused.status, refused.page.text.includes('Vertrag')]).toEqual([409, true])
    expect((await web.browse().open(`/${here.slug}/team/anmelden`)).page.text).not.toContain('Stadtnetz')
    expect((await web.browse().open(`/${here.slug}/team/anmelden/anbieter`)).status).toBe(404)
    await register()
    expect((await admin.post(`${set(here.slug)}/schalten`, { an: 'ja' })).page.text).toContain('Eingeschaltet')
    expect((await web.browse().open(`/${here.slug}/team/anmelden`)).page.text).toContain('Mit Stadtnetz anmelden')
  })

  test('lets in a member by the address that the provider checked, and afterwards by the link alone', async () => {
    const { account } = await web.member(here, { mail: 'emil@example.org', name: 'Emil Eins' })
    const first = await signOn('emil', '?ziel=/team/ich')
    expect(new URL(first.seen.url).pathname).toBe(`/${here.slug}/team/ich`)
    expect(first.seen.page.text).toContain('Emil Eins')
    expect([...first.browser.cookies.keys()]).toEqual(['belegt'])
    await rows(`update members set mail_exact = '\\x00' where account_id = '${account}'`)
    expect((await signOn('emil')).seen.page.text).toContain('Abmelden')
    await rows(`update members set state = 'left', left_at = now() where account_id = '${account}'`)
    expect((await signOn('emil')).seen.page.text).toContain('noch keinen Zugang')
  })

  test('an address that the provider did not check opens nothing, unless it is trusted with that', async () => {
    await web.member(here, { mail: 'frida@example.org', name: 'Frida' })
    expect((await signOn('unfrida')).seen.status).toBe(403)
    expect((await signOn('niemand')).seen.page.text).toContain('noch keinen Zugang')
    await admin.post(set(here.slug), { ...facts(provider.issuer), secret: '', trusts_mail: 'on' })
    expect((await signOn('unfrida')).seen.status).toBe(403) // it says itself that it did not check
  })

  test('what this provider says counts in this organisation only, and confirms no dangerous step', async () => {
    const joined = await web.member(here, { mail: 'gerd@example.org', name: 'Gerd', role: 'main-administrator' })
    await web.member(other, { mail: 'gerd@example.org', name: 'Gerd' })
    const { browser } = await signOn('gerd')
    expect((await browser.open(`/${here.slug}/team/ich`)).page.text).toContain('Gerd')
    const elsewhere = await browser.open(`/${other.slug}/team/ich`)
    expect(new URL(elsewhere.url).pathname).toBe(`/${other.slug}/team/anmelden`)
    const dangerous = await browser.post(`/${here.slug}/team/einrichtung/anbieter/entfernen`, {})
    expect(dangerous.page.text).toContain('Bitte bestätigen Sie, dass Sie es sind')
    // the same account with its password is at home in both, and confirmed
    const byPassword = web.browse({ cookie: joined.cookie })
    expect((await byPassword.open(`/${other.slug}/team/ich`)).page.text).toContain('Gerd')
  })

  test('only the browser that began can end it, once, in time', async () => {
    await web.member(here, { mail: 'hanna@example.org', name: 'Hanna' })
    const stolen = await begin()
    const returned = pathOf(await provider.visit(stolen.address, 'hanna'))
    const victim = web.browse({ keepCookies: true })
    await victim.open(returned)
    expect((await victim.submit('Weiter')).page.text).toContain('hat das Cookie nicht angenommen')
    const another = await begin()
    await another.browser.open(returned)
    expect((await another.browser.submit('Weiter')).page.text).toContain('Diese Anmeldung ist abgelaufen')
    await stolen.browser.open(returned)
    const kept = new Map(stolen.browser.cookies)
    expect((await stolen.browser.submit('Weiter')).page.text).toContain('Abmelden')
    const twice = web.browse({ keepCookies: true })
    for (const [name, value] of kept) twice.cookies.set(name, value)
    await twice.open(returned)
    expect((await twice.submit('Weiter')).status).toBe(410)
    const late = await begin()
    const lateBack = pathOf(await provider.visit(late.address, 'hanna'))
    web.clock.advance({ minutes: 16 })
    await late.browser.open(lateBack)
    expect((await late.browser.submit('Weiter')).status).toBe(410)
  })

  test('a forged code, another provider’s word and a cancelled sign-in let nobody in', async () => {
    const { address, browser } = await begin()
    const state = new URL(address).searchParams.get('state') ?? ''
    const back = `/${here.slug}/team/anmelden/anbieter/zurueck`
    await browser.open(`${back}?code=erfunden&state=${state}`)
    expect((await browser.submit('Weiter')).page.text).toContain('nicht bestätigt')
    const mixed = await begin()
    const right = new URL(await provider.visit(mixed.address, 'hanna'))
    right.searchParams.set('iss', 'https://boese.example')
    await mixed.browser.open(right.pathname + right.search)
    expect((await mixed.browser.submit('Weiter')).page.text).toContain('nicht bestätigt')
    const cancelled = await web.browse().open(`${back}?error=access_denied&state=${state}`)
    expect(cancelled.page.text).toContain('Sie sind nicht angemeldet')
    expect((await web.browse().post(`${back}`, { code: 'x', state: 'y' })).status).toBe(422)
  })

  test('a provider that is silent is said to be, and a wrong address is refused where it is entered', async () => {
    const page = set(other.slug)
    const { cookie } = await web.member(other, { role: 'main-administrator' })
    const boss = web.browse({ cookie })
    const wrong = await boss.post(page, { ...facts('ftp://x'), secret: '' })
    expect([wrong.status, wrong.page.text.includes('https://')]).toEqual([422, true])
    expect(wrong.page.text).toContain('Bitte')
    const silent = await boss.post(page, facts('http://127.0.0.1:9'))
    expect(silent.page.text).toContain('hat nicht geantwortet')
    expect(silent.html).not.toContain(CLIENT.secret)
    const kept = await rows('select client_secret from sign_on_providers')
    expect(JSON.stringify(kept)).not.toContain(CLIENT.secret)
  })
})

describe('what an organisation may have us ask', () => {
  test.each([
    'http://example.org/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/',
    'https://localhost/',
  ])('not %s', async (address) => {
    await expect(outsideFetch(false)(address)).rejects.toMatchObject({
      code: expect.stringMatching(/^E(PLAIN|PRIVATE)$/),
    })
  })
})
