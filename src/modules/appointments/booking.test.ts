import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { messages, smtpTransport } from '#messages'
import { startSmtp, type Mailbox } from '#testing/smtp.ts'
import { openTown, type Town } from '#testing/town.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { appointments } from './module.ts'

let web: TestWeb
let mailbox: Mailbox
let town: Town

afterEach(() => expect(web.defects.splice(0)).toEqual([]))

beforeAll(async () => {
  mailbox = await startSmtp()
  const transport = smtpTransport(new URL(mailbox.url))
  const sending = {
    transport,
    from: 'termine@musterlingen.example',
    failed: (error: unknown) => void web.defects.push(error),
  }
  web = await testWeb({ modules: [messages(sending), appointments], start: '2026-11-16T05:00:00Z' })
  town = await openTown(web)
})
afterAll(async () => {
  await web?.close()
  await mailbox?.[Symbol.asyncDispose]()
})

const person = { name: 'Öznur Yıldız-Großmann', mail: 'oeznur@example.org' }

/** Goes from the front page to the form for the first free time. */
async function chooseTime(browser = web.browse(), service = 'Personalausweis beantragen') {
  const start = await browser.open(town.path)
  await browser.open(start.page.link(service))
  return { browser, form: await browser.submit('08:00') }
}

test('a citizen books without script or cookie, and gets one mail with a calendar entry', async () => {
  const { browser, form } = await chooseTime()
  expect(form.status).toBe(200)
  expect(form.headers.get('set-cookie')).toBeNull()
  web.clock.advance({ seconds: 20 })
  const booked = await browser.submit('Termin verbindlich buchen', person)
  expect(booked.html).toContain('Ihr Termin ist gebucht')
  expect(booked.status).toBe(200)
  expect(web.defects).toEqual([])
})
