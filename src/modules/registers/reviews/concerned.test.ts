import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTown, type Town } from '#testing/registers.ts'
import { db, watching } from '../data/index.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const reason = 'Die Nachbarin berichtet, dass er Einzelheiten ihres Termins kennt.'
const span = { from: '2026-11-16T07:00', until: '2026-11-16T08:30' }

test('osseno/unlawful-use-review the member concerned learns nothing of the case from the overview', async () => {
  const admin = await town.arrive('main-administrator')
  const officer = await town.arrive('data-protection', admin.organisation)
  await admin.browser.post(admin.at('/pruefungen/neu'), { ...span, account: officer.account, reason })
  expect((await admin.browser.open(admin.at(''))).page.text).toContain('Prüfungen warten auf eine zweite Person')
  expect((await officer.browser.open(officer.at(''))).html).not.toMatch(/warten auf eine zweite Person/)
})

test('osseno/unlawful-use-review looks back only: a time that has not passed is refused', async () => {
  const officer = await town.arrive()
  const desk = await town.arrive('desk', officer.organisation)
  const ahead = { ...span, until: '2026-12-16T08:30' }
  const refused = await officer.browser.post(officer.at('/pruefungen/neu'), { ...ahead, account: desk.account, reason })
  expect([refused.status, refused.page.text]).toEqual([422, expect.stringContaining('in der Zukunft')])
})

test('osseno/unlawful-use-review who decides second is told that it was decided, and the decision stays', async () => {
  const officer = await town.arrive()
  const { organisation } = officer
  const desk = await town.arrive('desk', organisation)
  const [one, two] = [
    await town.arrive('main-administrator', organisation),
    await town.arrive('data-protection', organisation),
  ]
  const asked = await officer.browser.post(officer.at('/pruefungen/neu'), { ...span, account: desk.account, reason })
  const path = `${new URL(asked.url).pathname}/entscheiden`
  const first = await one.browser.post(path, { decision: 'refused', decision_reason: 'zu vage' })
  expect(first.status).toBe(200)
  const second = await two.browser.post(path, { decision: 'approved', decision_reason: 'doch' })
  expect([second.status, second.page.text]).toEqual([409, expect.stringContaining('schon entschieden')])
})

test('osseno/unlawful-use-review says when there are more accesses than it shows, instead of calling them all', async () => {
  const officer = await town.arrive()
  const { organisation } = officer
  const desk = await town.arrive('desk', organisation)
  const second = await town.arrive('main-administrator', organisation)
  await town.web.scope({ organisation, purpose: watching }, (at) =>
    sql`insert into access_records (organisation_id, id, account_id, role, what, place, people, at)
      select ${organisation.id}, gen_random_uuid(), ${desk.account}, 'desk', 'opened', 'people.page', 1,
        ${at.now.subtract({ hours: 1 })} from generate_series(1, 5001)`.execute(db(at)),
  )
  const asked = await officer.browser.post(officer.at('/pruefungen/neu'), { ...span, account: desk.account, reason })
  const path = new URL(asked.url).pathname
  await second.browser.post(`${path}/entscheiden`, { decision: 'approved', decision_reason: 'genau genug' })
  const seen = await officer.browser.post(`${path}/einsehen`, {})
  expect(seen.page.text).toContain('Die neuesten 5.000 Zugriffe')
  expect(seen.page.text).not.toContain('5000 Zugriffe im Zeitraum')
})
