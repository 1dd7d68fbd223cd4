import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact } from '#people'
import { isSuppressed, restrictionsOf } from '#privacy'
import { activity } from '#platform/data/activity.ts'
import { deskPath, newestRequest, openAtDesk, rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { handling } from './data.ts'

// One request of each kind, from the form (or the letter) to the answer.

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

const newest = () => newestRequest(web)
const desk = (id = '') => deskPath(web, id)
const open = (id: string) => openAtDesk(web, id)
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
  const open_ = 'select 1 from objections where outcome is null'
  expect(await web.rows(open_)).toEqual([]) // nothing was named, so nothing stands still yet
  expect((await officer.open(desk(row.id))).page.text).not.toContain('Widerspruch umsetzen')
  await officer.submit('Festhalten und anhalten', { objected: contact.name })
  expect(await web.rows(open_)).toHaveLength(1)
  const without = await officer.submit('Widerspruch umsetzen')
  expect(without.status).toBe(422)
  expect((await newest()).carried).toBeNull()
  await officer.submit('Widerspruch umsetzen', { weighing: 'Die Bedrohung wiegt schwerer.' })
  await officer.submit('Antwort senden und abschließen')
  const [raised] = await web.rows<{ article: string; outcome: string }>('select article, outcome from objections')
  expect(raised).toEqual({ article: '21.1', outcome: 'upheld' })
})

test('smartcx/rights: what an objection names is stopped from its receipt until it is weighed', async () => {
  later()
  const about = { name: 'Olga Ohnefrist', mail: 'olga@example.org', message: 'Ich werde bedroht.' }
  const person = await web.known(about)
  const raised = () =>
    web.rows<{ outcome: string | null; announced: boolean | null }>(
      `select o.outcome, r.announced_at is not null as announced from objections o
       left join restrictions r on r.id = o.restriction_id where o.person_id = '${person}'`,
    )
  await web.confirmed('widerspruch', { ...about, activity: contact.name })
  expect(await raised()).toEqual([{ outcome: null, announced: false }])
  const row = await newest()
  const officer = await open(row.id)
  await officer.submit('Ablehnung senden und abschließen', {
    reason: 'compelling-grounds',
    words: 'Ein Prozess ist anhängig.',
  })
  expect(await raised()).toEqual([{ outcome: 'overridden', announced: true }])
  expect((await lastMail('olga@example.org'))?.content.text).toContain('Diese Einschränkung endet jetzt.')
  later()
  await web.confirmed('widerspruch', { ...about, activity: contact.name })
  await (await open((await newest()).id)).submit('Widerspruch umsetzen', { weighing: 'Jetzt wiegt es schwerer.' })
  expect(new Set((await raised()).map(({ outcome }) => outcome))).toEqual(new Set(['overridden', 'upheld']))
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

test('smartcx/rights: who asks by letter where to complain shows no proof of who they are, and gets the answer', async () => {
  later()
  const officer = await web.officer()
  await officer.open(desk('neu'))
  const made = await officer.submit('Eintragen', {
    kind: 'complaint',
    channel: 'mail',
    name: 'Kai Klage',
    mail: 'kai@example.org',
  })
  expect(made.page.text).not.toContain('Wie wurde geprüft?')
  expect(await newest()).toMatchObject({ kind: 'complaint', identity: 'proven', identity_method: 'not-needed' })
  const [row] = await web.rows<{ id: string; version: number }>(
    `select id, version from rights_requests where kind = 'complaint'`,
  )
  const path = desk(row?.id)
  const forged = { version: String(row?.version), proven: 'yes', method: 'not-needed', said: '' }
  expect((await officer.post(`${path}/person`, forged)).status).toBeGreaterThanOrEqual(400)
  await officer.open(path)
  await officer.submit('Auskunft über die Aufsicht vorbereiten')
  await officer.submit('Antwort senden und abschließen')
  const text = (await lastMail('kai@example.org'))?.content.text ?? ''
  for (const words of ['Landesbeauftragte', 'Verwaltungsgericht']) expect(text).toContain(words)
  expect(await newest()).toMatchObject({ outcome: 'done' })
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
