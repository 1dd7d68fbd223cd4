import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { returnedMails, someMessage } from '#testing/bounces.ts'
import { causeOf } from './cause.ts'
import { MOST_BYTES } from './mime.ts'
import { readMail } from './read.ts'
import type { Reading } from './reading.ts'
import { weightOf } from './reasons.ts'
import { scrubbed } from './scrub.ts'

const isOurs = (sender: string) => sender === 'termine@belegt.example'
const told = ({ what, weight, reason, code }: Reading) => [what, weight, reason, code].filter(Boolean).join(' ')

describe('mails that came back are taken for what they are', () => {
  test.each(returnedMails())('$name', async ({ mail, expected }) => {
    const { readings } = await readMail(mail(someMessage()), isOurs)
    expect(readings.map(told)).toEqual(expected)
  })

  test('what is kept of a server’s words names nobody', async () => {
    for (const { mail, name } of returnedMails()) {
      const about = someMessage()
      for (const { words } of (await readMail(mail(about), isOurs)).readings) {
        const kept = scrubbed(words)
        expect(kept, name).not.toContain('muster@')
        expect(kept, name).not.toContain('@empfang.example')
        expect(kept, name).not.toMatch(/\d+\.\d+\.\d+\.\d+/)
        expect(kept.length, name).toBeLessThanOrEqual(400)
      }
    }
  })
})

test('whatever comes is read, and nothing is lost: any bytes, any cut, any mixture', async () => {
  const mails = returnedMails()
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: mails.length - 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.uint8Array({ maxLength: 200 }),
      async (which, cut, noise) => {
        const whole = mails[which]!.mail(someMessage())
        const at = Math.floor(whole.length * cut)
        const { readings } = await readMail(Buffer.concat([whole.subarray(0, at), noise, whole.subarray(at)]), isOurs)
        expect(readings.length).toBeGreaterThan(0)
        for (const one of readings) {
          expect(one.weight !== undefined).toBe(one.what === 'bounced')
          expect(one.code).toMatch(/^$|^[245]\.\d\.\d{1,3}$/)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('a mail of many megabytes, and one made to be slow, are read in no time', async () => {
  const [mail] = returnedMails().filter(({ name }) => name === 'exim-unknown')
  const before = process.threadCpuUsage() // time of work: who else keeps the machine busy says nothing
  const large = Buffer.concat([mail!.mail(someMessage()), Buffer.alloc(20 * MOST_BYTES, 'a b ')])
  expect(told((await readMail(large, isOurs)).readings[0])).toBe('bounced hard no-such-address 5.1.1')
  for (const evil of [
    '<'.repeat(200_000),
    'user '.repeat(40_000),
    '@'.repeat(200_000),
    'a.'.repeat(100_000),
    '5.1.'.repeat(50_000),
    '<style>'.repeat(30_000),
  ]) {
    await readMail(
      Buffer.from(`Return-Path: <>\r\nSubject: Undeliverable\r\nContent-Type: text/html\r\n\r\n${evil}`),
      isOurs,
    )
    scrubbed(evil)
  }
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(10_000)
})

test('a code of a server weighs as it is meant', () => {
  const weigh = (words: string, status?: string) => {
    const { reason, permanent } = causeOf(words, status)
    return weightOf(reason, permanent ?? true)
  }
  expect(weigh('550 5.1.1 No such mailbox')).toBe('hard')
  expect(weigh('450 4.1.1 user unknown, perhaps later')).toBe('soft')
  expect(weigh('552 5.2.2 mailbox full')).toBe('soft')
  expect(weigh('554 5.7.1 blocked using a list')).toBe('soft')
  expect(weigh('', '5.1.1')).toBe('hard')
  expect(weigh('421 try again later')).toBe('soft')
})
