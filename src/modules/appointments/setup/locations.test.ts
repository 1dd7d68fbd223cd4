import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rootOf, setupWeb, type SetupWeb } from '#testing/appointments-setup.ts'
import { db } from '../data.ts'
import { createService } from './index.ts'

let setup: SetupWeb
beforeAll(async () => {
  setup = await setupWeb()
})
afterAll(() => setup.web.close())

describe('a location', () => {
  test('is created from nothing, and says what is missing until it can be booked', async () => {
    const { organisation, browser } = await setup.administrator()
    const empty = await browser.open(`${rootOf(organisation)}/orte`)
    expect(empty.page.text).toContain('Noch kein Ort angelegt')
    await browser.open(empty.page.link('Ort anlegen'))
    const made = await browser.submit('Speichern', {
      name: '  Bürgeramt\u202e Mitte ',
      street: 'Marktplatz 1',
      postal_code: '44135',
      city: 'Dortmund',
      holiday_region: 'DE-BY-A',
    })
    expect(made.status).toBe(200)
    expect(made.page.text).toContain('Bürgeramt Mitte')
    expect(made.page.text).toContain('Bayern: Stadt Augsburg')
    expect(made.page.text).toContain('Was noch fehlt, damit gebucht werden kann')
    for (const missing of ['keinen eingeschalteten Platz', 'keine Öffnungszeiten', 'noch keine Leistung'])
      expect(made.page.text).toContain(missing)

    const withDesk = await browser.submit('Plätze speichern', { added: 'Schalter 1' })
    expect(withDesk.page.text).toContain('Gespeichert.')
    expect(withDesk.page.text).not.toContain('keinen eingeschalteten Platz')
    const id = withDesk.url.match(/orte\/([^?/]+)/)?.[1] ?? ''
    await setup.within(organisation, (at) => createService(at, { name: 'Ausweis', durationMinutes: 300 }))
    await browser.open(`${rootOf(organisation)}/orte/${id}/zeiten`)
    await browser.submit('Speichern', { d1_0_opens: '08:00', d1_0_closes: '12:00' })
    const before = await browser.open(`${rootOf(organisation)}/orte/${id}`)
    expect(before.page.text).toContain('Hier wird noch keine eingeschaltete Leistung angeboten')
    const offered = await browser.submit('Auswahl speichern', { services: true })
    expect(offered.page.text).toContain('lang genug: Ausweis')
    await setup.within(organisation, (at) => db(at).updateTable('services').set({ duration_minutes: 30 }).execute())
    const done = await browser.open(`${rootOf(organisation)}/orte/${id}`)
    expect(done.page.text).toContain('Hier kann gebucht werden')
    expect(setup.web.defects).toEqual([])
  })

  test.each([
    [{ name: '' }, 'Bitte füllen Sie „Name“ aus.'],
    [{ name: 'x'.repeat(10_000) }, '„Name“ ist zu lang. Erlaubt sind höchstens 200 Zeichen.'],
    [{ zone_other: 'Mars/Olympus' }, '„Mars/Olympus“ kennen wir nicht'],
    [{ zone_other: '+01:00' }, '„+01:00“ kennen wir nicht'],
  ])('with %o is refused in a sentence, and what was entered stays', async (wrong, said) => {
    const { organisation, browser } = await setup.administrator()
    await browser.open(`${rootOf(organisation)}/orte/neu`)
    const answer = await browser.submit('Speichern', { name: 'Rathaus', city: 'Köln', ...wrong })
    expect(answer.status).toBe(422)
    expect(answer.page.text).toContain(said)
    expect(answer.page.form('Speichern').fields.find(({ name }) => name === 'city')?.value).toBe('Köln')
    expect((await browser.open(`${rootOf(organisation)}/orte`)).page.text).toContain('Noch kein Ort angelegt')
  })

  test('a zone is taken in any case; a region that does not exist is not', async () => {
    const { organisation, browser } = await setup.administrator()
    await browser.open(`${rootOf(organisation)}/orte/neu`)
    const made = await browser.submit('Speichern', { name: 'Tokio', zone_other: 'asia/tokyo' })
    expect(made.page.text).toContain('Asia/Tokyo')
    const forged = await browser.post(`${rootOf(organisation)}/orte/neu`, {
      name: 'A',
      zone: 'UTC',
      holiday_region: 'DE-XX',
    })
    expect([forged.status, forged.page.text]).toEqual([
      422,
      expect.stringContaining('Bitte wählen Sie bei „Feiertage nach“'),
    ])
  })

  test('unknown, foreign and broken addresses are the same to see', async () => {
    const [{ organisation, browser }, other] = [await setup.administrator(), await setup.administrator()]
    const { location } = await setup.place(other.organisation)
    for (const id of [randomUUID(), location, 'neu2', '%27'])
      for (const page of ['', '/zeiten', '/angaben', '/ausnahmen', `/ausnahmen/${id}`])
        expect([id, page, (await browser.open(`${rootOf(organisation)}/orte/${id}${page}`)).status]).toEqual([
          id,
          page,
          404,
        ])
    expect(setup.web.defects).toEqual([])
  })

  test('is not for the desk', async () => {
    const { organisation } = await setup.administrator()
    const { browser } = await setup.administrator({ role: 'desk', organisation })
    for (const page of ['/orte', '/orte/neu'])
      expect((await browser.open(rootOf(organisation) + page)).status).toBe(403)
  })

  test('desks are renamed, ordered and switched off; one with appointments says so and keeps them', async () => {
    const { organisation, browser } = await setup.administrator()
    const there = await setup.place(organisation)
    await setup.booked(organisation, there, '2026-11-17T08:00Z')
    const url = `${rootOf(organisation)}/orte/${there.location}`
    await browser.open(url)
    await browser.submit('Plätze speichern', { added: 'Platz 2' })
    const said = await browser.submit('Plätze speichern', {
      desk0_name: 'Schalter A',
      desk0_position: '2',
      desk0_active: false,
      desk1_position: '1',
    })
    expect(said.page.text).toContain('Schalter A ist ausgeschaltet, ein gebuchter Termin liegt dort noch an')
    const rows = await setup.within(organisation, (at) =>
      db(at).selectFrom('desks').select(['name', 'active']).orderBy('position').execute(),
    )
    expect(rows).toEqual([
      { name: 'Platz 2', active: true },
      { name: 'Schalter A', active: false },
    ])
    const wrong = await browser.submit('Plätze speichern', { desk0_name: '', desk1_position: 'vorn' })
    expect(wrong.status).toBe(422)
    expect(wrong.page.text).toContain('Bitte füllen Sie „Name von Platz 1“ aus.')
    expect(wrong.page.text).toContain('ganze Zahl von 1 bis 999')
  })
})
