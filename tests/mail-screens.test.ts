// The staff's screens about mails: their texts with a live preview, and the protocol.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modulesOf } from '../src/app/modules.ts'
import { db, delivering } from '../src/modules/messages/data.ts'
import { noteEvent } from '../src/modules/messages/following/index.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { openPage, type Visit } from './support/browser.ts'
import { type Auditor, openAuditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let site: Served
let auditor: Auditor
let city: Organisation
let cookie: string
let message: string
const pictures = process.env['PICTURES']

beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => modulesOf({ house, ...given }) })
  site = await served(web, ['src/modules/messages/islands/mail-preview.ts'])
  auditor = await openAuditor(pictures)
  city = await web.organisation({ name: 'Stadt Musterlingen', slug: 'musterlingen' })
  cookie = (await web.member(city, { role: 'administrator' })).cookie
  message = await web.scope({ organisation: city, purpose: delivering }, async (at) => {
    const kinds = ['appointments.confirmed', 'appointments.moved', 'accounts.invitation', 'rights.receipt']
    const states = ['sent', 'failed', 'queued', 'sent', 'dropped', 'failed']
    const answers: Record<string, string[]> = {
      failed: ['550 5.1.1', '552 5.2.2'],
      queued: ['451 4.7.1'],
      dropped: ['objected'],
    }
    const rows = Array.from({ length: 60 }, (_, place) => {
      const state = states[place % 6] ?? 'sent'
      return {
        organisation_id: at.organisation.id,
        id: randomUUID(),
        cause: randomUUID(),
        kind: kinds[place % 4] ?? '',
        version: 0,
        lane: place % 5 === 0 ? 'informational' : 'transactional',
        state,
        attempts: state === 'queued' ? 2 : 1,
        answer: answers[state]?.[place % 2] ?? answers[state]?.[0] ?? '250',
        due_at: at.now.add({ minutes: 5 }),
        created_at: at.now.subtract({ minutes: place * 7 }),
        sent_at: state === 'sent' ? at.now.subtract({ minutes: place * 7 - 1 }) : null,
      }
    })
    await db(at).insertInto('messages').values(rows).execute()
    const first = rows[0]?.id ?? ''
    await noteEvent(at, first, { kind: 'accepted', words: '250 2.0.0 Ok: queued as 4F2A11', source: 'smtp' })
    await noteEvent(at, first, {
      kind: 'bounced',
      weight: 'soft',
      reason: 'full',
      code: '5.2.2',
      words: '552 5.2.2 <…>: mailbox full',
      source: 'report',
    })
    return first
  })
}, 120_000)
afterAll(async () => {
  await auditor[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
  await web.close()
})

async function enter(options: { javaScript?: boolean } = {}): Promise<Visit> {
  const visit = await openPage({ width: 1280, origin: site.origin, ...options })
  const [name = '', value = ''] = cookie.split('=')
  await visit.context.addCookies([{ name, value, url: site.origin }])
  return visit
}
const own = (path: string) => `/${city.slug}/team/${path}`

test.each([
  ['list', 'mailtexte'],
  ['editor', 'mailtexte/appointments.confirmed'],
  ['fixed', 'mailtexte/privacy.checkpoint'],
  ['protocol', 'nachrichten'],
  ['failed', 'nachrichten?stand=failed'],
  ['none', 'nachrichten?stand=sent&spur=bulk'],
])('the screen %s, looked at', async (name, path) => {
  await using visit = await enter()
  expect((await visit.page.goto(own(path)))?.status()).toBe(200)
  await auditor.look(visit, `mails-${name}`)
})

test('a mail’s own page and what a search finds, looked at', async () => {
  await using visit = await enter()
  await visit.page.goto(own(`nachrichten/${message}`))
  await visit.page.getByText('Zurückgekommen: Das Postfach ist voll').waitFor()
  await auditor.look(visit, 'mails-message')
  await visit.page.goto(own('nachrichten'))
  await visit.page.getByLabel('Mailadresse').fill('niemand@example.org')
  await visit.page.getByRole('button', { name: 'Suchen' }).click()
  await visit.page.getByText('An diese Adresse ging').waitFor()
  expect(visit.page.url()).not.toContain('example')
  await auditor.look(visit, 'mails-found')
})

test('the preview follows what is written, in the dark as well, and keeps to its frame', async () => {
  await using visit = await enter()
  await visit.page.goto(own('mailtexte/appointments.confirmed'))
  const frame = visit.page.frameLocator('iframe[name=vorschau]')
  await frame.getByRole('heading', { name: 'Ihr Termin ist gebucht' }).waitFor()
  await visit.page.getByLabel('Überschrift, Deutsch').fill('Bis bald, {name}')
  await frame.getByRole('heading', { name: 'Bis bald, Alex Beispiel' }).waitFor()
  await visit.page.getByLabel('Überschrift, Deutsch').fill('Bis bald, {nam}')
  await frame.getByText('Den Platzhalter {nam} gibt es in dieser Mail nicht. Meinten Sie {name}?').waitFor()
  await visit.page.getByLabel('Überschrift, Deutsch').fill('Bis bald')
  await visit.page.getByLabel('Ansicht').selectOption('dark')
  await frame.getByRole('heading', { name: 'Bis bald', exact: true }).waitFor()
  expect(visit.page.url()).toMatch(/appointments\.confirmed$/)
  await visit.page.getByLabel('Ansicht').blur()
  if (pictures) await visit.page.screenshot({ path: `${pictures}/mails-live.png`, fullPage: true })
  expect(visit.problems).toEqual([])
})

test('without script the same by buttons; a refused text leads to its field; then it is in use, and back to ours', async () => {
  await using visit = await enter({ javaScript: false })
  await visit.page.goto(own('mailtexte/appointments.moved'))
  await visit.page.getByLabel('Überschrift, Deutsch').fill('Anders: {nam}')
  await visit.page.getByRole('button', { name: 'Vorschau zeigen' }).click()
  await visit.page.frameLocator('iframe[name=vorschau]').getByText('Meinten Sie {name}?').waitFor()
  await visit.page.getByRole('button', { name: 'Speichern' }).click()
  await visit.page.getByText('So kann die Mail nicht gesendet werden').waitFor()
  await auditor.look(visit, 'mails-refused')
  await visit.page.getByLabel('Überschrift, Deutsch').fill('Anders: {name}')
  await visit.page.getByRole('button', { name: 'Speichern' }).click()
  await visit.page.getByText('Der Text gilt ab jetzt.').waitFor()
  await visit.page.getByRole('link', { name: 'Unterschied ansehen' }).click()
  await auditor.look(visit, 'mails-difference')
  await visit.page.getByRole('button', { name: 'Zu unserem Text zurückkehren' }).click()
  await visit.page.getByText('Fassung 2, zurück zu unserem Text').waitFor()
})

test('the gallery shows all mails at once', async () => {
  await using visit = await enter()
  await visit.page.goto(own('mailtexte/alle?modus=dark'))
  const frames = visit.page.locator('iframe')
  expect(await frames.count()).toBeGreaterThan(20)
  await visit.page.frameLocator('iframe >> nth=0').getByRole('heading', { level: 1 }).waitFor()
  if (pictures) await visit.page.screenshot({ path: `${pictures}/mails-gallery.png` })
  await auditor.look(visit, 'mails-gallery')
})
