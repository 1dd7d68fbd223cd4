import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountsUnderTest, linkIn, type Sent } from '#testing/accounts.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import type { Organisation } from '#platform/data/organisations.ts'

const { mails, modules } = accountsUnderTest()
const password = 'ein gutes Passwort'
let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const codeOf = (secret: string, seconds = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: web.clock.now().add({ seconds }).epochMilliseconds,
  })
const nextStep = () => web.clock.advance({ seconds: 30 })
const kinds = (of: readonly Sent[]) => of.map(({ kind }) => kind)

/** Signs in with the password, up to whatever comes then. */
async function enter(organisation: Organisation, mail: string, secret = password) {
  const browser = web.browse({ keepCookies: true })
  await browser.open(`/${organisation.slug}/team/anmelden`)
  return { browser, seen: await browser.submit('Anmelden', { mail, password: secret }) }
}

/** Sets an app up, as somebody without a camera. @returns its secret and the recovery codes that came with it */
async function setUpApp(browser: TestBrowser, organisation: Organisation) {
  const page = await browser.open(`/${organisation.slug}/team/ich/sicherheit/app`)
  const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(page.html)?.[1] ?? '').replaceAll(' ', '')
  const done = await browser.submit('3. Einrichten', { code: codeOf(secret) })
  const codes = [...done.html.matchAll(/<code>([0-9a-z]{5}-[0-9a-z]{5})<\/code>/g)].map((match) => match[1] ?? '')
  return { secret, codes, done }
}

describe('codes from an app', () => {
  test('are asked for after the password, count once, and drift by one step', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'app@example.org' })
    const { browser } = await enter(organisation, 'app@example.org')
    const { secret, codes, done } = await setUpApp(browser, organisation)
    expect(done.page.text).toContain('Ihre Notfallcodes')
    expect(codes).toHaveLength(10)
    expect(kinds(mails)).toContain('accounts.factors-changed')

    const { browser: other, seen } = await enter(organisation, 'app@example.org')
    expect(seen.page.text).toContain('Noch ein Schritt')
    const inside = await other.open(`/${organisation.slug}/team/einrichtung/mitglieder`)
    expect(inside.page.text, 'half a session opens nothing').toContain('Noch ein Schritt')
    const replayed = await other.submit('Weiter', { code: codeOf(secret) })
    expect(replayed.status).toBe(422)
    expect(replayed.page.text).toContain('wurde schon benutzt')
    const half = other.cookies.get('belegt')
    nextStep()
    const early = await other.submit('Weiter', { code: codeOf(secret, 30) })
    expect(new URL(early.url).pathname).toBe(`/${organisation.slug}/team/einrichtung/mitglieder`)
    expect(other.cookies.get('belegt'), 'the whole session has another token').not.toBe(half)
    const stale = await web.browse({ cookie: `belegt=${half}` }).open(`/${organisation.slug}/team/ich`)
    expect(new URL(stale.url).pathname).toBe(`/${organisation.slug}/team/anmelden`)

    const { browser: third } = await enter(organisation, 'app@example.org')
    expect((await third.submit('Weiter', { code: codeOf(secret) })).status, 'older than the newest used').toBe(422)
    const saved = await third.submit('Weiter', { code: (codes[0] ?? '').toUpperCase() })
    expect(saved.status).toBe(200)
    const { browser: fourth } = await enter(organisation, 'app@example.org')
    expect((await fourth.submit('Weiter', { code: codes[0] ?? '' })).status, 'a recovery code counts once').toBe(422)
    const left = await third.open(`/${organisation.slug}/team/ich/sicherheit`)
    expect(left.page.text).toContain('Noch 9 Codes')
  })

  test('a code that two send at the same moment lets one in', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'zwei@example.org' })
    const { browser } = await enter(organisation, 'zwei@example.org')
    const { secret } = await setUpApp(browser, organisation)
    nextStep()
    const two = [await enter(organisation, 'zwei@example.org'), await enter(organisation, 'zwei@example.org')]
    const code = codeOf(secret)
    const both = await Promise.all(two.map(({ browser: one }) => one.submit('Weiter', { code })))
    expect(both.filter(({ page }) => page.text.includes('Noch ein Schritt'))).toHaveLength(1)
  })

  test('guessing them waits, and is told by mail', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'raten@example.org' })
    const { browser } = await enter(organisation, 'raten@example.org')
    const { secret } = await setUpApp(browser, organisation)
    nextStep()
    mails.length = 0
    const { browser: known } = await enter(organisation, 'raten@example.org')
    for (let attempt = 0; attempt < 5; attempt++)
      expect((await known.submit('Weiter', { code: '000000' })).status).toBe(422)
    expect(kinds(mails)).toContain('accounts.second-step-failed')
    expect((await known.submit('Weiter', { code: codeOf(secret) })).status).toBe(429)
    web.clock.advance({ seconds: 60 })
    expect((await known.submit('Weiter', { code: codeOf(secret) })).status).toBe(200)
  })
})

describe('a role that needs a second factor', () => {
  test('leads to setting one up, and opens the rest with it', async () => {
    const organisation = await web.organisation()
    const admin = await web.member(organisation, { mail: 'chefin@example.org' })
    await web.member(organisation, { mail: 'schalter@example.org', role: 'desk' })
    const chief = web.browse({ cookie: admin.cookie })
    const before = await enter(organisation, 'schalter@example.org')
    await chief.open(`/${organisation.slug}/team/einrichtung/anmeldung`)
    const saved = await chief.post(`/${organisation.slug}/team/einrichtung/anmeldung`, { rollen: 'desk' })
    expect(saved.page.text).toContain('1 von 1 haben noch keinen')
    const led = await before.browser.open(`/${organisation.slug}/team`)
    expect(led.page.text).toContain('Bitte richten Sie einen zweiten Faktor ein')
    await setUpApp(before.browser, organisation)
    const free = await before.browser.open(`/${organisation.slug}/team`)
    expect(free.page.text).not.toContain('Bitte richten Sie')
    expect((await chief.open(`/${organisation.slug}/team/einrichtung/anmeldung`)).page.text).toContain(
      'alle 1 haben einen',
    )
  })
})

describe('a dangerous act', () => {
  test('asks again after ten minutes, keeps what was entered, and goes on with the password', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'vorsicht@example.org' })
    const { browser } = await enter(organisation, 'vorsicht@example.org')
    const act = () =>
      browser.post(`/${organisation.slug}/team/einrichtung/anmeldung`, {
        rollen: 'read-only',
        geheim: 'nur mir bekannt',
      })
    web.clock.advance({ minutes: 11 })
    const asked = await act()
    expect(asked.status).toBe(403)
    expect(asked.page.text).toContain('Bitte bestätigen Sie, dass Sie es sind')
    expect(asked.html, 'a secret among what was entered is not shown').not.toContain('nur mir bekannt')
    const wrong = await browser.submit('Bestätigen und weiter', { bestaetigung_passwort: 'leider falsch' })
    expect(wrong.status).toBe(422)
    const done = await browser.submit('Bestätigen und weiter', { bestaetigung_passwort: password })
    expect(done.page.text).toContain('Gespeichert')
    expect(done.html).toMatch(/value="read-only"[^>]*checked/)
    expect((await act()).status, 'it holds for ten minutes').toBe(200)
    web.clock.advance({ minutes: 11 })
    const form = await browser.open(`/${organisation.slug}/team/ich/sicherheit/app`)
    expect(form.page.text, 'a page before it asks as well').toContain('Bitte bestätigen Sie')
    const on = await browser.submit('Bestätigen und weiter', { bestaetigung_passwort: password })
    expect(on.page.text).toContain('App einrichten')
  })
})

test('a cookie that another browser uses opens nothing, and its owner is told', async () => {
  const organisation = await web.organisation()
  await web.member(organisation, { mail: 'gestohlen@example.org' })
  const { browser } = await enter(organisation, 'gestohlen@example.org')
  const cookie = `belegt=${browser.cookies.get('belegt')}`
  const safari = {
    'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/17.0 Safari/605.1',
    host: 'belegt.test',
  }
  const thief = await web.app.request(`/${organisation.slug}/team/ich`, { headers: { ...safari, cookie } })
  expect(thief.headers.get('location')).toContain('/team/anmelden?ok=anderswo')
  const owner = await browser.open(`/${organisation.slug}/team/ich`)
  expect(owner.page.text).toContain('Ein anderer Browser als der')
  expect(browser.cookies.size).toBe(0)
})

describe('a sign-in from elsewhere', () => {
  const from = (organisation: Organisation, mail: string, network: string, secret = password, more = {}) =>
    web.app.request(`/${organisation.slug}/team/anmelden`, {
      method: 'POST',
      body: String(new URLSearchParams({ mail, password: secret, ...more })),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        host: 'belegt.test',
        'sec-fetch-site': 'same-origin',
        'user-agent': `Mozilla/5.0 (Windows NT 10.0) ${network} Firefox/140.0`,
      },
    })

  test('is told by mail where the device is new, not the first time and not again', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'geraet@example.org' })
    mails.length = 0
    await enter(organisation, 'geraet@example.org')
    expect(kinds(mails)).toEqual([])
    await from(organisation, 'geraet@example.org', 'Gecko')
    expect(mails).toMatchObject([{ kind: 'accounts.new-device', to: 'geraet@example.org' }])
    expect(mails[0]?.content.text).toContain('Firefox')
    expect(mails[0]?.content.text).toContain('Windows')
    await from(organisation, 'geraet@example.org', 'Gecko')
    expect(mails).toHaveLength(1)
  })

  test('under attack, strangers wait a minute or work, known devices stay free, and the owner is told once', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'ziel@example.org' })
    await enter(organisation, 'ziel@example.org')
    mails.length = 0
    for (let attempt = 0; attempt < 22; attempt++) {
      await from(organisation, 'ziel@example.org', 'Gecko', `falsch geraten ${attempt}`)
      web.clock.advance({ minutes: 16 })
    }
    expect(kinds(mails).filter((kind) => kind === 'accounts.many-failures')).toHaveLength(1)
    const { seen } = await enter(organisation, 'ziel@example.org')
    expect(new URL(seen.url).pathname, 'a known device').not.toContain('anmelden')
    const asked = await from(organisation, 'ziel@example.org', 'Gecko')
    expect(asked.status).toBe(429)
    const html = await asked.text()
    expect(html).toContain('Bitte eine Minute Geduld')
    const merkzettel = /name="merkzettel" value="([^"]+)"/.exec(html)?.[1] ?? ''
    expect((await from(organisation, 'ziel@example.org', 'Gecko', password, { merkzettel })).status).toBe(429)
    web.clock.advance({ seconds: 61 })
    expect((await from(organisation, 'ziel@example.org', 'Gecko', password, { merkzettel })).status).toBe(303)
  })
})

test('a password made of the own name is refused, and the link by which it was to be set stays usable', async () => {
  const organisation = await web.organisation()
  await web.member(organisation, { mail: 'eigen@example.org', name: 'Berta Beispielhaft' })
  const { browser } = await enter(organisation, 'eigen@example.org')
  await browser.open(`/${organisation.slug}/team/ich`)
  const refused = await browser.submit('Passwort ändern', { old: password, fresh: 'Beispielhaft2026!' })
  expect(refused.status).toBe(422)
  expect(refused.page.text).toContain('besteht aus Ihrem Namen')
  mails.length = 0
  const guest = web.browse({ keepCookies: true })
  await guest.post(`/${organisation.slug}/team/passwort`, { mail: 'eigen@example.org' })
  await guest.open(linkIn(mails[0]))
  expect((await guest.submit('Passwort setzen', { password: 'bertabeispielhaft' })).status).toBe(422)
  expect((await guest.submit('Passwort setzen', { password: 'ein neuer langer Satz' })).page.text).toContain(
    'ist gesetzt',
  )
})
