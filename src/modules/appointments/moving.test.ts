import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crowdPool, doubles, newPlace } from '#testing/appointments.ts'
import type { Held, Place } from '#testing/appointments.ts'
import { testDatabase } from '#testing/database.ts'
import type { TestDatabase } from '#testing/database.ts'

let database: TestDatabase
let pool: ReturnType<typeof crowdPool>
beforeAll(async () => {
  database = await testDatabase()
  // A zone with clock changes, so that arithmetic in the session's zone shows.
  const root = new pg.Client(database.root)
  await root.connect()
  await root.query(`alter database ${database.name} set timezone to 'Europe/Berlin'`)
  await root.end()
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

describe('moving', () => {
  test('keeps the row, its duration and its buffers, counts its version and frees the old place', async () => {
    const place = await newPlace(pool, 1)
    const service = await place.service({ buffer_before_minutes: 5, buffer_after_minutes: 10 })
    const row = await booked(place, service, at('09:00'))
    await place.ask('update services set duration_minutes = 60, buffer_after_minutes = 60')
    const moved = held(await place.move(row, at('11:00')))
    expect(moved).toMatchObject({ id: row.id, state: 'booked', version: 1, starts_at: new Date(at('11:00')) })
    const [times] = await place.ask(
      `select lower(blocked) as l, upper(blocked) as u, ended_at, local_start::text as local from bookings`,
    )
    expect(times).toEqual({
      l: new Date(at('10:55')),
      u: new Date(at('11:40')),
      ended_at: new Date(at('11:30')),
      local: '2026-11-24 12:00:00',
    })
    expect(await place.hold(await place.service(), at('09:00'))).toBeDefined()
  })

  test('by a quarter of an hour at the same desk works, though it overlaps itself', async () => {
    const place = await newPlace(pool, 1)
    const row = await booked(place, await place.service(), at('09:00'))
    expect(held(await place.move(row, at('09:15'))).version).toBe(1)
  })

  test('to where nothing is free keeps everything as it was', async () => {
    const place = await newPlace(pool, 1)
    const service = await place.service()
    const row = await booked(place, service, at('09:00'))
    await booked(place, service, at('09:30'))
    const before = await place.ask('select * from bookings order by id')
    expect(await place.move(row, at('09:15'))).toBeUndefined()
    expect(await place.move(row, at('09:30'))).toBeUndefined()
    expect(await place.ask('select * from bookings order by id')).toEqual(before)
  })

  test('of a version that is not the current one, and of a hold, does nothing', async () => {
    const place = await newPlace(pool, 1)
    const row = held(await place.hold(await place.service(), at('09:00')))
    expect(await place.move(row, at('11:00'))).toBeUndefined()
    await place.confirm(row)
    expect(await place.move(row, at('11:00'), { version: 7 })).toBeUndefined()
    expect(await place.move(row, at('11:00'))).toBeDefined()
  })

  test('across the clock change lands on the hour asked for, whatever the zone of the connection', async () => {
    const place = await newPlace(pool, 1)
    const row = await booked(place, await place.service(), '2026-10-24T07:00:00Z')
    await place.ask(`update bookings set ticket = 'A 001'`)
    const moved = held(await place.move(row, '2026-10-26T08:00:00Z'))
    expect(moved.starts_at.toISOString()).toBe('2026-10-26T08:00:00.000Z')
    expect(moved.ticket).toBeNull()
    const [times] = await place.ask('select ends_at, upper(blocked) as u from bookings')
    expect(times).toEqual({ ends_at: new Date('2026-10-26T08:30:00Z'), u: new Date('2026-10-26T08:30:00Z') })
  })

  test('to another location takes a desk there', async () => {
    const place = await newPlace(pool, 1)
    const other = await place.anotherLocation(1)
    const row = await booked(place, await place.service(), at('09:00'))
    const moved = held(await place.move(row, at('09:00'), { location: other.location }))
    expect(other.desks).toContain(moved.desk_id)
    expect(await doubles(place)).toBe(0)
  })
})
