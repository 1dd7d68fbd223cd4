// The whole way, as people go it: from an empty machine to served and provably forgotten.
import { sql, type Kysely } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setUpLink } from '../../src/modules/accounts/index.ts'
import { handling } from '../../src/modules/appointments/data.ts'
import { verifyLedger } from '../../src/modules/privacy/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { inScope } from '../../src/platform/data/scope.ts'
import { allTables } from '../../src/platform/data/table.ts'
import { expectNoTraces, openPage, type Visit } from '../support/browser.ts'
import { calendarOf } from '../support/citizen.ts'
import { openInstallation } from '../support/installation.ts'
import { residueOf } from '../support/residue.ts'
import { openAuditor, type Auditor } from '../support/screens.ts'
import { startSmtp, type Mailbox } from '../support/smtp.ts'

const OEZNUR = { name: 'Öznur Yıldız-Großmann', mail: 'oeznur.yildiz@example.org', phone: '0151 2345-6789' }
const PASSWORD = 'ein Satz, den nur Anna kennt'

let mailbox: Mailbox
let auditor: Auditor
let here: Awaited<ReturnType<typeof openInstallation>>
beforeAll(async () => {
  mailbox = await startSmtp()
  auditor = await openAuditor(process.env['PICTURES'])
  // Monday, 16 November 2026, half past six in Musterlingen
  here = await openInstallation('2026-11-16T05:30:00Z', { BELEGT_SMTP_URL: mailbox.url })
})
afterAll(async () => {
  await auditor[Symbol.asyncDispose]()
  await here[Symbol.asyncDispose]()
  await mailbox[Symbol.asyncDispose]()
})

const screen = (visit: Visit, name: string) => auditor.look(visit, name)
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click()
const shows = (page: Page, text: string) => page.getByText(text).first().waitFor()

const within = <T>(organisation: Organisation, work: (run: Kysely<never>) => Promise<T>) =>
  inScope(
    here.running.house,
    { organisation, actor: { kind: 'system', job: 'test' }, purpose: handling, readOnly: true },
    (at) => work(at.tx as unknown as Kysely<never>),
  )

/** The tables in which any of these texts stands. */
async function tablesWith(organisation: Organisation, texts: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const { name, columns } of allTables()) {
    if (!('organisation_id' in columns)) continue
    const { rows } = await within(organisation, (run) =>
      sql<{ there: boolean }>`select exists (select from ${sql.table(name)} t
        where t::text ilike any(${texts.map((text) => `%${text}%`)}::text[])) as there`.execute(run),
    )
    if (rows[0]?.there) found.push(name)
  }
  return found
}

async function setUp(visit: Visit): Promise<void> {
  const { page } = visit
  await page.goto(await setUpLink(here.running.house))
  await screen(visit, 'set-up')
  const texts = {
    operator_name: 'Rechenzentrum Beispiel eG',
    operator_address: 'Kabelweg 3\n44799 Bochum',
    operator_mail: 'betrieb@rechenzentrum.example',
    operator_officer: 'Walter Okafor',
    operator_officer_contact: 'datenschutz@rechenzentrum.example',
    name: 'Stadt Musterlingen',
    slug: 'musterlingen',
    address: 'Marktplatz 1\n48999 Musterlingen',
    contact_mail: 'buergeramt@musterlingen.example',
    represented_by: 'Bürgermeisterin Annegret Overbeck',
    admin_name: 'Anna Amt',
    admin_mail: 'anna@musterlingen.example',
    password: PASSWORD,
  }
  for (const [name, text] of Object.entries(texts)) await page.fill(`[name=${name}]`, text)
  await page.getByLabel('Öffentliche Stelle').check()
  await page.selectOption('[name=region]', 'DE-NW')
  await press(page, 'Einrichten')
  await page.waitForURL('**/musterlingen/team/einrichtung/organisation')
  expect(await page.inputValue('[name=represented_by]')).toBe(texts.represented_by)
  await page.fill('[name=officer_name]', 'Dr. Henrike Tiedemann')
  await press(page, 'Speichern')
  await shows(page, 'Gespeichert.')
  await screen(visit, 'organisation')
}

async function openOffice(visit: Visit): Promise<void> {
  const { page } = visit
  await follow(page, 'Einrichtung')
  await screen(visit, 'set-up-menu')
  await follow(page, 'Orte')
  await follow(page, 'Ort anlegen')
  await page.fill('[name=name]', 'Bürgeramt Mitte')
  await page.fill('[name=street]', 'Marktplatz 1')
  await page.selectOption('[name=holiday_region]', 'DE-NW')
  await press(page, 'Speichern')
  await shows(page, 'Was noch fehlt, damit gebucht werden kann')
  await screen(visit, 'location')
  for (const desk of ['Schalter 1', 'Schalter 2']) {
    await page.fill('[name=added]', desk)
    await press(page, 'Plätze speichern')
    await expect.poll(() => page.locator(`input[value="${desk}"]`).count()).toBe(1)
  }
  await follow(page, 'Öffnungszeiten eintragen')
  await page.fill('[name=d1_0_opens]', '08:00')
  await page.fill('[name=d1_0_closes]', '16:00')
  await press(page, 'Montag auf Dienstag bis Freitag übertragen')
  await shows(page, 'Gespeichert ist noch nichts')
  await press(page, 'Speichern')
  await shows(page, 'Gespeichert.')
  await screen(visit, 'opening-hours')
  await follow(page, 'Einrichtung')
  await follow(page, 'Leistungen')
  await follow(page, 'Leistung anlegen')
  await page.fill('[name=name]', 'Personalausweis beantragen')
  await page.fill('[name=duration_minutes]', '20')
  await page.fill('[name=keep_days]', '3')
  await page.getByLabel('Bürgeramt Mitte').check()
  await press(page, 'Speichern')
  await shows(page, 'Gespeichert.')
  await screen(visit, 'service')
}

/** On a phone, without script. */
async function book(visit: Visit): Promise<void> {
  const { page } = visit
  await page.goto('/musterlingen')
  await screen(visit, 'start')
  await page.getByRole('link', { name: /Personalausweis beantragen/ }).click()
  await screen(visit, 'times')
  await page.getByRole('button', { name: /09:00/ }).first().click()
  await page.getByLabel('Vor- und Nachname').waitFor()
  here.clock.advance({ seconds: 40 }) // as long as somebody takes to fill it in
  await screen(visit, 'details')
  await page.getByLabel('Vor- und Nachname').fill(OEZNUR.name)
  await page.getByLabel('E-Mail-Adresse').fill(OEZNUR.mail)
  await page.getByLabel('Telefon').fill(OEZNUR.phone)
  await press(page, 'Termin verbindlich buchen')
  await shows(page, 'Ihr Termin ist gebucht')
  await screen(visit, 'booked')
}

async function move(visit: Visit): Promise<void> {
  const mail = await mailbox.mailTo(OEZNUR.mail)
  expect(mail.from?.name).toContain('Stadt Musterlingen')
  const first = calendarOf(mail)
  expect([first.start, first.sequence]).toEqual(['2026-11-16T09:00:00', 0])
  const link = /https?:\/\/\S+mein-termin\/[\w.-]+/.exec(mail.text ?? '')?.[0] ?? 'no link'
  const { page } = visit
  await page.goto(link)
  await screen(visit, 'my-appointment')
  await follow(page, 'Verschieben')
  await shows(page, 'Ihr bisheriger Termin bleibt')
  await screen(visit, 'other-times')
  await page.getByRole('button', { name: /10:30/ }).first().click()
  await shows(page, 'Ihr Termin ist verschoben')
  await screen(visit, 'moved')
  const second = calendarOf(await mailbox.mailTo(OEZNUR.mail, 2))
  expect(second.start).toBe('2026-11-16T10:30:00')
  expect(second.uid).toBe(first.uid)
  expect(Number(second.sequence)).toBeGreaterThan(Number(first.sequence))
}

async function signIn({ page }: Visit): Promise<void> {
  await page.goto('/musterlingen/team')
  await page.getByLabel('Mailadresse').fill('anna@musterlingen.example')
  await page.getByLabel('Passwort', { exact: true }).fill(PASSWORD)
  await press(page, 'Anmelden')
  await page.waitForURL((url) => !url.pathname.includes('anmelden'))
}

async function takeDesk({ page }: Visit, desk: string): Promise<void> {
  await page.goto('/musterlingen/team/termine')
  if (await page.getByRole('link', { name: /Bürgeramt Mitte/ }).count())
    await page
      .getByRole('link', { name: /Bürgeramt Mitte/ })
      .first()
      .click()
  await shows(page, '· live')
  await page.getByLabel('Platz', { exact: true }).selectOption({ label: desk })
  await press(page, 'Platz übernehmen')
  await page.waitForURL(/platz=/)
  await shows(page, '· live')
}

/** At the first desk by keyboard alone; the second one sees each step without doing anything. */
async function serve(first: Visit, second: Visit): Promise<void> {
  await takeDesk(first, 'Schalter 1')
  await takeDesk(second, 'Schalter 2')
  await screen(first, 'desk')
  const { keyboard } = first.page
  const row = (visit: Visit, text: string) =>
    visit.page.locator('tr', { hasText: OEZNUR.name }).filter({ hasText: text }).first().waitFor()
  await keyboard.press('ArrowDown')
  await first.page.locator('tr[aria-current]').waitFor()
  await keyboard.press('Enter')
  await row(first, 'A 001')
  await row(second, 'A 001')
  await keyboard.press('Escape')
  await shows(first.page, 'Als Nächstes: A 001')
  await keyboard.press('Enter')
  await shows(first.page, 'Erneut rufen')
  await row(second, 'Schalter 1')
  await keyboard.press('b')
  await shows(first.page, 'Nur abschließen')
  await screen(first, 'serving')
  await keyboard.press('a')
  await shows(first.page, 'Niemand ist gerade bei Ihnen.')
  await second.page.getByText('erledigt', { exact: false }).first().waitFor()
}

test('smartcx/booking', { timeout: 400_000 }, async () => {
  const { clock, origin, running } = here
  await using admin = await openPage({ origin, width: 1280, javaScript: false })
  await setUp(admin)
  await openOffice(admin)

  await using phone = await openPage({ origin, width: 390, javaScript: false })
  await book(phone)
  await move(phone)
  await expectNoTraces(phone, origin)
  expect(phone.problems).toEqual([])

  clock.moveTo('2026-11-16T09:10:00Z')
  await using first = await openPage({ origin, width: 1280 })
  await using second = await openPage({ origin, width: 1280 })
  await signIn(first)
  await signIn(second)
  await serve(first, second)
  expect([...admin.problems, ...first.problems, ...second.problems]).toEqual([])

  const organisation = (await running.house.directory.bySlug('musterlingen')) as Organisation
  const { rows } = await within(organisation, (run) =>
    sql<{ state: string; person_id: string }>`select state, person_id from bookings`.execute(run),
  )
  expect(rows).toMatchObject([{ state: 'served', person_id: expect.any(String) }])
  const texts = [OEZNUR.name, OEZNUR.mail, OEZNUR.phone]
  const person = rows[0]?.person_id ?? ''
  // sealed: what the disk holds is nobody's name, already before anything is erased
  expect(await residueOf({ dataFolder: here.dataFolder, strings: texts })).toEqual([])
  expect((await tablesWith(organisation, [person])).length).toBeGreaterThan(3)

  clock.advance({ hours: 24 * 5 })
  await here.job('privacy.deletion-run')
  expect(await tablesWith(organisation, [person, ...texts])).toEqual(['tombstones'])
  expect(await residueOf({ dataFolder: here.dataFolder, strings: texts })).toEqual([])
  await here.job('privacy.ledger')
  const report = await verifyLedger(running.house, organisation)
  expect(report).toMatchObject({ waiting: 0, overdue: 0 })
  expect(report.difference).toBeUndefined()
  expect(report.entries).toBeGreaterThan(2)
})
