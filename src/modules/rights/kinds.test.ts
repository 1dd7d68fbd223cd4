import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact } from '#people'
import { isSuppressed, preferencesPath, restrictionsOf } from '#privacy'
import { activity } from '#platform/data/activity.ts'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { handling } from './data.ts'
import { rightsPath } from './routes/ask.tsx'

// One request of each kind, from the form (or the letter) to the answer.

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

type Row = {
  id: string
  kind: string
  identity: string
  outcome: string | null
  carried: Record<string, unknown> | null
  channel: string
}
const newest = async (): Promise<Row> => {
  const [row] = await web.rows<Row>(`select r.* from rights_requests r
    join rights_events e on e.request_id = r.id and e.kind = 'received' order by e.at desc, e.ctid desc limit 1`)
  if (!row) throw new Error('there is no request')
  return row
}
const desk = (id = '') => `/${web.town.slug}/team/datenschutz/anfragen${id && `/${id}`}`
const open = async (id: string) => {
  const officer = await web.officer()
  await officer.open(desk(id))
  return officer
}
const lastMail = async (to: string) => (await web.mails(to)).at(-1)
const later = () => web.clock.advance({ minutes: 5 })

test('smartcx/rights: access is fetched behind the link of the answer', async () => {
  await web.known({ name: 'Ada Auskunft', mail: 'ada@example.org' })
  await web.confirmed('auskunft', { name: 'Ada Auskunft', mail: 'ada@example.org' })
  const row = await newest()
  const officer = await open(row.id)
  await officer.submit('Daten zusammenstellen')
  await officer.submit('Antwort senden und abschließen')
  const visitor = web.browse()
  await visitor.open(await web.link('ada@example.org', '/rechte/daten/'))
  const [form] = (await visitor.open(await web.link('ada@example.org', '/rechte/daten/'))).page.forms
  const fetched = await visitor.post(new URL(form?.action ?? '').pathname, {})
  expect(fetched.headers.get('content-type')).toBe('application/zip')
  expect(fetched.html.slice(0, 2)).toBe('PK')
  // the request itself is part of the answer, and so is the mail in the protocol
  expect(row.kind).toBe('access')
  expect((await newest()).carried).toMatchObject({ persons: 1, rule: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('smartcx/rights: portability', async () => {
  later()
  await web.known({ name: 'Pia Port', mail: 'pia@example.org' })
  await web.confirmed('uebertragung', { name: 'Pia Port', mail: 'pia@example.org' })
  const officer = await open((await newest()).id)
  await officer.submit('Daten zusammenstellen')
  await officer.submit('Antwort senden und abschließen')
  expect((await lastMail('pia@example.org'))?.content.text).toContain('/rechte/daten/')
  expect(await newest()).toMatchObject({ kind: 'portability', outcome: 'done' })
})

test('A11 portability directly to another organisation, by a link that is good for one fetch', async () => {
  later()
  await web.known({ name: 'Paul Port', mail: 'paul@example.org' })
  await web.confirmed('uebertragung', { name: 'Paul Port', mail: 'paul@example.org' })
  const officer = await open((await newest()).id)
  await officer.submit('Daten zusammenstellen')
  const half = await officer.submit('Antwort senden und abschließen', { to_name: 'Stadtwerke Nebenan' })
  expect(half.status).toBe(422)
  await officer.submit('Antwort senden und abschließen', {
    to_name: 'Stadtwerke Nebenan',
    to_mail: 'daten@werke.example',
  })
  const mail = await lastMail('daten@werke.example')
  expect(mail?.content.text).toContain('Paul Port')
  expect((await lastMail('paul@example.org'))?.content.text).toContain('direkt an Stadtwerke Nebenan')
  const path = await web.link('daten@werke.example', '/rechte/daten/')
  const fetched = await web.browse().post(path, {})
  expect(fetched.headers.get('content-type')).toBe('application/zip')
  expect((await web.browse().post(path, {})).status).toBe(410)
})

test.each([
  ['accuracy', 'a'],
  ['unlawful', 'b'],
  ['claims', 'c'],
  ['objection', 'd'],
])('smartcx/rights: restriction on the ground %s', async (ground, letter) => {
  later()
  const mail = `${ground}@example.org`
  const person = await web.known({ name: `Rita ${ground}`, mail })
  await web.confirmed('einschraenkung', { name: `Rita ${ground}`, mail, ground })
  const officer = await open((await newest()).id)
  await officer.submit('Einschränken')
  await officer.submit('Antwort senden und abschließen')
  const found = await web.scope({ organisation: web.town, purpose: handling }, (at) => restrictionsOf(at, person))
  expect(found).toMatchObject([{ ground: letter }])
  // who is restricted is not found by ordinary work, and the desk still is
  const ordinary = await web.scope({ organisation: web.town, purpose: contact }, async (at) => {
    const { contactOf } = await import('#people')
    return contactOf(at, person)
  })
  expect(ordinary).toBeUndefined()
  expect((await officer.open(desk((await newest()).id))).page.text).toContain(`Rita ${ground}`)
})

test('smartcx/rights: a restriction without a ground is asked for one', async () => {
  const visitor = await web.ask('einschraenkung', { name: 'Rita Grundlos', mail: 'grundlos@example.org' })
  expect((await visitor.open(`/${web.town.slug}/datenschutz/rechte`)).status).toBe(200)
  expect(await web.mails('grundlos@example.org')).toEqual([])
})

test('smartcx/rights: objection by Art. 21(1) is weighed', async () => {
  later()
  await web.known({ name: 'Oskar Ohm', mail: 'oskar@example.org' })
  await web.confirmed('widerspruch', { name: 'Oskar Ohm', mail: 'oskar@example.org', message: 'Ich werde bedroht.' })
  const row = await newest()
  const officer = await open(row.id)
  const without = await officer.submit('Widerspruch umsetzen', { activity: contact.name })
  expect(without.status).toBe(422)
  expect((await newest()).carried).toBeNull()
  await officer.submit('Widerspruch umsetzen', { activity: contact.name, weighing: 'Die Bedrohung wiegt schwerer.' })
  await officer.submit('Antwort senden und abschließen')
  const [raised] = await web.rows<{ article: string; outcome: string }>('select article, outcome from objections')
  expect(raised).toEqual({ article: '21.1', outcome: 'upheld' })
})

test('A12 objection to advertising takes effect with the click in the mail, without staff', async () => {
  later()
  const person = await web.known({ name: 'Wera Werbefrei', mail: 'wera@example.org' })
  const visitor = await web.confirmed('werbung', { name: 'Wera Werbefrei', mail: 'wera@example.org' })
  expect(await newest()).toMatchObject({ kind: 'marketing', outcome: 'done', identity: 'proven' })
  expect((await visitor.open(await web.link('wera@example.org'))).page.text).toContain('Beantwortet.')
  const suppressed = await web.scope({ organisation: web.town, purpose: handling }, (at) =>
    isSuppressed(at, 'wera@example.org', undefined, true),
  )
  expect(suppressed).toBe(true)
  expect(await web.rows(`select 1 from objections where person_id = '${person}' and article = '21.2'`)).toHaveLength(1)
  expect((await lastMail('wera@example.org'))?.content.text).toContain('keine Werbung mehr')
})

test('A12 an address that nobody is known under gets no advertising either', async () => {
  later()
  await web.confirmed('werbung', { name: 'Una Unbekannt', mail: 'una@example.org' })
  expect(await newest()).toMatchObject({ outcome: 'done' })
  const suppressed = (mail: string) =>
    web.scope({ organisation: web.town, purpose: handling }, async (at) => isSuppressed(at, mail, undefined, true))
  expect(await suppressed('una@example.org')).toBe(true)
  expect(await suppressed('una2@example.org')).toBe(false)
})

describe('withdrawal', () => {
  const inviting = activity('rights-test.inviting', {
    why: { de: 'Sie zum Sommerfest einladen', en: 'Invite you to the summer fair' },
    basis: { art6: 'a' },
    obligation: { de: 'Freiwillig.', en: 'Voluntary.' },
  })
  const surveying = activity('rights-test.surveying', {
    why: { de: 'Sie nach Ihrer Meinung fragen', en: 'Ask for your opinion' },
    basis: { art6: 'a' },
    obligation: { de: 'Freiwillig.', en: 'Voluntary.' },
  })
  const holding = (person: string) =>
    web.rows<{ activity: string }>(
      `select activity from consents where person_id = '${person}' and withdrawn_at is null order by activity`,
    )

  test('cxomni/withdraw-per-measure: one consent, without a reason and without staff', async () => {
    later()
    const person = await web.known({ name: 'Willi Weg', mail: 'willi@example.org' }, inviting)
    await web.known({ name: 'Willi Weg', mail: 'willi@example.org' }, surveying)
    await web.confirmed('widerruf', { name: 'Willi Weg', mail: 'willi@example.org', activity: inviting.name })
    expect(await holding(person)).toEqual([{ activity: surveying.name }])
    expect(await newest()).toMatchObject({ outcome: 'done', carried: expect.objectContaining({ consents: 1 }) })
  })

  test('cxomni/withdraw-per-measure: all consents, by staff for a letter', async () => {
    later()
    const person = await web.known({ name: 'Willa Weg', mail: 'willa@example.org' }, inviting)
    await web.known({ name: 'Willa Weg', mail: 'willa@example.org' }, surveying)
    const officer = await web.officer()
    await officer.open(desk('neu'))
    await officer.submit('Eintragen', {
      kind: 'withdrawal',
      channel: 'letter',
      name: 'Willa Weg',
      mail: 'willa@example.org',
    })
    await officer.submit('Ist die Person', { method: 'signature' })
    await officer.submit('Diese Einträge betrifft der Antrag')
    await officer.submit('Widerruf umsetzen')
    await officer.submit('Antwort senden und abschließen')
    expect(await holding(person)).toEqual([])
    expect((await lastMail('willa@example.org'))?.content.text).toContain('betrifft 2 Einwilligungen')
  })
})

test('smartcx/rights: where to complain is said at once, and in every answer', async () => {
  const visitor = web.browse()
  const page = await visitor.open(`/${web.town.slug}/datenschutz/rechte/beschwerde`)
  expect(page.page.text).toContain('Landesbeauftragte für Datenschutz NRW')
  expect(page.page.text).toContain('Verwaltungsgericht')
  const english = await web.browse({ language: 'en' }).open(`/en/${web.town.slug}/datenschutz/rechte/beschwerde`)
  expect(english.page.text).toContain('administrative court')
})

describe('by the signed link of a mail', () => {
  test('smartcx/rights: who comes by it is known, and is not asked for a confirmation', async () => {
    later()
    const person = await web.known({ name: 'Linus Link', mail: 'linus@example.org' })
    const path = await web.scope({ organisation: web.town, purpose: handling }, (at) => rightsPath(at, person))
    const visitor = web.browse()
    const chosen = await visitor.open(`/${web.town.slug}${path}`)
    await visitor.open(chosen.page.link('Meine Daten löschen'))
    web.clock.advance({ seconds: 20 })
    const status = await visitor.submit('Absenden', { message: 'Bitte alles.' })
    expect(status.page.text).toContain('Wir arbeiten daran.')
    const row = await newest()
    expect(row).toMatchObject({ channel: 'link', identity: 'proven', kind: 'erasure' })
    expect((await web.mails('linus@example.org')).map(({ kind }) => kind)).not.toContain('rights.confirm')
    const officer = await open(row.id)
    await officer.submit('Endgültig löschen', { sure: true })
    // the person is gone, and the link with them
    expect((await web.browse().open(`/${web.town.slug}${path}/loeschung`)).status).toBe(410)
    expect((await web.browse().open(`/${web.town.slug}/datenschutz/rechte/von/x/loeschung`)).status).toBe(410)
  })

  test('cxomni/withdraw-per-measure: the page of consents leads there', async () => {
    later()
    const person = await web.known({ name: 'Lia Link', mail: 'lia@example.org' })
    const path = await web.scope({ organisation: web.town, purpose: handling }, (at) => preferencesPath(at, person))
    const page = await web.browse().open(`/${web.town.slug}${path}`)
    const rights = page.page.link('Meine Rechte ausüben')
    expect(new URL(rights).pathname).toContain('/datenschutz/rechte/von/')
    expect((await web.browse().open(new URL(rights).pathname)).status).toBe(200)
  })
})

describe('smartcx/offline-requests', () => {
  test.each(['letter', 'fax', 'mail', 'call', 'counter'])('cxomni/offline-identification: by %s', async (channel) => {
    later()
    const name = `Otto ${channel}`
    await web.known({ name, mail: `${channel}@example.org` })
    const officer = await web.officer()
    await officer.open(desk('neu'))
    await officer.submit('Eintragen', {
      kind: 'access',
      channel,
      received: '2026-11-02',
      name,
      address: 'Am Wall 3\n48999 Musterlingen',
      mail: channel === 'letter' ? '' : `${channel}@example.org`,
    })
    const row = await newest()
    expect(row).toMatchObject({ channel, identity: 'open' })
    const [{ due_on: due }] = (await web.rows<{ due_on: string }>(
      `select due_on::text from rights_requests where id = '${row.id}'`,
    )) as [{ due_on: string }]
    expect(due).toBe('2026-12-02') // from receipt, not from today
    await officer.submit('Ist die Person', { method: 'call-back', said: 'Rückruf am Vormittag' })
    expect(await newest()).toMatchObject({ identity: 'proven' })
    const course = (await officer.open(desk(row.id))).page.text
    expect(course).toContain('Rückruf am Vormittag')
    expect(course).toContain('Rückruf unter einer bekannten Nummer')
  })

  test('A1 a day of receipt in the future is not taken', async () => {
    const officer = await web.officer()
    await officer.open(desk('neu'))
    const answer = await officer.submit('Eintragen', {
      kind: 'access',
      channel: 'letter',
      received: '2027-01-01',
      name: 'Zu Früh',
    })
    expect(answer.status).toBe(422)
    expect(answer.page.text).toContain('liegt in der Zukunft')
  })

  test('smartcx/offline-requests: letters on paper, in the window of an envelope, in both languages', async () => {
    later()
    const officer = await web.officer()
    await officer.open(desk('neu'))
    const page = await officer.submit('Eintragen', {
      kind: 'erasure',
      channel: 'letter',
      name: 'Erna Papier',
      address: 'Am Wall 4\n48999 Musterlingen',
      letters: 'en',
    })
    const letter = page.page.links.find(({ text }) => text.startsWith('PDF'))
    const pdf = await officer.open(new URL(letter?.href ?? '').pathname)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(pdf.html.slice(0, 5)).toBe('%PDF-')
    const file = await officer.open(new URL(page.page.link('Akte drucken (PDF)')).pathname)
    expect(file.headers.get('content-type')).toBe('application/pdf')
  })
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
