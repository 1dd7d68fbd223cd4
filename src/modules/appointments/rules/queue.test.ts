import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueAt, inOrder, nextToCall, patienceMinutes, waitingMinutes } from './queue.ts'
import type { Waiting } from './queue.ts'

const time = (text: string) => Temporal.Instant.from(`2026-11-24T${text}:00Z`)
const appointment = (id: string, starts: string, arrived: string): Waiting => ({
  id,
  walk_in: false,
  starts_at: time(starts),
  arrived_at: time(arrived),
})
const walkIn = (id: string, arrived: string): Waiting => ({
  id,
  walk_in: true,
  starts_at: time(arrived),
  arrived_at: time(arrived),
})
const ids = (list: Waiting[]) => list.map((w) => w.id).join(' ')

describe('order of the queue', () => {
  test('appointments by their time, not by who came first', () => {
    expect(ids(inOrder([appointment('b', '09:20', '08:50'), appointment('a', '09:00', '08:55')]))).toBe('a b')
  })

  test('who is late for an appointment comes when he came', () => {
    expect(
      ids(
        inOrder([
          appointment('late', '08:00', '09:10'),
          appointment('a', '09:00', '08:55'),
          appointment('b', '09:20', '09:00'),
        ]),
      ),
    ).toBe('a late b')
  })

  test('somebody without an appointment waits at most half an hour longer than those who came later', () => {
    const waiting = [walkIn('w', '08:40'), appointment('a', '09:00', '08:55'), appointment('b', '09:20', '09:00')]
    expect(ids(inOrder(waiting))).toBe('a w b')
    expect(nextToCall(waiting)?.id).toBe('a')
    expect(nextToCall([])).toBeUndefined()
  })
})

test('waiting time is in full minutes and never negative', () => {
  expect(waitingMinutes(walkIn('w', '08:00'), time('08:12'))).toBe(12)
  expect(waitingMinutes(walkIn('w', '08:00'), time('07:59'))).toBe(0)
})

const person = fc.record({
  walk_in: fc.boolean(),
  starts: fc.integer({ min: 0, max: 480 }),
  arrived: fc.integer({ min: 0, max: 480 }),
})
const crowd = fc.array(person, { maxLength: 40 }).map((list) =>
  list.map(({ walk_in, starts, arrived }, i): Waiting => ({
    id: `p${i}`,
    walk_in,
    starts_at: time('00:00').add({ minutes: starts }),
    arrived_at: time('00:00').add({ minutes: arrived }),
  })),
)

test('the order is the same however the rows come, and whoever else joins or leaves', () => {
  fc.assert(
    fc.property(crowd, fc.func(fc.integer()), (people, chance) => {
      const order = inOrder(people)
      expect(inOrder(people.toSorted((a, b) => chance(a.id) - chance(b.id)))).toEqual(order)
      const some = people.filter((p) => chance(p.id, 'stays') % 2 === 0)
      expect(inOrder(some)).toEqual(order.filter((p) => some.includes(p)))
    }),
  )
})

test("nobody starves: who comes after somebody's turn was due is called after him", () => {
  fc.assert(
    fc.property(crowd, (people) => {
      const order = inOrder(people)
      for (const [i, earlier] of order.entries()) {
        for (const later of order.slice(i + 1))
          expect(earlier.arrived_at.epochMilliseconds).toBeLessThanOrEqual(dueAt(later))
      }
    }),
  )
})

test('one desk serving a crowd calls everybody, walk-ins in the order they came', () => {
  fc.assert(
    fc.property(crowd, (people) => {
      let now = time('00:00')
      let outside = [...people]
      let waiting: Waiting[] = []
      const called: Waiting[] = []
      while (outside.length + waiting.length > 0) {
        waiting.push(...outside.filter((p) => p.arrived_at.epochMilliseconds <= now.epochMilliseconds))
        outside = outside.filter((p) => p.arrived_at.epochMilliseconds > now.epochMilliseconds)
        const next = nextToCall(waiting)
        if (next) {
          called.push(next)
          waiting = waiting.filter((p) => p !== next)
        }
        now = now.add({ minutes: 7 })
      }
      const arrivals = called.filter((p) => p.walk_in).map((p) => p.arrived_at.epochMilliseconds)
      expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b))
      expect(called).toHaveLength(people.length)
    }),
  )
})

test('patience can be set per place', () => {
  expect(dueAt(walkIn('w', '08:00')) - time('08:00').epochMilliseconds).toBe(patienceMinutes * 60_000)
  expect(dueAt(walkIn('w', '08:00'), 5)).toBe(time('08:05').epochMilliseconds)
})
