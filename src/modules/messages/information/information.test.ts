import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTownHall, type TownHall } from '#testing/citizen.ts'
import type { TestBrowser } from '#testing/web.ts'
import type { Activity } from '#platform/data/activity.ts'
import { inScope } from '#platform/data/scope.ts'
import { erasePeople, restricting } from '#privacy'
import { exactToken } from '#platform/keys/sealed.ts'
import { block } from '../blocks/actions.ts'
import { blocking } from '../blocks/data.ts'
import { queueNext } from './actions.ts'
import { allAudiences, audienceNamed } from './audience.ts'
import { queueInformation } from './jobs.ts'
import { intentOf, languagesOf, wordsFor } from './rules.ts'

let hall: TownHall
let office: TestBrowser

beforeAll(async () => {
  hall = await openTownHall()
  const { cookie } = await hall.web.member(hall.town.organisation, { role: 'administrator' })
  office = hall.web.browse({ cookie })
})
afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
afterAll(() => hall?.[Symbol.asyncDispose]())

let guests = 0
async function guest(language = 'de'): Promise<string> {
  const mail = `gast${++guests}@example.org`
  const browser = hall.web.browse()
  if (language === 'de') await hall.book({ name: `Gast ${guests}`, mail })
  else {
    const start = await browser.open(`/en${hall.town.path}`)
    const day = await browser.open(start.page.link('Apply for an identity card'))
    await browser.submit(day.page.forms[0]?.buttons[0] ?? '')
    hall.web.clock.advance({ seconds: 20 })
    await browser.submit('Book this appointment', { name: `Guest ${guests}`, mail })
  }
  await hall.mailbox.mailTo(mail)
  return mail
}
const PAGE = () => `${hall.town.path}/team/informationen`
const text = { subject: 'Wir schließen früher', body: 'Am Montag schließen wir um 12 Uhr.\n\nIhr Termin bleibt.' }
const days = { 'wahl-ort': 'alle', 'wahl-von': '2026-11-16', 'wahl-bis': '2026-12-24' }
async function write(more: Record<string, string> = {}) {
  await office.open(`${PAGE()}/neu`)
  return office.submit('Ansehen', { ...days, ...text, ...more })
}
const states = (kind = 'messages.information') =>
  hall.rows(`select state, count(*)::int as count from messages where kind = '${kind}' group by state order by state`)
async function settled(): Promise<void> {
  const open = () =>
    hall.rows(`select id from messages where state = 'queued'
      union all select id from information_mails where state = 'sending' and queued_at is null`)
  await expect.poll(open).toEqual([])
  return queueInformation(hall.web.house, hall.town.organisation)
}
const blocked = (to: string) =>
  hall.web.scope({ organisation: hall.town.organisation, purpose: blocking }, async (at) =>
    block(at, { channel: 'mail', token: await exactToken(at, 'mail', to) }, { way: 'staff', reason: 'letter' }),
  )

test('optigem/mail-block staff write to everybody with a coming appointment: seen, counted, confirmed, sent, the blocked left out', async () => {
  expect((await office.open(PAGE())).page.text).toContain('Noch keine Information geschrieben.')
  const [german, stopped] = [await guest(), await guest()]
  const english = await guest('en')
  await blocked(stopped)
  const preview = await write({ subject_en: 'We close early', body_en: 'On Monday we close at noon.' })
  expect(preview.status).toBe(200)
  expect(preview.page.text).toContain('2 Personen bekommen die Mail')
  expect(preview.page.text).toContain('1 hat Mails abbestellt und bekommt keine')
  const sheet = await hall.web
    .browse({ cookie: [...office.cookies].map((pair) => pair.join('=')).join('; ') })
    .open(`${preview.url}/blatt?sprache=en`)
  expect(sheet.page.text).toContain('You receive this mail because you have an appointment with us.')
  expect(sheet.page.text).toContain('Unsubscribe here')
  expect(sheet.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(preview.page.text).toContain('Art. 6 Abs. 1')
  expect(await states()).toEqual([])

  const sending = await office.submit('An 2 Personen senden')
  expect(sending.status).toBe(200)
  const mail = await hall.mailbox.mailTo(german, 2)
  expect(mail.subject).toBe('Wir schließen früher')
  expect(mail.text).toContain('Ihr Termin bleibt.')
  expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  expect((await hall.mailbox.mailTo(english, 2)).text).toContain('On Monday we close at noon.')
  await settled()
  const done = await office.open(sending.url)
  expect(done.page.text).toContain('Alle Mails sind erledigt.')
  expect(done.page.text).toMatch(/2\s*Gesendet/)
  expect(done.page.text).toMatch(/1\s*Abbestellt, übersprungen/)
  expect(hall.mailbox.mails().filter(({ envelope }) => envelope.to.includes(stopped))).toHaveLength(1)
  expect(await states()).toEqual([{ state: 'sent', count: 2 }])
  expect((await office.open(PAGE())).page.text).toContain('2 von 2')
  // the figures outlive the protocol
  await hall.rows(`delete from messages`)
  expect((await office.open(sending.url)).page.text).toMatch(/2\s*Gesendet/)
})

test('whoever confirms has seen how many it is, and the very text', async () => {
  const preview = await write()
  const again = await write()
  await guest()
  const form = preview.page.forms.find(({ buttons }) => buttons.some((one) => one.startsWith('An ')))
  const late = await office.post(form?.action ?? '', { version: '1', reached: '2' })
  expect([late.status, late.page.text.includes('andere Menschen an als eben gezeigt')]).toEqual([409, true])
  const change = await office.open(`${again.url}/aendern`)
  expect(change.html).toContain('Wir schließen früher')
  await office.submit('Ansehen', { subject: 'Wir öffnen später' })
  const stale = await office.post(`${again.url}/senden`, { version: '1', reached: '3' })
  expect([stale.status, stale.page.text.includes('inzwischen geändert')]).toEqual([409, true])
  await office.open(again.url)
  expect((await office.submit('Entwurf verwerfen')).status).toBe(200)
  expect((await office.open(again.url)).status).toBe(404)
  await office.open(preview.url)
  await office.submit('Entwurf verwerfen')
})

test('stopped on its way, it stops; who is erased meanwhile gets none; a crash between two lots repeats nobody', async () => {
  const mails = [await guest(), await guest(), await guest()]
  const preview = await write({ subject: 'Umzug' })
  await hall.mailbox.behave('down')
  const button = preview.page.forms.flatMap(({ buttons }) => buttons).find((one) => one.startsWith('An ')) ?? ''
  const sending = await office.submit(button)
  const id = sending.url.split('/').at(-1) ?? ''
  const queued = () => hall.rows(`select 1 from information_mails where id = '${id}' and queued_at is not null`)
  await expect.poll(queued).toHaveLength(1)
  const [before] = await hall.rows(`select count(*)::int as count from messages where information_id = '${id}'`)
  // as after a crash that undid what was noted, but not what was queued before it
  await hall.rows(`update information_mails set queued_at = null, reached_until = null where id = '${id}'`)
  const wish = {
    organisation: hall.town.organisation,
    actor: { kind: 'system', job: 'test' },
    purpose: audienceNamed('appointments.coming')?.activity as Activity,
  } as const
  expect(await inScope(hall.web.house, wish, (at) => queueNext(at, hall.web.house, id))).toBe(false)
  const [after] = await hall.rows(`select count(*)::int as count from messages where information_id = '${id}'`)
  expect(after).toEqual(before)

  const [gone] = await hall.rows(`select person_id from messages where information_id = '${id}' limit 1`)
  await hall.web.scope({ organisation: hall.town.organisation, purpose: restricting }, (at) =>
    erasePeople(at, [String(gone?.['person_id'])], 'request'),
  )
  await office.open(sending.url)
  const stopped = await office.submit('Anhalten')
  expect(stopped.page.text).toContain('Angehalten')
  await hall.mailbox.behave('accept')
  hall.web.clock.advance({ hours: 1 })
  await queueInformation(hall.web.house, hall.town.organisation)
  expect((await states()).filter(({ state }) => state === 'queued')).toEqual([])
  for (const to of mails) expect(hall.mailbox.mails().filter(({ subject }) => subject === 'Umzug' && to)).toEqual([])
})

test('what is entered wrongly is said at its field, and kept', async () => {
  await office.open(`${PAGE()}/neu`)
  const back = await office.submit('Ansehen', {
    ...days,
    'wahl-bis': '2026-11-01',
    ...text,
    subject_en: 'Only a subject',
  })
  expect(back.status).toBe(422)
  expect(back.page.text).toContain('Der letzte Tag liegt vor dem ersten.')
  expect(back.html).toContain('Ihr Termin bleibt.')
  const half = await office.submit('Ansehen', { 'wahl-bis': '2026-11-20' })
  expect(half.page.text).toContain('oder lassen Sie beides leer')
  const empty = await office.submit('Ansehen', { subject: '', body: '' })
  expect([empty.status, empty.page.text.includes('Bitte füllen Sie dieses Feld aus.')]).toEqual([422, true])
  const desk = hall.web.browse({ cookie: (await hall.web.member(hall.town.organisation, { role: 'desk' })).cookie })
  expect((await desk.open(PAGE())).status).toBe(403)
})

test('nobody without an appointment ahead, at another place or on another day', async () => {
  const far = await write({ 'wahl-von': '2026-12-20', 'wahl-bis': '2026-12-24' })
  expect(far.page.text).toContain('Im Augenblick geht das niemanden an')
  const forced = await office.post(`${far.url}/senden`, { version: '1', reached: '0' })
  expect(forced.status).toBe(409)
  const elsewhere = { audience: 'appointments.coming', ...days, ...text, version: '0', subject_en: '', body_en: '' }
  const foreign = await office.post(`${PAGE()}/neu`, { ...elsewhere, 'wahl-ort': crypto.randomUUID() })
  expect([foreign.status, foreign.page.text.includes('Diese Auswahl gibt es nicht mehr.')]).toEqual([422, true])
  expect(allAudiences().map(({ name }) => name)).toContain('appointments.coming')
})

test('the intent is one per mail and person, and the words are those of the language', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.uuid(), (mail, one, other) => {
      expect(intentOf(mail, one)).toMatch(/^[0-9a-f-]{36}$/)
      expect(intentOf(mail, one) === intentOf(mail, other)).toBe(one === other)
    }),
  )
  const german = { subject: 'S', body: 'B', subject_en: '', body_en: '' }
  expect([languagesOf(german), wordsFor(german, 'en').language]).toEqual([['de'], 'de'])
  expect(wordsFor({ ...german, subject_en: 'E', body_en: 'F' }, 'en')).toEqual({
    language: 'en',
    subject: 'E',
    body: 'F',
  })
})
