import { afterAll, beforeAll, expect, test } from 'vitest'
import { delivering } from '#messages'
import { contact } from '#people'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const page = (person: string) => `/${web.town.slug}/team/datenschutz/einschraenkungen/${person}`
const inForce = (person: string) =>
  web.rows<{ n: number }>(`select count(*)::int as n from restricted where person_id = '${person}'`)

/** What became of the mail that announces a lifting. */
const announced = (person: string, state: string) =>
  web.rows(
    `update messages set state = '${state}', recipient = null, content = null
     where person_id = '${person}' and kind = 'rights.lifting' returning id`,
  )

test('A9 an officer restricts a person, tells them by mail, and only then lifts it', async () => {
  const mail = 'rita@example.org'
  const person = await web.known({ name: 'Rita Ruhe', mail })
  const officer = await web.officer()
  await officer.open(page(person))
  const empty = await officer.submit('Einschränken')
  expect(empty.status).toBe(422)
  expect(empty.page.text).toContain('Bitte wählen Sie.')

  const set = await officer.submit('Einschränken', { ground: 'a', reason: 'Der Name ist falsch.', tell: true })
  expect(set.page.text).toContain('Richtigkeit bestritten')
  expect(set.page.text).toContain('Der Name ist falsch.')
  expect((await web.mails(mail)).map(({ kind }) => kind)).toContain('rights.restricted')
  const list = await officer.open(`/${web.town.slug}/team/datenschutz/einschraenkungen`)
  expect(list.page.text).toContain('Rita Ruhe')

  // everybody else finds nobody, and is told why where they have the very address
  const search = await officer.open(`/${web.town.slug}/team/personen`)
  expect(search.status).toBe(200)
  expect((await officer.submit('Suchen', { query: 'Ruhe' })).page.text).not.toContain('Rita Ruhe')
  const direct = await officer.open(`/${web.town.slug}/team/personen/${person}`)
  expect(direct.status).toBe(423)

  const restriction =
    (await web.rows<{ id: string }>(`select id from restrictions where person_id = '${person}'`))[0]?.id ?? ''
  const early = await officer.post(`${page(person)}/aufhebung`, { do: 'lift', restriction })
  expect(early.status).toBe(409)
  expect(early.page.text).toContain('muss zuerst erfahren')

  await officer.open(page(person))
  const told = await officer.submit('Aufhebung mitteilen')
  expect(told.page.text).toContain('Aufhebung mitgeteilt')
  const letter = (await web.mails(mail)).at(-1)
  expect(letter?.kind).toBe('rights.lifting')
  expect(letter?.content.text).toContain('Wir werden diese Einschränkung aufheben')
  expect(await inForce(person)).toEqual([{ n: 1 }])

  const waits = await officer.submit('Aufheben')
  expect([waits.status, waits.page.text]).toEqual([409, expect.stringContaining('noch nicht abgegangen')])
  await announced(person, 'sent')
  await officer.open(page(person))
  const lifted = await officer.submit('Aufheben')
  expect(lifted.page.text).toContain('Aufgehoben')
  expect(await inForce(person)).toEqual([{ n: 0 }])
  expect((await officer.open(`/${web.town.slug}/team/personen/${person}`)).status).toBe(200)
})

test('A9 a mail that did not arrive has told nobody: the restriction stays until a letter did', async () => {
  const person = await web.known({ name: 'Paula Post', mail: 'paula@example.org' })
  const officer = await web.officer()
  await officer.open(page(person))
  await officer.submit('Einschränken', { ground: 'a' })
  await officer.submit('Aufhebung mitteilen')
  await announced(person, 'failed')
  await officer.open(page(person))
  const lost = await officer.submit('Aufheben')
  expect([lost.status, lost.page.text]).toEqual([409, expect.stringContaining('kam nicht an')])
  expect(await inForce(person)).toEqual([{ n: 1 }])
  await officer.open(page(person))
  await officer.submit('Brief ist geschickt')
  await officer.submit('Aufheben')
  expect(await inForce(person)).toEqual([{ n: 0 }])
})

test('A9 the letter that announces the end stands ready on paper', async () => {
  const person = await web.known({ name: 'Britta Brief', phone: '0170 99887766' })
  const officer = await web.officer()
  await officer.open(page(person))
  const set = await officer.submit('Einschränken', { ground: 'c' })
  const letter = await officer.open(new URL(set.page.link('Ende ankündigen: Brief (PDF)')).pathname)
  expect(letter.headers.get('content-type')).toBe('application/pdf')
})

test('A9 without a mail address the lifting is announced by a letter, and not before', async () => {
  const person = await web.known({ name: 'Willi Ohnepost' })
  const officer = await web.officer()
  await officer.open(page(person))
  const set = await officer.submit('Einschränken', { ground: 'c', allowed: delivering.name })
  expect(set.page.text).toContain('trotzdem erlaubt: Ihnen Nachrichten zu Ihrem Anliegen zustellen')
  const refused = await officer.submit('Aufhebung mitteilen')
  expect(refused.status).toBe(409)
  expect(refused.page.text).toContain('schicken Sie einen Brief')
  await officer.open(page(person))
  expect((await officer.submit('Brief ist geschickt')).page.text).toContain('Aufhebung mitgeteilt')
})

test('A12 an objection on behalf of a letter is weighed with reasons; overridden, the person is told before it ends', async () => {
  const person = await web.known({ name: 'Olga Einspruch', mail: 'olga@example.org' })
  const officer = await web.officer()
  await officer.open(page(person))
  expect((await officer.submit('Widerspruch eintragen', {})).status).toBe(422)
  await officer.submit('Widerspruch eintragen', { activity: contact.name, reasons: 'Ich werde gestalkt.' })
  expect(
    (await web.rows(`select 1 from restricted where person_id = '${person}' and only_for = '${contact.name}'`)).length,
  ).toBe(1)
  expect((await officer.open(`/${web.town.slug}/team/personen/${person}`)).status).toBe(423)

  const objected = (await web.rows<{ id: string }>(`select id from restrictions where person_id = '${person}'`))[0]
  const early = await officer.post(`${page(person)}/aufhebung`, { do: 'mail', restriction: objected?.id ?? '' })
  expect(early.status).toBe(409)
  expect(early.page.text).toContain('noch nicht abgewogen')
  await officer.open(page(person))
  const decided = await officer.submit('Entscheiden', { weighing: 'Ein Gesetz verlangt es.', outcome: 'overridden' })
  expect(decided.page.text).toContain('Zurückgewiesen')
  expect(decided.page.text).toContain('Ein Gesetz verlangt es.')
  await officer.submit('Aufhebung mitteilen')
  await announced(person, 'sent')
  await officer.submit('Aufheben')
  expect(await inForce(person)).toEqual([{ n: 0 }])
})

test('cxomni/withdraw-per-measure: staff enter a withdrawal and an objection to advertising; each declaration prints', async () => {
  const person = await web.known(
    { name: 'Berta Brief', mail: 'berta@example.org' },
    { ...contact, basis: { art6: 'a' } },
  )
  const officer = await web.officer()
  const seen = await officer.open(page(person))
  const sheet = await officer.open(seen.page.link('Drucken'))
  expect(sheet.page.text).toContain('Wortlaut')
  expect(sheet.page.text).toContain('Fassung der Datenschutzhinweise')
  await officer.open(page(person))
  await officer.submit('Widerruf eintragen')
  expect(
    (await web.rows(`select 1 from consents where person_id = '${person}' and withdrawn_at is not null`)).length,
  ).toBe(1)
  const off = await officer.submit('Widerspruch gegen Werbung eintragen')
  expect(off.page.text).toContain('keine Werbung.')
  expect((await web.rows(`select 1 from suppressions`)).length).toBe(1)
})
