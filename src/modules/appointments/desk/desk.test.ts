import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deskModule, siteIn, type Site } from '#testing/desk.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'

let web: TestWeb
let site: Site
let clerk: TestBrowser
let mine: string

beforeAll(async () => {
  web = await testWeb({ modules: [deskModule], start: '2026-11-16T08:00:00Z' })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})
beforeEach(async () => {
  web.clock.moveTo('2026-11-16T08:00:00Z')
  const organisation = await web.organisation()
  site = await siteIn(web, organisation)
  clerk = web.browse({ cookie: (await web.member(organisation, { role: 'desk' })).cookie })
  mine = `${site.path}?platz=${site.desks[0]}`
})

const stepOf = async (id: string, verb: string, more: Record<string, string> = {}) =>
  clerk.post(`${site.path}/schritt`, {
    booking: `${id}.${(await site.row(id)).version}`,
    verb,
    platz: site.desks[0] ?? '',
    ...more,
  })

describe('the steps of an appointment', () => {
  test('from arrival to the end, by the buttons of the page', async () => {
    const id = await site.book('2026-11-16T08:20:00Z', { phone: '+49 221 123456', note: 'Rollstuhl' })
    const day = await clerk.open(mine)
    expect(day.page.text).toContain('Erwartet (1)')
    expect(day.page.text).toContain('Özlem Yıldız-Großmann')
    const arrived = await clerk.submit('Eingetroffen')
    expect(arrived.url).toBe(web.origin + mine)
    expect(arrived.page.text).toContain('A 001')
    expect(arrived.page.text).toContain('1 wartet')
    const called = await clerk.submit('Nächste Nummer aufrufenEnter')
    expect(called.page.text).toContain('An Schalter 1A 001Özlem')
    expect(called.page.text).toContain('+49 221 123456')
    expect(called.page.text).toContain('Rollstuhl')
    expect(called.page.text).toContain('17.12.2026, von selbst')
    expect(called.page.text).toContain('bei Ihnen')
    await clerk.submit('Erneut rufenR')
    expect(await site.row(id)).toMatchObject({ state: 'called', called_count: 2, called_desk_id: site.desks[0] })
    await clerk.submit('Bedienung beginntB')
    expect(await site.row(id)).toMatchObject({ state: 'serving' })
    web.clock.advance({ minutes: 10 })
    const closed = await clerk.submit('Abschließen und nächste NummerEnter')
    expect(closed.page.text).toContain('Niemand ist gerade bei Ihnen')
    expect(closed.page.text).toContain('Erledigt (1)')
    const row = await site.row(id)
    expect(row.state).toBe('served')
    expect(String(row['ended_at'])).toBe('2026-11-16T08:10:00Z')
  })
})
