import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { BOOK, openTownHall, type TownHall } from '#testing/citizen.ts'

let hall: TownHall

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({ location: { desks: ['Schalter 1'] } })
})
afterAll(() => hall[Symbol.asyncDispose]())

const someone = (name: string) => ({ name, mail: `${name.toLowerCase().split(' ')[0]}@example.org` })
const booked = (start: string) =>
  hall.rows(`select id from bookings where state = 'booked' and starts_at = '2026-11-16T${start}Z'`)

test('a form posted a thousand times is one booking and one mail', async () => {
  const { browser, form } = await hall.choose(undefined, '12:00')
  const person = someone('Tausend Tina')
  const sent = form.page.form(BOOK).submit(person, BOOK)
  const fields = Object.fromEntries(sent.body ?? [])
  const answers: string[] = []
  for (let round = 0; round < 50; round++) {
    const twenty = await Promise.all(
      Array.from({ length: 20 }, () => hall.web.browse().post(new URL(form.url).pathname, fields)),
    )
    answers.push(...twenty.map(({ status, page }) => `${status} ${page.root.querySelector('h1')?.textContent}`))
  }
  expect(new Set(answers)).toEqual(new Set(['200 Ihr Termin ist gebucht']))
  expect(await booked('11:00')).toHaveLength(1)
  await hall.mailbox.mailTo(person.mail)
  const [count] = await hall.rows(`select count(*)::int as n from messages where person_id in
    (select person_id from bookings where starts_at = '2026-11-16T11:00Z')`)
  expect(count).toEqual({ n: 1 })
  expect(hall.mailbox.mails().filter(({ envelope }) => envelope.to.includes(person.mail))).toHaveLength(1)
  expect((await browser.open(form.url)).page.text).toContain('Ihr Termin ist gebucht')
}, 120_000)
