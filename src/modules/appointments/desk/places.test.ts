import { afterAll, beforeAll, expect, test } from 'vitest'
import { deskModule, siteIn } from '#testing/desk.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'

let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules: [deskModule] })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

test('optigem/roles: who works at one location sees, lists and steps there, and is refused everywhere else', async () => {
  const organisation = await web.organisation()
  const [here, there] = [await siteIn(web, organisation), await siteIn(web, organisation)]
  const booking = await there.book('2026-11-16T08:20:00Z')
  const { cookie } = await web.member(organisation, {
    role: 'by-place',
    further: [{ role: 'desk', place: here.location }],
  })
  const browser = web.browse({ cookie })
  // of two locations only theirs is there, so the list leads straight to it
  const list = await browser.open(`/${organisation.slug}/team/termine`)
  expect([list.status, list.url.endsWith(`/termine/${here.location}`)]).toEqual([200, true])
  expect((await browser.open(there.path)).status).toBe(403)
  const step = await browser.post(`${there.path}/schritt`, { booking: `${booking} 1`, verb: 'arrive' })
  expect([step.status, step.page.text.includes('gilt an diesem Ort nicht')]).toEqual([403, true])
  expect((await there.row(booking)).state).toBe('booked')
  // the same booking by way of the own location is not found there
  const around = await browser.post(`${here.path}/schritt`, { booking: `${booking} 1`, verb: 'arrive' })
  expect([around.status, (await there.row(booking)).state]).not.toEqual([200, 'arrived'])
  expect((await there.row(booking)).state).toBe('booked')
})
