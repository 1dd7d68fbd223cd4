import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { BOOK, openDoor, openTownHall, type TownHall } from '#testing/citizen.ts'

let hall: TownHall
let door: Awaited<ReturnType<typeof openDoor>>

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({
    service: { limitPerPerson: 1 },
    location: { desks: Array.from({ length: 30 }, (_, n) => `Platz ${n}`) },
  })
  door = await openDoor(hall.web.app)
})
afterAll(async () => {
  await door[Symbol.asyncDispose]()
  await hall[Symbol.asyncDispose]()
})

const upcoming = () => hall.rows(`select count(*)::int as n from bookings where state = 'booked'`)

test('the limit per person: said plainly, what was entered is kept, the held time stays theirs', async () => {
  const person = { name: 'Lotte Limit', mail: 'lotte@example.org' }
  await hall.book(person, '08:00')
  const { browser } = await hall.choose(undefined, '08:20')
  const refused = await browser.submit(BOOK, person)
  expect(refused.status).toBe(409)
  expect(refused.page.text).toContain('Mit dieser Mailadresse gibt es schon einen Termin für dieses Anliegen.')
  expect(refused.html).toContain('value="Lotte Limit"')
  // the same address in other letters is the same address
  expect((await browser.submit(BOOK, { mail: 'LOTTE@Example.org' })).status).toBe(409)
  expect((await browser.submit(BOOK, { mail: 'andere@example.org' })).page.text).toContain('Ihr Termin ist gebucht')
})

test('two forms sent at the same moment do not get past the limit, on a real server', async () => {
  const before = Number((await upcoming())[0]?.['n'])
  for (let round = 0; round < 6; round++) {
    const mail = `doppelt${round}@example.org`
    const times = ['09:00', '09:20', '09:40', '10:00'].slice(0, 2 + (round % 3))
    const forms: { url: string; body: string }[] = []
    for (const time of times) {
      const { form } = await hall.choose(undefined, time)
      const { body } = form.page.form(BOOK).submit({ name: `Doris ${time}`, mail }, BOOK)
      forms.push({ url: new URL(form.url).pathname, body: String(body) })
    }
    const statuses = await Promise.all(
      forms.map(async ({ url, body }) => {
        const answer = await fetch(`${door.origin}${url}`, {
          method: 'POST',
          redirect: 'manual',
          body,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
        await answer.arrayBuffer()
        return answer.status
      }),
    )
    expect(statuses.toSorted((a, b) => a - b)).toEqual([303, ...times.slice(1).map(() => 409)])
    hall.web.clock.advance({ minutes: 6 }) // what the refused ones held becomes free again
  }
  expect(Number((await upcoming())[0]?.['n'])).toBe(before + 6)
})
