import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextAttempt, senderProblem, stateAfter, wishOf } from './rules.ts'

const reports = ['underway', 'sent', 'undelivered', 'failed', 'delivered'] as const

test('in whatever order reports come, they end in the same state, and one that reached the phone wins', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...reports], { minLength: 1 }), (order) => {
      const end = order.reduce<Parameters<typeof stateAfter>[0]>((state, report) => stateAfter(state, report), 'sent')
      if (order.includes('delivered')) expect(end).toBe('delivered')
      else if (order.includes('undelivered') || order.includes('failed'))
        expect(['undelivered', 'failed']).toContain(end)
      else expect(end).toBe('sent')
    }),
  )
})

test('an SMS that was taken back and left all the same is followed', () => {
  expect(stateAfter('dropped', 'sent')).toBe('sent')
  expect(stateAfter('failed', 'delivered')).toBe('delivered')
})

test.each([
  ['STOP', 'stop'],
  [' stop. ', 'stop'],
  ['Stopp!', 'stop'],
  ['STOP bitte', 'stop'],
  ['Abmelden', 'stop'],
  ['ｓｔｏｐ', 'stop'],
  ['START', 'start'],
  ['Bitte nicht aufhören mit der guten Arbeit', undefined],
  ['Ich stehe an der Haltestelle Stop', undefined],
  ['', undefined],
  ['👍', undefined],
])('%s', (text, wish) => expect(wishOf(text)).toBe(wish))

test.each([
  ['Musterstadt', undefined],
  ['Stadt Bonn', undefined],
  ['+4915112345678', undefined],
  [`MG${'a'.repeat(32)}`, undefined],
  ['', 'required'],
  ['Bürgeramt', 'sender'],
  ['Bundesstadt Bonn', 'sender'],
  ['12', 'sender'],
  ['A\r\nB', 'sender'],
])('as a sender: %s', (sender, problem) => expect(senderProblem(sender)).toBe(problem))

test('tried again for a day, never sooner than the provider asks', () => {
  const start = Temporal.Instant.from('2026-11-24T11:00:00Z')
  let now = start
  let tries = 0
  for (let next = nextAttempt(1, start, now); next; next = nextAttempt(++tries + 1, start, now)) now = next
  expect(now.since(start).total('hours')).toBeLessThanOrEqual(24)
  expect(tries).toBeGreaterThan(12)
  expect(nextAttempt(1, start, start, 300)?.since(start).total('seconds')).toBe(300)
  expect(nextAttempt(1, start, start, Number.MAX_SAFE_INTEGER)?.since(start).total('hours')).toBe(24)
})
