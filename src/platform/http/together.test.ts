import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { together } from './together.ts'

test('who asks gets nothing that was read before, and no key is worked on twice at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.constantFrom('a', 'b'), after: fc.nat(3), takes: fc.nat(3) })),
      async (askers) => {
        const share = together<number>()
        let turn = 0
        const working = { a: 0, b: 0 }
        const answers: Promise<[asked: number, read: number]>[] = []
        for (const { key, after, takes } of askers) {
          await setTimeout(after)
          const asked = ++turn
          const work = async () => {
            expect(++working[key]).toBe(1)
            const read = ++turn
            await setTimeout(takes)
            working[key]--
            return read
          }
          answers.push(share(key, work).then((read) => [asked, read]))
        }
        for (const [asked, read] of await Promise.all(answers)) expect(read).toBeGreaterThan(asked)
      },
    ),
    { numRuns: 30 },
  )
})

test('a hundred who ask at once cost two rounds', async () => {
  const share = together<number>()
  let rounds = 0
  const work = async () => {
    await setTimeout(5)
    return ++rounds
  }
  const answers = await Promise.all(Array.from({ length: 100 }, () => share('page', work)))
  expect(answers).toEqual([1, ...Array.from({ length: 99 }, () => 2)])
})

test('a failed round fails those who waited for it, and nobody after them', async () => {
  const share = together<string>()
  const failing = async () => {
    await setTimeout(1)
    throw new Error('gone')
  }
  const [first, second] = [share('x', failing), share('x', failing)]
  await expect(first).rejects.toThrow('gone')
  await expect(second).rejects.toThrow('gone')
  await expect(share('x', async () => 'there')).resolves.toBe('there')
})
