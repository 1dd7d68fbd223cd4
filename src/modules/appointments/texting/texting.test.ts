import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import pg from 'pg'
import { consentsOf, restrict, restricting, withdraw } from '#privacy'
import { runJob } from '#platform/jobs/jobs.ts'
import { BOOK, oeznur, openTownHall, type TownHall } from '#testing/citizen.ts'
import { sevenCall, startSmsWorld, type SmsWorld } from '#testing/sms.ts'
import { NUMBER, registerOfThisTest, setUpSms, smsOf, switchOffHere, switchOnHere } from '#testing/texting.ts'
import { handling } from '../data.ts'
import { reminderJobs } from './remind.ts'

let hall: TownHall
let world: SmsWorld
let sms: ReturnType<typeof smsOf>

beforeAll(() => registerOfThisTest())
beforeEach(async () => {
  world = await startSmsWorld()
  hall = await openTownHall({
    service: {
      smsConfirm: true,
      smsRemind: true,
      mailRemind: true,
      remindHours: 24,
      limitPerPerson: 20,
      leadMinutes: 1800,
    },
    sending: { sms: { bases: world.bases } },
  })
  await setUpSms(hall.web.house, hall.town.organisation, 'seven')
  switchOnHere(hall.town.organisation, 'seven')
  sms = smsOf(hall.web.house, hall.town.organisation)
}, 60_000)
afterEach(async () => {
  expect(hall.web.defects.splice(0)).toEqual([])
  await hall[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const wants = { ...oeznur, sms: true, sms_number: '0151 23456789' }
const book = async (person: Record<string, string | boolean> = wants) => {
  const { browser } = await hall.choose()
  return { browser, booked: await browser.submit(BOOK, person) }
}
const taken = async (count: number): Promise<void> => {
  await expect.poll(() => world.taken().length).toBeGreaterThanOrEqual(count)
  expect(world.taken()).toHaveLength(count)
}
const remind = async () => {
  for (const job of reminderJobs)
    await runJob(hall.web.house, job, (error) => {
      throw error
    })
}
const booking = async () => (await hall.rows('select * from bookings order by created_at'))[0] ?? {}
const toReminder = async () => {
  const start = Temporal.Instant.from(
    (await hall.rows('select starts_at::text as at from bookings'))[0]?.['at'] as string,
  )
  hall.web.clock.moveTo(start.subtract({ hours: 24 }))
}

test('smartcx/sms: confirmed and reminded by SMS, with consent, and followed until it is on the phone', async () => {
  const { booked } = await book()
  expect(booked.page.text).toContain('Ihr Termin ist gebucht')
  await taken(1)
  const [first] = world.taken()
  expect(first).toMatchObject({ to: NUMBER, from: 'Musterstadt' })
  expect(first?.text).toMatch(/^Ihr Termin ist gebucht: Personalausweis beantragen, .*Uhr, Bürgeramt Mitte\.$/)

  const url = `${hall.web.origin}/${hall.town.organisation.slug}/meldungen/sms/seven`
  const told = { data: { msg_id: first?.ref, status: 'DELIVERED' }, webhook_event: 'dlr' }
  const { init } = sevenCall(url, told, hall.web.clock.now())
  expect(
    (await hall.web.app.request(url, { ...init, headers: { ...init.headers, host: new URL(url).host } })).status,
  ).toBe(200)
  expect((await sms.one()).state).toBe('delivered')

  await remind() // not yet
  expect(world.taken()).toHaveLength(1)
  await toReminder()
  await remind()
  await remind()
  await taken(2)
  expect(world.taken()[1]?.text).toMatch(/^Erinnerung: .*mein-termin\//)
  const reminder = () =>
    hall.mailbox.mails().find(({ subject = '' }) => subject.startsWith('Erinnerung: Personalausweis'))
  await expect.poll(() => reminder()?.text).toContain('/mein-termin/')
  expect(await booking()).toMatchObject({ remind_at: null, text_at: null })
})

test('the form says who gets the number and text, nothing is ticked, and the very words are on record', async () => {
  const { browser, form } = await hall.choose()
  expect(form.html).not.toMatch(/name="sms"[^>]*checked/)
  expect(form.page.text).toContain('Nummer und Text gehen dafür an seven GmbH')
  expect(form.page.text).toContain(
    'eine Bestätigung, eine Erinnerung einen Tag vorher und eine Nachricht, wenn er verschoben oder abgesagt wird',
  )
  await browser.submit(BOOK, wants)
  const person = String((await booking())['person_id'])
  const consents = await hall.web.scope({ organisation: hall.town.organisation, purpose: handling }, (at) =>
    consentsOf(at, person),
  )
  const given = consents.find(({ activity }) => activity === 'appointments.texting')
  expect(given).toMatchObject({ basis: 'art6.a', withdrawnAt: null })
  expect(given?.wording).toContain('Ich willige ein, dass Stadt Musterlingen mir')
  // A15 optigem/children: a child cannot say so, and gets everything by mail
  expect(given?.wording).toContain('Ich bin mindestens 16 Jahre alt.')
  expect(form.page.text).toContain('Ich bin mindestens 16 Jahre alt.')
})

test('without the tick nothing is sent, nothing about a number is kept, and the booking is as ever', async () => {
  await book({ ...oeznur })
  await hall.mailbox.mailTo(oeznur.mail)
  expect(await sms.rows()).toEqual([])
  expect(await booking()).toMatchObject({ sms_to: null, text_at: null })
  await toReminder()
  await remind()
  expect((await hall.mailbox.mailTo(oeznur.mail, 2)).subject).toContain('Erinnerung')
  expect(world.taken()).toEqual([])
})

test('what is entered wrongly is said at its field, and nothing is lost', async () => {
  const { browser } = await hall.choose()
  for (const [entered, said] of [
    [{ sms: true, sms_number: '030 901820' }, 'Das ist eine Nummer im Festnetz'],
    [{ sms: true, sms_number: '0151 23' }, 'Handynummer'],
    [{ sms: true, sms_number: '' }, 'Bitte geben Sie die Handynummer an'],
    [{ sms: false, sms_number: '0151 23456789' }, 'Für SMS brauchen wir Ihre Einwilligung'],
    [{ sms: true, sms_number: 'ruf mich an' }, 'Das ist keine Telefonnummer'],
  ] as const) {
    const again = await browser.submit(BOOK, { ...oeznur, ...entered })
    expect(again.status).toBe(422)
    expect(again.page.text).toContain(said)
    expect(again.html).toContain(oeznur.mail)
  }
  expect((await booking())['state']).toBe('held')
  expect((await browser.submit(BOOK, wants)).page.text).toContain('Ihr Termin ist gebucht')
})

test('moved: reminded of the new time; cancelled: of none', async () => {
  await book()
  await taken(1)
  const mail = await hall.mailbox.mailTo(oeznur.mail)
  const link = /https?:\/\/\S+mein-termin\/[\w-]+/.exec(mail.text ?? '')?.[0] ?? ''
  const browser = hall.web.browse()
  await browser.open(new URL(link).pathname)
  const times = await browser.open(`${new URL(link).pathname}/verschieben`)
  const later = times.page.forms[0]?.buttons.at(-1) ?? ''
  await browser.submit(later)
  const moved = await booking()
  expect(moved['version']).toBeGreaterThan(0)
  const [row] = await hall.rows(
    'select (starts_at - text_at)::text as before, (starts_at - remind_at)::text as mail from bookings',
  )
  expect(row).toEqual({ before: '1 day', mail: '1 day' })

  await browser.open(`${new URL(link).pathname}?absagen=1`)
  await browser.submit('Ja, Termin absagen')
  expect((await booking())['state']).toBe('cancelled')
  await toReminder()
  await remind()
  expect(world.taken()).toHaveLength(1)
})

const linkOf = async () => {
  const mail = await hall.mailbox.mailTo(oeznur.mail)
  return new URL(/https?:\/\/\S+mein-termin\/[\w-]+/.exec(mail.text ?? '')?.[0] ?? '').pathname
}
const moveIt = async (link: string) => {
  const browser = hall.web.browse()
  await browser.open(link)
  const times = await browser.open(`${link}/verschieben`)
  await browser.submit(times.page.forms[0]?.buttons.at(-1) ?? '')
}
const cancelIt = async (link: string) => {
  const browser = hall.web.browse()
  await browser.open(`${link}?absagen=1`)
  await browser.submit('Ja, Termin absagen')
}

test('smartcx/sms: moved and cancelled are told by SMS too, each once', async () => {
  await book()
  await taken(1)
  const link = await linkOf()
  await moveIt(link)
  await remind()
  await remind()
  await taken(2)
  expect(world.taken()[1]).toMatchObject({ to: NUMBER })
  expect(world.taken()[1]?.text).toMatch(
    /^Ihr Termin ist verschoben\. Neu: Personalausweis beantragen, .*Uhr, Bürgeramt/,
  )
  await cancelIt(link)
  await remind()
  await remind()
  await taken(3)
  expect(world.taken()[2]?.text).toMatch(/^Ihr Termin ist abgesagt: Personalausweis beantragen/)
  expect((await sms.rows()).map(({ segments }) => segments)).toEqual([1, 1, 1])
  expect(await booking()).toMatchObject({ text_news_at: null })
})

test('moved and cancelled before its SMS left: only the last news is told', async () => {
  await book()
  await taken(1)
  const link = await linkOf()
  await moveIt(link)
  await cancelIt(link)
  await remind()
  await taken(2)
  expect(world.taken()[1]?.text).toMatch(/abgesagt/)
})

test('a consent from before changes were spoken of covers none; nor is anything told late', async () => {
  await book()
  await taken(1)
  const link = await linkOf()
  const client = new pg.Client(hall.web.database.root)
  await client.connect()
  const words = `', eine Erinnerung einen Tag vorher und eine Nachricht, wenn er verschoben oder abgesagt wird'`
  const { rowCount } = await client.query(
    `update wordings set content = replace(content, ${words}, '') where content like '%' || ${words} || '%'`,
  )
  await client.end()
  expect(rowCount).toBe(1)
  await moveIt(link)
  await remind()
  expect(await sms.rows()).toHaveLength(1)
})

test('who withdrew, answered STOP or is restricted is told of no change; news older than half a day neither', async () => {
  await book()
  await taken(1)
  const link = await linkOf()
  await moveIt(link)
  hall.web.clock.advance({ hours: 12, minutes: 1 })
  await remind()
  const person = String((await booking())['person_id'])
  await cancelIt(link)
  await hall.web.scope({ organisation: hall.town.organisation, purpose: restricting }, (at) =>
    restrict(at, { person, ground: 'a' }),
  )
  await remind()
  const all = new pg.Client(hall.web.database.root) // the rows of who is restricted are hidden from everybody else
  await all.connect()
  const { rows } = await all.query(
    `select kind from sms_messages where kind in ('appointments.sms-moved', 'appointments.sms-cancelled')`,
  )
  await all.end()
  expect(rows).toEqual([])
})

test('who withdraws gets no reminder by SMS, and the number is gone; the mail still comes', async () => {
  await book()
  await taken(1)
  const person = String((await booking())['person_id'])
  await hall.web.scope({ organisation: hall.town.organisation, purpose: handling }, async (at) => {
    const given = (await consentsOf(at, person)).find(({ activity }) => activity === 'appointments.texting')
    await withdraw(at, person, given?.id ?? '', 'person')
  })
  expect(await booking()).toMatchObject({ sms_to: null, text_at: null })
  await toReminder()
  await remind()
  await hall.mailbox.mailTo(oeznur.mail, 2)
  expect(world.taken()).toHaveLength(1)
})

test('STOP from the phone does the same', async () => {
  await book()
  await taken(1)
  const url = `${hall.web.origin}/${hall.town.organisation.slug}/meldungen/sms/seven`
  const told = { data: { id: '1', sender: '4915123456789', text: 'STOP' }, webhook_event: 'sms_mo' }
  const { init } = sevenCall(url, told, hall.web.clock.now())
  const status = (await hall.web.app.request(url, { ...init, headers: { ...init.headers, host: new URL(url).host } }))
    .status
  expect(status).toBe(200)
  expect(await booking()).toMatchObject({ sms_to: null, text_at: null })
  await cancelIt(await linkOf())
  await remind()
  expect(world.taken()).toHaveLength(1)
})

test('the connection is off, or the service sends none: the form does not ask', async () => {
  switchOffHere(hall.town.organisation)
  const { form } = await hall.choose()
  expect(form.html).not.toContain('sms_number')
  // a forged form that asks for SMS all the same gets a booking and no SMS
  const { browser } = await hall.choose()
  const { form: shown } = { form: await browser.submit(BOOK, oeznur) }
  expect(shown.page.text).toContain('Ihr Termin ist gebucht')
  expect(await sms.rows()).toEqual([])
})
