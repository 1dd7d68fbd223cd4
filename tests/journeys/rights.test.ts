// A person asks for their data on a phone without script; the officer answers with the keyboard alone. Every screen is
// looked at for WCAG 2.2 AA at both widths, light and dark; PICTURES=folder keeps the pictures.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRegister, recipients } from '../../src/modules/privacy/index.ts'
import { expectNoTraces, openPage, type Visit } from '../support/browser.ts'
import { rightsWeb, type RightsWeb } from '../support/rights.ts'
import { type Auditor, openAuditor } from '../support/screens.ts'
import { served, type Served } from '../support/served.ts'

let web: RightsWeb
let server: Served
let auditor: Auditor
beforeAll(async () => {
  web = await rightsWeb()
  server = await served(web, [])
  auditor = await openAuditor(process.env['PICTURES'])
})
afterAll(async () => {
  await auditor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await web.close()
})

const MOST_TABS = 150
const look = (visit: Visit, name: string) => auditor.look(visit, name)
const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

/** Goes on with the tab key until what has the focus bears this name: a label, or its own text. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = []
  for (let i = 0; i < MOST_TABS; i++) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate(() => {
      const focused = document.activeElement as HTMLInputElement | null
      const label = focused?.labels?.[0]?.textContent ?? ''
      return `${label} ${focused?.textContent ?? ''}`.replaceAll(/\s+/g, ' ').trim()
    })
    seen.push(now)
    if (typeof name === 'string' ? now.includes(name) : name.test(now)) return
  }
  throw new Error(`the tab key never reaches ${String(name)}, only: ${[...new Set(seen)].join(' | ')}`)
}
async function type(page: Page, label: string | RegExp, text: string): Promise<void> {
  await tabTo(page, label)
  await page.keyboard.type(text)
}
async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

const at = (path: string) => `/${web.town.slug}${path}`

async function ask(visit: Visit, kind: string, values: Record<string, string>): Promise<void> {
  const { page } = visit
  await page.goto(at('/datenschutz/rechte'))
  await look(visit, 'choose')
  await press(page, kind)
  await shows(page, 'Vor- und Nachname')
  await look(visit, 'ask')
  for (const [label, text] of Object.entries(values)) await type(page, label, text)
  web.clock.advance({ seconds: 60 })
  await press(page, 'Absenden')
  await shows(page, 'Fast fertig')
  await look(visit, 'sent')
  await page.goto(await web.link(values['E-Mail-Adresse'] ?? '', '/bestaetigen/'))
  await look(visit, 'confirm')
  await press(page, 'Ja, das bin ich')
  await shows(page, 'Wir arbeiten daran.')
  await look(visit, 'status')
}

async function atDesk(): Promise<Visit> {
  const { token } = await web.member(web.town, { role: 'data-protection', name: 'Henrike Tiedemann' })
  const visit = await openPage({ width: 1280, origin: server.origin })
  await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
  return visit
}

test('smartcx/rights', { timeout: 240_000 }, async () => {
  const before = recipients()
  openRegister(
    [
      ...before,
      {
        id: 'proxy',
        name: 'Hanseatische Netzdienste SE',
        place: 'Hafenallee 1, 20457 Hamburg',
        role: 'processor',
        task: { de: 'leitet weiter', en: 'passes on' },
        contract: 'AVV 1',
        everything: true,
      },
    ],
    [],
  )
  await web.known({ name: 'Öznur Yıldız-Großmann', mail: 'oeznur@example.org', phone: '0151 2345678' })
  await web.known({ name: 'Jörg Großmann', mail: 'oeznur@example.org' })

  await using phone = await openPage({ origin: server.origin, width: 390, javaScript: false })
  await ask(phone, 'Auskunft über meine Daten', {
    'Vor- und Nachname': 'Öznur Yıldız-Großmann',
    'E-Mail-Adresse': 'oeznur@example.org',
    'Was Sie uns sagen': 'Bitte alles, auch was älter ist.',
  })
  await expectNoTraces(phone, server.origin)
  expect(phone.problems).toEqual([])

  await using desk = await atDesk()
  const { page } = desk
  await page.goto(at('/team/datenschutz/anfragen'))
  await look(desk, 'desk')
  await press(page, /^Auskunft$/)
  await shows(page, 'Nächster Schritt: Ausführen')
  await look(desk, 'request')
  await press(page, 'Daten zusammenstellen')
  await shows(page, /Einträge in \d+ Bereichen gefunden/)
  await look(desk, 'carried')
  await type(page, 'Eigene Worte dazu', 'Gern.')
  await press(page, 'Antwort senden und abschließen')
  await shows(page, 'Dieser Antrag ist abgeschlossen')
  await look(desk, 'closed')

  await page.goto(at('/team/datenschutz/anfragen/neu'))
  await look(desk, 'enter')
  await tabTo(page, 'Was wird verlangt?')
  await page.keyboard.type('Löschung')
  await tabTo(page, 'Wie kam der Antrag?')
  await page.keyboard.type('Brief')
  await type(page, /^Name/, 'Jörg Großmann')
  await tabTo(page, 'Anschrift')
  await page.keyboard.type('Am Wall 3')
  await page.keyboard.press('Enter')
  await page.keyboard.type('48999 Musterlingen')
  await type(page, 'Woran die Person', 'oeznur@example.org')
  await press(page, 'Eintragen')
  await shows(page, 'Nächster Schritt: Person prüfen')
  await look(desk, 'identity')
  await tabTo(page, 'Wie wurde geprüft?')
  await page.keyboard.type('Unterschrift')
  await press(page, 'Ist die Person')
  await shows(page, 'Nächster Schritt: Daten finden')
  await look(desk, 'persons')
  await tabTo(page, 'Jörg Großmann')
  await page.keyboard.press('Space')
  await press(page, 'Diese Einträge betrifft der Antrag')
  await shows(page, 'Nächster Schritt: Ausführen')
  await look(desk, 'erase')
  await tabTo(page, 'Ja, endgültig löschen')
  await page.keyboard.press('Space')
  await press(page, 'Endgültig löschen')
  await shows(page, 'Nächster Schritt: Beantworten')
  await look(desk, 'recipients')
  await press(page, 'Antwort senden und abschließen')
  await shows(page, 'Dieser Antrag ist abgeschlossen')
  await tabTo(page, 'Was ist geschehen?')
  await page.keyboard.type('unterrichtet')
  await press(page, 'Festhalten')
  await shows(page, 'unterrichtet')
  await page.goto(at('/team/datenschutz/anfragen/abgeschlossen'))
  await look(desk, 'closed-list')
  expect(desk.problems).toEqual([])
  expect(web.defects).toEqual([])
  // whoever shares the address is still there
  expect(await web.rows('select 1 from people')).toHaveLength(1)
  openRegister(before, [])
})
