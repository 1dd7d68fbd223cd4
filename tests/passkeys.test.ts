// Passkeys in a real browser, with an authenticator that the browser itself provides for tests.
import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountsUnderTest } from './support/accounts.ts'
import { openPage, type Visit } from './support/browser.ts'
import { openAuditor } from './support/screens.ts'
import { openDoor, served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

const { mails, modules } = accountsUnderTest()
const islands = ['src/modules/accounts/islands/passkey.ts', 'src/modules/accounts/islands/effort.ts']
const password = 'ein gutes Passwort'
let web: TestWeb
let here: Served
let elsewhere: Served
let origin = ''

beforeAll(async () => {
  const door = await openDoor()
  origin = `http://localhost:${door.port}`
  web = await testWeb({ modules, origin })
  here = await served(web, islands, door)
  elsewhere = await served(web, islands) // the same pages, from an origin that is not ours
  const stadt = await web.organisation({ slug: 'musterstadt', name: 'Stadt Musterstadt' })
  for (const name of ['anna', 'bert', 'cora', 'dora', 'emil', 'fritz'])
    await web.member(stadt, { mail: `${name}@example.org` })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await here[Symbol.asyncDispose]()
  await elsewhere[Symbol.asyncDispose]()
  await web.close()
})

/** An authenticator in the browser that always says yes, as a phone with the right finger. */
async function withAuthenticator(visit: Visit): Promise<{ session: CDPSession; id: string }> {
  const session = await visit.context.newCDPSession(visit.page)
  await session.send('WebAuthn.enable')
  const { authenticatorId: id } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: true,
      defaultBackupState: true,
    },
  })
  return { session, id }
}

async function enter({ page }: Visit, mail: string, at = origin): Promise<void> {
  await page.goto(`${at}/musterstadt/team/anmelden`)
  await page.getByLabel('Mailadresse').fill(mail)
  await page.getByLabel('Passwort', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.endsWith('/anmelden'))
}

async function addPasskey({ page }: Visit, name: string): Promise<void> {
  await page.goto(`${origin}/musterstadt/team/ich/sicherheit`)
  await page.getByLabel('Name des Passkeys').fill(name)
  await page.getByRole('button', { name: 'Passkey anlegen' }).click()
}

const leave = async ({ page }: Visit) => {
  await page.getByRole('button', { name: 'Abmelden', exact: true }).click()
  await expect.poll(() => page.getByText('Sie sind abgemeldet').count()).toBe(1)
}
const text = ({ page }: Visit) => page.locator('main').innerText()

test('a passkey signs in without a password, is named, counted and told of, and every screen is fit to be seen', async () => {
  await using visit = await openPage({ width: 1280, origin })
  await using auditor = await openAuditor(process.env['PICTURES'])
  await withAuthenticator(visit)
  await enter(visit, 'anna@example.org')
  await visit.page.goto('/musterstadt/team/ich/sicherheit')
  await auditor.look(visit, 'security-empty')
  await addPasskey(visit, 'Diensthandy')
  await expect.poll(() => text(visit)).toContain('Ihre Notfallcodes')
  await auditor.look(visit, 'recovery-codes')
  expect(mails.map(({ kind }) => kind)).toContain('accounts.factors-changed')
  await visit.page.getByRole('link', { name: 'Ich habe sie aufbewahrt' }).click()
  await expect.poll(() => text(visit)).toContain('Diensthandy')
  expect(await text(visit)).toContain('auf mehreren Geräten')
  expect(await text(visit)).toContain('noch nie')
  await auditor.look(visit, 'security')
  await visit.page.goto('/musterstadt/team/ich/sicherheit/app')
  await auditor.look(visit, 'app')
  await visit.page.goto('/musterstadt/team/einrichtung/anmeldung')
  await auditor.look(visit, 'demands')
  await visit.page.goto('/musterstadt/team/ich')
  await auditor.look(visit, 'own')
  await leave(visit)
  await auditor.look(visit, 'sign-in')
  await visit.page.getByRole('button', { name: 'Passkey benutzen' }).click()
  await visit.page.waitForURL('**/team/einrichtung/**')
  await visit.page.goto('/musterstadt/team/ich/sicherheit')
  expect(await text(visit)).not.toContain('noch nie')
  web.clock.advance({ minutes: 11 })
  await visit.page.goto('/musterstadt/team/ich/sicherheit/app')
  expect(await text(visit)).toContain('Bitte bestätigen Sie, dass Sie es sind')
  await auditor.look(visit, 'confirm')
  await visit.page.getByRole('button', { name: 'Mit Passkey bestätigen und weiter' }).click()
  await expect.poll(() => text(visit)).toContain('App einrichten')
  expect(visit.problems.filter((problem) => !problem.includes('403'))).toEqual([])
})

test('a passkey is the second step after the password, in two tabs as well', async () => {
  await using visit = await openPage({ width: 390, origin })
  await using auditor = await openAuditor(process.env['PICTURES'] && `${process.env['PICTURES']}/second`)
  await withAuthenticator(visit)
  await enter(visit, 'bert@example.org')
  await addPasskey(visit, 'Handy')
  await visit.page.getByRole('link', { name: 'Ich habe sie aufbewahrt' }).click()
  await leave(visit)
  await enter(visit, 'bert@example.org')
  await expect.poll(() => text(visit)).toContain('Noch ein Schritt')
  await auditor.look(visit, 'second-step')
  const other = await visit.context.newPage()
  await other.goto(visit.page.url())
  expect(await other.locator('main').innerText()).toContain('Noch ein Schritt')
  await visit.page.getByRole('button', { name: 'Mit Passkey bestätigen' }).click()
  await visit.page.waitForURL('**/team/einrichtung/**')
  await other.getByLabel('Notfallcode').fill('00000-00000')
  await other.getByRole('button', { name: 'Weiter' }).click()
  await other.waitForURL('**/team/einrichtung/**') // the first tab has signed in for both
})

test('an answer from another origin is refused, also for a passkey that is right', async () => {
  await using visit = await openPage({ width: 390, origin })
  await withAuthenticator(visit)
  await enter(visit, 'cora@example.org')
  await addPasskey(visit, 'Handy')
  await visit.page.getByRole('link', { name: 'Ich habe sie aufbewahrt' }).click()
  await leave(visit)
  // a browser lets `localhost` on another port use the passkey; that the answer comes from there is written in it
  await visit.page.goto(`${elsewhere.origin.replace('127.0.0.1', 'localhost')}/musterstadt/team/anmelden`)
  await visit.page.getByRole('button', { name: 'Passkey benutzen' }).click()
  await expect.poll(() => text(visit)).toContain('Dieser Passkey wurde nicht angenommen')
})

test('a copy of a passkey whose counter went back is refused, and so is an answer that was used', async () => {
  await using visit = await openPage({ width: 390, origin })
  const { session, id } = await withAuthenticator(visit)
  await enter(visit, 'dora@example.org')
  await addPasskey(visit, 'Handy')
  await visit.page.getByRole('link', { name: 'Ich habe sie aufbewahrt' }).click()
  await leave(visit)
  const sent: string[] = []
  visit.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/passkey')) sent.push(request.postData() ?? '')
  })
  await visit.page.getByRole('button', { name: 'Passkey benutzen' }).click()
  await visit.page.waitForURL('**/team/einrichtung/**')
  const fields = Object.fromEntries(new URLSearchParams(sent[0]))
  const replayed = await web.browse({ keepCookies: true }).post('/musterstadt/team/anmelden/passkey', fields)
  expect(replayed.page.text).toContain('Dieser Passkey wurde nicht angenommen')
  await leave(visit)
  const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId: id })
  const [copy] = credentials
  if (!copy) throw new Error('the authenticator has lost its passkey')
  expect(copy.signCount).toBeGreaterThan(1)
  await session.send('WebAuthn.removeCredential', { authenticatorId: id, credentialId: copy.credentialId })
  await session.send('WebAuthn.addCredential', { authenticatorId: id, credential: { ...copy, signCount: 0 } })
  await visit.page.getByRole('button', { name: 'Passkey benutzen' }).click()
  await expect.poll(() => text(visit)).toContain('Dieser Passkey wurde nicht angenommen')
})

test('without script everything but passkeys works, and the page says so', async () => {
  await using visit = await openPage({ origin, javaScript: false })
  await visit.page.goto('/musterstadt/team/anmelden')
  expect(await text(visit)).toContain('Passkeys brauchen JavaScript')
  await visit.page.getByRole('button', { name: 'Passkey benutzen' }).click()
  await expect.poll(() => text(visit)).toContain('Es kam kein Passkey an')
  await enter(visit, 'emil@example.org')
  await visit.page.goto('/musterstadt/team/ich/sicherheit')
  expect(await text(visit)).toContain('Codes aus einer App')
})

test('under attack a stranger’s browser does the work by itself', async () => {
  const form = { mail: 'fritz@example.org', password: 'falsch geraten' }
  for (let attempt = 0; attempt < 20; attempt++) {
    await web.browse().post('/musterstadt/team/anmelden', form)
    web.clock.advance({ minutes: 16 })
  }
  await using visit = await openPage({ origin, width: 390 })
  const { page } = visit
  const fill = async () => {
    await page.getByLabel('Mailadresse').fill('fritz@example.org')
    await page.getByLabel('Passwort', { exact: true }).fill(password)
  }
  await page.goto('/musterstadt/team/anmelden')
  await fill()
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
  await expect.poll(() => text(visit)).toContain('Bitte eine Minute Geduld')
  await expect.poll(() => page.locator('input[name=beweis]').inputValue(), { timeout: 30_000 }).not.toBe('')
  await fill()
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
  await page.waitForURL('**/team/einrichtung/**')
})
