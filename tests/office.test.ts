// The officer's area and what visitors are shown of the evidence, looked at in a real browser.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { handling } from '../src/modules/appointments/data.ts'
import { modulesOf } from '../src/app/modules.ts'
import { receiptsPath } from '../src/modules/privacy/index.ts'
import { recordConsent, withdrawConsents } from '../src/modules/privacy/consent.ts'
import { proving } from '../src/modules/privacy/data.ts'
import { mergeAndPublish } from '../src/modules/privacy/ledger/published.ts'
import { record } from '../src/modules/privacy/ledger/record.ts'
import { receiptPath } from '../src/modules/privacy/ledger/receipt.ts'
import { contact, introducing, noticesDue, personFor } from '../src/modules/people/index.ts'
import { catalogue } from '../src/modules/privacy/verify/catalogue.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { expectNoTraces, openPage, type PageOptions, type Visit } from './support/browser.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let site: Served
let auditor: Auditor
let city: Organisation
let cookie: { name: string; value: string }
const paths: Record<string, string> = {}
const raw = tables({})
const wording = 'Ich möchte den Termin buchen.\nName und Mailadresse werden 30 Tage nach dem Termin gelöscht.'

beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => modulesOf({ house, ...given }) })
  site = await served(web, [])
  auditor = await openAuditor(process.env['PICTURES'])
  city = await web.organisation({ name: 'Stadt Musterlingen', slug: 'musterlingen' })
  const person = randomUUID()
  const entry = await web.scope({ organisation: city, purpose: proving }, async (at) => {
    await recordConsent(at, { person, activity: handling, wording, special: false })
    await record(at, 'notice.published', { language: 'de', version: '9f86d081884c7d65' })
    await record(at, 'purpose.refused', {
      column: 'people.name',
      purpose: 'privacy.proving',
      actor: 'member',
      suppressed: 3,
    })
    await record(at, 'deletion-run.done', { run: randomUUID(), people: 2, held: 1, overdue: 0, 'rows.bookings': 7 })
    return record(at, 'erasure.done', { why: 'request', people: 1, held: 0, 'rows.bookings': 2, 'rows.messages': 3 })
  })
  await mergeAndPublish(web.house, city)
  web.clock.advance({ minutes: 25 })
  await web.scope({ organisation: city, purpose: proving }, async (at) => {
    await withdrawConsents(at, person)
    for (let n = 0; n < 60; n++) await record(at, 'verify.done', { run: randomUUID(), kept: 41, broken: 0, notYet: 41 })
    const run = randomUUID()
    for (const { id, modules: of } of catalogue) {
      const later = of.some((one) =>
        ['documents', 'receipts', 'website', 'newsletter', 'orders', 'journeys'].includes(one),
      )
      const outcome = later ? 'not yet' : id === 'osseno/local-fonts' ? 'broken' : 'kept'
      await sql`insert into verify_results (organisation_id, run_id, promise, outcome, evidence, at)
        values (${city.id}, ${run}, ${id}, ${outcome}, ${'21 tables read, changed and deleted from across organisations'}, ${at.now})`.execute(
        raw(at),
      )
    }
    await sql`insert into checkpoint_copies (organisation_id, channel, sent_size, sent_at, due_at, failing_since, answer)
      values (${city.id}, 'mail', 3, ${at.now}, ${at.now}, null, ''), (${city.id}, 'host', 0, null, ${at.now}, ${at.now}, 'ECONNREFUSED')`.execute(
      raw(at),
    )
  })
  web.clock.advance({ hours: 30 })
  const clerk = await web.member(city, { role: 'desk' })
  const actor = { kind: 'member', id: clerk.account, account: clerk.account, role: 'desk' } as const
  await web.scope({ organisation: city, purpose: contact, actor }, (at) =>
    personFor(at, { name: 'Öznur Yıldız-Großmann', entered: { source: 'visit' } }),
  )
  const owed = await web.scope({ organisation: city, purpose: introducing }, (at) => noticesDue(at, 1))
  web.clock.advance({ hours: 24 * 32 })
  await web.scope({ organisation: city, purpose: contact, actor }, (at) =>
    personFor(at, { name: 'Bernd Brieflos', entered: { source: 'staff' } }),
  )
  paths['inform'] = `/musterlingen/team/datenschutz/information/${owed[0]?.id}`
  paths['person'] = `/musterlingen/team/personen/${owed[0]?.person_id}`
  const member = await web.member(city, { role: 'data-protection', name: 'Berta Beispiel' })
  const [name = '', value = ''] = member.cookie.split('=')
  cookie = { name, value }
  const [receipt, receipts] = await web.scope({ organisation: city, purpose: proving }, async (at) => [
    await receiptPath(at, entry),
    await receiptsPath(at, person),
  ])
  paths['receipt'] = `/musterlingen${receipt}`
  paths['receipts'] = `/musterlingen${receipts}`
})
afterAll(async () => {
  await auditor?.[Symbol.asyncDispose]()
  await site?.[Symbol.asyncDispose]()
  await web?.close()
})

async function visit(options: PageOptions = {}, signedIn = true): Promise<Visit> {
  const opened = await openPage({ origin: site.origin, javaScript: false, ...options })
  if (signedIn) await opened.context.addCookies([{ ...cookie, url: site.origin }])
  return opened
}

describe('the officer’s area', () => {
  const screens = {
    overview: '/musterlingen/team/datenschutz',
    'overview-english': '/en/musterlingen/team/datenschutz',
    promises: '/musterlingen/team/datenschutz/zusagen',
    ledger: '/musterlingen/team/datenschutz/protokoll',
    'ledger-refusals': '/musterlingen/team/datenschutz/protokoll?art=purpose.refused',
    periods: '/musterlingen/team/datenschutz/fristen',
    inform: '/musterlingen/team/datenschutz/information',
    'inform-english': '/en/musterlingen/team/datenschutz/information',
  }
  test.each(Object.entries(screens))(
    '%s is readable for everybody, on a phone and a desk, light and dark',
    async (name, path) => {
      await using opened = await visit({ width: 1280 })
      const response = await opened.page.goto(path)
      expect(response?.status()).toBe(200)
      await auditor.look(opened, name)
    },
  )

  test.each(['inform', 'person'])('of somebody to be informed: %s', async (name) => {
    await using opened = await visit({ width: 1280 })
    const response = await opened.page.goto(paths[name] ?? '')
    expect(response?.status()).toBe(200)
    await auditor.look(opened, `${name}-one`)
  })

  test('every page of the area is reached by keyboard from the overview, without script', async () => {
    await using opened = await visit()
    await opened.page.goto(screens.overview)
    const links = opened.page.locator('.cards a')
    const all = await links.evaluateAll((found) => found.map((one) => (one as HTMLAnchorElement).pathname))
    expect(all).toContain('/musterlingen/team/datenschutz/protokoll')
    for (const path of all) {
      await opened.page.goto(screens.overview)
      const link = opened.page.locator(`.cards a[href="${path}"]`)
      await link.focus()
      await opened.page.keyboard.press('Enter')
      await opened.page.waitForURL((url) => url.pathname === path)
      const current = await opened.page.locator('.subtabs [aria-current], .tabs [aria-current]').count()
      expect(current, path).toBeGreaterThan(0)
    }
  })

  test('the ledger goes on page by page and gives each entry’s receipt as a file', async () => {
    await using opened = await visit()
    await opened.page.goto(screens.ledger)
    await opened.page.getByRole('link', { name: 'Ältere Einträge' }).click()
    await opened.page.waitForLoadState()
    expect(await opened.page.locator('tbody tr').count()).toBeGreaterThan(5)
    const download = opened.page.waitForEvent('download')
    await opened.page.locator('tbody a').last().click()
    expect((await download).suggestedFilename()).toMatch(/^beleg-[0-9a-f]{8}\.json$/)
  })
})

describe('what visitors see', () => {
  test.each(['receipt', 'receipts', 'zusagen'])('%s: no script, no cookie, nothing from elsewhere', async (name) => {
    await using opened = await visit({}, false)
    const response = await opened.page.goto(paths[name] ?? `/musterlingen/${name}`)
    expect(response?.status()).toBe(200)
    await auditor.look(opened, `public-${name}`)
    await expectNoTraces(opened, site.origin)
  })

  test('the promises say in plain words what was looked at, and hide no broken one', async () => {
    await using opened = await visit({}, false)
    await opened.page.goto('/musterlingen/zusagen')
    const text = await opened.page.locator('main').innerText()
    expect(text).toContain('Eine Zusage ist gebrochen')
    expect(text).toContain('Aus einer Organisation wurde in jede Tabelle einer anderen gegriffen: vergeblich.')
    expect(text).not.toMatch(/osseno\/|21 tables/)
  })
})
