import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deskModule, siteIn, type Site } from '#testing/desk.ts'
import { db, handling } from '../data.ts'
import { states, transitions, verbs, type State, type Verb } from '../rules/booking.ts'
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

/** Moves the clock and signs in anew: a session ends after two idle hours. */
async function moveTo(instant: string): Promise<void> {
  web.clock.moveTo(instant)
  clerk = web.browse({ cookie: (await web.member(site.organisation, { role: 'desk' })).cookie })
}

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

  test('each step is taken exactly where the rules allow it, and refused with a sentence elsewhere', async () => {
    const way: Record<Exclude<State, 'held'>, Verb[]> = {
      booked: [],
      arrived: ['arrive'],
      called: ['arrive', 'call'],
      serving: ['arrive', 'call', 'serve'],
      served: ['arrive', 'call', 'serve', 'close'],
      'no-show': ['no-show'],
      cancelled: ['cancel'],
    }
    let count = 0
    for (const state of states) {
      if (state === 'held') continue
      for (const verb of verbs) {
        if (verb === 'undo') continue
        const id = await site.book(
          `2026-11-16T${String(8 + Math.floor(count / 3)).padStart(2, '0')}:${(count % 3) * 20 || '00'}:00Z`,
        )
        count += 1
        for (const before of way[state]) await stepOf(id, before)
        const row = await site.row(id)
        expect(row.state).toBe(state)
        const after = transitions[state][verb]
        const seen = await stepOf(id, verb)
        const now = await site.row(id)
        expect([state, verb, now.state], seen.page.text).toEqual([state, verb, after ?? state])
        expect(seen.status).toBe(after ? 200 : 409)
        if (!after) {
          expect(seen.page.text).toContain('Dieser Schritt geht nicht')
          expect(now.version).toBe(row.version)
        }
        await web.scope({ organisation: site.organisation, purpose: handling }, (at) =>
          db(at).deleteFrom('bookings').where('id', '=', id).execute(),
        )
      }
    }
    expect(count).toBe(42)
  })

  test('a step is taken back the way it came; a cancellation is not', async () => {
    const id = await site.book('2026-11-16T08:20:00Z')
    const way = ['arrive', 'call', 'serve', 'close'] as const
    for (const verb of way) await stepOf(id, verb)
    const ticket = (await site.row(id)).ticket
    for (const state of ['serving', 'called', 'arrived', 'booked']) {
      await stepOf(id, 'undo')
      expect((await site.row(id)).state).toBe(state)
    }
    expect((await stepOf(id, 'undo')).page.text).toContain('nichts zurückzunehmen')
    await stepOf(id, 'arrive')
    expect((await site.row(id)).ticket).toBe(ticket)
    await stepOf(id, 'no-show')
    await moveTo('2026-11-17T08:00:00Z')
    const late = await stepOf(id, 'undo', { tag: '2026-11-16' })
    expect([late.status, late.page.text.includes('nur am selben Tag')]).toEqual([410, true])
    await moveTo('2026-11-16T08:00:00Z')
    const other = await site.book('2026-11-16T09:20:00Z')
    await stepOf(other, 'cancel')
    expect((await stepOf(other, 'undo')).page.text).toContain('Absage lässt sich nicht zurücknehmen')
  })

  test('staff who cancel free the time at once, and the person gets the mail', async () => {
    const id = await site.book('2026-11-18T08:20:00Z', { mail: 'oezlem@example.org' })
    const page = await clerk.open(`${mine}&tag=2026-11-18&wahl=${id}`)
    expect(page.page.text).toContain('Die Person bekommt eine Mail')
    expect((await clerk.submit('Ja, absagen')).page.text).toContain('Abgesagt (1)')
    expect(await site.row(id)).toMatchObject({ state: 'cancelled', blocked: null, version: 1 })
    const queued = await web.scope({ organisation: site.organisation, purpose: handling }, (at) =>
      sql<{ kind: string; version: number }>`select kind, version from messages where cause = ${id}`.execute(db(at)),
    )
    expect(queued.rows).toEqual([{ kind: 'appointments.cancelled', version: 1 }])
  })
})

describe('two clerks', () => {
  test('a form of an earlier state changes nothing and says who was faster; the same press twice happens once', async () => {
    const id = await site.book('2026-11-16T08:20:00Z')
    const seen = { booking: `${id}.0`, platz: site.desks[0] ?? '' }
    await clerk.post(`${site.path}/schritt`, { ...seen, verb: 'arrive' })
    const twice = await clerk.post(`${site.path}/schritt`, { ...seen, verb: 'arrive' })
    expect([twice.status, (await site.row(id)).version]).toEqual([200, 1])
    const stale = await clerk.post(`${site.path}/schritt`, { ...seen, verb: 'no-show' })
    expect(stale.status).toBe(409)
    expect(stale.page.text).toContain('Jemand war schneller: Diese Nummer steht jetzt auf „da“')
    expect(stale.page.text).toContain('A 001')
    expect(await site.row(id)).toMatchObject({ state: 'arrived', version: 1 })
  })

  test('"close and next" pressed twice closes one and calls one', async () => {
    const ids: string[] = []
    for (const time of ['08:20', '08:40', '09:00']) ids.push(await site.book(`2026-11-16T${time}:00Z`))
    for (const id of ids) await stepOf(id, 'arrive')
    await stepOf(ids[0] ?? '', 'call')
    const form = { closing: `${ids[0]}.2`, platz: site.desks[0] ?? '' }
    const [one, two] = await Promise.all([1, 2].map(() => clerk.post(`${site.path}/naechste`, form)))
    expect([one?.status, two?.status]).toEqual([200, 200])
    const rows = await Promise.all(ids.map((id) => site.row(id)))
    expect(rows.map(({ state }) => state)).toEqual(['served', 'called', 'arrived'])
  })

  test('a desk that has somebody calls nobody else, and a foreign desk calls nobody', async () => {
    const [a, b] = [await site.book('2026-11-16T08:20:00Z'), await site.book('2026-11-16T08:40:00Z')]
    await stepOf(a, 'call')
    const busy = await stepOf(b, 'call')
    expect([busy.status, busy.page.text.includes('An Ihrem Platz ist noch A 001')]).toEqual([409, true])
    const elsewhere = await siteIn(web, site.organisation)
    const foreign = await stepOf(b, 'call', { platz: elsewhere.desks[0] ?? '' })
    expect([foreign.status, foreign.page.text.includes('Wählen Sie zuerst Ihren Platz')]).toEqual([422, true])
    expect((await site.row(b)).state).toBe('booked')
  })
})

describe('without an appointment', () => {
  const walkIn = (fields: Record<string, string> = {}) =>
    clerk.post(`${site.path}/ohne-termin`, {
      id: randomUUID(),
      service: site.service,
      platz: site.desks[0] ?? '',
      ...fields,
    })
  const people = () =>
    web.scope({ organisation: site.organisation, purpose: handling }, async (at) => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from people`.execute(db(at))
      return rows[0]?.n
    })

  test('a number needs no name, and then nobody is recorded; with a name there is a person', async () => {
    await clerk.open(mine)
    const first = await clerk.submit('Nummer geben', { service: site.service })
    expect(first.page.text).toContain('S 001')
    expect(first.page.text).toContain('ohne Namen')
    expect(await people()).toBe(0)
    web.clock.advance({ minutes: 1 })
    expect((await walkIn({ name: 'Ada' })).page.text).toContain('Ada')
    expect(await people()).toBe(1)
    expect((await clerk.submit('Nächste Nummer aufrufenEnter')).page.text).toContain('An Schalter 1S 001')
    expect((await clerk.submit('Abschließen und nächste NummerEnter')).page.text).toContain('An Schalter 1S 002Ada')
  })

  test('the form sent twice gives one number; without a service it comes back with the name kept', async () => {
    const id = randomUUID()
    await Promise.all([1, 2, 3].map(() => walkIn({ id, name: 'Ada' })))
    const day = await clerk.open(mine)
    expect(day.page.text.match(/S 00\d/g)?.filter((ticket) => ticket !== 'S 001')).toEqual([])
    expect(await people()).toBe(1)
    const back = await walkIn({ service: '', name: '‮Bob <script>' })
    expect(back.status).toBe(422)
    expect(back.page.text).toContain('Bitte wählen Sie ein Anliegen')
    expect(back.html).toContain('Bob &lt;script&gt;')
    expect((await walkIn({ service: randomUUID() })).page.text).toContain('an diesem Ort nicht angeboten')
    expect((await walkIn({ name: 'x'.repeat(10_000) })).page.text).toContain('Der Name ist zu lang')
  })
})
