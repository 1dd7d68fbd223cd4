import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostOffice, type PostOffice } from '#testing/returned.ts'
import { somebody } from '#testing/person.ts'
import { registerOfThisTest, switchOnHere } from '#testing/texting.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { dispatchFor } from '../dispatch.ts'
import { messages } from '../module.ts'
import { queueMail } from '../queue.ts'
import { smtpTransport } from '../transport.ts'
import { optOutFor, renderWithOptOut } from './opt-out.ts'
import { recentActs } from './queries.ts'
import { gate } from './gate.ts'

// From the header of a mail that a real server received to the mailbox that is read by IMAP.
let web: TestWeb
let office: PostOffice
let town: Organisation
beforeAll(async () => {
  registerOfThisTest()
  web = await testWeb({
    modules: [messages({ transport: undefined, from: 'a@b.example', failed: (error) => void web.defects.push(error) })],
  })
  office = await openPostOffice(web.house)
  town = await web.organisation()
  switchOnHere(town, 'returned-mail')
  await office.setUp(town)
})
afterAll(async () => {
  expect([office?.failures, web?.defects]).toEqual([[], []])
  await office?.[Symbol.asyncDispose]()
  await web?.close()
})

async function informed(to: string) {
  await office.within(town, async (at) => {
    const person = await somebody(at, { name: 'Paula Post', mail: to })
    const text = { subject: 'Öffnungszeiten', heading: 'Öffnungszeiten', paragraphs: ['Ab Montag.'] }
    const optOut = await optOutFor(at, to, (path) => `http://belegt.test/${town.slug}${path}`)
    const rest = { language: 'de', organisation: town, facts: [], actions: [], closing: [] } as const
    const content = renderWithOptOut({ ...text, ...rest }, optOut)
    await queueMail(at, {
      person,
      to,
      cause: randomUUID(),
      kind: 'test.news',
      version: 0,
      lane: 'informational',
      content,
    })
  })
  const transport = smtpTransport(new URL(office.smtp.url))
  await dispatchFor(web.house, town, transport, 'amt@belegt.example')
  transport.close()
  return office.smtp.mailTo(to)
}
const passes = async (to: string) =>
  (await office.within(town, (at) => gate(at, [{ person: undefined, to, lane: 'bulk', activity: undefined }])))[0]
const mail = (lines: readonly string[], text: string): Buffer =>
  Buffer.from([...lines, 'Date: Mon, 16 Nov 2026 09:00:00 +0100', 'MIME-Version: 1.0', '', text, ''].join('\r\n'))

test('the button of a mail program, which writes to the address in the header', async () => {
  const to = 'programm@example.org'
  const raw = (await informed(to)).raw.replaceAll(/\r\n[ \t]+/g, ' ')
  const link = new URL(/<(mailto:[^>]+)>/.exec(raw)?.[1] ?? '')
  expect(link.pathname).toBe('ruecklauf@belegt.example')
  const subject = link.searchParams.get('subject') ?? ''
  // written from another address of the same reader, by a program and not by hand
  const lines = ['From: Paula <anders@example.net>', `To: ${link.pathname}`, `Subject: ${subject}`]
  await office.imap.deliver(mail([...lines, `Message-ID: <${randomUUID()}@x>`, 'Auto-Submitted: auto-generated'], ''))
  expect(await office.read(town)).toMatchObject({ open: 0 })
  expect(await passes(to)).toBe(false)
  expect(await passes('anders@example.net')).toBe(true)
})

test('a person who answers with one word, and one who has a matter', async () => {
  const [stops, asks] = ['schluss@example.org', 'frage@example.org']
  for (const [from, said] of [
    [stops, 'Guten Tag,\r\nbitte abmelden!\r\n\r\nAm 16.11.2026 schrieb Stadt:\r\n> Ab Montag.'],
    [asks, 'Kann ich mein Auto auch online abmelden?'],
  ] as const) {
    await informed(from)
    const lines = [`From: <${from}>`, 'To: ruecklauf@belegt.example', 'Subject: AW: Oeffnungszeiten']
    await office.imap.deliver(mail([...lines, `Message-ID: <${randomUUID()}@y>`], said))
  }
  expect(await office.read(town)).toMatchObject({ open: 1 })
  expect([await passes(stops), await passes(asks)]).toEqual([false, true])
  const acts = await office.within(town, recentActs)
  expect(acts.map(({ way }) => way)).toEqual(['reply', 'reply'])
})
