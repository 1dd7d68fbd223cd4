import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { personFor } from './actions.ts'
import { contact } from './data.ts'
import { people } from './module.ts'
import { kindOf } from './search.ts'

let web: TestWeb
let town: Organisation
let desk: TestBrowser
let page: string

const known = [
  { name: 'Öznur Yıldız-Großmann', mail: 'oeznur@example.org', phone: '0171 2345678' },
  { name: 'Zoë Müller', mail: 'zoe@example.org' },
  { name: 'Anna Müller', mail: 'familie.mueller@example.org' },
  { name: 'Bernd Müller', mail: 'familie.mueller@example.org', phone: '+49 30 123456' },
  { name: 'محمد بن سلمان' },
]

afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  const timeline = async () => [
    { at: Temporal.Instant.from('2026-11-02T09:00:00Z'), what: 'Termin: Anmeldung', state: 'erledigt' },
    { at: Temporal.Instant.from('2026-11-16T09:00:00Z'), what: 'Termin: Personalausweis' },
  ]
  web = await testWeb({ modules: [people({ timelines: [timeline, async () => []] })] })
  town = await web.organisation()
  await web.scope({ organisation: town, purpose: contact }, async (at) => {
    for (const one of known) await personFor(at, one)
  })
  const { cookie } = await web.member(town, { role: 'desk' })
  desk = web.browse({ cookie })
  page = `/${town.slug}/team/personen`
})
afterAll(() => web.close())

const find = async (query: string) => {
  await desk.open(page)
  const seen = await desk.submit('Suchen', { query })
  return { seen, names: seen.page.root.querySelectorAll('tbody th a').map((link) => link.textContent.trim()) }
}

describe('one field finds people over sealed data', () => {
  test.each([
    ['mül', ['Anna Müller', 'Bernd Müller', 'Zoë Müller']],
    ['MUELLER an', ['Anna Müller']],
    ['zoe', ['Zoë Müller']],
    ['grossm', ['Öznur Yıldız-Großmann']],
    ['oezn yild', ['Öznur Yıldız-Großmann']],
    ['محمد', ['محمد بن سلمان']],
    ['Familie.Mueller@Example.org', ['Anna Müller', 'Bernd Müller']],
    ['+49 171 2345678', ['Öznur Yıldız-Großmann']],
    ['(030) 12 34 56', ['Bernd Müller']],
  ])('%s', async (query, names) => {
    expect((await find(query)).names).toEqual(names)
  })

  test.each([
    ['Niemand', 'Niemanden gefunden'],
    ['mueller@example.org', 'Niemanden gefunden'], // never a part of an address
    ['0171 2345', 'Niemanden gefunden'],
    ['%', 'Das ist zu wenig'],
    ['a', 'Das ist zu wenig'],
    ['', 'Das ist zu wenig'],
    ['@', 'Das ist zu wenig'],
    ['x'.repeat(300), 'Das ist zu wenig'],
    [`' or 1=1 --`, 'Niemanden gefunden'],
  ])('%j: %s', async (query, said) => {
    const { seen, names } = await find(query)
    expect(names).toEqual([])
    expect(seen.page.text).toContain(said)
  })

  test('which of the three it is', () => {
    expect(['a@b', '0171/22', '+49 (0) 30', 'Anna 2', '112'].map(kindOf)).toEqual([
      'mail',
      'phone',
      'phone',
      'name',
      'phone',
    ])
  })
})

test('before a search it says how; what is looked for never stands in an address', async () => {
  const start = await desk.open(page)
  expect(start.page.text).toContain('Wen suchen Sie?')
  expect(start.page.form('Suchen').method).toBe('POST')
  const { seen } = await find('mül')
  expect(new URL(seen.url).search).toBe('')
  expect(seen.html).toContain('value="mül"')
})

test('at most fifty, sorted by name, and it is said that there are more', async () => {
  const other = await web.organisation()
  const { cookie } = await web.member(other, { role: 'data-protection' })
  await web.scope({ organisation: other, purpose: contact }, async (at) => {
    for (let n = 0; n < 53; n++) await personFor(at, { name: `Schmidt ${String.fromCodePoint(65 + (n % 26))}${n}` })
  })
  const officer = web.browse({ cookie })
  await officer.open(`/${other.slug}/team/personen`)
  const seen = await officer.submit('Suchen', { query: 'schm' })
  const names = seen.page.root.querySelectorAll('tbody th a').map((link) => link.textContent.trim())
  expect(names).toHaveLength(50)
  expect(names).toEqual(names.toSorted(new Intl.Collator('de').compare))
  expect(seen.page.text).toContain('Es gibt mehr.')
  expect(seen.page.text).not.toContain('Müller') // of the other organisation
})

test("a person's page: how to reach them and what there has been, the newest first", async () => {
  const { seen } = await find('Bernd')
  const person = await desk.open(seen.page.link('Bernd Müller'))
  expect(person.page.text).toContain('familie.mueller@example.org')
  const times = person.page.root.querySelectorAll('tbody tr').map((row) => row.textContent)
  expect(times[0]).toContain('Termin: Personalausweis')
  expect(times[1]).toContain('erledigt')
  expect(person.page.root.querySelector('title')?.textContent).not.toContain('Bernd')
  const address = new URL(person.url).pathname
  for (const wrong of ['x', crypto.randomUUID()]) expect((await desk.open(`${page}/${wrong}`)).status).toBe(404)

  const other = await web.organisation()
  const { cookie } = await web.member(other)
  const foreign = await web.browse({ cookie }).open(address.replace(town.slug, other.slug))
  expect(foreign.status).toBe(404)
})

test('not for everybody', async () => {
  const { cookie } = await web.member(town, { role: 'read-only' })
  expect((await web.browse({ cookie }).open(page)).status).toBe(403)
  expect((await web.browse().post(page, { query: 'mül' })).status).toBe(403)
})
