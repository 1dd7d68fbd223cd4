import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crowdPool, newPlace } from '#testing/appointments.ts'
import type { Held, Place } from '#testing/appointments.ts'
import { testDatabase } from '#testing/database.ts'
import type { TestDatabase } from '#testing/database.ts'
import { busyQuery, readBusy } from './queries/busy.ts'
import { freeStarts } from './rules/slots.ts'

let database: TestDatabase
let pool: ReturnType<typeof crowdPool>
beforeAll(async () => {
  database = await testDatabase()
  pool = crowdPool(database, 4)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const at = (time: string) => `2026-11-24T${time}:00Z`
const held = (row: Held | undefined): Held => {
  if (!row) throw new Error('there was no place')
  return row
}
const booked = async (place: Place, service: string, start: string): Promise<Held> => {
  const row = held(await place.hold(service, start))
  await place.confirm(row)
  return { ...row, state: 'booked' }
}

describe('holding a start', () => {
  test('takes one desk after the other, until all are taken', async () => {
    const place = await newPlace(pool, 2)
    const service = await place.service()
    const rows = [
      await place.hold(service, at('09:00')),
      await place.hold(service, at('09:00')),
      await place.hold(service, at('09:00')),
    ]
    expect(new Set(rows.slice(0, 2).map((row) => row?.desk_id))).toEqual(new Set(place.desks))
    expect(rows[2]).toBeUndefined()
    expect(held(await place.hold(service, at('09:30'))).state).toBe('held')
  })

  test('overlapping in part is refused too, also by the buffers', async () => {
    const place = await newPlace(pool, 1)
    const service = await place.service({ buffer_after_minutes: 10 })
    await booked(place, service, at('09:00'))
    expect(await place.hold(service, at('08:59'))).toBeUndefined()
    expect(await place.hold(service, at('09:39'))).toBeUndefined()
    expect(await place.hold(service, at('08:20'))).toBeDefined()
    expect(await place.hold(service, at('09:40'))).toBeDefined()
  })

  test('goes to the desk with the least to do', async () => {
    const place = await newPlace(pool, 3)
    const service = await place.service()
    for (const time of ['08:00', '08:30', '09:00', '10:00', '10:30', '11:00']) await booked(place, service, at(time))
    const loads = await place.ask('select desk_id, count(*)::int as n from bookings group by desk_id')
    expect(loads.map((row) => row.n)).toEqual([2, 2, 2])
  })

  test('asked for twice with the same id is the same hold', async () => {
    const place = await newPlace(pool, 2)
    const service = await place.service()
    const id = randomUUID()
    const [a, b] = await Promise.all([
      place.hold(service, at('09:00'), { id }),
      place.hold(service, at('09:00'), { id }),
    ])
    expect(a).toEqual(b)
    expect(await place.hold(service, at('09:00'), { id })).toEqual(a)
    expect(await place.ask('select id from bookings')).toHaveLength(1)
    await place.confirm(held(a))
    expect(await place.hold(service, at('09:00'), { id })).toBeUndefined()
  })

  test('copies what the service says, and its later change does not bend it', async () => {
    const place = await newPlace(pool, 1)
    const service = await place.service()
    const row = held(await place.hold(service, at('09:00')))
    await place.ask(`update services set name = 'Neu', duration_minutes = 5, keep_days = 1 where id = $1`, [service])
    const [copy] = await place.ask(
      `select service_name, duration_minutes, keep_days, zone, local_start::text, extract(epoch from ends_at - starts_at)::int as seconds from bookings where id = $1`,
      [row.id],
    )
    expect(copy).toEqual({
      service_name: 'Ausweis',
      duration_minutes: 30,
      keep_days: 30,
      zone: 'Europe/Berlin',
      local_start: '2026-11-24 10:00:00',
      seconds: 1800,
    })
  })

  test('a hold that has expired blocks nobody, one that has not blocks', async () => {
    const place = await newPlace(pool, 1)
    const service = await place.service()
    const first = held(await place.hold(service, at('09:00'), { now: '2026-11-20T08:00Z', until: '2026-11-20T08:05Z' }))
    expect(
      await place.hold(service, at('09:00'), { now: '2026-11-20T08:04:59Z', until: '2026-11-20T08:09Z' }),
    ).toBeUndefined()
    const second = held(
      await place.hold(service, at('09:00'), { now: '2026-11-20T08:05Z', until: '2026-11-20T08:10Z' }),
    )
    expect(await place.ask('select id from bookings')).toEqual([{ id: second.id }])
    expect(second.id).not.toBe(first.id)
  })

  test('nothing is held for a service or location that is closed, or by another organisation', async () => {
    const place = await newPlace(pool, 1)
    const other = await newPlace(pool, 1)
    const service = await place.service()
    expect(await other.hold(service, at('09:00'))).toBeUndefined()
    expect(await place.hold(await other.service(), at('09:00'))).toBeUndefined()
    await place.ask('update services set active = false')
    expect(await place.hold(service, at('09:00'))).toBeUndefined()
    await place.ask('update services set active = true')
    await place.ask('update desks set active = false')
    expect(await place.hold(service, at('09:00'))).toBeUndefined()
  })

  test('a group fills one desk before it opens the next, and keeps the desk from others', async () => {
    const place = await newPlace(pool, 2)
    const course = await place.service({ places: 3 })
    const other = await place.service()
    const rows: Held[] = []
    for (let i = 0; i < 3; i++) rows.push(await booked(place, course, at('09:00')))
    expect(new Set(rows.map((row) => row.desk_id)).size).toBe(1)
    expect(rows.map((row) => row.seat).toSorted((a, b) => a - b)).toEqual([0, 1, 2])
    expect(held(await place.hold(other, at('09:15'))).desk_id).not.toBe(rows[0]?.desk_id)
    expect(await place.hold(course, at('09:00'))).toBeUndefined()
  })
})

describe('the database itself refuses', () => {
  const insert = (place: Place, service: string, row: Record<string, unknown>) => {
    const given = {
      organisation_id: place.organisation,
      id: randomUUID(),
      location_id: place.location,
      service_id: service,
      desk_id: place.desks[0],
      state: 'booked',
      starts_at: at('09:00'),
      ends_at: at('09:30'),
      blocked: `[${at('09:00')},${at('09:30')})`,
      ended_at: at('09:30'),
      keep_days: 1,
      service_name: 'x',
      duration_minutes: 30,
      zone: 'UTC',
      local_start: '2026-11-24 09:00',
      language: 'de',
      created_at: at('08:00'),
      ...row,
    }
    const names = Object.keys(given)
    return place.ask(
      `insert into bookings (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(given),
    )
  }

  test('two overlapping bookings at one desk, whoever writes them', async () => {
    const place = await newPlace(pool, 1)
    const [single, group] = [await place.service(), await place.service({ places: 5 })]
    await insert(place, single, {})
    await expect(insert(place, single, {})).rejects.toMatchObject({ constraint: 'bookings_seat' })
    await expect(
      insert(place, single, {
        seat: 1,
        places: 2,
        starts_at: at('09:01'),
        ends_at: at('09:29'),
        blocked: `[${at('09:01')},${at('09:29')})`,
      }),
    ).rejects.toMatchObject({ constraint: 'no_double' })
    await expect(insert(place, group, { seat: 3, places: 5 })).rejects.toMatchObject({ constraint: 'no_double' })
    await insert(place, single, {
      starts_at: at('09:30'),
      ends_at: at('10:00'),
      blocked: `[${at('09:30')},${at('10:00')})`,
    })
    await insert(place, single, { walk_in: true, state: 'arrived', blocked: null })
    await insert(place, single, { state: 'cancelled', blocked: null })
  })

  test('a seat that does not exist, a hold without end, a booking that blocks nothing or not its own time', async () => {
    const place = await newPlace(pool, 1)
    const service = await place.service()
    await expect(insert(place, service, { seat: 1 })).rejects.toMatchObject({ constraint: 'seat_exists' })
    await expect(insert(place, service, { state: 'held' })).rejects.toMatchObject({ constraint: 'held_expires' })
    await expect(insert(place, service, { blocked: null })).rejects.toMatchObject({ constraint: 'blocks_its_time' })
    await expect(insert(place, service, { desk_id: null })).rejects.toMatchObject({ constraint: 'blocks_its_time' })
    await expect(insert(place, service, { blocked: `[${at('09:00')},${at('09:10')})` })).rejects.toMatchObject({
      constraint: 'blocks_its_time',
    })
    await expect(insert(place, service, { walk_in: true })).rejects.toMatchObject({ constraint: 'blocks_its_time' })
    await expect(insert(place, service, { ends_at: at('09:00') })).rejects.toMatchObject({
      constraint: 'ends_after_start',
    })
  })

  test('a row of another organisation', async () => {
    const [place, other] = [await newPlace(pool, 1), await newPlace(pool, 1)]
    await expect(insert(place, await place.service(), { organisation_id: other.organisation })).rejects.toMatchObject({
      code: '42501',
    })
    await booked(other, await other.service(), at('09:00'))
    expect(await place.ask('select id from bookings')).toEqual([])
  })
})

test('tickets count up per location, day and series, beyond a thousand too', async () => {
  const place = await newPlace(pool, 1)
  const next = async (day: string, series: string) =>
    (await place.ask('select next_ticket($1, $2, $3, $4) as t', [place.organisation, place.location, day, series]))[0].t
  expect([
    await next('2026-11-24', 'A'),
    await next('2026-11-24', 'A'),
    await next('2026-11-24', 'S'),
    await next('2026-11-25', 'A'),
  ]).toEqual(['A 001', 'A 002', 'S 001', 'A 001'])
  await place.ask('update ticket_counters set last = 999')
  expect(await next('2026-11-24', 'A')).toBe('A 1000')
})

test('free starts read from the database are exactly those that can be held', async () => {
  const place = await newPlace(pool, 2)
  const [single, course] = [
    await place.service({ buffer_after_minutes: 5 }),
    await place.service({ places: 3, duration_minutes: 45 }),
  ]
  for (const [service, time] of [
    [single, '08:00'],
    [single, '08:10'],
    [course, '09:00'],
    [course, '09:00'],
    [single, '10:20'],
    [course, '10:30'],
  ] as const) {
    await booked(place, service, at(time))
  }
  await place.hold(single, at('11:00'), { now: '2026-11-20T07:00Z', until: '2026-11-20T07:05Z' })
  await place.hold(single, at('11:05'))
  const open = [
    { start: Date.parse(at('08:00')), end: Date.parse(at('12:00')), grid: Date.parse(at('08:00')), date: '2026-11-24' },
  ]
  for (const [service, shared, times] of [
    [single, null, [30, 0, 5, 1]],
    [course, course, [45, 0, 0, 3]],
  ] as const) {
    const [duration_minutes, buffer_before_minutes, buffer_after_minutes, places] = times
    const question = {
      organisation: place.organisation,
      location: place.location,
      shared,
      from: Temporal.Instant.from(at('00:00')),
      until: Temporal.Instant.from(at('23:00')),
      now: Temporal.Instant.from('2026-11-20T08:00Z'),
    }
    const { text, values } = busyQuery(question)
    const desks = readBusy((await place.ask(text, values)) as never)
    const rule = {
      duration_minutes,
      buffer_before_minutes,
      buffer_after_minutes,
      places,
      step_minutes: 5,
      lead_minutes: 0,
      window_days: 1,
    }
    const free = new Map(freeStarts(open, desks, rule, { earliest: 0, latest: Infinity }).map((f) => [f.start, f.free]))
    for (let start = open[0]!.start; start + duration_minutes * 60_000 <= open[0]!.end; start += 300_000) {
      const got: Held[] = []
      for (
        let one = await place.hold(service, new Date(start).toISOString());
        one;
        one = await place.hold(service, new Date(start).toISOString())
      )
        got.push(one)
      expect([new Date(start).toISOString(), got.length]).toEqual([new Date(start).toISOString(), free.get(start) ?? 0])
      await place.ask('delete from bookings where id = any($1)', [got.map((row) => row.id)])
    }
  }
})
