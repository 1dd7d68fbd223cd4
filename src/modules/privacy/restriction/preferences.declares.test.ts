import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { somebody } from '#testing/person.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { activity } from '#platform/data/activity.ts'
import { text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { table } from '#platform/data/table.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { recordConsent } from '../consent.ts'
import { raw } from '../ledger/rows.ts'
import { privacy } from '../module.ts'
import { restricting } from './data.ts'
import { preferencesPath } from './preferences.tsx'
import { announceLifting, restrict } from './restrict.ts'
import { declarationsOf, withdraw } from './withdraw.ts'

const told = (de: string) => ({ de, en: de })
const newsletter = activity('preferences-test.newsletter', {
  why: told('Ihnen Neuigkeiten schicken'),
  basis: { art6: 'a' },
  obligation: told('Freiwillig.'),
})
const health = activity('preferences-test.health', {
  why: told('Auf Ihre Gesundheit Rücksicht nehmen'),
  basis: { art6: 'e', law: 'Testgesetz', art9: 'a' },
  obligation: told('Freiwillig.'),
})
const handling = activity('preferences-test.handling', {
  why: told('Ihr Anliegen bearbeiten'),
  basis: { art6: 'e', law: 'Testgesetz' },
  obligation: told('Nötig.'),
})
const cases = table(
  'pref_cases',
  { subject: { ownedBy: 'person_id' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(handling, 'identifier'),
    note: text().optional().sealed(handling, 'free-text'),
    special: text().optional().sealed(health, 'special'),
  },
)
const db = tables({ pref_cases: cases })

let web: TestWeb
let town: Organisation
let person: string
let path: string

beforeAll(async () => {
  web = await testWeb({ modules: [privacy] })
  const owner = new pg.Client(web.database.owner)
  await owner.connect()
  await owner.query(`
    create table pref_cases (organisation_id uuid not null, id uuid not null, person_id uuid not null, note bytea, special bytea,
      primary key (organisation_id, id));
    select protect('pref_cases')`)
  await owner.end()
  town = await web.organisation()
})
afterAll(() => web.close())

const as = <T>(
  purpose: typeof handling | typeof newsletter | typeof restricting | typeof health,
  work: (at: Scope<string>) => Promise<T>,
) =>
  web.scope({ organisation: town, purpose: purpose as typeof handling }, (at) => work(at as unknown as Scope<string>))

beforeEach(async () => {
  person = await as(handling, async (at) => {
    const id = await somebody(at, { name: 'Ella Einwilligung', mail: `${randomUUID()}@example.org` })
    await recordConsent(at, {
      person: id,
      activity: newsletter,
      wording: 'Ja, schicken Sie mir Neuigkeiten.',
      special: false,
    })
    await recordConsent(at, {
      person: id,
      activity: health,
      wording: 'Ich willige in Gesundheitsdaten ein.',
      special: true,
    })
    await recordConsent(at, { person: id, activity: handling, wording: 'So nutzen wir Ihre Angaben.', special: false })
    await db(at)
      .insertInto('pref_cases')
      .values({
        organisation_id: town.id,
        id: randomUUID(),
        person_id: id,
        note: await seal(at as unknown as Scope<'preferences-test.handling'>, cases, 'note', id, 'am Vormittag'),
        special: await seal(at as unknown as Scope<'preferences-test.health'>, cases, 'special', id, 'im Rollstuhl'),
      })
      .execute()
    return id
  })
  path = await as(restricting, async (at) => `/${town.slug}${await preferencesPath(at, person)}`)
})

const consents = async () => (await as(restricting, (at) => declarationsOf(at, person))).consents
const held = async () => (await consents()).filter(({ withdrawnAt }) => withdrawnAt === null).map((one) => one.activity)
const leaves = (kind: string) =>
  as(restricting, async (at) => {
    const { rows } = await sql<{ body: Record<string, string> }>`
      select body from ledger_leaves where kind = ${kind}`.execute(raw(at))
    return rows.map(({ body }) => body)
  })

test('A14 cxomni/withdraw-per-measure: one consent by one click from the link of a mail, without cookie and login', async () => {
  const phone = web.browse()
  const page = await phone.open(path)
  expect(page.status).toBe(200)
  expect(page.headers.get('set-cookie')).toBeNull()
  expect(page.page.text).toContain('Ihnen Neuigkeiten schicken')
  expect(page.page.text).toContain('brauchen keinen Grund')
  expect(page.html).not.toContain('<script')
  expect((await held()).toSorted()).toEqual([health.name, newsletter.name].toSorted())

  const mine = (await consents()).find((one) => one.activity === newsletter.name)?.id ?? ''
  const after = await phone.post(`${path}/widerruf`, { consent: mine })
  expect(after.page.text).toContain('Widerrufen. Ab jetzt nutzen wir Ihre Daten dafür nicht mehr')
  expect(await held()).toEqual([health.name])
})

test('cxomni/withdraw-per-measure: all at once, and again without harm', async () => {
  const phone = web.browse()
  await phone.open(path)
  await phone.submit('Alle Einwilligungen widerrufen')
  expect(await held()).toEqual([])
  const before = (await consents()).map(({ withdrawnAt }) => String(withdrawnAt))
  web.clock.advance({ hours: 1 })
  await phone.post(`${path}/widerruf`, { consent: 'all' })
  expect((await consents()).map(({ withdrawnAt }) => String(withdrawnAt))).toEqual(before)
})

test('opening the link changes nothing, however often', async () => {
  const before = await as(restricting, (at) => sql`select xmin::text, * from consents`.execute(raw(at)))
  for (const more of ['', '?stand=widerrufen', '/widerruf', '/werbung']) await web.browse().open(path + more)
  const after = await as(restricting, (at) => sql`select xmin::text, * from consents`.execute(raw(at)))
  expect(after.rows).toEqual(before.rows)
})

test('a forged or foreign link leads to nothing, and withdraws nothing', async () => {
  const other = await web.organisation()
  const elsewhere = path.replace(town.slug, other.slug)
  const forged = `${path.slice(0, -2)}${path.endsWith('AA') ? 'BB' : 'AA'}`
  for (const wrong of [elsewhere, forged, `/${town.slug}/einwilligungen/x`]) {
    expect((await web.browse().open(wrong)).status).toBe(404)
    expect((await web.browse().post(`${wrong}/widerruf`, { consent: 'all' })).status).toBe(404)
  }
  expect(await held()).toHaveLength(2)
})

test('smartcx/withdrawal-not-retroactive: what was given stays evidenced, what rested on the consent alone is emptied', async () => {
  const given = await leaves('consent.given')
  await as(restricting, (at) => withdraw(at, person, 'all', 'staff'))
  expect(await leaves('consent.given')).toEqual(given)
  const mine = new Set((await consents()).map(({ id }) => id))
  expect((await leaves('consent.withdrawn')).filter(({ consent }) => mine.has(consent ?? ''))).toHaveLength(2)
  const records = await consents()
  expect(records.every(({ givenAt, withdrawnAt, wording }) => givenAt && withdrawnAt && wording)).toBe(true)
  await as(handling, async (at) => {
    const row = await db(at)
      .selectFrom('pref_cases')
      .selectAll()
      .where('person_id', '=', person)
      .executeTakeFirstOrThrow()
    expect(row.special).toBeNull()
    expect(await open(at as unknown as Scope<'preferences-test.handling'>, row.note)).toBe('am Vormittag')
  })
})

test('amagno/consent-log: every consent and its withdrawal stand in the ledger, with nothing about the person', async () => {
  await as(restricting, (at) => withdraw(at, person, 'all', 'person'))
  for (const { id } of await consents()) {
    const entries = [...(await leaves('consent.given')), ...(await leaves('consent.withdrawn'))]
    expect(entries.filter(({ consent }) => consent === id)).toHaveLength(2)
    expect(JSON.stringify(entries)).not.toContain(person)
  }
})

test('B2 each declaration can be printed at any time: its wording, version and time, also after it was withdrawn', async () => {
  await as(restricting, (at) => withdraw(at, person, 'all', 'person'))
  for (const consent of await consents()) {
    const { page, status } = await web.browse().open(`${path}/${consent.id}`)
    expect(status).toBe(200)
    expect(page.text).toContain(consent.wording)
    expect(page.text).toContain(consent.noticeVersion)
    expect(page.text).toContain('16. November 2026')
    expect(page.text).toContain('Widerrufen am')
  }
  const stranger = await as(handling, (at) => somebody(at, { name: 'Fremd', mail: `${randomUUID()}@example.org` }))
  const theirs = await as(restricting, async (at) => `/${town.slug}${await preferencesPath(at, stranger)}`)
  const [mine] = await consents()
  expect((await web.browse().open(`${theirs}/${mine?.id}`)).status).toBe(404)
})

test('A12 no more advertising, by one click; asked twice it is noted once', async () => {
  const phone = web.browse()
  await phone.open(path)
  await phone.submit('Keine Werbung mehr senden')
  const again = await phone.post(`${path}/werbung`, {})
  expect(again.page.text).toContain('keine Werbung')
  const noted = await as(restricting, (at) =>
    sql<{ count: number }>`select count(*)::int as count from objections where person_id = ${person}`.execute(raw(at)),
  )
  expect(noted.rows[0]?.count).toBe(1)
})

test('A9 a restricted person still reaches their own page, and is told', async () => {
  const id = await as(restricting, (at) => restrict(at, { person, ground: 'a' }))
  const seen = await web.browse().open(path)
  expect(seen.page.text).toContain('eingeschränkt')
  await as(restricting, (at) => announceLifting(at, id, { by: 'letter' }))
  expect((await web.browse({ language: 'en' }).open(`/en${path}`)).page.text).toContain('Your consents')
})
