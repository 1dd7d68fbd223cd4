import { afterAll, beforeAll, expect, test } from 'vitest'
import { asTenant, crowdPool, doubles, newPlace } from '#testing/appointments.ts'
import type { Held, Place } from '#testing/appointments.ts'
import { testDatabase } from '#testing/database.ts'
import type { TestDatabase } from '#testing/database.ts'

let database: TestDatabase
let pool: ReturnType<typeof crowdPool>
beforeAll(async () => {
  database = await testDatabase()
  pool = crowdPool(database, 60)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const at = (minutes: number) => new Date(Date.parse('2026-11-24T08:00:00Z') + minutes * 60_000).toISOString()
const crowd = <T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)))
const winners = (rows: (Held | undefined)[]): Held[] => rows.filter((row) => row !== undefined)
const deadlocks = async (): Promise<number> =>
  (await pool.query('select deadlocks::int as n from pg_stat_database where datname = current_database()')).rows[0].n
/** A whole number below `below` that looks random but is the same in every run. */
const dice = (seed: number, below: number): number => {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) ^ 0x297a2d39
  return (Math.imul(mixed ^ (mixed >>> 12), 0x85ebca6b) >>> 8) % below
}

test('200 people at once on 8 desks: exactly 8 win, nobody gets an error, 20 times', async () => {
  const place = await newPlace(pool, 8)
  const service = await place.service()
  for (let round = 0; round < 20; round++) {
    const rows = winners(await crowd(200, () => place.hold(service, at(round * 30))))
    expect([round, rows.length, new Set(rows.map((row) => row.desk_id)).size]).toEqual([round, 8, 8])
  }
  expect(await doubles(place)).toBe(0)
  expect(await deadlocks()).toBe(0)
}, 60_000)

test('expired holds in the way of a crowd make room for exactly as many', async () => {
  const place = await newPlace(pool, 8)
  const service = await place.service()
  await crowd(8, () => place.hold(service, at(0)))
  await crowd(8, () => place.hold(service, at(30)))
  const later = { now: '2026-11-20T08:05Z', until: '2026-11-20T08:10Z' }
  const rows = winners(await crowd(200, (i) => place.hold(service, at((i % 2) * 30), later)))
  expect(rows).toHaveLength(16)
  expect(await doubles(place)).toBe(0)
  expect(await place.ask('select id from bookings')).toHaveLength(16)
}, 60_000)

test('60 people at once for a group of 10 on one desk: exactly 10, each on a seat of their own', async () => {
  const place = await newPlace(pool, 1)
  const course = await place.service({ places: 10, duration_minutes: 90 })
  for (let round = 0; round < 5; round++) {
    const rows = winners(await crowd(60, () => place.hold(course, at(round * 90))))
    expect(rows.map((row) => row.seat).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  }
  expect(await doubles(place)).toBe(0)
}, 60_000)

test('different services, lengths and starts at once never overlap, and no place that was free stays unused', async () => {
  const place = await newPlace(pool, 4)
  const services = [
    await place.service({ duration_minutes: 20 }),
    await place.service({ duration_minutes: 45, buffer_before_minutes: 5, buffer_after_minutes: 10 }),
    await place.service({ duration_minutes: 60, places: 6 }),
  ]
  const wishes = Array.from({ length: 400 }, (_, i) => ({
    service: services[dice(i, 3)]!,
    start: at(dice(i + 1_000, 12) * 10),
  }))
  const rows = await Promise.all(wishes.map((wish) => place.hold(wish.service, wish.start)))
  expect(await doubles(place)).toBe(0)
  expect(winners(rows).length).toBeGreaterThan(16)
  const turnedAway = wishes.filter((_, i) => rows[i] === undefined)
  expect(turnedAway.length).toBeGreaterThan(100)
  for (const wish of turnedAway) expect(await place.hold(wish.service, wish.start)).toBeUndefined()
}, 60_000)

test('moving, holding, confirming and cancelling in wild disorder: no error, no deadlock, nothing doubled or lost', async () => {
  const place = await newPlace(pool, 3)
  const other = await place.anotherLocation(2)
  const service = await place.service()
  const course = await place.service({ places: 4 })
  const rows: Held[] = []
  for (let i = 0; i < 24; i++) {
    const row = await (i % 4 === 0 ? other : place).hold(i % 5 === 0 ? course : service, at((i % 12) * 30), {
      until: '2026-12-31T00:00Z',
    })
    if (row) rows.push(row)
  }
  await Promise.all(rows.map((row) => place.confirm(row)))
  let moved = 0
  const chaos = async (i: number) => {
    const where = [place, other][dice(i, 2)]!
    const row = rows[dice(i + 7, rows.length)]!
    const start = at(dice(i + 99, 48) * 15)
    const now = `2026-11-20T08:${String(10 + Math.floor(i / 20)).padStart(2, '0')}:00Z`
    if (i % 3 !== 0) {
      const version = (await place.ask('select version from bookings where id = $1', [row.id]))[0]!['version'] as number
      if (await place.move(row, start, { location: where.location, version, now })) moved++
    } else {
      // Some of these are confirmed at once; the others expire while everybody moves.
      const until = `2026-11-20T08:${String(11 + Math.floor(i / 20)).padStart(2, '0')}:00Z`
      const hold = await where.hold(i % 2 === 0 ? service : course, start, { now, until })
      if (hold && i % 4 === 0) await place.confirm(hold)
      if (hold && i % 8 === 0) await cancel(place, hold)
    }
  }
  await crowd(40, async (worker) => {
    for (let turn = 0; turn < 15; turn++) await chaos(turn * 40 + worker)
  })
  expect(moved).toBeGreaterThan(50)
  expect(await doubles(place)).toBe(0)
  expect(await deadlocks()).toBe(0)
  const kept = await place.ask(
    `select id, isempty(blocked) as lost from bookings where state = 'booked' and id = any($1)`,
    [rows.map((row) => row.id)],
  )
  expect(kept).toHaveLength(rows.length)
  expect(kept.filter((row) => row.lost)).toEqual([])
}, 60_000)

test('two people who want to change places wait for each other only in turn', async () => {
  const place = await newPlace(pool, 1)
  const other = await place.anotherLocation(1)
  const service = await place.service()
  for (let round = 0; round < 10; round++) {
    const [a, b] = [await place.hold(service, at(round * 60)), await other.hold(service, at(round * 60))] as [
      Held,
      Held,
    ]
    await Promise.all([place.confirm(a), place.confirm(b)])
    await crowd(2, (i) =>
      i === 0
        ? place.move(a, at(round * 60), { location: other.location })
        : place.move(b, at(round * 60), { location: place.location }),
    )
  }
  expect(await doubles(place)).toBe(0)
  expect(await deadlocks()).toBe(0)
})

test('100 tickets at once are 100 different numbers without a gap', async () => {
  const place = await newPlace(pool, 1)
  const tickets = await crowd(100, async () => {
    const [row] = await place.ask(`select next_ticket($1, $2, '2026-11-24', 'A') as t`, [
      place.organisation,
      place.location,
    ])
    return row!['t'] as string
  })
  expect(tickets.toSorted()).toEqual(Array.from({ length: 100 }, (_, i) => `A ${String(i + 1).padStart(3, '0')}`))
})

test('a place held by somebody whose transaction fails is given to the one who waits for it', async () => {
  const place = await newPlace(pool, 1)
  const service = await place.service()
  let waiting: Promise<Held | undefined> | undefined
  await asTenant(pool, place.organisation, async (client) => {
    await client.query(
      `select * from hold_slot($1, gen_random_uuid(), $2, $3, $4, '2026-11-24 09:00', '2026-11-20T08:00Z', '2026-11-20T08:05Z', 'de')`,
      [place.organisation, place.location, service, at(0)],
    )
    waiting = place.hold(service, at(0))
    await new Promise((resolve) => setTimeout(resolve, 100))
    throw new Error('the machine lost its mind')
  }).catch((error: Error) => expect(error.message).toBe('the machine lost its mind'))
  expect(await waiting).toBeDefined()
})

const cancel = (place: Place, row: Held) =>
  place.ask(`update bookings set state = 'cancelled', blocked = null where id = $1 and state = 'booked'`, [row.id])
