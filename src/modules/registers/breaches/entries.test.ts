import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { erasePeople, proving, restrict, restricting } from '#privacy'
import { openTown, type Town } from '#testing/registers.ts'
import { pdfText } from '#testing/pdf-text.ts'
import { db, registering, watching } from '../data/index.ts'
import { remind } from './actions.ts'

let town: Town
beforeAll(async () => {
  town = await openTown() // Monday, 16 November 2026, 9:00 in Berlin
})
afterAll(() => town.close())

type Office = Awaited<ReturnType<Town['arrive']>>
const facts = {
  title: 'Laptop gestohlen',
  aware_at: '2026-11-16T08:30',
  what: 'Ein Dienstlaptop wurde gestohlen.',
  kinds: 'confidentiality',
  tables: 'people',
}
const high = { risk: 'high', risk_reason: 'unverschlüsselt', consequences: 'Betrug', measures: 'gesperrt' }

async function enter(office: Office, more: Record<string, string> = {}) {
  const made = await office.browser.post(office.at('/vorfaelle/neu'), { ...facts, ...more })
  return { made, path: new URL(made.url).pathname }
}
const overview = async (office: Office) => (await office.browser.open(office.at(''))).page.text

describe('A20 what an officer enters', () => {
  test('A20 a moment that has not come yet is refused, wherever it is entered: the 72 hours never start late by a typing mistake', async () => {
    const office = await town.arrive()
    for (const [field, value] of [
      ['aware_at', '2027-11-16T08:30'],
      ['began_at', '2026-11-16T09:01'],
      ['stopped_at', '2026-12-01T00:00'],
    ] as const) {
      const { made } = await enter(office, { aware_at: '2026-11-16T09:00', [field]: value })
      expect([field, made.status, made.page.text]).toEqual([field, 422, expect.stringContaining('in der Zukunft')])
    }
    const { made, path } = await enter(office, { aware_at: '2026-11-16T09:00' })
    expect(made.status).toBe(200)
    await office.browser.post(`${path}/einschaetzung`, high)
    for (const [form, fields] of [
      ['angaben', { ...facts, aware_at: '2026-11-17T08:30' }],
      ['meldung', { notified_at: '2026-11-16T09:01' }],
      ['betroffene', { people_ground: 'told', people_told_at: '2026-11-20T08:00' }],
    ] as const) {
      const refused = await office.browser.post(`${path}/${form}`, fields)
      expect([form, refused.status, refused.page.text]).toEqual([form, 422, expect.stringContaining('in der Zukunft')])
    }
  })

  test('A20 a notification entered with a wrong time can be mended; then its delay is judged anew', async () => {
    const office = await town.arrive()
    const { path } = await enter(office, { aware_at: '2026-11-12T08:00' })
    await office.browser.post(`${path}/einschaetzung`, { ...high, risk: 'risk' })
    await office.browser.post(`${path}/meldung`, {
      notified_at: '2026-11-16T08:00',
      reference: 'AZ 5',
      delay_reason: 'Urlaub',
    })
    const mended = await office.browser.post(`${path}/meldung`, { notified_at: '2026-11-13T08:00', reference: 'AZ 5' })
    expect(mended.page.text).toContain('rechtzeitig gemeldet')
    const back = await office.browser.post(`${path}/meldung`, { notified_at: '2026-11-16T08:00', reference: 'AZ 5' })
    expect([back.status, back.page.text]).toEqual([422, expect.stringContaining('Gründe der Verzögerung')])
  })

  test('A20 a high risk ends with the people told or one of the exceptions of Art. 34(3), never with "no high risk"', async () => {
    const office = await town.arrive()
    const { path } = await enter(office)
    await office.browser.post(`${path}/einschaetzung`, high)
    const answer = { people_ground: 'not-high', people_reason: 'doch nicht so schlimm' }
    const refused = await office.browser.post(`${path}/betroffene`, answer)
    expect([refused.status, refused.page.text]).toEqual([422, expect.stringContaining('hohes Risiko')])
    await office.browser.post(`${path}/meldung`, { notified_at: '2026-11-16T08:45', reference: '' })
    expect((await office.browser.post(`${path}/abschliessen`, {})).status).toBe(409)
    // the other way round: what was settled before the risk turned out high is open again
    await office.browser.post(`${path}/einschaetzung`, { ...high, risk: 'risk' })
    await office.browser.post(`${path}/betroffene`, answer)
    const again = await office.browser.post(`${path}/einschaetzung`, high)
    expect(again.page.text).toContain('Über die Benachrichtigung der Betroffenen entscheiden')
    expect((await office.browser.post(`${path}/abschliessen`, {})).status).toBe(409)
  })

  test('A20 the overview stays a warning while people at high risk are not told, also after the authority was', async () => {
    const office = await town.arrive()
    const { path } = await enter(office)
    await office.browser.post(`${path}/einschaetzung`, high)
    await office.browser.post(`${path}/meldung`, { notified_at: '2026-11-16T08:45', reference: '' })
    expect(await overview(office)).toMatch(/offene Vorfälle\s*Betroffene noch nicht benachrichtigt/)
    await office.browser.post(`${path}/betroffene`, { people_ground: 'told', people_told_at: '2026-11-16T08:50' })
    expect(await overview(office)).toMatch(/offene Vorfälle\s*keine offene Meldung/)
  })

  test('A20 two officers at once: the second is shown what the first has changed, and overwrites nothing unseen', async () => {
    const one = await town.arrive()
    const two = await town.arrive('data-protection', one.organisation)
    const { path } = await enter(one)
    await two.browser.open(path)
    await one.browser.open(path)
    await one.browser.submit('Speichern und neu zählen', { what: 'Zwei Laptops, einer davon der Leitung.' })
    const late = await two.browser.submit('Speichern und neu zählen', { title: 'Laptops gestohlen' })
    expect([late.status, late.page.text]).toEqual([422, expect.stringContaining('inzwischen geändert')])
    expect(late.page.text).toContain('Zwei Laptops, einer davon der Leitung.')
    const known = await two.browser.submit('Speichern und neu zählen', { title: 'Laptops gestohlen' })
    expect(known.status).toBe(200)
    // other forms of the case are not in each other's way
    await one.browser.open(path)
    await two.browser.post(`${path}/vermerk`, { kind: 'note', content: 'Anzeige erstattet.' })
    expect((await one.browser.submit('Risiko einschätzen', high)).status).toBe(200)
    expect(town.web.defects).toEqual([])
  })
})

describe('A20 the course of a case', () => {
  const run = (office: Office, told: string[]) =>
    town.web.scope({ organisation: office.organisation, purpose: registering }, (at) =>
      remind(at, async ({ title }) => void told.push(title)),
    )

  test('A20 a mended moment of awareness is reminded of anew, and both moments stay on record in words', async () => {
    const office = await town.arrive()
    const { path } = await enter(office, { aware_at: '2026-10-16T08:30' })
    const told: string[] = []
    await run(office, told)
    expect(told).toHaveLength(1)
    const mended = await office.browser.post(`${path}/angaben`, facts)
    expect(mended.page.text).toMatch(/geändert: .*16\. Oktober 2026, 0?8:30 Uhr → .*16\. November 2026, 0?8:30 Uhr/)
    await run(office, told)
    expect(told).toHaveLength(1)
    town.web.clock.advance({ hours: 25 })
    await run(office, told)
    town.web.clock.advance({ hours: 24 })
    await run(office, told)
    expect(told).toHaveLength(3)
    town.web.clock.moveTo('2026-11-16T08:00:00Z')
  })

  test('A20 every count stays readable, also when a later one finds fewer people', async () => {
    const office = await town.arrive()
    await town.web.scope({ organisation: office.organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Zita Zahl', mail: 'zita@example.org' }),
    )
    const { path } = await enter(office)
    const changed = await office.browser.post(`${path}/angaben`, { ...facts, tables: '' })
    expect(changed.page.text).toContain('Betroffene gezählt: 1 Person, 1 Datensatz')
    expect(changed.page.text).toContain('Betroffene gezählt: 0 Personen, 0 Datensätze')
  })

  test('A20 the register says the effects as well (Art. 33(5) GDPR)', async () => {
    const office = await town.arrive()
    const { path } = await enter(office)
    await office.browser.post(`${path}/einschaetzung`, { ...high, consequences: 'Betrug im Namen der Betroffenen' })
    expect((await office.browser.open(office.at('/vorfaelle.csv'))).html).toContain('Betrug im Namen der Betroffenen')
  })
})

describe('A20 whom a breach concerns, so that everybody can be told', () => {
  test('A20 the list names members as well, and says who has no mail address and must be told in another way', async () => {
    const office = await town.arrive()
    const phone = await town.web.scope({ organisation: office.organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Paula Ohnepost', phone: '+49 391 5551234' }),
    )
    const { made, path } = await enter(office, { tables: 'people,accounts' })
    const rows = (await office.browser.open(`${path}/betroffene.csv`)).html.split('\r\n')
    expect(rows.find((row) => row.includes('Paula'))).toContain('keine Mailadresse: anders benachrichtigen')
    expect(rows.filter((row) => row.startsWith(';'))).toEqual([])
    // accounts are kept by the operator for all organisations: here they are those of the members
    const member = rows.find((row) => row.includes('Konten von Mitarbeitenden'))
    expect(member).toContain('im Haus benachrichtigen')
    expect(member).not.toContain('ohne Namen bekannt')
    expect(made.page.text).toContain('2 Personen, 2 Datensätze')
    expect(phone).toBeTruthy()
  })

  test('A20 people whose data are restricted are counted and listed: they must be told as well (Art. 34 GDPR)', async () => {
    const office = await town.arrive()
    const { organisation } = office
    const person = await town.web.scope({ organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Rita Ruhend', mail: 'rita@example.org' }),
    )
    await town.web.scope({ organisation, purpose: restricting }, (at) =>
      restrict(at, { person, ground: 'a', reason: 'stimmt nicht' }),
    )
    const { made, path } = await enter(office)
    expect(made.page.text).toContain('1 Person, 1 Datensatz')
    expect((await office.browser.open(`${path}/betroffene.csv`)).html).toContain('Rita Ruhend;rita@example.org')
  })

  test('A20 who was erased and is kept by law only is counted, named nowhere, and said to be missing in the list', async () => {
    const office = await town.arrive()
    const { organisation } = office
    const [erased, listed] = await town.web.scope({ organisation, purpose: contact }, async (at) => [
      await personFor(at, { name: 'Eva Erased', mail: 'eva@example.org' }),
      await personFor(at, { name: 'Lea Listed', mail: 'lea@example.org' }),
    ])
    await town.web.scope({ organisation, purpose: registering }, (at) =>
      sql`insert into tombstones values (${organisation.id}, ${erased}, ${at.now})`.execute(db(at)),
    )
    const { made } = await enter(office)
    expect(made.page.text).toContain('2 Personen, 2 Datensätze')
    expect(made.page.text).toContain('Davon stehen 1 nicht in der Liste')
    const rows = await town.web.scope({ organisation, purpose: registering }, (at) =>
      db(at).selectFrom('breach_people').select('person_id').execute(),
    )
    expect(rows).toEqual([{ person_id: listed }])
  })

  test('A20 nobody who is erased in the moment of a count is written down', async () => {
    const office = await town.arrive()
    const { organisation } = office
    const person = await town.web.scope({ organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Gerd Gleich', mail: 'gerd@example.org' }),
    )
    const { path } = await enter(office, { tables: '' })
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let begun = (): void => undefined
    const isErased = new Promise<void>((resolve) => (begun = resolve))
    const erasing = town.web.scope({ organisation, purpose: proving }, async (at) => {
      await erasePeople(at, [person], 'request')
      begun()
      await held
    })
    await isErased
    const counting = office.browser.post(`${path}/angaben`, facts)
    setTimeout(release, 300)
    await Promise.all([erasing, counting])
    const rows = await town.web.scope({ organisation, purpose: registering }, (at) =>
      db(at).selectFrom('breach_people').select('person_id').execute(),
    )
    expect(rows).toEqual([])
    expect(town.web.defects).toEqual([])
  })

  test('A20 lists that a member saw are on record as numbers only: the case says so instead of counting nobody', async () => {
    const office = await town.arrive()
    const desk = await town.arrive('desk', office.organisation)
    await town.web.scope({ organisation: office.organisation, purpose: watching }, (at) =>
      db(at)
        .insertInto('access_records')
        .values({
          organisation_id: at.organisation.id,
          id: randomUUID(),
          account_id: desk.account,
          role: 'desk',
          what: 'searched',
          place: 'people.search',
          people: 25,
          at: at.now.subtract({ minutes: 10 }),
        })
        .execute(),
    )
    const { made } = await enter(office, { tables: '', account: desk.account, began_at: '2026-11-16T08:00' })
    expect(made.page.text).toContain('Listen mit mehr als zehn Personen: 1, zusammen bis zu 25 Einträge')
  })
})

describe('A20 the draft for the authority', () => {
  test('A20 names the categories of people that are concerned: those who come, those who work here, or both', async () => {
    const office = await town.arrive()
    await town.web.scope({ organisation: office.organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Dora Dach', mail: `${randomUUID().slice(0, 8)}@example.org` }),
    )
    const draft = async (tables: string) => {
      const { path } = await enter(office, { tables })
      const cookie = [...office.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await town.web.app.request(`${town.web.origin}${path}/meldung.pdf`, { headers: { cookie } })
      return (await pdfText(new Uint8Array(await answer.arrayBuffer()))).replaceAll(/\s+/g, ' ')
    }
    const [visitors, staff] = ['Menschen, die ein Anliegen', 'Beschäftigte und andere Mitglieder']
    const people = await draft('people')
    expect([people.includes(visitors), people.includes(staff)]).toEqual([true, false])
    const accounts = await draft('accounts')
    expect([accounts.includes(visitors), accounts.includes(staff)]).toEqual([false, true])
    const none = await draft('')
    expect(none).toContain('Kategorien von Personen noch nicht bekannt')
  })

  test('A20 who has no officer is asked at the organisation itself, in both drafts', async () => {
    const organisation = await town.web.organisation({ name: 'Verein Ohne' })
    const office = await town.arrive('main-administrator', organisation)
    const { path } = await enter(office)
    const cookie = [...office.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    for (const file of ['meldung', 'benachrichtigung']) {
      const answer = await town.web.app.request(`${town.web.origin}${path}/${file}.pdf`, { headers: { cookie } })
      const text = (await pdfText(new Uint8Array(await answer.arrayBuffer()))).replaceAll(/\s+/g, ' ')
      expect([file, answer.status]).toEqual([file, 200])
      expect(text).toMatch(file === 'meldung' ? /Informationen Verein Ohne/ : /An uns: Verein Ohne/)
      expect(text).not.toContain('Datenschutzbeauftragte oder unseren')
    }
  })
})
