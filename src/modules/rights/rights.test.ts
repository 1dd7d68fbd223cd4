import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

const DESK = () => `/${web.town.slug}/team/datenschutz/anfragen`
const requests = () =>
  web.rows<{ id: string; kind: string; identity: string; outcome: string | null; due_on: string }>(
    'select id, kind, identity, outcome, due_on from rights_requests order by received_at desc, id',
  )
const newest = async () => {
  const [row] = await requests()
  if (!row) throw new Error('there is no request')
  return row
}
describe('by the public form', () => {
  test('smartcx/rights: access, from the form to the archive', async () => {
    const ada = { name: 'Ada Auskunft', mail: 'ada@example.org', message: 'Bitte alles.' }
    await web.known({ ...ada, phone: '0170 1234567' })
    const asked = await web.ask('auskunft', ada)
    expect((await asked.open(`/${web.town.slug}/datenschutz/rechte/gesendet`)).page.text).toContain('Fast fertig')
    expect(await web.rows('select 1 from rights_requests')).toHaveLength(0)
    const [mail] = (await web.mails(ada.mail)).slice(-1)
    expect(mail?.content.text).not.toContain('Bitte alles.')
    expect(mail?.content.text).not.toContain(ada.name)

    const visitor = web.browse()
    const link = await web.link(ada.mail, '/bestaetigen/')
    await visitor.open(link)
    expect(await web.rows('select 1 from rights_requests')).toHaveLength(0) // looking confirms nothing
    const status = await visitor.submit('Ja, das bin ich')
    expect(status.page.text).toContain('Wir arbeiten daran.')
    expect(status.headers.get('set-cookie')).toBeNull()
    expect(await newest()).toMatchObject({ kind: 'access', identity: 'proven', due_on: '2026-12-16' })
    expect(await web.rows('select 1 from rights_intake')).toHaveLength(0)
    // pressed again it is the same request
    expect((await web.browse().open(link)).url).toContain('/rechte/antrag/')

    const officer = await web.officer()
    const list = await officer.open(DESK())
    expect(list.page.text).toContain('Ada Auskunft')
    await officer.open(list.page.link('Auskunft'))
    const carried = await officer.submit('Daten zusammenstellen')
    expect(carried.page.text).toMatch(/\d+ Einträge in \d+ Bereichen gefunden/)
    const done = await officer.submit('Antwort senden und abschließen')
    expect(done.status).toBe(200)
    expect(await newest()).toMatchObject({ outcome: 'done' })
    const answer = (await web.mails(ada.mail)).at(-1)
    expect(answer?.kind).toBe('rights.answer')
    expect(answer?.content.text).toContain('Landesbeauftragte für Datenschutz NRW')
    // from the page of the request to what can be proven about it, and to correcting what is held
    const later = await web.browse().open(status.url)
    const evidence = await web.browse().open(later.page.link('Nachweise über diesen Antrag'))
    expect(evidence.page.text).toContain('Einwilligung erteilt')
    const own = web.browse()
    await own.open(later.page.link('Ihre Angaben sehen und berichtigen'))
    expect((await own.submit('Meine Angaben zeigen')).html).toContain(ada.mail)
    expect(web.defects).toEqual([])
  })
})

test('an unknown person gets a negative answer', async () => {
  await web.confirmed('auskunft', { name: 'Niemand Bekannt', mail: 'niemand@example.org' })
  const row = await newest()
  expect(row).toMatchObject({ identity: 'open' })
  const officer = await web.officer()
  await officer.open(`${DESK()}/${row.id}`)
  const nothing = await officer.submit('Nichts gespeichert')
  expect(nothing.page.text).toContain('Beantworten')
  await officer.submit('Antwort senden und abschließen')
  expect(await newest()).toMatchObject({ outcome: 'nothing-held' })
  expect((await web.mails('niemand@example.org')).at(-1)?.content.text).toContain('Zu Ihnen haben wir nichts gefunden')
})

test('smartcx/rights: erasure forgets the person and keeps the proof', async () => {
  const person = await web.known({ name: 'Emil Erasmus', mail: 'emil@example.org' })
  await web.confirmed('loeschung', { name: 'Emil Erasmus', mail: 'emil@example.org' })
  const row = await newest()
  const officer = await web.officer()
  await officer.open(`${DESK()}/${row.id}`)
  const unsure = await officer.submit('Endgültig löschen')
  expect(unsure.status).toBe(422)
  expect(await web.rows(`select 1 from people where id = '${person}'`)).toHaveLength(1)
  await officer.submit('Endgültig löschen', { sure: true })
  await officer.submit('Antwort senden und abschließen')
  expect(await web.rows(`select 1 from people where id = '${person}'`)).toHaveLength(0)
  expect(await web.rows(`select 1 from tombstones where person_id = '${person}'`)).toHaveLength(1)
  expect(await web.rows(`select 1 from rights_persons where person_id = '${person}'`)).toHaveLength(0)
  const answer = (await web.mails('emil@example.org')).at(-1)
  expect(answer?.content.text).toMatch(/Wir haben Ihre Daten gelöscht: \d+ Datens/)
  expect((await officer.open(`${DESK()}/${row.id}`)).page.text).toContain('Emil Erasmus')
})
