import { afterAll, beforeAll, expect, test } from 'vitest'
import { messages, smtpTransport } from '../../src/modules/messages/index.ts'
import { runJob } from '../../src/platform/jobs/jobs.ts'
import { startSmtp, type Mailbox } from '../support/smtp.ts'
import { openTown, type Town } from '../support/town.ts'
import type { TestWeb } from '../support/web.ts'
import { built, rootLogin, startHere, type InProcess } from './running.ts'
import { visitor } from './visitor.ts'
import pg from 'pg'

let program: InProcess
let mailbox: Mailbox
let town: Town
let root: pg.Client

beforeAll(async () => {
  await built()
  mailbox = await startSmtp()
  program = await startHere({
    from: '2026-11-16T05:00:00Z',
    environment: { BELEGT_SMTP_URL: mailbox.url, BELEGT_MAIL_FROM: 'termine@musterlingen.example' },
  })
  town = await openTown(program as unknown as TestWeb)
  root = new pg.Client(rootLogin(program.folder))
  await root.connect()
}, 120_000)
afterAll(async () => {
  await root?.end()
  await program?.end()
  await mailbox?.[Symbol.asyncDispose]()
})

const fail = (error: unknown) => {
  throw error
}

/** What the schedule does every minute. */
async function dispatch(): Promise<void> {
  const transport = smtpTransport(new URL(mailbox.url))
  const [job] = messages({ transport, from: 'termine@musterlingen.example', failed: fail }).jobs
  if (job) await runJob(program.house, job, fail)
  transport.close()
}

async function states(): Promise<Record<string, number>> {
  const { rows } = await root.query<{ state: string; count: number }>(
    'select state, count(*)::int as count from messages group by state',
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

test('the mail server is down for a day: people book all the same, and everybody gets one mail when it is back', async () => {
  await mailbox.behave('down')
  const times = ['08:00', '08:20', '08:40', '09:00']
  for (const [place, time] of times.entries()) {
    const browser = visitor(program.url)
    await browser.open(`${town.path}/termin/${town.passport}/${town.location}`)
    await browser.submit(time)
    program.clock.advance({ seconds: 20 })
    const booked = await browser.submit('Termin verbindlich buchen', {
      name: `Erika Muster ${place}`,
      mail: `erika${place}@example.org`,
    })
    expect(booked.page.text).toContain('Ihr Termin ist gebucht')
  }
  const asked: number[] = []
  for (let minute = 0; minute < 24 * 60; minute += 10) {
    program.clock.advance({ minutes: 10 })
    await dispatch()
    const { rows } = await root.query<{ most: number }>('select max(attempts) as most from messages')
    asked.push(rows[0]?.most ?? 0)
  }
  expect(await states()).toEqual({ queued: 4 })
  expect(mailbox.mails()).toEqual([])
  expect(Math.max(...asked)).toBeLessThan(20) // slower and slower, not every minute of the day
  expect(Math.max(...asked)).toBeGreaterThan(5)

  await mailbox.behave('accept')
  for (let hours = 0; hours < 5; hours++) {
    program.clock.advance({ hours: 1 })
    await dispatch()
  }
  expect(await states()).toEqual({ sent: 4 })
  const sent = mailbox.mails().flatMap(({ envelope }) => envelope.to)
  expect(sent.toSorted()).toEqual(times.map((_, place) => `erika${place}@example.org`))
})
