import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deskModule, siteIn, type Site } from '#testing/desk.ts'
import { db, handling } from '../data.ts'
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

describe('notes and special answers', () => {
  const fields = [
    {
      id: 'help',
      label: { de: 'Hilfe', en: 'Help' },
      type: 'text',
      required: false,
      special: true,
      why: { de: '', en: '' },
    },
    {
      id: 'count',
      label: { de: 'Anzahl', en: 'Count' },
      type: 'number',
      required: false,
      special: false,
      why: { de: '', en: '' },
    },
  ] as const

  test('are shown beside the person with their labels, the special ones to those who work at the desk only', async () => {
    const place = await siteIn(web, site.organisation, { fields })
    const id = await place.book('2026-11-16T08:20:00Z', {
      special: { help: 'Gebärdensprache' },
      answers: { count: '3', old: 'x' },
    })
    const path = `${place.path}?wahl=${id}`
    expect((await clerk.open(path)).page.text).toContain('Anzahl3Angabex')
    expect((await clerk.open(path)).page.text).toContain('HilfeGebärdensprache')
    const reader = web.browse({ cookie: (await web.member(site.organisation, { role: 'read-only' })).cookie })
    const seen = await reader.open(path)
    expect(seen.page.text).toContain('Anzahl3')
    expect(seen.page.text).not.toContain('Gebärdensprache')
    expect(seen.html).not.toMatch(/action="[^"]*team\/termine/)
    expect((await reader.post(`${place.path}/schritt`, { booking: `${id}.0`, verb: 'arrive' })).status).toBe(403)
    expect((await reader.post(`${place.path}/notiz`, { booking: id, mark: '', note: 'x' })).status).toBe(403)
    expect((await place.row(id)).version).toBe(0)
  })

  test('a note is sealed, kept from being written over unseen, and needs a person', async () => {
    const id = await site.book('2026-11-16T08:20:00Z')
    await clerk.open(`${mine}&wahl=${id}`)
    await clerk.submit('Notiz speichern', { note: 'bringt Dolmetscher mit' })
    expect(String(await site.row(id).then((row) => row['note']))).not.toContain('Dolmetscher')
    const other = web.browse({ cookie: (await web.member(site.organisation, { role: 'desk' })).cookie })
    await other.open(`${mine}&wahl=${id}`)
    await clerk.open(`${mine}&wahl=${id}`)
    await other.submit('Notiz speichern', { note: 'kommt später' })
    const conflict = await clerk.submit('Notiz speichern', { note: 'mein Text' })
    expect(conflict.status).toBe(409)
    expect(conflict.page.text).toContain('Inzwischen steht dort:kommt später')
    expect(conflict.html).toContain('mein Text')
    expect((await clerk.submit('Notiz speichern', { note: 'beides' })).page.text).toContain('Notizbeides')
    const long = await clerk.submit('Notiz speichern', { note: 'x'.repeat(2_001) })
    expect([long.status, long.page.text.includes('zu lang')]).toEqual([422, true])
    await clerk.post(`${site.path}/ohne-termin`, { id, service: site.service })
    const walkIn = randomUUID()
    await clerk.post(`${site.path}/ohne-termin`, { id: walkIn, service: site.service })
    const refused = await clerk.post(`${site.path}/notiz`, { booking: walkIn, mark: '', note: 'x' })
    expect(refused.page.text).toContain('Zu einer Nummer ohne Namen gibt es keine Notiz')
  })
})

describe('only what belongs here', () => {
  test('a booking of another location or organisation, an invented one and nonsense are refused alike', async () => {
    const there = await siteIn(web, site.organisation)
    const abroad = await siteIn(web, await web.organisation())
    for (const id of [
      await there.book('2026-11-16T08:20:00Z'),
      await abroad.book('2026-11-16T08:20:00Z'),
      randomUUID(),
    ]) {
      const seen = await clerk.post(`${site.path}/schritt`, { booking: `${id}.0`, verb: 'arrive' })
      expect([seen.status, seen.page.text.includes('gibt es an diesem Ort nicht')]).toEqual([404, true])
      expect((await clerk.post(`${site.path}/notiz`, { booking: id, mark: '', note: 'x' })).status).toBe(404)
      expect((await clerk.open(`${site.path}?wahl=${id}`)).page.text).not.toContain('Özlem')
    }
    expect((await clerk.post(`${site.path}/schritt`, { booking: 'x.1', verb: 'arrive' })).status).toBe(422)
    expect((await clerk.open(`/${site.organisation.slug}/team/termine/${abroad.location}`)).status).toBe(404)
    expect((await clerk.open(`/${site.organisation.slug}/team/termine/1`)).status).toBe(404)
    expect((await clerk.open(abroad.path)).status).toBe(403)
    expect((await clerk.open(`${site.path}?tag=9999-99-99&platz=x&wahl=y`)).status).toBe(200)
    expect((await clerk.open(`${site.path}?tag=+275760-09-13`)).status).toBe(200)
  })

  test('who is not signed in is led to the sign-in, who has no right is refused', async () => {
    const stranger = await web.app.request(web.origin + site.path)
    expect([stranger.status, stranger.headers.get('location')?.includes('/team/anmelden?ziel=')]).toEqual([303, true])
    const officer = web.browse({ cookie: (await web.member(site.organisation, { role: 'data-protection' })).cookie })
    expect((await officer.open(site.path)).status).toBe(403)
    expect((await officer.open(`${site.path}/live`)).status).toBe(403)
  })

  test('the only location opens by itself, several are offered', async () => {
    const { slug } = site.organisation
    expect((await clerk.open(`/${slug}/team/termine`)).url).toBe(web.origin + site.path)
    await siteIn(web, site.organisation, { name: 'Bürgeramt Süd' })
    expect((await clerk.open(`/${slug}/team/termine`)).page.text).toContain('Bürgeramt Süd')
    expect((await clerk.open(`/en${site.path}?platz=${site.desks[0]}`)).page.text).toContain('Nobody is with you')
  })
})

describe('the day', () => {
  test('is the location\'s own: its zone decides what "today" is', async () => {
    const far = await siteIn(web, site.organisation, { zone: 'Pacific/Kiritimati', name: 'London' })
    await far.book('2026-11-17T00:30:00Z', { name: 'Tina Tarawa' }) // 14:30 on the 17th there
    await site.book('2026-11-16T22:30:00Z', { name: 'Nora Nacht' }) // 23:30 on the 16th here
    await moveTo('2026-11-16T11:00:00Z')
    expect((await clerk.open(far.path)).page.text).toMatch(/17\. November 2026, heute.*Tina Tarawa/)
    expect((await clerk.open(site.path)).page.text).toMatch(/16\. November 2026, heute.*Nora Nacht/)
  })

  test('does not lose at midnight who is still there, and numbers begin anew', async () => {
    const id = await site.book('2026-11-16T22:50:00Z', { name: 'Nora Nacht' }) // 23:50 here
    await stepOf(id, 'arrive')
    await moveTo('2026-11-16T23:10:00Z')
    const after = await clerk.open(mine)
    expect(after.page.text).toMatch(/17\. November 2026, heute.*1 wartet|1 wartet.*17\. November 2026, heute/)
    expect((await clerk.submit('Nächste Nummer aufrufenEnter')).page.text).toContain('An Schalter 1A 001Nora Nacht')
    const next = await site.book('2026-11-16T23:20:00Z', { name: 'Otto Ohne' })
    await stepOf(next, 'arrive')
    expect((await site.row(next)).ticket).toBe('A 001')
    const { rows } = await web.scope({ organisation: site.organisation, purpose: handling }, (at) =>
      sql<{
        days: number
      }>`select count(distinct day)::int as days from ticket_counters where location_id = ${site.location}`.execute(
        db(at),
      ),
    )
    expect(rows[0]?.days).toBe(2)
  })

  test('of another date is seen but not worked: nobody is checked in or called, nobody missing ahead of time', async () => {
    const id = await site.book('2026-11-18T08:20:00Z')
    const page = await clerk.open(`${mine}&tag=2026-11-18&wahl=${id}`)
    expect(page.page.forms.flatMap(({ buttons }) => buttons)).not.toContain('Eingetroffen')
    for (const verb of ['arrive', 'call', 'no-show']) {
      expect((await stepOf(id, verb)).page.text, verb).toContain('passt nicht zum Tag')
    }
    await moveTo('2026-11-19T08:00:00Z')
    expect((await stepOf(id, 'cancel')).page.text).toContain('passt nicht zum Tag')
    await stepOf(id, 'no-show')
    expect((await site.row(id)).state).toBe('no-show')
  })

  test('tells open screens that something changed, and only those of this location', async () => {
    const other = await siteIn(web, site.organisation)
    const cookie = (await web.member(site.organisation, { role: 'desk' })).cookie
    const streams = await Promise.all(
      [site, other].map(async ({ path }) => web.app.request(`${web.origin + path}/live`, { headers: { cookie } })),
    )
    const heard = streams.map(() => '')
    const readers = streams.map(({ body }) => body?.getReader())
    const reading = readers.map(async (reader, place) => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        heard[place] += new TextDecoder().decode(part.value)
    })
    const id = await site.book('2026-11-16T08:20:00Z')
    await stepOf(id, 'arrive')
    await expect.poll(() => heard[0]).toContain(`event: changed\ndata: desk ${site.location}`)
    expect(heard[0]).not.toContain(id)
    expect(heard[1]).not.toContain('changed')
    for (const reader of readers) await reader?.cancel()
    await Promise.all(reading)
  })
})
