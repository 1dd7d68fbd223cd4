import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { announceLifting, lift, restrict, restricting } from '#privacy'
import { berta, customerWeb, type CustomerWeb } from '#testing/customers.ts'

let web: CustomerWeb
let base: string
beforeAll(async () => {
  web = await customerWeb()
  base = `/${web.here.slug}/konto`
  await web.joined()
})
afterAll(() => web.close())

const cookieOf = (browser: { cookies: Map<string, string> }) =>
  [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

describe('signing in', () => {
  test('the cookie is strict, for the host only where it is encrypted, and only set by signing in', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
    const fields = String(new URLSearchParams({ mail: berta.mail, password: berta.password }))
    const response = await web.app.request(`${web.origin}${base}/anmelden`, {
      method: 'POST',
      headers: form,
      body: fields,
    })
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(new RegExp(`^konto-${web.here.slug}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`))
    for (const path of ['', '/anmelden', '/registrieren', '/passwort', '/gesendet'])
      expect((await web.app.request(`${web.origin}${base}${path}`)).headers.get('set-cookie')).toBeNull()
  })

  test('a known and an unknown address are told the same', async () => {
    const known = (await web.signIn({ password: 'ganz falsch geraten' })).seen
    const unknown = (await web.signIn({ mail: 'nobody@example.org', password: 'ganz falsch geraten' })).seen
    expect([known.status, known.page.text]).toEqual([unknown.status, unknown.page.text])
  })

  test('cxomni/needs-cookies-message: who refuses the cookie is told what is missing, in both languages', async () => {
    for (const [language, said] of [
      ['de', 'Ihr Browser hat das Cookie nicht angenommen'],
      ['en', 'Your browser did not accept the cookie'],
    ] as const) {
      const visitor = web.browse() // keeps none
      await visitor.open(`${language === 'en' ? '/en' : ''}${base}/anmelden`)
      const seen = await visitor.submit(language === 'de' ? 'Anmelden' : 'Sign in', {
        mail: berta.mail,
        password: berta.password,
      })
      expect(seen.page.text).toContain(said)
    }
  })

  test('leads to the page that was wanted, and never to another site', async () => {
    const visitor = web.browse({ keepCookies: true })
    await visitor.open(`${base}/bank`)
    const seen = await visitor.submit('Anmelden', { mail: berta.mail, password: berta.password })
    expect(new URL(seen.url).pathname).toBe(`${base}/bank`)
    const lured = web.browse({ keepCookies: true })
    await lured.open(`${base}/anmelden?ziel=${encodeURIComponent('//evil.example/konto')}`)
    const home = await lured.submit('Anmelden', { mail: berta.mail, password: berta.password })
    expect(new URL(home.url).pathname).toBe(base)
  })

  test('a session at one organisation is nothing at another, and both stand beside each other', async () => {
    const { browser } = await web.signIn()
    const other = await web.organisation({ slug: 'zweite-stadt' })
    const [token = ''] = [...browser.cookies.values()]
    const forged = web.browse({ cookie: `konto-${other.slug}=${token}` })
    expect(new URL((await forged.open(`/${other.slug}/konto`)).url).pathname).toBe(`/${other.slug}/konto/anmelden`)
    const stolen = web.browse({ cookie: `konto-${web.here.slug}=${token}` })
    expect((await stolen.open(`/${other.slug}/konto`)).page.text).not.toContain('Berta')
    expect((await browser.open(base)).page.text).toContain('Berta')
  })

  test('staff are no customers and customers no staff, whatever cookie they send', async () => {
    const { browser } = await web.signIn()
    const [token = ''] = [...browser.cookies.values()]
    const asStaff = web.browse({ cookie: `belegt=${token}` })
    expect(new URL((await asStaff.open(`/${web.here.slug}/team/kunden`)).url).pathname).toContain('/team/anmelden')
    expect(new URL((await browser.open(`/${web.here.slug}/team/kunden`)).url).pathname).toContain('/team/anmelden')
    const { token: staff } = await web.member(web.here)
    const asCustomer = web.browse({ cookie: `konto-${web.here.slug}=${staff}` })
    expect(new URL((await asCustomer.open(base)).url).pathname).toBe(`${base}/anmelden`)
    const member = await web.staff()
    expect(new URL((await member.open(base)).url).pathname).toBe(`${base}/anmelden`)
  })

  test('a form from another site does nothing with a session', async () => {
    const { browser } = await web.signIn()
    const response = await web.app.request(`${web.origin}${base}/abmelden`, {
      method: 'POST',
      headers: {
        cookie: cookieOf(browser),
        'sec-fetch-site': 'cross-site',
        origin: 'https://evil.example',
        'content-type': 'application/x-www-form-urlencoded',
      },
    })
    expect(response.status).toBe(403)
    expect((await browser.open(base)).page.text).toContain('Berta')
  })

  test('signing out ends the session, not only the cookie', async () => {
    const { browser } = await web.signIn()
    const copied = web.browse({ cookie: cookieOf(browser) })
    await browser.open(base)
    await browser.submit('Abmelden')
    expect(browser.cookies.size).toBe(0)
    expect(new URL((await copied.open(base)).url).pathname).toBe(`${base}/anmelden`)
  })

  test('a session ends after two hours without use and after twelve in any case', async () => {
    const { browser } = await web.signIn()
    web.clock.advance({ hours: 1, minutes: 59 })
    expect((await browser.open(base)).page.text).toContain('Mein Konto')
    web.clock.advance({ hours: 2, seconds: 1 })
    expect(new URL((await browser.open(base)).url).pathname).toBe(`${base}/anmelden`)
    const { browser: busy } = await web.signIn()
    for (let hour = 0; hour < 8; hour++) {
      web.clock.advance({ minutes: 89 })
      await busy.open(base)
    }
    web.clock.advance({ minutes: 9 })
    expect(new URL((await busy.open(base)).url).pathname).toBe(`${base}/anmelden`)
  })

  test('guessing waits longer and longer', async () => {
    for (let guess = 0; guess < 5; guess++)
      await web.signIn({ mail: 'guess@example.org', password: `geraten ${guess} mal` })
    const { seen } = await web.signIn({ mail: 'guess@example.org', password: 'noch einmal geraten' })
    expect(seen.status).toBe(429)
    expect(seen.page.text).toContain('zu viele Versuche')
  })
})

describe('smartcx/restriction: a restricted customer', () => {
  test('is signed out, and told in plain words why signing in does not work; only who knows the password', async () => {
    const { browser } = await web.signIn()
    const [row] = await web.rows<{ person_id: string }>('select person_id from customers')
    const person = row?.person_id ?? ''
    const id = await web.scope({ organisation: web.here, purpose: restricting }, (at) =>
      restrict(at, { person, ground: 'a' }),
    )
    expect(new URL((await browser.open(base)).url).pathname).toBe(`${base}/anmelden`)
    const { seen } = await web.signIn()
    expect(seen.status).toBe(422)
    expect(seen.page.text).toContain('Ihre Daten sind gerade eingeschränkt')
    expect(seen.page.text).toContain('buergeramt@musterlingen.example')
    expect(seen.page.text).not.toContain('Berta')
    expect((await web.signIn({ password: 'ganz falsch geraten' })).seen.page.text).not.toContain('eingeschränkt')
    const staff = await web.staff('desk')
    await staff.open(`/${web.here.slug}/team/kunden`)
    expect((await staff.submit('Suchen', { query: 'Berta' })).page.text).toContain('Niemanden')
    await web.scope({ organisation: web.here, purpose: restricting }, async (at) => {
      await announceLifting(at, id, { by: 'letter' })
      await lift(at, id)
    })
    expect((await web.signIn()).seen.page.text).toContain('Mein Konto')
    expect(web.defects).toEqual([])
  })
})
