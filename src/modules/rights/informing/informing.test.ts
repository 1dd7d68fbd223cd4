import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { contact, introducing, personFor, type Contact, type Entered } from '#people'
import { delivering, noteEvent } from '#messages'
import { runJob } from '#platform/jobs/jobs.ts'
import { deletionRun, erasePeople, overseeing, proving, restrict, restricting } from '#privacy'
import { pdfText } from '#testing/pdf-text.ts'
import { deskPath, rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { informingFigures } from './queries.ts'
import { informByMail, informingJob } from './tell.ts'

let web: RightsWeb
let list: string
beforeAll(async () => {
  web = await rightsWeb()
  list = `/${web.town.slug}/team/datenschutz/information`
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})
// each test has its own people
beforeEach(async () => {
  const known = await web.rows<{ id: string }>('select id from people')
  await web.scope(
    { organisation: web.town, purpose: proving },
    (at) =>
    erasePeople(at, known.map(({ id }) => id), 'request'), // oxfmt-ignore
  )
})

type Row = { id: string; person_id: string; obtained_on: string; informed_on: string | null; how: string | null }
const owed = () => web.rows<Row>('select * from notices_owed order by obtained_on, id')
const enter = async (given: Contact & { entered?: Entered }) => {
  const { account } = await web.member(web.town, { role: 'desk' })
  const actor = { kind: 'member', id: account, account, role: 'desk' } as const
  return web.scope({ organisation: web.town, purpose: contact, actor }, (at) => personFor(at, given))
}
const inform = () =>
  runJob(web.house, informingJob, (error) => {
    throw error
  })
const byMail = () => web.scope({ organisation: web.town, purpose: introducing }, (at) => informByMail(at, web.house))
const figures = () => web.scope({ organisation: web.town, purpose: overseeing }, informingFigures)

test('A4 who was entered without an address waits on the list until an officer notes how they were informed', async () => {
  await web.known({ name: 'Fritz Formular', mail: 'fritz@example.org' })
  await enter({ name: 'Otto Ohnemail', entered: { source: 'visit' } })
  expect(await owed()).toMatchObject([{ obtained_on: '2026-11-16', informed_on: null }])
  await byMail()
  expect(await figures()).toMatchObject({ people: 1, overdue: 0, next: 30 })

  const officer = await web.officer()
  const overview = await officer.open(`/${web.town.slug}/team/datenschutz`)
  expect(overview.page.text).toMatch(/1Noch zu informieren\s*nächste Frist: noch 30 Tage/)
  const seen = await officer.open(list)
  expect(seen.page.text).toContain('Otto Ohnemail')
  expect(seen.page.text).toContain('am Schalter genannt')
  expect(seen.page.text).toContain('16.12.2026')
  expect(seen.page.text).not.toContain('Fritz')
  await officer.open(seen.page.link('Otto Ohnemail'))

  for (const on of ['2026-11-17', '2026-11-15', 'gestern']) {
    const refused = await officer.submit('Als informiert festhalten', { how: 'letter', on })
    expect([on, refused.status]).toEqual([on, 422])
    expect(refused.page.text).toContain('Dieser Tag liegt in der Zukunft oder vor dem Eintragen.')
  }
  const told = await officer.submit('Als informiert festhalten', { how: 'letter', on: '2026-11-16' })
  expect(told.page.text).toContain('Alle sind informiert')
  expect(await owed()).toMatchObject([{ informed_on: '2026-11-16', how: 'letter' }])
  expect(await web.rows(`select body->>'how' as how from ledger_leaves where kind = 'notice.given'`)).toEqual([
    { how: 'letter' },
  ])
})

test('A4 after a month the list and the overview say that it is too late', async () => {
  const start = web.clock.now()
  await enter({ name: 'Vera Vergessen' })
  web.clock.advance({ hours: 24 * 31 })
  expect(await figures()).toMatchObject({ people: 1, overdue: 1, next: -1 })
  const officer = await web.officer()
  expect((await officer.open(list)).page.text).toContain('1 Tag zu spät')
  expect((await officer.open(`/${web.town.slug}/team/datenschutz`)).page.text).toContain('1 davon zu spät')
  web.clock.moveTo(start)
})

test('A4 who was told in person when the data were taken does not wait, nor who gave them by a form', async () => {
  await enter({ name: 'Petra Person', entered: { source: 'visit', told: true } })
  await web.known({ name: 'Fritz Formular' })
  expect(await owed()).toMatchObject([{ informed_on: '2026-11-16', how: 'in-person' }])
  expect(await figures()).toMatchObject({ people: 0, next: undefined })
})

test('A4 who has a mail address gets source, categories and the way to the notice by mail, once', async () => {
  await enter({ name: 'Maria Mail', mail: 'maria@example.org', entered: { source: 'brought' } })
  await byMail()
  await byMail()
  const mails = (await web.mails('maria@example.org')).filter(({ kind }) => kind === 'rights.informing')
  expect(mails).toHaveLength(1)
  expect(mails[0]?.content.text).toContain('aus einem Archiv Ihrer Daten')
  expect(mails[0]?.content.text).toMatch(/Kontaktangaben: .*Name, Mailadresse/)
  expect(mails[0]?.content.text).toContain(`/${web.town.slug}/datenschutz`)
  expect(await owed()).toMatchObject([{ informed_on: '2026-11-16', how: 'mail' }])
})

test('A4 whose mail came back, or was refused, is not informed: on the list again, and no second mail goes there', async () => {
  const berta = await enter({ name: 'Berta Zurück', mail: 'berta@example.org' })
  const rolf = await enter({ name: 'Rolf Refusiert', mail: 'rolf@example.org' })
  await enter({ name: 'Anton Angekommen', mail: 'anton@example.org' })
  await byMail()
  const sent = await web.rows<{ id: string; person_id: string }>(
    `select id, person_id from messages where kind = 'rights.informing' order by created_at`,
  )
  const mailOf = (person: string) => sent.find(({ person_id }) => person_id === person)?.id ?? ''
  await web.scope({ organisation: web.town, purpose: delivering }, (at) =>
    noteEvent(at, mailOf(berta), { kind: 'bounced', weight: 'hard', code: '5.1.1', source: 'report' }),
  )
  await web.rows(`update messages set state = 'failed', answer = '550 5.1.1' where id = '${mailOf(rolf)}'`)
  await inform()
  const open = (await owed()).filter(({ informed_on }) => informed_on === null)
  expect(open.map(({ person_id }) => person_id).toSorted()).toEqual([berta, rolf].toSorted())
  await inform()
  expect(await web.mails('berta@example.org')).toHaveLength(1)
  expect(await web.rows(`select count(*)::int as times from ledger_leaves where kind = 'notice.returned'`)).toEqual([
    { times: 2 },
  ])

  const officer = await web.officer()
  const seen = await officer.open(list)
  expect(seen.page.text).toContain('Die Mail kam am 16.11.2026 zurück.')
  expect(seen.page.text).not.toContain('Anton Angekommen')
  await officer.open(seen.page.link('Berta Zurück'))
  await officer.submit('Als informiert festhalten', { how: 'letter', on: '2026-11-16' })
  await inform()
  expect((await owed()).find(({ person_id }) => person_id === berta)).toMatchObject({ how: 'letter' })
})

test('A4 the letter holds source, categories and the whole notice, in both languages', async () => {
  await enter({ name: 'Bruno Brief' })
  const { cookie } = await web.member(web.town, { role: 'data-protection' })
  const [{ id } = { id: '' }] = await owed()
  const read = async (language: string) => {
    const answer = await web.app.request(`${web.origin}${list}/${id}/brief/${language}`, { headers: { cookie } })
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    return pdfText(Buffer.from(await answer.arrayBuffer()))
  }
  const german = await read('de')
  for (const part of [
    'Bruno Brief',
    'von unseren Beschäftigten eingetragen',
    'Mailadresse',
    'Datenschutzhinweise',
    'Landesbeauftragte',
  ])
    // oxfmt-ignore
    expect(german).toContain(part)
  const english = await read('en')
  for (const part of ['entered by our staff', 'Privacy notice', 'mail address']) expect(english).toContain(part)
})

test('A4 an exception of Art. 14(5) needs its letter and a reason, and is kept with both', async () => {
  await enter({ name: 'Anna Ausnahme' })
  const officer = await web.officer()
  await officer.open((await officer.open(list)).page.link('Anna Ausnahme'))
  expect((await officer.submit('Ausnahme festhalten', { under: 'b' })).status).toBe(422)
  await officer.submit('Ausnahme festhalten', { under: 'b', reason: 'Anschrift nirgends bekannt' })
  const [row] = await web.rows<{ how: string; exempt_under: string; reason: Buffer }>('select * from notices_owed')
  expect(row).toMatchObject({ how: 'exempt', exempt_under: 'b' })
  expect(String(row?.reason)).not.toContain('Anschrift')
  // pressed twice, or by two officers
  const [{ id } = { id: '' }] = await owed()
  const again = await officer.post(`${list}/${id}/ausnahme`, { under: 'a', reason: 'doch' })
  expect(again.page.text).toContain('nichts mehr offen')
})

test('A4 a request by telephone waits too, under its sign', async () => {
  const officer = await web.officer()
  await officer.open(deskPath(web, 'neu'))
  await officer.submit('Eintragen', {
    kind: 'access',
    channel: 'call',
    received: '2026-11-16',
    name: 'Tilda Telefon',
  })
  const seen = await officer.open(list)
  expect(seen.page.text).toMatch(/Antrag [0-9A-F]{4}-[0-9A-F]{4}/)
  expect(seen.page.text).not.toContain('Tilda')
  expect(seen.page.text).toContain('bei einem Antrag genannt')
})

test('A4 A9 who is restricted is neither on the list nor counted', async () => {
  const person = await enter({ name: 'Rita Ruhe' })
  await web.scope({ organisation: web.town, purpose: restricting }, (at) => restrict(at, { person, ground: 'a' }))
  const officer = await web.officer()
  expect((await officer.open(list)).page.text).not.toContain('Rita Ruhe')
  const before = (await owed()).filter(({ person_id }) => person_id === person)
  expect(before).toHaveLength(1)
  expect((await web.scope({ organisation: web.town, purpose: introducing }, informingFigures)).people).toBe(
    (await figures()).people,
  )
})

test('A4 what is kept of informing somebody goes with them, and keeps nobody', async () => {
  const person = await enter({ name: 'Lena Letzte' })
  await deletionRun(web.house, web.town, web.clock.now())
  expect((await owed()).filter(({ person_id }) => person_id === person)).toEqual([])
  expect(await web.rows(`select id from people where id = '${person}'`)).toEqual([])
})
