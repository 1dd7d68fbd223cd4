import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTownHall, type TownHall } from '#testing/citizen.ts'
import { announceLifting, lift, restrict, restricting } from '#privacy'
import { db } from './data.ts'

let hall: TownHall

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({ location: { desks: ['Schalter 1'] } })
})
afterAll(() => hall[Symbol.asyncDispose]())

const own = (url: string) => url.split('?')[0] ?? ''
const times = async () => {
  const start = await hall.web.browse().open(hall.town.path)
  const day = await hall.web.browse().open(start.page.link('Personalausweis beantragen'))
  return day.page.forms[0]?.buttons ?? []
}
const as = <T>(
  work: (at: Parameters<Parameters<typeof hall.web.scope<'privacy.restricting', T>>[1]>[0]) => Promise<T>,
) => hall.web.scope({ organisation: hall.town.organisation, purpose: restricting }, work)
const personAt = async (start: string) => {
  const { rows } = await as((at) =>
    sql<{ person: string }>`select person_id as person from bookings where starts_at = ${start}`.execute(db(at)),
  )
  return rows[0]?.person ?? ''
}

test('A9 the time of a restricted person’s appointment stays taken, whoever looks or tries to take it', async () => {
  await hall.book({ name: 'Rita Ruhe', mail: 'rita@example.org' }, '08:00')
  const person = await personAt('2026-11-16T07:00:00Z')
  await as((at) => restrict(at, { person, ground: 'a' }))

  expect(await hall.rows('select id from bookings')).toEqual([])
  expect(await times()).not.toContain('08:00')
  expect(await times()).toContain('08:20')
  const { browser } = await hall.choose(undefined, '08:20')
  const front = await browser.open(hall.town.path)
  expect(front.status).toBe(200)
  // the very place, past the page: the database itself does not give it twice
  const [taken] = await hall.rows(`
    select count(*)::int as count from hold_slot('${hall.town.organisation.id}', gen_random_uuid(), '${hall.town.location}',
      '${hall.town.passport}', '2026-11-16T07:00:00Z', '2026-11-16 08:00', '2026-11-16T05:00:00Z', '2026-11-16T05:10:00Z', 'de')`)
  expect(taken).toEqual({ count: 0 })
})

test('A9 the link to the appointment of a restricted person says so, for reading and for changing', async () => {
  const { browser, booked } = await hall.book({ name: 'Rolf Rast', mail: 'rolf@example.org' }, '09:00')
  const person = await personAt('2026-11-16T08:00:00Z')
  const id = await as((at) => restrict(at, { person, ground: 'c' }))
  for (const language of ['de', 'en'] as const) {
    const address = `${language === 'en' ? '/en' : ''}${new URL(own(booked.url)).pathname}`
    const seen = await hall.web.browse({ language }).open(address)
    expect(seen.status).toBe(423)
    expect(seen.page.text).toContain(language === 'de' ? 'eingeschränkt (Art. 18 DSGVO)' : 'restricted (Art. 18 GDPR)')
  }
  const cancelled = await browser.post(`${own(booked.url)}/absagen`, {})
  expect(cancelled.status).toBe(423)
  await as(async (at) => {
    await announceLifting(at, id, { by: 'letter' })
    await lift(at, id)
  })
  expect((await browser.open(own(booked.url))).page.text).toContain('9:00 Uhr')
})

test('A9 a person who is restricted and books anew is not recognised: new data, the old ones untouched', async () => {
  const who = { name: 'Nora Neu', mail: 'nora@example.org' }
  await hall.book(who, '10:00')
  const person = await personAt('2026-11-16T09:00:00Z')
  await as((at) => restrict(at, { person, ground: 'a' }))
  await hall.book(who, '10:20')
  expect(await personAt('2026-11-16T09:20:00Z')).not.toBe(person)
  expect(await personAt('2026-11-16T09:00:00Z')).toBe(person)
})
