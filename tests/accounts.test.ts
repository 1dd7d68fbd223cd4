// Every screen around an account in a real browser: without script, on a phone and at a desk, light and dark.
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handlerOf, serve, type Listening } from '../src/app/server.ts'
import { setUpLink } from '#accounts'
import { compileStyles } from '#platform/ui/styles.ts'
import { themeSheet } from '#platform/ui/theme.ts'
import { accountsUnderTest, linkIn } from './support/accounts.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage, type Visit } from './support/browser.ts'
import { testWeb, type TestWeb } from './support/web.ts'

const { mails, modules } = accountsUnderTest()
const styles = compileStyles()
let web: TestWeb
let listening: Listening
let origin = ''
const screens: { name: string; path: string; cookie?: string }[] = []

beforeAll(async () => {
  web = await testWeb({ modules })
  web.app.get('/assets/:file', (context) => {
    const file = context.req.param('file')
    const accent = /^theme-([0-9a-f]{6})\.css$/.exec(file)?.[1]
    const sheet = accent ? themeSheet(`#${accent}`) : file === 'staff.css' ? styles.staff : styles.public
    return context.body(sheet, 200, { 'content-type': 'text/css' })
  })
  web.app.get('/assets/accounts/:file', (context) => context.body('', 200, { 'content-type': 'text/javascript' }))
  listening = await serve(createServer(handlerOf(web.app)), { host: '127.0.0.1', port: 0 })
  origin = `http://127.0.0.1:${listening.port}`

  const stadt = await web.organisation({
    slug: 'musterstadt',
    name: 'Stadt Musterstadt',
    address: 'Markt 1\n12345 Musterstadt',
    contactMail: 'rathaus@musterstadt.example',
  })
  const anna = await web.member(stadt, { name: 'Anna Amt', mail: 'anna@example.org' })
  const desk = await web.member(stadt, { name: 'Friederike Sommer-Winterfeld von und zu Hohenstein', role: 'desk' })
  await web.member(stadt, { name: 'محمد عبد الله', role: 'read-only' })
  const betrieb = await web.house.directory.bySlug('betrieb')
  if (!betrieb) throw new Error('there is no operator')
  await web.member(betrieb, { mail: 'anna@example.org', name: 'Anna Amt' })
  const badesee = await web.organisation({ slug: 'badesee', name: 'Zweckverband Naherholung am Großen Badesee e. V.' })
  await web.member(badesee, { mail: 'anna@example.org', name: 'Anna Amt', role: 'desk' })
  const browser = web.browse({ cookie: anna.cookie })
  const members = '/musterstadt/team/einrichtung/mitglieder'
  await browser.open(members)
  await browser.submit('Einladen', { name: 'Neu Eingeladen', mail: 'neu@example.org', role: 'desk' })
  const invitation = new URL(linkIn(mails[0])).pathname
  const { cookie } = anna
  screens.push(
    { name: 'set-up', path: await setUpLink(web.house) },
    { name: 'sign-in', path: '/musterstadt/team/anmelden' },
    { name: 'sign-in, cookies off', path: '/en/musterstadt/team/anmelden?ziel=/team/anmelden/pruefen' },
    { name: 'forgotten', path: '/musterstadt/team/passwort' },
    { name: 'set a password', path: invitation },
    { name: 'link ended', path: '/musterstadt/team/passwort/nonsense' },
    { name: 'own account', path: '/musterstadt/team/ich?ok=gespeichert', cookie },
    { name: 'members', path: `${members}?ok=eingeladen`, cookie },
    { name: 'one member', path: `${members}/${desk.member}`, cookie },
    { name: 'organisation', path: '/musterstadt/team/einrichtung/organisation', cookie },
    { name: 'organisations', path: '/betrieb/team/einrichtung/organisationen', cookie },
  )
})
afterAll(async () => {
  await listening.stop()
  await web.close()
})

async function sit(visit: Visit, cookie: string | undefined): Promise<void> {
  const [name = '', value = ''] = (cookie ?? '').split('=')
  if (cookie) await visit.context.addCookies([{ name, value, url: origin }])
}

test.each([
  [320, false],
  [390, false],
  [390, true],
  [1280, false],
  [1280, true],
])('%d px wide, dark: %s: every screen is accessible and nothing sticks out', async (width, dark) => {
  for (const { name, path, cookie } of screens) {
    await using visit = await openPage({ origin, width, dark })
    await sit(visit, cookie)
    const response = await visit.page.goto(path)
    expect([200, 410], name).toContain(response?.status())
    await expectAccessible(visit.page)
    const wide = await visit.page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
    expect(wide, `${name} sticks out`).toBeLessThanOrEqual(0)
    expect(visit.problems.filter((problem) => !problem.includes('410'))).toEqual([])
  }
})

describe('without script', () => {
  test('someone signs in, mends a mistake, changes a setting and signs out', async () => {
    await using visit = await openPage({ origin, javaScript: false })
    const { page } = visit
    await page.goto('/musterstadt/team/einrichtung/organisation')
    await page.getByLabel('Mailadresse').fill('anna@example.org')
    await page.getByLabel('Passwort').fill('leider falsch')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect.poll(() => page.getByText('Mailadresse oder Passwort stimmen nicht').count()).toBe(1)
    expect(await page.getByLabel('Mailadresse').inputValue()).toBe('anna@example.org')
    await page.getByLabel('Passwort').fill('ein gutes Passwort')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await page.getByLabel('Vertreten durch').fill('Bürgermeisterin Erika Mustermann')
    await page.getByRole('button', { name: 'Speichern' }).click()
    await expect.poll(() => page.getByText('Gespeichert.').count()).toBe(1)
    expect(await page.getByLabel('Vertreten durch').inputValue()).toBe('Bürgermeisterin Erika Mustermann')
    expect((await visit.traces()).cookies).toEqual(['belegt'])
    await page.getByRole('button', { name: 'Abmelden' }).click()
    await expect.poll(() => page.getByText('Sie sind abgemeldet').count()).toBe(1)
    expect((await visit.traces()).cookies).toEqual([])
  })
})

describe('from one organisation to the other', () => {
  test.each([
    [390, true, false],
    [1280, false, true],
  ])('%d px, script: %s: by the keyboard alone, and the one here is marked', async (width, javaScript, dark) => {
    await using visit = await openPage({ origin, javaScript, width, dark })
    const { page } = visit
    await sit(visit, screens.find(({ name }) => name === 'members')?.cookie)
    await page.goto('/musterstadt/team/ich')
    const menu = page.getByRole('navigation', { name: 'Ihre Organisationen' })
    expect(await menu.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Organisation wechseln' }).focus()
    await page.keyboard.press('Enter')
    await menu.waitFor({ state: 'visible' })
    expect(await menu.locator('[aria-current=true]').innerText()).toBe('Stadt Musterstadt')
    const box = await menu.boundingBox()
    expect(box && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box)).toBe(true)
    if (javaScript) await expectAccessible(page)
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'hidden' })
    await page.keyboard.press('Space')
    await menu.waitFor({ state: 'visible' })
    const wanted = page.getByRole('link', { name: 'Zweckverband Naherholung am Großen Badesee e. V.' })
    for (let step = 0; step < 4; step++) {
      if (await wanted.evaluate((link) => link === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/badesee\/team/)
    expect(await page.getByText('Zweckverband Naherholung am Großen Badesee e. V.').count()).toBeGreaterThan(0)
  })
})
