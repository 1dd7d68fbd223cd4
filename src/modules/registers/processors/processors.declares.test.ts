import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity, allActivities } from '#platform/data/activity.ts'
import { contact } from '#people'
import { collectionWording, connector, proving, recipientBehind, registerProblems } from '#privacy'
import { openTown, type Town } from '#testing/registers.ts'
import { db, registering } from '../data/index.ts'
import { endDue, entryState, missingIn, type Processor } from './rules.ts'

const sms = connector({
  name: 'test-sms',
  recipient: 'test-sms',
  label: { de: 'SMS-Versand', en: 'Text messages' },
  task: { de: 'versendet SMS', en: 'sends text messages' },
})
const reminding = activity('people.test-reminding', {
  why: { de: 'Sie per SMS erinnern', en: 'Remind you by text message' },
  basis: { art6: 'a' },
  obligation: { de: 'Freiwillig.', en: 'Voluntary.' },
  recipients: ['test-sms'],
  using: [contact],
})

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

type Office = Awaited<ReturnType<Town['arrive']>>
const whole = {
  for: 'test-sms',
  name: 'Sendwerk GmbH',
  place: 'Hafenstraße 1, 20457 Hamburg',
  task: 'versendet SMS',
  task_en: 'sends text messages',
  role: 'processor',
  contract_date: '2026-03-01',
  contract_reference: 'AVV 2026/14',
  contract_document: 'Akte 10.3',
}
async function enter(office: Office, values: Record<string, string>) {
  await office.browser.open(office.at('/auftragsverarbeiter/neu'))
  return office.browser.submit('Speichern', values)
}
const turn = (office: Office, how: 'ein' | 'aus') =>
  office.browser.post(office.at(`/auftragsverarbeiter/anbindung/test-sms/${how}`), {})
const notice = async ({ organisation }: Office) =>
  (await town.web.browse().open(`/${organisation.slug}/datenschutz`)).page.text
const versions = ({ organisation }: Office) =>
  town.web.scope({ organisation, purpose: proving }, (at) =>
    db(at as never)
      .selectFrom('notice_versions' as never)
      .select(['version' as never])
      .execute(),
  )

describe('smartcx/processors', () => {
  test('smartcx/processors a connector without a complete entry cannot be switched on, and the refusal says what is missing', async () => {
    const office = await town.arrive()
    const without = await turn(office, 'ein')
    expect([without.status, without.page.text]).toEqual([
      409,
      expect.stringContaining('noch keinen Eintrag im Verzeichnis der Auftragsverarbeiter'),
    ])
    const draft = await enter(office, { ...whole, contract_date: '', contract_document: '' })
    expect(draft.page.text).toContain('unvollständig')
    const half = await turn(office, 'ein')
    expect(half.status).toBe(409)
    expect(half.page.text).toContain('Es fehlt: das Datum des Vertrags, die Fundstelle des Vertrags')
    expect(await notice(office)).not.toContain('Sendwerk')
    await expect(
      town.web.scope({ organisation: office.organisation, purpose: registering }, (at) => recipientBehind(at, sms)),
    ).rejects.toMatchObject({ code: 'privacy.connector-off' })
  })

  test('smartcx/processors switching it on changes the notice and the recipients of the activity, here and nowhere else', async () => {
    const [office, neighbour] = [await town.arrive(), await town.arrive()]
    await enter(office, whole)
    const before = await versions(office)
    expect(await notice(office)).not.toContain('Sendwerk')
    expect((await turn(office, 'ein')).page.text).toContain('eingeschaltet')
    const text = await notice(office)
    expect(text).toContain('Sendwerk GmbH (versendet SMS)')
    expect((await versions(office)).length).toBe(before.length + 2) // one per language
    const rows = (await office.browser.open(office.at('/verzeichnis.csv'))).html.split('\r\n')
    expect(rows.find((row) => row.startsWith('people.test-reminding'))).toContain('Sendwerk GmbH')
    expect(rows.find((row) => row.startsWith('people.contact;'))).not.toContain('Sendwerk')
    const { organisation } = office
    expect(collectionWording({ organisation, language: 'de', activities: [reminding], keep: 'Kurz.' })).toContain(
      'dazu Sendwerk GmbH',
    )
    expect(await notice(neighbour)).not.toContain('Sendwerk')
    const behind = await town.web.scope({ organisation, purpose: registering }, (at) => recipientBehind(at, sms))
    expect([behind.name, behind.contract]).toEqual(['Sendwerk GmbH', 'AVV 2026/14, 2026-03-01'])
    await turn(office, 'aus')
    expect(await notice(office)).not.toContain('Sendwerk')
    expect(town.web.defects).toEqual([])
  })

  test('smartcx/processors an entry that is in use cannot be made incomplete', async () => {
    const office = await town.arrive()
    const entered = await enter(office, whole)
    await turn(office, 'ein')
    await office.browser.open(`${new URL(entered.url).pathname}/angaben`)
    const refused = await office.browser.submit('Speichern', { contract_reference: '' })
    expect([refused.status, refused.page.text]).toEqual([
      409,
      expect.stringContaining('Schalten Sie die Anbindung zuerst aus'),
    ])
    expect(await notice(office)).toContain('Sendwerk')
  })

  test('smartcx/processors who can see everything stands in every notice once the contract is complete', async () => {
    const office = await town.arrive()
    await enter(office, { ...whole, for: 'all', name: 'Wartung Nord', contract_reference: '' })
    expect(await notice(office)).not.toContain('Wartung Nord')
    await enter(office, { ...whole, for: 'all', name: 'Wartung Süd' })
    expect(await notice(office)).toContain('Wartung Süd')
  })
})

describe('A17 the register of processors (Art. 28 GDPR)', () => {
  test('A17 no recipient in the declarations without an entry, no processor without a contract', () => {
    const named = [{ ...reminding, recipients: ['mail-house'] }]
    expect(registerProblems([], named)).toEqual([
      'people.test-reminding names the recipient mail-house, which is not in the register',
    ])
    const entry = { id: 'mail-house', name: 'M', place: 'P', role: 'processor', contract: ' ', task: sms.task } as const
    expect(registerProblems([entry], named)).toEqual(['the processor mail-house has no contract (Art. 28 GDPR)'])
    expect(registerProblems([], allActivities(), ['test-sms']).filter((one) => one.includes('test-sms'))).toEqual([])
  })

  test('A17 contract, place, sub-processors with notice of change, instructions, and the end with return or deletion', async () => {
    const office = await town.arrive()
    const { browser } = office
    const one = await enter(office, whole)
    const path = new URL(one.url).pathname
    for (const words of ['AVV 2026/14 vom 01.03.2026', 'Akte 10.3', 'Hafenstraße 1', 'vollständig'])
      expect(one.page.text).toContain(words)
    const early = await browser.post(`${path}/unter`, {
      name: 'Funkhaus',
      place: 'Bonn',
      task: 'Zustellung',
      announced_on: '2026-11-10',
      effective_on: '2026-11-01',
    })
    expect([early.status, early.page.text]).toEqual([422, expect.stringContaining('nicht vor ihrer Ankündigung')])
    const announced = await browser.post(`${path}/unter`, {
      name: 'Funkhaus',
      place: 'Bonn',
      task: 'Zustellung',
      announced_on: '2026-11-10',
      effective_on: '2026-12-10',
      objection_until: '2026-12-01',
    })
    expect(announced.page.text).toContain('Funkhaus')
    const objected = await browser.submit('Einspruch')
    expect(objected.page.text).toContain('Einspruch erhoben')
    const told = await browser.post(`${path}/weisungen`, { instruction: 'Keine Absenderkennung ändern.', form: 'text' })
    expect(told.page.text).toContain('Keine Absenderkennung ändern.')
    await turn(office, 'ein')
    const ended = await browser.post(`${path}/ende`, { ended_on: '2026-11-15', end_choice: 'deleted' })
    expect(ended.page.text).toContain('Rückgabe oder Löschung zu bestätigen bis 15.12.2026')
    expect(await notice(office)).not.toContain('Sendwerk') // the connector went off with the contract
    const proofless = await browser.post(`${path}/ende`, {
      ended_on: '2026-11-15',
      end_choice: 'deleted',
      end_confirmed_on: '2026-11-16',
    })
    expect([proofless.status, proofless.page.text]).toEqual([422, expect.stringContaining('Löschprotokoll')])
    const confirmed = await browser.post(`${path}/ende`, {
      ended_on: '2026-11-15',
      end_choice: 'deleted',
      end_confirmed_on: '2026-11-16',
      end_proof: 'Löschprotokoll 7',
    })
    expect(confirmed.page.text).toContain('beendet, bestätigt')
    const csv = (await browser.open(office.at('/auftragsverarbeiter.csv'))).html
    expect(csv).toContain('Sendwerk GmbH;Auftragsverarbeiter;versendet SMS')
    expect((await browser.open(office.at('/auftragsverarbeiter.pdf'))).headers.get('content-type')).toBe(
      'application/pdf',
    )
    expect(town.web.defects).toEqual([])
  })

  test('A17 a month after the end an unconfirmed return is overdue, by month arithmetic', () => {
    expect(endDue('2026-01-31')).toBe('2026-02-28')
    const ended = { ...blank, ended_on: '2026-01-31', end_choice: 'deleted' }
    expect(entryState(ended, '2026-02-28')).toBe('ending')
    expect(entryState(ended, '2026-03-01')).toBe('overdue')
    expect(entryState({ ...ended, end_confirmed_on: '2026-02-10' }, '2026-03-01')).toBe('ended')
  })
})

describe('A22 transfers to third countries (Art. 44 to 49 GDPR)', () => {
  test('A22 a transfer without a safeguard cannot be saved: not by the form, not by the action, not in the database', async () => {
    const office = await town.arrive()
    const refused = await enter(office, { ...whole, country: 'USA' })
    expect([refused.status, refused.page.text]).toEqual([
      422,
      expect.stringContaining('Ohne Garantie dürfen keine Daten in ein Drittland gehen'),
    ])
    expect((await office.browser.open(office.at('/auftragsverarbeiter'))).page.text).toContain('Noch kein Eintrag')
    const raw = town.web.scope({ organisation: office.organisation, purpose: registering }, (at) =>
      db(at)
        .insertInto('processors')
        .values({
          organisation_id: at.organisation.id,
          id: crypto.randomUUID(),
          recipient: 'x',
          name: 'X',
          place: 'X',
          task: 'x',
          task_en: 'x',
          role: 'processor',
          country: 'USA',
          created_at: at.now,
          changed_at: at.now,
        })
        .execute(),
    )
    await expect(raw).rejects.toThrow(/check/)
    const saved = await enter(office, { ...whole, country: 'USA', safeguard: 'A46-2-c', safeguard_detail: 'Modul 2' })
    expect(saved.page.text).toContain('USA, Standardvertragsklauseln der Kommission')
    await turn(office, 'ein')
    expect(await notice(office)).toContain('USA')
    const rows = (await office.browser.open(office.at('/verzeichnis.csv'))).html
    expect(rows).toContain('Sendwerk GmbH: USA, geschützt durch Standardvertragsklauseln')
    expect((await office.browser.open(office.at('/verzeichnis.jsonld'))).html).toContain('eu-gdpr:A46-2-c')
  })

  test('A22 a declared recipient abroad without a safeguard stops the build and the start', () => {
    const abroad = {
      id: 'cloud',
      name: 'Cloud',
      place: 'Boston',
      role: 'processor',
      contract: 'AVV 1',
      task: sms.task,
      thirdCountry: { country: 'USA', safeguard: { de: '', en: '' } },
    } as const
    expect(registerProblems([abroad], [])).toEqual(['cloud is outside the EU without a safeguard (Art. 44 GDPR)'])
    expect(missingIn({ ...blank, country: 'USA', safeguard: null })).toContain('safeguard')
    expect(missingIn({ ...blank, country: 'USA', safeguard: 'A45-3' })).not.toContain('safeguard')
  })
})

const blank: Processor = {
  id: '1',
  recipient: 'x',
  name: 'X',
  place: 'X',
  task: 'x',
  task_en: '',
  role: 'processor',
  country: null,
  safeguard: null,
  safeguard_detail: '',
  contract_date: '2026-01-01',
  contract_reference: '1',
  contract_document: '1',
  ended_on: null,
  end_choice: null,
  end_confirmed_on: null,
  end_proof: '',
}
