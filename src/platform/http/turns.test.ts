import { expect, test } from 'vitest'
import { isRefusal } from '../errors/errors.ts'
import { createTurns } from './turns.ts'

const tick = () => new Promise((done) => setImmediate(done))

test('never more at once than there are turns, in order, also past a failure', async () => {
  const inTurn = createTurns({ atOnce: 2 })
  let [now, most] = [0, 0]
  const order: number[] = []
  const work = (name: number) => async () => {
    most = Math.max(most, ++now)
    await tick()
    now--
    order.push(name)
    if (name === 1) throw new Error('broken')
    return name
  }
  const all = await Promise.allSettled([0, 1, 2, 3, 4].map((name) => inTurn(work(name))))
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect({ most, now, order }).toEqual({ most: 2, now: 0, order: [0, 1, 2, 3, 4] })
})

test('who comes while the line is full is asked to come again', async () => {
  const inTurn = createTurns({ atOnce: 1, most: 1 })
  let end = () => {}
  const first = inTurn(() => new Promise<void>((done) => (end = done)))
  const second = inTurn(async () => 'second')
  await expect(inTurn(async () => 'third')).rejects.toSatisfy((error) => isRefusal(error, 'platform.crowded'))
  end()
  expect(await second).toBe('second')
  await first
})

test('where nobody may wait, whoever finds every turn taken is refused, and only they', async () => {
  const inTurn = createTurns({ atOnce: 1, most: 0 })
  let end = () => {}
  const first = inTurn(() => new Promise<void>((done) => (end = done)))
  await expect(inTurn(async () => 'second')).rejects.toSatisfy((error) => isRefusal(error, 'platform.crowded'))
  end()
  await first
  expect(await inTurn(async () => 'third')).toBe('third')
})
