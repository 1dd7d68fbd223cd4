// A town hall on the web with a real mail server beside it, and the ways a citizen goes there.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import ICAL from 'ical.js'
import { sql, type Kysely } from 'kysely'
import { messages, smtpTransport, type Sending } from '../../src/modules/messages/index.ts'
import { appointments, bookingSamples } from '../../src/modules/appointments/index.ts'
import { handling } from '../../src/modules/appointments/data.ts'
import type { LocationFacts, ServiceFacts } from '../../src/modules/appointments/setup/index.ts'
import type { Module } from '../../src/platform/module.ts'
import { startSmtp, type Mailbox, type ReceivedMail } from './smtp.ts'
import { openTown, type Town } from './town.ts'
import { testWeb, type Seen, type TestBrowser, type TestWeb, type TestWebOptions } from './web.ts'

export { bookingSamples }
export const SENDER = 'termine@belegt.example'
export const oeznur = { name: 'Öznur Yıldız-Großmann', mail: 'oeznur@example.org' }
export const BOOK = 'Termin verbindlich buchen'

export type TownHall = AsyncDisposable & {
  readonly web: TestWeb
  readonly mailbox: Mailbox
  readonly town: Town
  /** From the front page to the form for a time of the first free day; the first one unless told. */
  choose(browser?: TestBrowser, time?: string, service?: string): Promise<{ browser: TestBrowser; form: Seen }>
  /** All the way; gives the page of the booked appointment. */
  book(person?: Record<string, string>, time?: string): Promise<{ browser: TestBrowser; booked: Seen }>
  /** Rows as they stand, read as the tenant. */
  rows(sql: string): Promise<Record<string, unknown>[]>
}

/** Monday, 16 November 2026, six in the morning in Musterlingen, unless `start` says otherwise. */
export async function openTownHall(
  options: Partial<TestWebOptions> & {
    service?: Partial<ServiceFacts>
    location?: Partial<LocationFacts>
    sending?: Partial<Sending>
    /** Modules beside messages and appointments. */
    beside?: readonly Module[]
  } = {},
): Promise<TownHall> {
  const mailbox = await startSmtp()
  const transport = smtpTransport(new URL(mailbox.url))
  const sending: Sending = { transport, from: SENDER, failed: (error) => void web.defects.push(error) }
  const mailing = messages({ ...sending, ...options.sending })
  const web: TestWeb = await testWeb({
    modules: [mailing, appointments, ...(options.beside ?? [])],
    start: '2026-11-16T05:00:00Z',
    ...options,
  })
  const stop = mailing.background?.(web.house)
  const town = await openTown(web, options.service, options.location)

  const choose: TownHall['choose'] = async (
    browser = web.browse(),
    time?: string,
    service = 'Personalausweis beantragen',
  ) => {
    const start = await browser.open(town.path)
    const day = await browser.open(start.page.link(service))
    const form = await browser.submit(time ?? day.page.forms[0]?.buttons[0] ?? 'a free time')
    web.clock.advance({ seconds: 20 })
    return { browser, form }
  }
  return {
    web,
    mailbox,
    town,
    choose,
    async book(person = oeznur, time) {
      const { browser } = await choose(undefined, time)
      return { browser, booked: await browser.submit(BOOK, person) }
    },
    rows: (text) =>
      web.scope({ organisation: town.organisation, purpose: handling }, async (at) => {
        const { rows } = await sql.raw<Record<string, unknown>>(text).execute(at.tx as unknown as Kysely<never>)
        return rows
      }),
    async [Symbol.asyncDispose]() {
      await stop?.()
      await web.close()
      transport.close()
      await mailbox[Symbol.asyncDispose]()
    },
  }
}

/** The application behind a real port of the loopback network. */
export async function openDoor(app: Pick<Hono, 'fetch'>): Promise<AsyncDisposable & { origin: string }> {
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }) as RequestListener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The calendar part of a mail as a calendar program reads it. */
export function calendarOf(mail: ReceivedMail) {
  const part = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar')
  if (!part) throw new Error('the mail has no calendar part')
  const file = typeof part.content === 'string' ? part.content : new TextDecoder().decode(part.content)
  const calendar = new ICAL.Component(ICAL.parse(file))
  const event = calendar.getFirstSubcomponent('vevent')
  if (!event) throw new Error('the calendar has no event')
  return {
    file,
    method: calendar.getFirstPropertyValue('method'),
    sequence: event.getFirstPropertyValue('sequence'),
    uid: event.getFirstPropertyValue('uid'),
    status: event.getFirstPropertyValue('status'),
    start: String(event.getFirstPropertyValue('dtstart')),
    zone: event.getFirstProperty('dtstart')?.getFirstParameter('tzid'),
    organiser: event.getFirstPropertyValue('organizer'),
    attendee: event.getFirstPropertyValue('attendee'),
  }
}
