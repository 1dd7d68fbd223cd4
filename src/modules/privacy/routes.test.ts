import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Hono } from 'hono'
import type { Organisation } from '#platform/data/organisations.ts'
import { webApp } from '#platform/http/app.tsx'
import { runJob } from '#platform/jobs/jobs.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { readPage } from '#testing/html.ts'
import { noticeJob, privacy } from './module.ts'
import { openRegister } from './recipients.ts'

const ORIGIN = 'https://termine.example'
// other modules' figures may be loaded, which ask for the account
const ACCOUNT = '00000000-0000-4000-8000-00000000000a'
let database: TestDatabase
let house: TestHouse
let city: Organisation
let app: Hono
let role = 'data-protection'
const defects: unknown[] = []

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  await house.organisation('betrieb')
  city = await house.organisation('musterlingen')
  await facts('betrieb', { name: 'Rechenzentrum Beispiel', address: 'Serverweg 3', officer_contact: 'dsb@rz.example' })
  await facts('musterlingen', {
    name: 'Stadt Musterlingen',
    address: 'Rathausplatz 1\n12345 Musterlingen',
    contact_mail: 'info@musterlingen.example',
    officer_contact: 'dsb@musterlingen.example',
    authority_name: 'Landesbeauftragte',
  })
  app = webApp({
    house,
    operator: () => house.directory.bySlug('betrieb'),
    routes: privacy.routes,
    navigation: privacy.navigation,
    assets: { url: (name) => `/assets/${name}` },
    publicUrl: ORIGIN,
    cookie: { name: 'session', secure: true },
    identify: async () => ({ session: 's', account: ACCOUNT, member: { id: 'm', role, name: 'Grace' } }),
    mayTake: () => ({ allowed: true }),
    caller: () => ({ address: '192.0.2.1', truncated: '192.0.2.0', secure: true, host: 'termine.example' }),
    troubles: {
      ...privacy.refusals,
      ...Object.fromEntries(
        ['sign-in-first', 'not-permitted', 'invalid-input'].map((code) => [`platform.${code}`, { de: code, en: code }]),
      ),
    },
    record: () => undefined,
    failed: (error) => void defects.push(error),
  })
})
afterAll(async () => {
  openRegister([], [])
  await house.close()
  await database.drop()
})

/** Enters facts as the settings do: with a new version of the organisation. */
async function facts(slug: string, given: Record<string, string>): Promise<void> {
  const root = new pg.Client(database.root)
  await root.connect()
  const names = Object.keys(given)
  const set = names.map((name, at) => `${name} = $${at + 2}`).join(', ')
  await root.query(`update organisations set ${set}, version = version + 1 where slug = $1`, [
    slug,
    ...Object.values(given),
  ])
  await root.end()
  house.directory.refresh()
  house.clock.advance({ minutes: 1 })
}

async function visit(path: string, signedIn = false) {
  const response = await app.request(`${ORIGIN}${path}`, signedIn ? { headers: { cookie: 'session=x' } } : {})
  const page = readPage(await response.text(), `${ORIGIN}${path}`)
  expect(defects).toEqual([])
  return { ...page, status: response.status, headers: response.headers }
}
const publish = () => runJob(house, noticeJob, (error) => void defects.push(error))

describe('the notice', () => {
  test('smartcx/layered-notice: at a glance first, then in full, in both languages', async () => {
    for (const [path, glance, full] of [
      ['/musterlingen/datenschutz', 'Auf einen Blick', 'Wer verantwortlich ist'],
      ['/en/musterlingen/datenschutz', 'At a glance', 'Who is responsible'],
    ] as const) {
      const page = await visit(path)
      expect(page.status).toBe(200)
      expect(page.headers.get('set-cookie')).toBeNull()
      const headings = page.root.querySelectorAll('h2').map((heading) => heading.textContent)
      expect(headings[0]).toBe(glance)
      expect(headings).toContain(full)
      expect(page.root.querySelectorAll('script')).toEqual([])
    }
  })

  test('smartcx/controller-processor: names the organisation, the operator and both officers', async () => {
    const { text } = await visit('/musterlingen/datenschutz')
    for (const words of ['Stadt Musterlingen', 'dsb@musterlingen.example', 'Rechenzentrum Beispiel', 'dsb@rz.example'])
      expect(text).toContain(words)
  })

  test('smartcx/cdn-option: enabling a CDN adds it to the notice', async () => {
    expect((await visit('/musterlingen/datenschutz')).text).not.toContain('Netz Beispiel')
    openRegister(
      [
        {
          id: 'cdn',
          name: 'Netz Beispiel',
          place: 'Wien',
          role: 'processor',
          task: { de: 'leitet Aufrufe weiter', en: 'passes requests on' },
          contract: 'AVV 1',
          everything: true,
        },
      ],
      [],
    )
    house.clock.advance({ minutes: 1 })
    expect((await visit('/musterlingen/datenschutz')).text).toContain('Netz Beispiel leitet Aufrufe weiter')
    openRegister([], [])
    house.clock.advance({ minutes: 1 })
  })

  test('A5 osseno/versioned-notice: a change is a new, dated version with a readable difference, the old one is kept under its hash', async () => {
    await publish()
    await publish()
    const before = await visit('/musterlingen/datenschutz/versionen')
    expect(before.root.querySelectorAll('tbody tr')).toHaveLength(1)
    await facts('musterlingen', { officer_contact: 'neu@musterlingen.example' })
    house.clock.moveTo('2026-12-01T10:00:00Z')
    await publish()

    const after = await visit('/musterlingen/datenschutz/versionen')
    expect(after.root.querySelectorAll('tbody tr')).toHaveLength(2)
    expect(after.text).toContain('1. Dezember 2026')
    const changes = await visit(after.link('Was sich geändert hat').slice(ORIGIN.length))
    expect(changes.root.querySelectorAll('del').map((one) => one.textContent)).toEqual([
      'Datenschutzbeauftragte Person: dsb@musterlingen.example',
    ])
    expect(changes.root.querySelectorAll('ins').map((one) => one.textContent)).toEqual([
      'Datenschutzbeauftragte Person: neu@musterlingen.example',
    ])
    expect((await visit('/musterlingen/datenschutz')).text).toContain('Gültig seit Dienstag, 1. Dezember 2026')

    const old = after.links.filter(({ text }) => /^[0-9a-f]{16}$/.test(text)).at(-1)?.href ?? ''
    const page = await visit(old.slice(ORIGIN.length))
    expect(page.text).toContain('frühere Fassung')
    expect(page.text).toContain('dsb@musterlingen.example')
  })

  test('a text that comes back is valid anew', async () => {
    await facts('musterlingen', { officer_contact: 'dsb@musterlingen.example' })
    await publish()
    const { root } = await visit('/musterlingen/datenschutz/versionen')
    expect(root.querySelectorAll('tbody tr')).toHaveLength(3)
    expect(root.querySelector('tbody tr')?.textContent).toContain('gilt heute')
    // each line compares what was valid then, with the days of then
    const { links } = await visit('/musterlingen/datenschutz/versionen')
    const [newest, first] = links.filter(({ text }) => text === 'Was sich geändert hat').map(({ href }) => href)
    const lead = async (href = '') => (await visit(href.slice(ORIGIN.length))).root.querySelector('main')?.textContent
    const [latest, original] = [await lead(newest), await lead(first)]
    expect(original?.match(/\d+\. [A-Z][a-zä]+ \d{4}/g)).toEqual(['24. November 2026', '1. Dezember 2026'])
    expect(latest?.match(/\d+\. [A-Z][a-zä]+ \d{4}/g)).toEqual(['1. Dezember 2026', '1. Dezember 2026'])
  })

  test.each(['/versionen/0123456789abcdef', '/versionen/x', '/unterschied?von=0123456789abcdef&bis=0123456789abcdef'])(
    'what never was is not found: %s',
    async (path) => {
      expect((await visit(`/musterlingen/datenschutz${path}`)).status).toBe(404)
    },
  )
  test('reading changes nothing', async () => {
    const count = async () => {
      const root = new pg.Client(database.root)
      await root.connect()
      const { rows } = await root.query('select count(*)::int as n from notice_versions')
      await root.end()
      return rows
    }
    const before = await count()
    await facts('musterlingen', { contact_phone: '0123' })
    await visit('/musterlingen/datenschutz')
    expect(await count()).toEqual(before)
  })
})

test('cxomni/imprint: the imprint names who is behind it and objects to unsolicited advertising', async () => {
  const de = await visit('/musterlingen/impressum')
  for (const words of [
    'Stadt Musterlingen',
    '12345 Musterlingen',
    'info@musterlingen.example',
    'widersprechen',
    'Werbung',
  ])
    expect(de.text).toContain(words)
  expect((await visit('/en/musterlingen/impressum')).text).toContain('object to the use')
})

describe("the officer's screens", () => {
  test.each([
    ['/team/datenschutz', 'Datenschutz, heute'],
    ['/team/datenschutz/fristen', 'Löschfristen'],
  ])('%s', async (path, heading) => {
    role = 'data-protection'
    const page = await visit(`/musterlingen${path}`, true)
    expect(page.status).toBe(200)
    expect(page.root.querySelector('h1')?.textContent).toBe(heading)
    expect((await visit(`/musterlingen${path}`)).status).toBe(303) // to the sign-in
  })
  test('the desk reads the rules, not the figures', async () => {
    role = 'desk'
    expect((await visit('/musterlingen/team/datenschutz/fristen', true)).status).toBe(200)
    expect((await visit('/musterlingen/team/datenschutz', true)).status).toBe(403)
  })
  test('counts over age independently, the last run and what is missing', async () => {
    role = 'data-protection'
    await facts('musterlingen', { authority_name: '' })
    const root = new pg.Client(database.root)
    await root.connect()
    await root.query(
      `insert into tombstones (organisation_id, person_id, erased_at) values ($1, gen_random_uuid(), '2020-01-01Z')`,
      [city.id],
    )
    await root.query(
      `insert into deletion_runs (organisation_id, id, started_at, finished_at, deleted)
       values ($1, gen_random_uuid(), '2026-11-01Z', '2026-11-01Z', '{"bookings": 12}')`,
      [city.id],
    )
    await root.end()
    const { text, root: html } = await visit('/musterlingen/team/datenschutz', true)
    const tiles = html.querySelectorAll('.tile').map((tile) => tile.textContent.replaceAll(/\s+/g, ' ').trim())
    expect(tiles.filter((tile) => /^1 ?Daten über ihrer Frist/.test(tile))).toHaveLength(1)
    const rules = await visit('/musterlingen/team/datenschutz/fristen', true)
    expect(rules.text).toContain('Merkzeichen gelöschter Personen: 1 über der Frist')
    role = 'desk'
    expect((await visit('/musterlingen/team/datenschutz/fristen', true)).text).not.toContain('über der Frist')
    role = 'data-protection'
    expect(text).toContain('länger als 26 Stunden her')
    expect(text).toContain('die Aufsichtsbehörde')
  })
  test('every declared table has exactly one rule', async () => {
    const { root } = await visit('/musterlingen/team/datenschutz/fristen', true)
    const shown = root.querySelectorAll('tbody td .small.muted').map((one) => one.textContent)
    expect(new Set(shown).size).toBe(shown.length)
    expect(shown).toContain('consents')
  })
})

test('promises that were not checked for two days are not shown as kept: not to visitors, and not to the officer', async () => {
  const root = new pg.Client(database.root)
  await root.connect()
  await root.query(
    `insert into verify_results (organisation_id, run_id, promise, outcome, evidence, at)
     values ($1, gen_random_uuid(), 'smartcx/layered-notice', 'kept', '', $2)`,
    [city.id, String(house.clock.now())],
  )
  await root.end()
  expect((await visit('/musterlingen/zusagen')).text).toContain('Alles gehalten')
  expect((await visit('/musterlingen/team/datenschutz', true)).text).toContain('keine gebrochen')
  house.clock.advance({ hours: 51 })
  const shown = (await visit('/musterlingen/zusagen')).text
  expect(shown).toContain('Seit mehr als zwei Tagen nicht geprüft')
  expect(shown).not.toContain('Alles gehalten')
  const office = (await visit('/musterlingen/team/datenschutz', true)).text
  expect(office).toContain('zuletzt geprüft am')
  expect(office).not.toContain('keine gebrochen')
})
