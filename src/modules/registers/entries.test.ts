import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { openTown, type Town } from '#testing/registers.ts'
import { db, registering } from './data/index.ts'
import { checkMeasures } from './measures/actions.ts'
import { measureList } from './measures/list.ts'
import type { Ports } from './ports.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())
type Office = Awaited<ReturnType<Town['arrive']>>
const scope = <T>({ organisation }: Office, work: Parameters<typeof town.web.scope>[1]) =>
  town.web.scope({ organisation, purpose: registering }, work) as Promise<T>

describe('A19 a measure is true now, or says that nobody knows', () => {
  test('A19 what was found longer than two days ago is not shown as holding any more', async () => {
    const office = await town.arrive()
    const ports = { house: () => town.web.house } as unknown as Ports
    await scope(office, (at) => checkMeasures(at, town.web.house, ports))
    const state = async () =>
      (await scope<Awaited<ReturnType<typeof measureList>>>(office, (at) => measureList(at, 'de'))).find(
        ({ id }) => id === 'tenants',
      )
    expect((await state())?.state).toBe('holds')
    town.web.clock.advance({ hours: 51 })
    expect(await state()).toMatchObject({ state: 'unknown', said: { de: expect.stringContaining('zu lange her') } })
    town.web.clock.moveTo('2026-11-16T08:00:00Z')
  })

  test('A19 a review cannot have happened in the future', async () => {
    const office = await town.arrive()
    const ahead = { owner: 'Leitung', reviewed_on: '2126-01-01', review_by: '2127-01-01' }
    const refused = await office.browser.post(office.at('/massnahmen/training'), ahead)
    expect([refused.status, refused.page.text]).toEqual([422, expect.stringContaining('in der Zukunft')])
  })
})

describe('A21 an assessment', () => {
  const base = { title: 'Termine', description: 'x', reason: 'y', review_on: '2027-11-01', always: 'dsk' }
  const whole = { necessity: 'a', risks: 'b', measures: 'c', opinion: 'd', residual: 'high' }

  test('A21 the authority was consulted in the past only, and an ended one is changed by nobody', async () => {
    const { browser, at } = await town.arrive()
    const path = new URL((await browser.post(at('/folgenabschaetzung/neu'), base)).url).pathname
    const ahead = await browser.post(`${path}/abschaetzung`, { ...whole, consulted_on: '2026-12-24' })
    expect([ahead.status, ahead.page.text]).toEqual([422, expect.stringContaining('in der Zukunft')])
    await browser.post(`${path}/beenden`, {})
    for (const [to, fields] of [
      [path, { ...base, reason: 'anders' }],
      [`${path}/abschaetzung`, whole],
      [`${path}/beenden`, {}],
    ] as const)
      expect([to, (await browser.post(to, fields)).status]).toEqual([to, 409])
  })
})

describe('amagno/limited-admins', () => {
  test('amagno/limited-admins a register of accesses that is too long to be taken along is refused, not cut off in silence', async () => {
    const { organisation, browser, at, account } = await town.arrive('main-administrator')
    await town.web.scope({ organisation, purpose: registering }, (scoped) =>
      sql`insert into access_records (organisation_id, id, account_id, role, what, place, people, at)
        select ${organisation.id}, gen_random_uuid(), ${account}, 'main-administrator', 'opened', 'people.page', 1, ${scoped.now}
        from generate_series(1, 20001)`.execute(db(scoped)),
    )
    for (const ending of ['csv', 'pdf', 'jsonld']) {
      const refused = await browser.open(at(`/zugriffe.${ending}`))
      expect([ending, refused.status, refused.page.text]).toEqual([ending, 409, expect.stringContaining('20.000')])
    }
    const narrow = await browser.open(at('/zugriffe.csv?was=searched'))
    expect(narrow.status).toBe(200)
  })
})

describe('A21 two officers at once', () => {
  test('A21 the second is told that the assessment was changed meanwhile', async () => {
    const one = await town.arrive()
    const two = await town.arrive('data-protection', one.organisation)
    const base = { title: 'Termine', description: 'x', reason: 'y', review_on: '2027-11-01', always: 'dsk' }
    const path = new URL((await one.browser.post(one.at('/folgenabschaetzung/neu'), base)).url).pathname
    for (const { browser } of [one, two]) await browser.open(path)
    const whole = { necessity: 'a', risks: 'b', measures: 'c', opinion: 'd', residual: 'acceptable' }
    expect((await one.browser.submit('Abschätzung festhalten', whole)).status).toBe(200)
    const late = await two.browser.submit('Abschätzung festhalten', { ...whole, risks: 'keine' })
    expect([late.status, late.page.text]).toEqual([422, expect.stringContaining('inzwischen geändert')])
    expect((await two.browser.submit('Abschätzung festhalten', { ...whole, risks: 'keine' })).status).toBe(200)
  })
})

describe('A17 A21 what is taken along says what the screen says', () => {
  test('A21 the record of Art. 35(7) and the consultation stand in CSV and JSON-LD', async () => {
    const { browser, at } = await town.arrive()
    const base = { title: 'Termine', description: 'x', reason: 'y', review_on: '2027-11-01', always: 'dsk' }
    const path = new URL((await browser.post(at('/folgenabschaetzung/neu'), base)).url).pathname
    const record = {
      necessity: 'Ohne Termin keine Beratung',
      risks: 'Einblick Unbefugter',
      measures: 'Versiegelung',
      opinion: 'Keine Einwände',
      residual: 'high',
      consulted_on: '2026-11-02',
    }
    await browser.post(`${path}/abschaetzung`, record)
    const csv = (await browser.open(at('/folgenabschaetzung.csv'))).html
    const linked = (await browser.open(at('/folgenabschaetzung.jsonld'))).html
    for (const words of [record.necessity, record.risks, record.measures, record.opinion]) {
      expect(csv).toContain(words)
      expect(linked).toContain(words)
    }
    expect(csv).toContain('02.11.2026')
    expect(linked).toContain('eu-gdpr:DPIAOutcomeHighResidualRisk')
    expect(linked).toContain('2026-11-02')
  })

  test('A17 sub-processors stand in CSV and PDF of the register', async () => {
    const { browser, at } = await town.arrive()
    const entry = { for: 'all', name: 'Wartung', place: 'Kiel', task: 'wartet', role: 'processor' }
    const path = new URL((await browser.post(at('/auftragsverarbeiter/neu'), entry)).url).pathname
    await browser.post(`${path}/unter`, {
      name: 'Cloud Inc.',
      place: 'Boston',
      task: 'hält bereit',
      country: 'USA',
      safeguard: 'A45-3',
      announced_on: '2026-11-01',
      effective_on: '2026-12-01',
    })
    const csv = (await browser.open(at('/auftragsverarbeiter.csv'))).html
    expect(csv).toContain(
      'Cloud Inc., Boston: hält bereit; USA, Angemessenheitsbeschluss (Art. 45 DSGVO); tätig ab 01.12.2026',
    )
  })
})

describe('amagno/authority-disclosure', () => {
  test('amagno/authority-disclosure enters only people who are there: nothing is written about an erased or invented one', async () => {
    const office = await town.arrive()
    const person = await town.web.scope({ organisation: office.organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Nina Nah', mail: 'nina@example.org' }),
    )
    const made = await office.browser.post(office.at('/behoerden/neu'), {
      authority: 'Polizei',
      legal_ground: '§ 163 StPO',
      scope: 'Termin',
      disclosed_at: '2026-11-16T08:00',
    })
    const path = new URL(made.url).pathname
    await office.browser.post(`${path}/personen`, { person: randomUUID() })
    await office.browser.post(`${path}/personen`, { person })
    const rows = await scope<{ person_id: string }[]>(office, (at) =>
      db(at).selectFrom('disclosure_people').select('person_id').execute(),
    )
    expect(rows).toEqual([{ person_id: person }])
  })

  test('amagno/authority-disclosure a wrong word is mended, also in what the people see; an order of silence that comes later hides nothing already said', async () => {
    const office = await town.arrive()
    const person = await town.web.scope({ organisation: office.organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Nils Nah', mail: 'nils@example.org' }),
    )
    const entry = {
      authority: 'Polizzei',
      legal_ground: '§ 163 StPO',
      scope: 'Termin',
      disclosed_at: '2026-11-16T08:00',
    }
    const path = new URL((await office.browser.post(office.at('/behoerden/neu'), entry)).url).pathname
    await office.browser.post(`${path}/personen`, { person })
    await office.browser.open(`${path}/angaben`)
    const mended = await office.browser.submit('Festhalten', { authority: 'Polizei Musterstadt' })
    expect(mended.page.text).toContain('Polizei Musterstadt')
    const rows = await scope<{ authority: string }[]>(office, (at) =>
      db(at).selectFrom('disclosure_people').select('authority').execute(),
    )
    expect(rows).toEqual([{ authority: 'Polizei Musterstadt' }])
    const secret = { ...entry, secret_until: '2027-01-01' }
    const refused = await office.browser.post(`${path}/angaben`, secret)
    expect([refused.status, refused.page.text]).toEqual([422, expect.stringContaining('zuerst aus')])
    const ahead = await office.browser.post(`${path}/angaben`, { ...entry, disclosed_at: '2027-01-01T00:00' })
    expect(ahead.status).toBe(422)
  })
})

describe('A18 the register of the operator (Art. 30(2) GDPR)', () => {
  test('A18 is taken along as PDF, CSV and JSON-LD, and names those who are leaving until they are gone', async () => {
    const served = await town.web.organisation({ name: 'Gemeinde Abschied' })
    const operator = await town.web.house.directory.bySlug('betrieb')
    const { browser, at } = await town.arrive('data-protection', operator)
    const root = new pg.Client(town.web.database.root)
    await root.connect()
    await root.query("update organisations set state = 'closed' where id = $1", [served.id])
    await root.end()
    town.web.house.directory.refresh()
    expect((await browser.open(at('/verzeichnis/im-auftrag'))).page.text).toContain('Gemeinde Abschied')
    const csv = await browser.open(at('/verzeichnis/im-auftrag.csv'))
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.html).toContain('Gemeinde Abschied')
    const linked = await browser.open(at('/verzeichnis/im-auftrag.jsonld'))
    const graph = (JSON.parse(linked.html) as { '@graph': Record<string, unknown>[] })['@graph']
    expect(graph.some((node) => node['@type'] === 'dpv:DataProcessor')).toBe(true)
    expect(graph.filter((node) => node['@type'] === 'dpv:DataController').map((node) => node['dpv:hasName'])).toContain(
      'Gemeinde Abschied',
    )
    const other = await town.arrive()
    expect((await other.browser.open(other.at('/verzeichnis/im-auftrag.csv'))).html).not.toContain('Gemeinde Abschied')
  })
})
