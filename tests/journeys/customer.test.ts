// Somebody opens an account on a phone without script, sees and changes all of it with the keyboard, and closes it; staff find
// them. Every screen is looked at for WCAG 2.2 AA at both widths, light and dark; PICTURES=folder keeps the pictures.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { customerAccount, noteUsage } from '../../src/modules/customers/index.ts'
import { expectNoTraces, openPage, type Visit } from '../support/browser.ts'
import { customerWeb, type CustomerWeb } from '../support/customers.ts'
import { type Auditor, openAuditor } from '../support/screens.ts'
import { served, type Served } from '../support/served.ts'

let web: CustomerWeb
let server: Served
let auditor: Auditor
beforeAll(async () => {
  web = await customerWeb()
  server = await served(web, ['src/modules/appointments/islands/proof.ts'])
  auditor = await openAuditor(process.env['PICTURES'])
})
afterAll(async () => {
  await auditor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await web.close()
})

const MOST_TABS = 120
const look = (visit: Visit, name: string) => auditor.look(visit, name)
const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
/** A form that comes back says so with its status, which browsers report. */
const isDefect = (problem: string) => !problem.includes('status of 422')
const at = (path: string) => `/${web.here.slug}${path}`

/** Goes on with the tab key until what has the focus bears this name: a label, or its own text. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = []
  for (let i = 0; i < MOST_TABS; i++) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate(() => {
      const focused = document.activeElement as HTMLInputElement | null
      const label = focused?.labels?.[0]?.textContent ?? ''
      return `${label} ${focused?.textContent ?? ''}`.replaceAll(/\s+/g, ' ').trim()
    })
    seen.push(now)
    if (now.includes(name)) return
  }
  throw new Error(`the tab key never reaches ${name}, only: ${[...new Set(seen)].join(' | ')}`)
}
async function type(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}
async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

/** The site as a browser finds it that sends no cookies. */
const withoutCookies = (): Promise<Served> => {
  const fetch: typeof web.app.fetch = async (request, ...more) => {
    const { url, method } = request
    const headers = new Headers(request.headers)
    headers.delete('cookie')
    const body = method === 'POST' ? await request.arrayBuffer() : null
    return web.app.fetch(new Request(url, { method, headers, body }), ...more)
  }
  return served({ ...web, app: { fetch } as typeof web.app }, [])
}

const clara = { first: 'Clara', last: 'Lindqvist-Özdemir', mail: 'clara@example.org', password: 'drei Boote im Nebel' }

test('amagno/registration: on a phone, without script, with the keyboard; no cookie before signing in', async () => {
  await using visit = await openPage({ origin: server.origin, width: 390, javaScript: false })
  const { page } = visit
  await page.goto(at(''))
  await press(page, 'Mein Konto')
  await shows(page, 'Mit Ihrem Kundenkonto.')
  await look(visit, 'sign-in')
  await press(page, 'Noch kein Konto?')
  await shows(page, 'Kundenkonto anlegen')
  await look(visit, 'register')
  await type(page, 'Vorname', clara.first)
  await type(page, 'Nachname', clara.last)
  await type(page, 'Mailadresse', clara.mail)
  await type(page, 'Passwort', 'kurz')
  web.clock.advance({ seconds: 60 })
  await press(page, 'Konto anlegen')
  await shows(page, 'Das Passwort ist zu kurz')
  await look(visit, 'register-again')
  expect(await page.getByLabel('Nachname').inputValue()).toBe(clara.last)
  expect(await page.getByLabel(/^Passwort/).inputValue()).toBe('')
  await page.getByLabel(/^Passwort/).fill(clara.password)
  await page.getByRole('button', { name: 'Konto anlegen' }).click()
  await shows(page, 'Bitte sehen Sie in Ihr Postfach')
  await look(visit, 'sent')
  await expectNoTraces(visit, server.origin)
  await page.goto(await web.link(clara.mail, '/bestaetigen/'))
  await look(visit, 'confirm')
  await expectNoTraces(visit, server.origin)
  await type(page, 'Passwort', clara.password)
  await press(page, 'Bestätigen und anmelden')
  await shows(page, 'Ihr Konto ist bestätigt')
  await look(visit, 'account-new')
  const cookies = await visit.context.cookies()
  expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual([
    [`konto-${web.here.slug}`, true, 'Strict'],
  ])
  expect(visit.problems.filter(isDefect)).toEqual([])
})

test(
  'amagno/self-service cxomni/account: everything seen, changed and ended with the keyboard',
  { timeout: 120_000 },
  async () => {
    await using visit = await openPage({ origin: server.origin, width: 390, javaScript: false })
    const { page } = visit
    await page.goto(at('/konto/bank'))
    await type(page, 'Mailadresse', clara.mail)
    await type(page, 'Passwort', 'ganz falsch geraten')
    await press(page, 'Anmelden')
    await shows(page, 'Mailadresse oder Passwort stimmen nicht')
    await look(visit, 'sign-in-wrong')
    await type(page, 'Passwort', clara.password)
    await press(page, 'Anmelden')
    await shows(page, 'Für Abbuchungen und Erstattungen')
    await type(page, 'IBAN', 'DE89 3704 0044 0532 0130 10')
    await press(page, 'Speichern')
    await shows(page, 'Prüfziffern passen nicht')
    await look(visit, 'bank-wrong')
    await page.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00')
    await press(page, 'Speichern')
    await shows(page, 'Gespeichert.')
    await page.goto(at('/konto/angaben'))
    await look(visit, 'details')
    await type(page, 'Straße und Hausnummer', 'Am alten Hafen 12 b')
    await type(page, 'Postleitzahl', '48999')
    await type(page, 'Ort', 'Musterlingen')
    await type(page, 'Telefon', '02599 4711')
    await type(page, 'Fax', '02599 4712')
    await press(page, 'Speichern')
    await shows(page, 'Am alten Hafen 12 b')
    await press(page, 'Termin buchen')
    await page.getByRole('link', { name: 'Personalausweis beantragen' }).click()
    await page.locator('button.time').first().click()
    await shows(page, 'Mein Konto')
    expect(await page.getByLabel('Vor- und Nachname').inputValue()).toBe(`${clara.first} ${clara.last}`)
    web.clock.advance({ seconds: 20 })
    await page.getByRole('button', { name: 'Termin verbindlich buchen' }).click()
    await shows(page, 'Ihr Termin ist gebucht')
    const [row] = await web.rows<{ person_id: string }>('select person_id from customers')
    await web.scope({ organisation: web.here, purpose: customerAccount }, (scope) =>
      noteUsage(scope, { person: row?.person_id ?? '', service: 'Kopien', quantity: 12, usedAt: scope.now }),
    )
    await page.goto(at('/konto'))
    for (const text of ['Personalausweis beantragen', '02599 4712', '••30 00', 'Kopien']) await shows(page, text)
    await look(visit, 'account')
    await page.goto(at('/konto/sicherheit'))
    await look(visit, 'security')
    await page.goto(at('/konto/mail'))
    await look(visit, 'mail')
    await type(page, 'Neue Mailadresse', 'clara.neu@example.org')
    await type(page, 'Passwort', clara.password)
    await press(page, 'Bestätigung schicken')
    await shows(page, 'Mail an die neue Adresse')
    await page.goto(await web.link('clara.neu@example.org', '/konto/mail/'))
    await look(visit, 'new-mail')
    await press(page, 'Diese Adresse verwenden')
    await shows(page, 'Ihre neue Mailadresse gilt')
    expect(visit.problems.filter(isDefect)).toEqual([])
  },
)

test('staff find the customer, enter a contract and set its end', async () => {
  const { token } = await web.member(web.here, { role: 'administrator', name: 'Mehmet Aydın' })
  await using visit = await openPage({ origin: server.origin, width: 1280 })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  const { page } = visit
  await page.goto(at('/team/kunden'))
  await look(visit, 'staff-search')
  await type(page, 'Name, Mailadresse', 'linq')
  await press(page, 'Suchen')
  await shows(page, 'Niemanden mit Kundenkonto gefunden')
  await type(page, 'Name, Mailadresse', 'lindq')
  await press(page, 'Suchen')
  await shows(page, 'Ein Kundenkonto gefunden')
  await look(visit, 'staff-found')
  await press(page, 'Clara Lindqvist')
  await shows(page, 'Stammdaten')
  expect(await page.content()).not.toContain('DE8937')
  await type(page, 'Worum es geht', 'Bootsliegeplatz 12')
  await press(page, 'Vertrag eintragen')
  await shows(page, 'Der Vertrag ist eingetragen.')
  await page.getByLabel('Letzter Tag').fill('2027-06-30')
  await page.getByRole('button', { name: 'Ende festlegen' }).click()
  await shows(page, 'endet am 30.06.2027')
  await look(visit, 'staff-customer')
  expect(visit.problems.filter(isDefect)).toEqual([])
})

test('cxomni/needs-cookies-message: with cookies blocked the sign-in says what is missing; the account is closed', async () => {
  const sign = async (page: Page) => {
    await page.goto(at('/konto/anmelden'))
    await type(page, 'Mailadresse', 'clara.neu@example.org')
    await type(page, 'Passwort', clara.password)
    await press(page, 'Anmelden')
  }
  await using door = await withoutCookies()
  await using blocked = await openPage({ origin: door.origin, width: 390, javaScript: false })
  await sign(blocked.page)
  await shows(blocked.page, 'Ihr Browser hat das Cookie nicht angenommen')
  await look(blocked, 'no-cookies')

  await using visit = await openPage({ origin: server.origin, width: 390, javaScript: false })
  const { page } = visit
  await sign(page)
  await shows(page, 'Mein Konto')
  await look(visit, 'account-ending')
  await press(page, 'Konto schließen')
  await shows(page, 'Was dann geschieht')
  await look(visit, 'close')
  await page.getByLabel('Passwort').fill(clara.password)
  await page.getByLabel('Ja, mein Konto schließen').check()
  await page.getByRole('button', { name: 'Konto schließen' }).click()
  await shows(page, 'Ihr Konto ist geschlossen')
  await look(visit, 'closed')
  expect(await visit.context.cookies()).toEqual([])
  expect(web.defects).toEqual([])
})
