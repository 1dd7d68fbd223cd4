import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTownHall, type TownHall } from '#testing/citizen.ts'

let hall: TownHall
beforeAll(async () => {
  hall = await openTownHall({ location: { desks: ['Schalter 1'] } })
})
afterAll(() => hall[Symbol.asyncDispose]())

const calendar = () => `${hall.town.path}/termin/${hall.town.passport}/${hall.town.location}`
const idOf = (html: string) => /name="id" value="([^"]+)"/.exec(html)?.[1] ?? ''

test('a crowd that asks at once gets the same times, and everybody a form of their own', async () => {
  const path = calendar()
  const seen = await Promise.all(Array.from({ length: 40 }, () => hall.web.browse().open(path)))
  const times = seen.map(({ page }) => page.forms[0]?.buttons ?? [])
  expect(times[0]?.length).toBeGreaterThan(1)
  for (const some of times) expect(some).toEqual(times[0])
  const ids = new Set(seen.map(({ html }) => idOf(html)))
  expect(ids.has('')).toBe(false)
  expect(ids.size).toBe(40)
  // in German and English they are not each other's
  const [german, english] = await Promise.all([hall.web.browse().open(path), hall.web.browse().open(`/en${path}`)])
  expect(german.html).toContain('lang="de"')
  expect(english.html).toContain('lang="en"')
})

test('who asks after a place was taken is never shown it, however many ask meanwhile', async () => {
  const path = calendar()
  for (let round = 0; round < 3; round++) {
    let going = true
    const crowd = Array.from({ length: 6 }, async () => {
      while (going) await hall.web.browse().open(path)
    })
    const browser = hall.web.browse()
    const [first] = (await browser.open(path)).page.forms[0]?.buttons ?? []
    await browser.submit(first ?? 'a free time')
    const now = await Promise.all(Array.from({ length: 5 }, () => hall.web.browse().open(path)))
    going = false
    await Promise.all(crowd)
    for (const { page } of now) expect(page.forms[0]?.buttons).not.toContain(first)
  }
})
