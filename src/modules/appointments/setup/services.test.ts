import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rootOf, setupWeb, type SetupWeb } from '#testing/appointments-setup.ts'
import { db } from '../data.ts'
import { createLocation, createService } from './index.ts'
import { NUMBERS, TEXTS } from './rules/service-form.ts'
import type { Organisation } from '#platform/data/organisations.ts'

let setup: SetupWeb
beforeAll(async () => {
  setup = await setupWeb()
})
afterAll(() => setup.web.close())

const stored = (organisation: Organisation) =>
  setup.within(organisation, (at) =>
    db(at).selectFrom('services').selectAll().orderBy('position').orderBy('name').execute(),
  )

describe('a service', () => {
  test('without a location the way to one is shown; with one it is chosen already', async () => {
    const { organisation, browser } = await setup.administrator()
    const empty = await browser.open(`${rootOf(organisation)}/leistungen`)
    expect(empty.page.text).toContain('Legen Sie zuerst einen Ort an')
    await setup.within(organisation, (at) => createLocation(at, { name: 'Rathaus' }))
    const ready = await browser.open(`${rootOf(organisation)}/leistungen`)
    await browser.open(ready.page.link('Leistung anlegen'))
    const made = await browser.submit('Speichern', { name: 'Ausweis', duration_minutes: '20' })
    expect(made.page.text).toContain('Gespeichert.')
    expect(made.page.link('Öffentliche Seite ansehen')).toMatch(/\/termin\/[0-9a-f-]{36}$/)
    const listed = await browser.open(`${rootOf(organisation)}/leistungen`)
    expect(listed.page.text).toContain('Ausweis20 Minuten · Rathaus')
    expect(setup.web.defects).toEqual([])
  })

  test('takes everything it can have, and shows it again', async () => {
    const { organisation, browser } = await setup.administrator()
    const { service } = await setup.place(organisation)
    await browser.open(`${rootOf(organisation)}/leistungen/${service}`)
    const values: Record<string, string> = {}
    for (const [name, { max }] of Object.entries(NUMBERS)) values[name] = String(max)
    for (const [name, { max }] of Object.entries(TEXTS)) values[name] = `${name} `.padEnd(max, 'ü')
    const saved = await browser.submit('Speichern', { ...values, active: false, locations: false })
    expect(saved.page.text).toContain('Gespeichert.')
    const fields = saved.page.form('Speichern').fields
    const shown = Object.fromEntries(fields.map(({ name, value }) => [name, value.trim()]))
    expect(shown).toMatchObject(values)
    const [row] = await stored(organisation)
    expect(row).toMatchObject({ active: false, keep_days: 3650, duration_minutes: 720, version: 2 })
    expect(saved.page.links.some(({ text }) => text === 'Öffentliche Seite ansehen')).toBe(false)
  })

  test.each([
    [{ name: '' }, 'Bitte füllen Sie „Name“ aus.'],
    [{ name: 'x'.repeat(10_000) }, '„Name“ ist zu lang. Erlaubt sind höchstens 200 Zeichen.'],
    [{ duration_minutes: '0' }, 'bei „Dauer in Minuten“ eine ganze Zahl von 1 bis 720'],
    [{ duration_minutes: '721' }, 'von 1 bis 720'],
    [{ keep_days: '3651' }, 'von 0 bis 3650'],
    [{ lead_minutes: '1,5' }, 'von 0 bis 525600'],
    [{ q0_de: 'Kasse', q0_type: 'choice', q0_choices: 'gesetzlich\n gesetzlich ' }, 'mindestens zwei verschiedene'],
    [{ q0_en: 'Insurance' }, 'Bitte füllen Sie „Frage 1: Frage“ aus.'],
    [{ q0_de: 'Barrieren', q0_special: true }, 'Ohne Grund dürfen Sie nach ihr nicht fragen'],
    [{ q0_de: 'Barrieren', q0_special: true, q0_why_de: 'Raum', q0_required: true }, 'wäre nicht freiwillig'],
  ])('with %o is refused in a sentence, entries stay', async (wrong: Record<string, string | boolean>, said) => {
    const { organisation, browser } = await setup.administrator()
    const { service } = await setup.place(organisation)
    await browser.open(`${rootOf(organisation)}/leistungen/${service}`)
    const answer = await browser.submit('Speichern', { bring: 'Passfoto\nGeburtsurkunde', ...wrong })
    expect(answer.status).toBe(422)
    expect(answer.page.text).toContain(said)
    const bring = answer.page.form('Speichern').fields.find(({ name }) => name === 'bring')
    expect(bring?.value.trim()).toBe('Passfoto\nGeburtsurkunde')
    expect((await stored(organisation))[0]?.version).toBe(1)
  })

  test('questions keep their id while their words change, and go when they are emptied', async () => {
    const { organisation, browser } = await setup.administrator()
    const { service } = await setup.place(organisation)
    const url = `${rootOf(organisation)}/leistungen/${service}`
    await browser.open(url)
    await browser.submit('Speichern', {
      q0_de: 'Kasse',
      q0_type: 'choice',
      q0_choices: 'gesetzlich\nprivat',
      q0_required: true,
    })
    const [first] = await stored(organisation)
    expect(first?.fields).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}$/),
        label: { de: 'Kasse', en: '' },
        type: 'choice',
        choices: ['gesetzlich', 'privat'],
        required: true,
        special: false,
        why: { de: '', en: '' },
      },
    ])
    const more = await browser.submit('Mehr Fragen', { q0_de: 'Krankenkasse' })
    expect(more.page.form('Speichern').fields.find(({ name }) => name === 'q3_de')).toBeDefined()
    await browser.submit('Speichern', { q2_de: 'Barrieren', q2_special: true, q2_why_de: 'Wir suchen einen Raum.' })
    const [second] = await stored(organisation)
    expect(second?.fields.map(({ id, label, special }) => [id, label.de, special])).toEqual([
      [first?.fields[0]?.id, 'Krankenkasse', false],
      [expect.any(String), 'Barrieren', true],
    ])
    await browser.submit('Speichern', { q0_de: '', q0_choices: '' })
    expect((await stored(organisation))[0]?.fields.map(({ label }) => label.de)).toEqual(['Barrieren'])
  })

  test('of two administrators saving at once one is stored, the other sees what changed', async () => {
    const one = await setup.administrator()
    const two = await setup.administrator({ organisation: one.organisation })
    const { service } = await setup.place(one.organisation)
    const url = `${rootOf(one.organisation)}/leistungen/${service}`
    await Promise.all([one.browser.open(url), two.browser.open(url)])
    const answers = await Promise.all([
      one.browser.submit('Speichern', { duration_minutes: '25' }),
      two.browser.submit('Speichern', { keep_days: '10', locations: false }),
    ])
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)
    const lost = answers[0].status === 409
    expect(refused?.page.text).toContain(
      lost ? 'nach dem Termin: vorher: 30; jetzt: 10' : 'Dauer in Minuten: vorher: 20; jetzt: 25',
    )
    if (lost) expect(refused?.page.text).toContain('Orte: vorher: Bürgeramt; jetzt: nichts')
    const loser = lost ? one : two
    await loser.browser.submit('Trotzdem speichern, was ich eingegeben habe')
    expect((await stored(one.organisation))[0]).toMatchObject(
      lost ? { duration_minutes: 25, keep_days: 30 } : { duration_minutes: 20, keep_days: 10 },
    )
  })

  test('booked appointments keep what they were booked with', async () => {
    const { organisation, browser } = await setup.administrator()
    const there = await setup.place(organisation)
    await setup.booked(organisation, there, '2026-11-17T08:00Z')
    const shown = await browser.open(`${rootOf(organisation)}/leistungen/${there.service}`)
    expect(shown.page.text).toContain('Schon gebuchte Termine behalten Dauer, Namen und Aufbewahrung')
    await browser.submit('Speichern', { name: 'Pass', duration_minutes: '60', keep_days: '1' })
    const [booking] = await setup.within(organisation, (at) =>
      db(at).selectFrom('bookings').select(['service_name', 'duration_minutes', 'keep_days']).execute(),
    )
    expect(booking).toEqual({ service_name: 'Ausweis', duration_minutes: 20, keep_days: 30 })
  })

  test('is moved in the list', async () => {
    const { organisation, browser } = await setup.administrator()
    for (const name of ['A', 'B', 'C'])
      await setup.within(organisation, (at) => createService(at, { name, durationMinutes: 10 }))
    const list = `${rootOf(organisation)}/leistungen`
    await browser.open(list)
    await browser.submit('Nach oben C')
    await browser.submit('Nach unten A')
    expect((await stored(organisation)).map(({ name }) => name)).toEqual(['C', 'A', 'B'])
    for (const service of ['x', randomUUID()])
      expect((await browser.post(`${list}/reihenfolge`, { service, to: 'up' })).status).toBe(200)
    expect((await browser.post(`${list}/reihenfolge`, { service: 'x', to: 'left' })).status).toBe(422)
  })

  test('locations of others are not taken, services of others not shown', async () => {
    const [mine, other] = [await setup.administrator(), await setup.administrator()]
    const { location, service } = await setup.place(other.organisation)
    const list = `${rootOf(mine.organisation)}/leistungen`
    expect((await mine.browser.open(`${list}/${service}`)).status).toBe(404)
    await mine.browser.open(`${list}/neu`)
    const fields = { name: 'Ausweis', duration_minutes: '20', step_minutes: '20', places: '1' }
    const rest = { lead_minutes: '0', window_days: '9', limit_per_person: '1', keep_days: '1' }
    const buffers = { buffer_before_minutes: '0', buffer_after_minutes: '0', locations: location }
    const made = await mine.browser.post(`${list}/neu`, { ...fields, ...rest, ...buffers })
    expect(made.page.text).toContain('Gespeichert.')
    const pairs = await setup.within(mine.organisation, (at) =>
      db(at).selectFrom('service_locations').selectAll().execute(),
    )
    expect(pairs).toEqual([])
    expect(setup.web.defects).toEqual([])
  })
})
