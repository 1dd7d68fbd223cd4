import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rootOf, setupWeb, type SetupWeb } from '#testing/appointments-setup.ts'
import { db } from '../data.ts'
import { createLocation } from './index.ts'

let setup: SetupWeb
beforeAll(async () => {
  setup = await setupWeb()
})
afterAll(() => setup.web.close())

describe('opening hours', () => {
  test('overlapping stretches are united and it is said', async () => {
    const { organisation, browser } = await setup.administrator()
    const { location } = await setup.place(organisation)
    await browser.open(`${rootOf(organisation)}/orte/${location}/zeiten`)
    const saved = await browser.submit('Speichern', { d1_1_opens: '11:00', d1_1_closes: '16:00' })
    expect(saved.page.text).toContain('haben wir zu einer zusammengefasst')
    const fields = saved.page.form('Speichern').fields
    expect(fields.find(({ name }) => name === 'd1_0_closes')?.value).toBe('16:00')
    expect(fields.find(({ name }) => name === 'd1_1_opens')?.value).toBe('')
  })

  test.each([
    [{ d1_1_opens: '25:00', d1_1_closes: '26:00' }, '„Montag, 2. Zeit, Von“ ist keine Uhrzeit'],
    [{ d1_1_opens: '13:00' }, 'Bei „Montag, 2. Zeit, Bis“ fehlt die Uhrzeit'],
    [{ d1_0_from: '2026-02-29' }, '„Montag, 1. Zeit, Gilt ab“ ist kein Datum'],
    [{ d1_0_from: '2026-12-01', d1_0_until: '2026-11-01' }, '„Montag, 1. Zeit, Gilt bis“ liegt vor dem Anfang'],
    [{ d6_0_from: '2026-12-01' }, 'Ein Zeitraum allein öffnet noch nicht'],
  ])('%o is refused in a sentence, entries stay', async (wrong, said) => {
    const { organisation, browser } = await setup.administrator()
    const { location } = await setup.place(organisation)
    await browser.open(`${rootOf(organisation)}/orte/${location}/zeiten`)
    const answer = await browser.submit('Speichern', { d2_0_closes: '13:00', ...wrong })
    expect(answer.status).toBe(422)
    expect(answer.page.text).toContain(said)
    const fields = answer.page.form('Speichern').fields
    for (const [name, value] of Object.entries({ d2_0_closes: '13:00', ...wrong }))
      expect(fields.find((field) => field.name === name)?.value).toBe(value)
  })

  test('Monday is carried to the week, rows are added, and neither stores anything', async () => {
    const { organisation, browser } = await setup.administrator()
    const { location } = await setup.within(organisation, async (at) => ({
      location: await createLocation(at, { name: 'Bürgeramt' }),
    }))
    await browser.open(`${rootOf(organisation)}/orte/${location}/zeiten`)
    const copied = await browser.submit('Montag auf Dienstag bis Freitag übertragen', {
      d1_0_opens: '09:00',
      d1_0_closes: '01:00',
    })
    expect(copied.page.text).toContain('Gespeichert ist noch nichts')
    const more = await browser.submit('Mehr Zeilen')
    const fields = more.page.form('Speichern').fields.map(({ name, value }) => [name, value])
    expect(fields).toContainEqual(['d5_0_opens', '09:00'])
    expect(fields).toContainEqual(['d5_3_opens', ''])
    expect((await browser.open(`${rootOf(organisation)}/orte/${location}`)).page.text).toContain(
      'Noch keine Öffnungszeiten',
    )
  })

  test('appointments outside are counted and listed, and stay as they are', async () => {
    const { organisation, browser } = await setup.administrator()
    const there = await setup.place(organisation)
    await setup.booked(organisation, there, '2026-11-17T08:00Z')
    await setup.booked(organisation, there, '2026-11-18T10:40Z')
    await browser.open(`${rootOf(organisation)}/orte/${there.location}/zeiten`)
    const fine = await browser.submit('Speichern')
    expect(fine.page.text).not.toContain('außerhalb der Öffnungszeiten')
    const shorter = await browser.submit('Speichern', { d3_0_closes: '11:30' })
    expect(shorter.page.text).toContain('Ein gebuchter Termin liegt außerhalb der Öffnungszeiten')
    expect(shorter.page.text).toContain('Mittwoch, 18. November 2026, 11:40 Uhr · Ausweis')
    await browser.open(`${rootOf(organisation)}/orte/${there.location}/ausnahmen`)
    const shut = await browser.submit('Ausnahme hinzufügen', { from_date: '2026-11-17', reason: 'Umzug' })
    expect(shut.page.text).toContain('2 gebuchte Termine liegen außerhalb der Öffnungszeiten')
    const states = await setup.within(organisation, (at) => db(at).selectFrom('bookings').select('state').execute())
    expect(states).toEqual([{ state: 'booked' }, { state: 'booked' }])
  })

  test('of two administrators saving at once one is stored, the other sees what changed and keeps their entries', async () => {
    const one = await setup.administrator()
    const two = await setup.administrator({ organisation: one.organisation })
    const { location } = await setup.place(one.organisation)
    const url = `${rootOf(one.organisation)}/orte/${location}/zeiten`
    await Promise.all([one.browser.open(url), two.browser.open(url)])
    const answers = await Promise.all([
      one.browser.submit('Speichern', { d1_0_closes: '13:00' }),
      two.browser.submit('Speichern', { d2_0_closes: '15:00' }),
    ])
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409])
    const [loser, entered, lost] =
      answers[0].status === 409 ? [one, 'd1_0_closes', '13:00'] : [two, 'd2_0_closes', '15:00']
    const refused = answers.find(({ status }) => status === 409)
    const [day, until] = loser === one ? ['Dienstag', '15:00'] : ['Montag', '13:00']
    expect(refused?.page.text).toContain(`${day}: vorher: 08:00 bis 12:00; jetzt: 08:00 bis ${until}`)
    const form = refused?.page.form('Trotzdem speichern, was ich eingegeben habe')
    expect(form?.fields.find(({ name }) => name === entered)?.value).toBe(lost)

    const over = await loser.browser.submit('Trotzdem speichern, was ich eingegeben habe')
    expect(over.status).toBe(200)
    const kept = over.page.form('Speichern').fields.filter(({ name }) => ['d1_0_closes', 'd2_0_closes'].includes(name))
    expect(kept.map(({ value }) => value)).toEqual(loser === one ? ['13:00', '12:00'] : ['12:00', '15:00'])
    expect(setup.web.defects).toEqual([])
  })

  test('changing something else of the place meanwhile is no collision', async () => {
    const one = await setup.administrator()
    const { location } = await setup.place(one.organisation)
    await one.browser.open(`${rootOf(one.organisation)}/orte/${location}/zeiten`)
    const two = await setup.administrator({ organisation: one.organisation })
    await two.browser.open(`${rootOf(one.organisation)}/orte/${location}/angaben`)
    expect((await two.browser.submit('Speichern', { city: 'Bonn' })).status).toBe(200)
    expect((await one.browser.submit('Speichern', { d1_0_closes: '13:00' })).status).toBe(200)
  })

  test('a location’s facts are guarded in the same way', async () => {
    const one = await setup.administrator()
    const two = await setup.administrator({ organisation: one.organisation })
    const { location } = await setup.place(one.organisation)
    const url = `${rootOf(one.organisation)}/orte/${location}/angaben`
    await Promise.all([one.browser.open(url), two.browser.open(url)])
    await two.browser.submit('Speichern', { name: 'Bürgerbüro', city: 'Bonn' })
    const refused = await one.browser.submit('Speichern', { street: 'Ring 5' })
    expect(refused.status).toBe(409)
    expect(refused.page.text).toContain('Name: vorher: Bürgeramt; jetzt: Bürgerbüro')
    expect(refused.page.text).toContain('Stadt oder Gemeinde: vorher: nichts; jetzt: Bonn')
    const fresh = await one.browser.open(refused.page.link('Eigene Eingaben verwerfen und den neuen Stand ansehen'))
    expect(fresh.page.form('Speichern').fields.find(({ name }) => name === 'street')?.value).toBe('')
  })
})

describe('exceptions', () => {
  test('a closure wins over an opening, and the preview says so', async () => {
    const { organisation, browser } = await setup.administrator()
    const { location } = await setup.place(organisation)
    await browser.open(`${rootOf(organisation)}/orte/${location}/ausnahmen`)
    await browser.submit('Ausnahme hinzufügen', {
      kind: 'open',
      from_date: '2026-11-21',
      from_time: '10:00',
      until_time: '14:00',
      reason: 'Aktionstag',
    })
    const both = await browser.submit('Ausnahme hinzufügen', {
      kind: 'closed',
      from_date: '21.11.2026',
      until_date: '2026-11-22',
      from_time: '12',
      until_time: '13',
      reason: 'Brandschutzübung',
    })
    expect(both.page.text).toContain('10:00 bis 12:0013:00 bis 14:00')
    expect(both.page.text).toContain('Sonderöffnung: Aktionstag.')
    expect(both.page.text).toContain('die Schließung gilt')
  })

  test.each([
    [{ from_date: '' }, 'Bitte füllen Sie „Erster Tag“ aus.'],
    [{ from_date: '31.02.2026' }, '„Erster Tag“ ist kein Datum'],
    [{ from_date: '2026-12-24', until_date: '2026-12-01' }, '„Letzter Tag“ liegt vor dem Anfang'],
    [{ from_date: '2026-12-24', from_time: '08:00' }, 'Bei „Bis (Uhrzeit)“ fehlt die Uhrzeit'],
    [{ from_date: '2026-12-24', reason: 'x'.repeat(201) }, '„Grund“ ist zu lang'],
  ])('%o is refused in a sentence, entries stay', async (wrong, said) => {
    const { organisation, browser } = await setup.administrator()
    const { location } = await setup.place(organisation)
    await browser.open(`${rootOf(organisation)}/orte/${location}/ausnahmen`)
    const answer = await browser.submit('Ausnahme hinzufügen', { reason_en: 'Outing', ...wrong })
    expect(answer.status).toBe(422)
    expect(answer.page.text).toContain(said)
    expect(answer.page.form('Ausnahme hinzufügen').fields.find(({ name }) => name === 'reason_en')?.value).toBe(
      'Outing',
    )
  })

  test('one is changed and removed; removed twice is removed', async () => {
    const { organisation, browser } = await setup.administrator()
    const { location } = await setup.place(organisation)
    const url = `${rootOf(organisation)}/orte/${location}/ausnahmen`
    await browser.open(url)
    const added = await browser.submit('Ausnahme hinzufügen', { from_date: '2026-12-24' })
    const edit = added.page.links.find(({ text }) => text.startsWith('Ändern 24.12.2026'))?.href ?? ''
    await browser.open(edit)
    const changed = await browser.submit('Speichern', { until_date: '2026-12-31' })
    expect(changed.page.text).toContain('24.12.2026 bis 31.12.2026, ganztägig: geschlossen')
    for (let again = 0; again < 2; again++)
      expect((await browser.post(`${edit}/entfernen`, {})).page.text).toContain('Keine Ausnahmen eingetragen')
    expect((await browser.open(edit)).status).toBe(410)
  })

  test('holidays are told with their effect, in English too', async () => {
    const { organisation, browser } = await setup.administrator()
    const { location } = await setup.place(organisation)
    const shown = await browser.open(`/en${rootOf(organisation)}/orte/${location}`)
    expect(shown.page.text).toContain('Christmas DayFriday, 25 December 2026closed')
    expect(shown.page.text).toContain('Boxing DaySaturday, 26 December 2026closed anyway')
  })
})
