import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

const desk = (id = '') => `/${web.town.slug}/team/datenschutz/anfragen${id && `/${id}`}`
type Row = { id: string; kind: string; identity: string; outcome: string | null; version: number; carried_at: unknown }
const newest = async (): Promise<Row> => {
  const [row] = await web.rows<Row>(`select r.* from rights_requests r
    join rights_events e on e.request_id = r.id and e.kind = 'received' order by e.at desc, e.ctid desc limit 1`)
  if (!row) throw new Error('there is no request')
  return row
}
const open = async (id: string) => {
  const officer = await web.officer()
  await officer.open(desk(id))
  return officer
}
const personsIn = async (id: string) =>
  (await web.rows<{ person_id: string }>(`select person_id from rights_persons where request_id = '${id}'`)).map(
    ({ person_id }) => person_id,
  )
const later = () => web.clock.advance({ minutes: 5 })

describe('who it is about', () => {
  test('two people with one address stay two: each request finds its own', async () => {
    const [petra, peter] = await Promise.all(
      ['Petra Paar', 'Peter Paar'].map((name) => web.known({ name, mail: 'paar@example.org' })),
    )
    await web.confirmed('auskunft', { name: 'Petra Paar', mail: 'paar@example.org' })
    const row = await newest()
    expect(await personsIn(row.id)).toEqual([petra])
    const page = await (await open(row.id)).open(desk(row.id))
    // the other is shown to staff as "same address" and is not ticked
    const [form] = page.page.forms.filter(({ buttons }) => buttons.includes('Diese Einträge betrifft der Antrag'))
    const ticked = form?.fields.filter(({ name, checked }) => name === 'persons' && checked).map(({ value }) => value)
    expect(ticked).toEqual([petra])
    expect(form?.fields.map(({ value }) => value)).toContain(peter)
    // a third name from that address is nobody we know
    later()
    await web.confirmed('loeschung', { name: 'Pauline Paar', mail: 'paar@example.org' })
    const third = await newest()
    expect(third).toMatchObject({ kind: 'erasure', identity: 'open' })
    expect(await personsIn(third.id)).toEqual([])
  })

  test('an answer does not carry the requests of somebody else from the same address', async () => {
    later()
    await web.known({ name: 'Ines Eins', mail: 'wir@example.org' })
    await web.known({ name: 'Zwi Zwei', mail: 'wir@example.org' })
    await web.confirmed('berichtigung', { name: 'Zwi Zwei', mail: 'wir@example.org', message: 'Mein Geheimnis' })
    later()
    await web.confirmed('auskunft', { name: 'Ines Eins', mail: 'wir@example.org' })
    const officer = await open((await newest()).id)
    await officer.submit('Daten zusammenstellen')
    const leaf = await web.rows<{ persons: number }>(
      `select (body ->> 'persons')::int as persons from ledger_leaves where kind = 'answer.opened' order by at desc limit 1`,
    )
    expect(leaf).toEqual([{ persons: 2 }]) // the person and the file of this request
  })

  test('a person under three addresses is found by what they say, and erased under all three', async () => {
    later()
    const three = await Promise.all(
      ['dora@a.example', 'dora@b.example', 'd.drei@c.example'].map((mail, place) =>
        web.known({ name: place === 2 ? 'D. Drei' : 'Dora Drei', mail }),
      ),
    )
    await web.confirmed('loeschung', {
      name: 'Dora Drei',
      mail: 'dora@a.example',
      also: 'dora@b.example, und früher d.drei@c.example',
    })
    const row = await newest()
    const officer = await open(row.id)
    const page = await officer.open(desk(row.id))
    const form = page.page.forms.find(({ buttons }) => buttons.includes('Diese Einträge betrifft der Antrag'))
    const offered = form?.fields.filter(({ name }) => name === 'persons').map(({ value }) => value) ?? []
    expect(new Set(offered)).toEqual(new Set(three))
    await choose(officer, row.id, three)
    expect(new Set(await personsIn(row.id))).toEqual(new Set(three))
    const gone = () => web.rows(`select 1 from tombstones where person_id in ('${three.join("','")}')`)
    web.clock.advance({ minutes: 11 })
    await officer.open(desk(row.id))
    const asked = await officer.submit('Endgültig löschen', { sure: true })
    expect(asked.status, 'an unattended desk erases nobody').toBe(403)
    expect(await gone()).toEqual([])
    await officer.submit('Bestätigen und weiter', { bestaetigung_passwort: 'ein gutes Passwort' })
    expect(await gone()).toHaveLength(3)
  })

  test('a request for somebody else waits for a power of attorney and is refused without one', async () => {
    later()
    const mother = await web.known({ name: 'Martha Mutter', mail: 'martha@example.org' })
    await web.confirmed('loeschung', { name: 'Martha Mutter', mail: 'martha@example.org', for_other: true })
    const row = await newest()
    // who asks for another is nobody's proof, even from a known address
    expect(row).toMatchObject({ identity: 'open' })
    expect(await personsIn(row.id)).toEqual([])
    const officer = await open(row.id)
    await officer.submit('Keine Vollmacht', { said: 'Es wurde nichts vorgelegt.' })
    await officer.submit('Ist die Person', { method: 'signature' })
    await choose(officer, row.id, [mother])
    await officer.open(desk(row.id))
    const forced = await officer.post(`${desk(row.id)}/ausfuehren`, {
      version: String((await newest()).version),
      sure: 'yes',
    })
    expect(forced.status).toBe(409)
    expect(await web.rows(`select 1 from people where id = '${mother}'`)).toHaveLength(1)
    await officer.open(desk(row.id))
    await officer.submit('Ablehnung senden und abschließen', { reason: 'no-authority', words: 'Keine Vollmacht.' })
    expect(await newest()).toMatchObject({ outcome: 'refused' })
  })
})

/** Ticks exactly these persons, as several tick boxes of one name are sent. */
async function choose(officer: Awaited<ReturnType<RightsWeb['officer']>>, id: string, persons: readonly string[]) {
  const [row] = await web.rows<{ version: number }>(`select version from rights_requests where id = '${id}'`)
  const body = new FormData()
  body.append('version', String(row?.version))
  for (const person of persons) body.append('persons', person)
  return officer.upload(`${desk(id)}/personen`, body)
}

describe('two officers', () => {
  test('the slower one changes nothing and sees how things stand', async () => {
    later()
    await web.known({ name: 'Konrad Konflikt', mail: 'konrad@example.org' })
    await web.confirmed('loeschung', { name: 'Konrad Konflikt', mail: 'konrad@example.org' })
    const row = await newest()
    const [first, second] = [await open(row.id), await open(row.id)]
    await first.submit('Ablehnung senden und abschließen', { reason: 'duty-to-keep', words: 'Noch bis Jahresende.' })
    const slower = await second.submit('Endgültig löschen', { sure: true })
    expect(slower.status).toBe(409)
    expect(slower.page.text).toContain('Inzwischen hat jemand anderes an diesem Antrag gearbeitet')
    expect(slower.page.text).toContain('abgelehnt')
    expect(
      await web.rows(`select 1 from rights_events where request_id = '${row.id}' and kind = 'carried-out'`),
    ).toEqual([])
  })

  test('at the same moment exactly one of two erasers acts', async () => {
    later()
    await web.known({ name: 'Zita Zugleich', mail: 'zita@example.org' })
    await web.confirmed('loeschung', { name: 'Zita Zugleich', mail: 'zita@example.org' })
    const row = await newest()
    const officers = await Promise.all([open(row.id), open(row.id), open(row.id)])
    const answers = await Promise.all(officers.map((one) => one.submit('Endgültig löschen', { sure: true })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
    expect(
      await web.rows(
        `select 1 from ledger_leaves where kind = 'rights.carried-out' and body ->> 'request' = '${row.id}'`,
      ),
    ).toHaveLength(1)
  })
})

test('a declaration that changed while a request was open is not answered with less', async () => {
  later()
  await web.known({ name: 'Dietmar Deklar', mail: 'dietmar@example.org' })
  await web.confirmed('auskunft', { name: 'Dietmar Deklar', mail: 'dietmar@example.org' })
  const row = await newest()
  const officer = await open(row.id)
  await officer.submit('Daten zusammenstellen')
  // as a program gathered it that knew fewer kinds of data
  await web.rows(
    `update rights_requests set carried = carried || '{"rule":"${'0'.repeat(64)}"}' where id = '${row.id}'`,
  )
  await officer.open(desk(row.id))
  const stale = await officer.submit('Antwort senden und abschließen')
  expect(stale.status).toBe(409)
  expect(stale.page.text).toContain('Stellen Sie bitte neu zusammen')
  expect((await web.mails('dietmar@example.org')).map(({ kind }) => kind)).not.toContain('rights.answer')
  await officer.submit('Neu zusammenstellen')
  await officer.submit('Daten zusammenstellen')
  await officer.submit('Antwort senden und abschließen')
  expect(await newest()).toMatchObject({ outcome: 'done' })
})

describe('the form', () => {
  const path = () => `/${web.town.slug}/datenschutz/rechte/auskunft`
  const values = { name: 'Berta Bot', mail: 'berta@example.org' }

  test('optigem/bot-check: who is too fast is asked once more, and so is who fills in what nobody sees', async () => {
    const fast = web.browse()
    await fast.open(path())
    const asked = await fast.submit('Absenden', values)
    expect(asked.status).toBe(422)
    expect(asked.page.text).toContain('noch einmal ab')
    web.clock.advance({ seconds: 5 })
    expect((await fast.submit('Absenden')).page.text).toContain('Fast fertig')
    const trapped = web.browse()
    await trapped.open(path())
    web.clock.advance({ seconds: 30 })
    expect((await trapped.submit('Absenden', { ...values, website: 'http://spam.example' })).status).toBe(422)
    const forged = await web.browse().post(path(), values)
    expect(forged.status).toBe(422)
    expect(await web.mails('berta@example.org')).toHaveLength(1)
  })

  test('sent twice it is one request; an address gets three questions a day', async () => {
    const visitor = web.browse()
    const page = await visitor.open(path())
    web.clock.advance({ seconds: 30 })
    const fields = Object.fromEntries(
      (page.page.form('Absenden').fields ?? [])
        .filter(({ type }) => type === 'hidden')
        .map((one) => [one.name, one.value]),
    )
    const mine = { ...fields, name: 'Zwei Mal', mail: 'zweimal@example.org' }
    await Promise.all([visitor.post(path(), mine), web.browse().post(path(), mine)])
    expect(await web.mails('zweimal@example.org')).toHaveLength(1)
    for (let i = 0; i < 2; i++) await web.ask('auskunft', { name: 'Zwei Mal', mail: 'zweimal@example.org' })
    await web.ask('auskunft', { name: 'Zwei Mal', mail: 'zweimal@example.org' })
    expect(await web.mails('zweimal@example.org')).toHaveLength(3)
  })

  test('smartcx/no-cookies: no page of it sets a cookie or runs a script', async () => {
    const link = await web.link('zweimal@example.org', '/bestaetigen/')
    for (const one of [`/${web.town.slug}/datenschutz/rechte`, path(), link]) {
      const page = await web.browse().open(one)
      expect(page.status).toBe(200)
      expect(page.headers.get('set-cookie')).toBeNull()
      expect(page.html).not.toContain('<script')
    }
  })

  test.each(['nachweis', 'antrag', 'bestaetigen'])('a forged link to /%s leads nowhere', async (page) => {
    const token = Buffer.from(randomUUID().repeat(2).slice(0, 32)).toString('base64url')
    expect((await web.browse().open(`/${web.town.slug}/datenschutz/rechte/${page}/${token}`)).status).toBe(404)
  })

  test('a link of another use, or of another organisation, leads nowhere', async () => {
    const status = (await web.link('dietmar@example.org', '/antrag/')).split('/').at(-1) ?? ''
    const other = await web.organisation()
    for (const one of [
      `/${web.town.slug}/datenschutz/rechte/nachweis/${status}`,
      `/${other.slug}/datenschutz/rechte/antrag/${status}`,
    ])
      expect((await web.browse().open(one)).status).toBe(404)
  })
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
