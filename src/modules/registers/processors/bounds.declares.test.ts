import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connector, noticeFacts } from '#privacy'
import { openTown, type Town } from '#testing/registers.ts'
import { registering } from '../data/index.ts'
import { addProcessor, announceSub, changeProcessor, decideSub, endProcessor, switchOn } from './actions.ts'
import { connectorStates, subProcessorsOf } from './queries.ts'

const fax = connector({
  name: 'test-fax',
  recipient: 'test-fax',
  label: { de: 'Faxversand', en: 'Fax' },
  task: { de: 'versendet Fax', en: 'sends fax' },
})

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

type Office = Awaited<ReturnType<Town['arrive']>>
const whole = {
  for: 'test-fax',
  name: 'Faxwerk GmbH',
  place: 'Hafenstraße 1, 20457 Hamburg',
  task: 'versendet Fax',
  role: 'processor',
  contract_date: '2026-03-01',
  contract_reference: 'AVV 2026/14',
  contract_document: 'Akte 10.3',
}
const abroad = { country: 'USA', safeguard: 'A46-2-c' }
const enter = (office: Office, values: Record<string, string>) =>
  office.browser.post(office.at('/auftragsverarbeiter/neu'), values)
const notice = async ({ organisation }: Office) => {
  town.web.clock.advance({ minutes: 1 })
  return (await town.web.browse().open(`/${organisation.slug}/datenschutz`)).page.text
}
const EU_ONLY = 'Wir geben keine Daten in Länder außerhalb der EU'

describe('A17 what an officer enters of a processor', () => {
  test('A17 a contract, its end and the proof of deletion lie in the past', async () => {
    const office = await town.arrive()
    const future = await enter(office, { ...whole, contract_date: '2106-03-01' })
    expect([future.status, future.page.text]).toEqual([422, expect.stringContaining('in der Zukunft')])
    const path = new URL((await enter(office, whole)).url).pathname
    for (const dates of [{ ended_on: '2026-12-31' }, { ended_on: '2026-11-15', end_confirmed_on: '2027-01-01' }]) {
      const refused = await office.browser.post(`${path}/ende`, { ...dates, end_choice: 'deleted', end_proof: 'x' })
      expect([refused.status, refused.page.text]).toEqual([422, expect.stringContaining('in der Zukunft')])
    }
  })

  test('A17 an entry whose contract has ended is changed by nobody: not from a page that was open before', async () => {
    const office = await town.arrive()
    const path = new URL((await enter(office, whole)).url).pathname
    await office.browser.post(`${path}/ende`, { ended_on: '2026-11-15', end_choice: 'deleted' })
    const { for: _, ...entry } = whole
    for (const [form, fields] of [
      ['angaben', { ...entry, name: 'Umbenannt GmbH' }],
      ['weisungen', { instruction: 'Zu spät', form: 'text' }],
      ['unter', { name: 'X', place: 'Y', task: 'Z', announced_on: '2026-11-01', effective_on: '2026-11-02' }],
    ] as const) {
      const refused = await office.browser.post(`${path}/${form}`, fields)
      expect([form, refused.status, refused.page.text]).toEqual([form, 409, expect.stringContaining('beendet')])
    }
    // whether the data came back may still be entered
    const confirmed = await office.browser.post(`${path}/ende`, {
      ended_on: '2026-11-15',
      end_choice: 'deleted',
      end_confirmed_on: '2026-11-16',
      end_proof: 'Protokoll 3',
    })
    expect(confirmed.status).toBe(200)
  })

  test('A17 a country of the EU or the EEA is no third country, in either language and however it is written', async () => {
    const office = await town.arrive()
    for (const country of ['Deutschland', ' österreich', 'Norway', 'FRANKREICH', 'Germany']) {
      const refused = await enter(office, { ...whole, for: 'other', country, safeguard: 'A45-3' })
      expect([country, refused.status, refused.page.text]).toEqual([
        country,
        422,
        expect.stringContaining('gehört zur EU oder zum EWR'),
      ])
    }
    const fine = await enter(office, { ...whole, for: 'other', country: 'Schweiz', safeguard: 'A45-3' })
    expect(fine.status).toBe(200)
  })

  test('A17 two officers at once make one entry, and set one duty: nobody meets a defect', async () => {
    const office = await town.arrive()
    const other = await town.arrive('data-protection', office.organisation)
    const both = await Promise.all([enter(office, whole), enter({ ...other, at: office.at }, whole)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const duty = { owner: 'Leitung', reviewed_on: '2026-11-01', review_by: '2027-11-01' }
    const duties = await Promise.all(
      [office, other, office, other].map(({ browser }) => browser.post(office.at('/massnahmen/training'), duty)),
    )
    expect(duties.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(town.web.defects).toEqual([])
  })

  test('A17 two officers at once: the second is told that the entry was changed meanwhile', async () => {
    const office = await town.arrive()
    const other = await town.arrive('data-protection', office.organisation)
    const path = `${new URL((await enter(office, whole)).url).pathname}/angaben`
    await other.browser.open(path)
    await office.browser.open(path)
    await office.browser.submit('Speichern', { place: 'Kaistraße 2, 24103 Kiel' })
    const late = await other.browser.submit('Speichern', { task: 'versendet und empfängt Fax' })
    expect([late.status, late.page.text]).toEqual([422, expect.stringContaining('inzwischen geändert')])
  })
})

describe('smartcx/processors at the same moment', () => {
  const scope = <T>({ organisation }: Office, work: Parameters<typeof town.web.scope>[1]) =>
    town.web.scope({ organisation, purpose: registering }, work) as Promise<T>

  for (const [what, change] of [
    ['made incomplete', (at: never, id: string) => changeProcessor(at, id, { ...whole, contract_reference: '' })],
    ['ended', (at: never, id: string) => endProcessor(at, id, { ended_on: '2026-11-15', end_choice: 'deleted' })],
  ] as const)
    test(`smartcx/processors a connector does not go on while its entry is being ${what}`, async () => {
      const office = await town.arrive()
      const id = await scope<string>(office, (at) => addProcessor(at, whole))
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      let changed = (): void => undefined
      const isChanged = new Promise<void>((resolve) => (changed = resolve))
      const first = scope(office, async (at) => {
        await change(at as never, id)
        changed()
        await held
      })
      await isChanged
      const second = scope(office, (at) => switchOn(at, fax)).then(
        () => 'on',
        (error: { code?: string }) => error.code,
      )
      setTimeout(release, 300)
      await first
      expect(await second).toMatch(/^registers\.(no-entry|entry-incomplete)$/)
      const states = await scope<Awaited<ReturnType<typeof connectorStates>>>(office, (at) => connectorStates(at))
      expect(states.find(({ connector: one }) => one.name === 'test-fax')?.on).toBe(false)
    })
})

describe('A22 what leaves the EU stands in the notice (Art. 13(1)(f) GDPR)', () => {
  test('A22 also when it is the operator of the system who works there', async () => {
    const office = await town.arrive()
    await enter(office, { ...whole, for: 'operator', name: 'Rechenzentrum Übersee', task: 'betreibt dieses System' })
    expect(await notice(office)).toContain(EU_ONLY)
    await enter(await town.arrive('data-protection'), { ...whole, for: 'operator' })
    const other = await town.arrive()
    await enter(other, { ...whole, ...abroad, for: 'operator', name: 'Rechenzentrum Übersee' })
    const text = await notice(other)
    expect(text).not.toContain(EU_ONLY)
    expect(text).toContain('außerhalb der EU: USA')
    expect(text).toContain('Standardvertragsklauseln')
    const rows = (await other.browser.open(other.at('/verzeichnis.csv'))).html
    expect(rows).toContain('Rechenzentrum Übersee: USA')
  })

  test('A22 also when it is a sub-processor, from the day on which it takes part, and not after an objection', async () => {
    const office = await town.arrive()
    const sub = { name: 'Cloud Inc.', place: 'Boston', task: 'Zustellung', announced_on: '2026-11-01' }
    const id = await scopeOf(office, (at) => addProcessor(at, whole))
    await scopeOf(office, (at) => switchOn(at, fax))
    await scopeOf(office, (at) => announceSub(at, id, { ...sub, ...abroad, effective_on: '2026-12-01' }))
    expect(await notice(office)).toContain(EU_ONLY)
    town.web.clock.advance({ hours: 24 * 20 })
    const text = await notice(office)
    expect(text).not.toContain(EU_ONLY)
    expect(text).toContain('außerhalb der EU: USA (Cloud Inc.)')
    await scopeOf(office, (at) =>
      announceSub(at, id, {
        ...sub,
        name: 'Fern Ltd.',
        country: 'Indien',
        safeguard: 'A46-2-c',
        effective_on: '2026-11-02',
      }),
    )
    expect((await told(office))?.country).toBe('USA (Cloud Inc.); Indien (Fern Ltd.)')
    const subs = await scopeOf(office, (at) => subProcessorsOf(at, id))
    await scopeOf(office, (at) => decideSub(at, subs.find(({ name }) => name === 'Fern Ltd.')?.id ?? '', 'objected'))
    expect((await told(office))?.country).toBe('USA (Cloud Inc.)')
    // it is replaced: the contract goes on, the notice changes
    const { cookie } = await town.web.member(office.organisation, { role: 'data-protection' }) // sessions have ended
    const browser = town.web.browse({ cookie })
    const end = `${office.at(`/auftragsverarbeiter/${id}`)}/unter/${subs.find(({ name }) => name === 'Cloud Inc.')?.id}/ende`
    const ahead = await browser.post(end, { ended_on: '2099-01-01' })
    expect([ahead.status, ahead.page.text]).toEqual([422, expect.stringContaining('Zukunft')])
    const ended = await browser.post(end, { ended_on: '2026-12-05' })
    expect(ended.page.text).toContain('tätig bis 05.12.2026')
    expect((await told(office))?.country).toBeUndefined()
    expect(await notice(office)).toContain(EU_ONLY)
    expect((await browser.post(end, { ended_on: '2026-12-05' })).status).toBe(409)
  })

  test('A4 says where a copy of the safeguards is had, unless the Commission decided (Art. 13(1)(f) GDPR)', async () => {
    const office = await town.arrive()
    await enter(office, { ...whole, ...abroad, for: 'all', name: 'Wartung Übersee' })
    expect(await notice(office)).toContain('Eine Kopie dieser Garantien erhalten Sie von uns')
    const other = await town.arrive()
    await enter(other, { ...whole, country: 'Schweiz', safeguard: 'A45-3', for: 'all', name: 'Wartung Bern' })
    expect(await notice(other)).not.toContain('Eine Kopie')
  })
})

const told = async (office: Office) =>
  (await scopeOf(office, (at) => noticeFacts(at))).recipients.find(({ id }) => id === 'test-fax')?.thirdCountry

const scopeOf = <T>({ organisation }: Office, work: (at: never) => Promise<T>) =>
  town.web.scope({ organisation, purpose: registering }, (at) => work(at as never)) as Promise<T>
