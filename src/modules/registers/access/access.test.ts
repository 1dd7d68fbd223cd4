import { randomUUID } from 'node:crypto'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { deletionRun, erasePeople, proving } from '#privacy'
import { inScope } from '#platform/data/scope.ts'
import { openTown, type Town } from '#testing/registers.ts'
import { db, watching } from '../data/index.ts'
import { pageOfAccesses, SHOWN_ON_PAGE } from './queries.ts'
import { accessRecorder } from './recorder.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

type Where = Awaited<ReturnType<Town['arrive']>>['organisation']
const person = (organisation: Where, name = 'Petra Pohl') =>
  town.web.scope({ organisation, purpose: contact }, (at) =>
    personFor(at, { name, mail: `${randomUUID().slice(0, 8)}@example.org` }),
  )
const records = (organisation: Where) =>
  town.web.scope({ organisation, purpose: watching }, (at) =>
    db(at).selectFrom('access_records').selectAll().orderBy('at').execute(),
  )

describe('amagno/limited-admins', () => {
  test('amagno/limited-admins every opening and search by the administration is shown, with who, when and whose', async () => {
    const admin = await town.arrive('administrator')
    const { organisation } = admin
    const desk = await town.arrive('desk', organisation)
    const officer = await town.arrive('data-protection', organisation)
    const id = await person(organisation)
    expect((await admin.browser.open(`/${organisation.slug}/team/personen/${id}`)).status).toBe(200)
    await admin.browser.open(`/${organisation.slug}/team/personen`)
    await admin.browser.submit('Suchen', { query: 'Petra' })
    await desk.browser.open(`/${organisation.slug}/team/personen/${id}`)

    const seen = await officer.browser.open(officer.at('/zugriffe'))
    const rows = seen.page.text
    expect(rows).toContain('geöffnet')
    expect(rows).toContain('Seite der Person')
    expect(rows).toContain('gesucht')
    expect(rows).not.toContain('Petra Pohl')
    // the desk member's access is a number only
    const stored = await records(organisation)
    expect(stored.map(({ role, what, person_id }) => `${role} ${what} ${person_id}`).toSorted()).toEqual([
      `administrator opened ${id}`,
      `administrator searched ${id}`,
      `desk opened ${id}`,
    ])
    expect(seen.html.match(/Person ansehen/g)?.length).toBe(2)
    const filtered = await officer.browser.open(`${officer.at('/zugriffe')}?was=searched&von=2026-11-16&bis=2026-11-16`)
    expect(filtered.html.match(/Person ansehen/g)?.length).toBe(1)
    expect((await officer.browser.open(`${officer.at('/zugriffe')}?bis=2026-11-15`)).page.text).toContain(
      'Keine Zugriffe',
    )
    expect((await officer.browser.open(officer.at('/zugriffe.csv'))).html).toContain('gesucht')
    expect((await admin.browser.open(admin.at('/zugriffe'))).status).toBe(403)
    expect(town.web.defects).toEqual([])
  })

  test('only who has a page is linked to; every screen is called by its words', async () => {
    const officer = await town.arrive('data-protection')
    const { organisation } = officer
    const known = await person(organisation)
    // as a document about nobody known has: a key of its own
    const nobody = randomUUID()
    await town.web.scope({ organisation, purpose: watching }, async (at) => {
      const { wrapped } = await at.keys.mint(nobody, 'general')
      at.write(
        CompiledQuery.raw(`insert into person_keys values ($1, $2, 'general', $3)`, [organisation.id, nobody, wrapped]),
      )
      const base = { organisation_id: organisation.id, account_id: randomUUID(), role: 'administrator', what: 'opened' }
      const places = ['documents.page', 'documents.list']
      const rows = [known, nobody].map((person_id, n) => ({ ...base, id: randomUUID(), person_id, place: places[n]! }))
      await db(at)
        .insertInto('access_records')
        .values(rows.map((row) => ({ ...row, people: 1, at: at.now })))
        .execute()
    })
    const seen = await officer.browser.open(officer.at('/zugriffe'))
    expect(seen.html.match(/Person ansehen/g)?.length).toBe(1)
    expect(seen.html).toContain(`/team/personen/${known}"`)
    expect(seen.html).not.toContain(nobody)
    for (const words of ['Seite einer Unterlage', 'Liste der Unterlagen', '1 Person'])
      expect(seen.page.text).toContain(words)
  })

  test('however many there are, they come in pages, and every one stands on one of them', async () => {
    const officer = await town.arrive('data-protection')
    const { organisation } = officer
    const many = 2 * SHOWN_ON_PAGE + 50
    await town.web.scope({ organisation, purpose: watching }, (at) =>
      db(at)
        .insertInto('access_records')
        .values(
          Array.from({ length: many }, (_, number) => ({
            organisation_id: organisation.id,
            id: randomUUID(),
            account_id: randomUUID(),
            role: 'administrator',
            what: number % 2 === 0 ? 'opened' : 'searched',
            place: 'people.page',
            people: 1,
            // several at one instant
            at: at.now.subtract({ minutes: Math.floor(number / 3) }),
          })),
        )
        .execute(),
    )
    const pages = await town.web.scope({ organisation, purpose: watching }, async (at) => [
      await pageOfAccesses(at, {}, 1),
      await pageOfAccesses(at, {}, 2),
      await pageOfAccesses(at, {}, 3),
    ])
    expect(pages.map(({ lines }) => lines.length)).toEqual([SHOWN_ON_PAGE, SHOWN_ON_PAGE, 50])
    expect(new Set(pages.flatMap(({ lines }) => lines.map(({ account }) => account))).size).toBe(many)
    const seen = await officer.browser.open(`${officer.at('/zugriffe')}?was=opened&seite=2`)
    expect(seen.page.text).toContain(`${many / 2} Zugriffe passen`)
    expect(seen.html).toContain('was=opened&amp;seite=1')
  })

  test('amagno/limited-admins accesses are gone after 90 days, and an erased person is in none of them', async () => {
    const { organisation, browser } = await town.arrive('administrator')
    const [first, second] = [await person(organisation), await person(organisation, 'Paul Pohl')]
    for (const id of [first, second]) await browser.open(`/${organisation.slug}/team/personen/${id}`)
    await flushed(organisation, 2)
    await town.web.scope({ organisation, purpose: proving }, (at) =>
      erasePeople(at, [first], { why: 'request' } as never),
    )
    expect(new Set((await records(organisation)).map(({ person_id }) => person_id))).toEqual(new Set([second, null]))
    await deletionRun(town.web.house, organisation, town.web.clock.now().add({ hours: 24 * 92 }))
    expect(await records(organisation)).toEqual([])
  })

  test('amagno/limited-admins whoever is erased while an access waits to be written does not come back with it', async () => {
    const { organisation, browser } = await town.arrive('administrator')
    const id = await person(organisation)
    await browser.open(`/${organisation.slug}/team/personen/${id}`)
    await town.web.scope({ organisation, purpose: proving }, (at) => erasePeople(at, [id], { why: 'request' } as never))
    await flushed(organisation, 1)
    expect((await records(organisation)).map(({ person_id, people }) => [person_id, people])).toEqual([[null, 1]])
  })

  test('every member sees which role may do what, and it is what the routes ask', async () => {
    const { browser, at } = await town.arrive('read-only')
    const { page } = await browser.open(at('/rollen'))
    expect(page.text).toContain('Personen suchen und ihre Kontaktangaben sehen')
    const rows = (await browser.open(at('/rollen.csv'))).html.split('\r\n').map((line) => line.split(';'))
    const find = rows.find(([right]) => right?.includes('Personen suchen'))
    expect(find?.slice(1)).toEqual(['ja', 'ja', 'ja', 'ja', 'nein'])
  })

  test('a page does not wait for the record, and what fails is told and tried again', async () => {
    const { organisation, account } = await town.arrive()
    const told: unknown[] = []
    let down = true
    const house = { ...town.web.house }
    const recorder = accessRecorder(
      () => {
        if (down) throw new Error('no database')
        return house
      },
      (error) => told.push(error),
    )
    const actor = { kind: 'member', id: randomUUID(), account, role: 'desk' } as const
    const put = (persons: string[]) =>
      inScope(house, { organisation, actor, purpose: watching, readOnly: true }, (at) =>
        recorder.listener.handle(at as never, { what: 'opened', place: 'people.page', persons } as never),
      )
    await put([await person(organisation)])
    await expect(recorder.flush()).rejects.toThrow('no database')
    await expect.poll(() => told.length).toBe(0)
    down = false
    await recorder.flush()
    expect((await records(organisation)).length).toBe(1)
    // many people at once are one access with their number
    await put(Array.from({ length: 40 }, () => randomUUID()))
    await recorder.stop()
    expect((await records(organisation)).map(({ person_id, people }) => [person_id === null, people])).toContainEqual([
      true,
      40,
    ])
  })
})

const flushed = (organisation: Where, count: number) =>
  expect.poll(async () => (await records(organisation)).length).toBe(count)
