import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Module } from '#platform/module.ts'
import { announceLifting, lift, restrict, restricting } from '#privacy'
import { openTown } from '#testing/town.ts'
import { type TestBrowser, testWeb, type TestWeb } from '#testing/web.ts'
import { modulesOf } from './modules.ts'

// Art. 18 GDPR on the screens themselves: every page of staff that stands under a fixed address is opened.

let web: TestWeb
let city: Organisation
let modules: readonly Module[] = []
let browsers: readonly TestBrowser[] = []
beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => (modules = modulesOf({ house, ...given })) })
  city = (await openTown(web)).organisation
  browsers = await Promise.all(
    (['main-administrator', 'data-protection'] as const).map(async (role) =>
      web.browse({ cookie: (await web.member(city, { role, name: `Kollegin ${role}` })).cookie }),
    ),
  )
})
afterAll(() => web.close())

const pages = () =>
  modules.flatMap(({ routes }) =>
    routes.filter(
      ({ method, path }) =>
        method === 'get' &&
        path.startsWith('/:organisation/team') &&
        !path.slice(1).includes('/:') &&
        !/live|strom/.test(path),
    ),
  )
const mayShow = new Set<string>()

/** The addresses of pages, of any role, on which these words stand. */
async function showing(words: string): Promise<Set<string>> {
  const found = new Set<string>()
  for (const { path, rules } of pages()) {
    if (rules.purpose.whileRestricted) mayShow.add(path)
    for (const browser of browsers) {
      const seen = await browser.open(path.replace(':organisation', city.slug))
      if (seen.status === 200 && seen.html.includes(words)) found.add(path)
    }
  }
  return found
}

const whileRestricted = async (person: string, look: () => Promise<void>) => {
  const at = { organisation: city, purpose: restricting }
  const id = await web.scope(at, (scope) => restrict(scope, { person, ground: 'a' }))
  await look()
  await web.scope(at, async (scope) => {
    await announceLifting(scope, id, { by: 'letter' })
    await lift(scope, id)
  })
}

test('A9 a restricted member’s name stands on no screen but those of storage and legal claims', async () => {
  const { account } = await web.member(city, { role: 'desk', name: 'Gerda Geheimrat' })
  const before = await showing('Geheimrat')
  expect(before.size).toBeGreaterThan(3)
  expect([...before]).toContain('/:organisation/team/einrichtung/mitglieder')
  await whileRestricted(account, async () => {
    const left = [...(await showing('Geheimrat'))]
    expect(left.filter((path) => !mayShow.has(path))).toEqual([])
    expect(left).not.toContain('/:organisation/team/einrichtung/mitglieder')
  })
  expect(await showing('Geheimrat')).toEqual(before)
  expect(web.defects).toEqual([])
}, 180_000)

test('A9 a restricted person is found by no search, and their page says why', async () => {
  const person = await web.scope({ organisation: city, purpose: contact }, (at) =>
    personFor(at, { name: 'Rita Ruhestand', mail: 'rita@example.org' }),
  )
  const search = async (browser: TestBrowser) => {
    await browser.open(`/${city.slug}/team/personen`)
    return (await browser.submit('Suchen', { query: 'Ruhestand' })).html.includes('Rita')
  }
  const page = async (browser: TestBrowser) => (await browser.open(`/${city.slug}/team/personen/${person}`)).status
  const [boss] = browsers as [TestBrowser]
  expect([await search(boss), await page(boss)]).toEqual([true, 200])
  await whileRestricted(person, async () => {
    expect([await search(boss), await page(boss)]).toEqual([false, 423])
    const left = [...(await showing('Ruhestand'))]
    expect(left.filter((path) => !mayShow.has(path))).toEqual([])
  })
  expect([await search(boss), await page(boss)]).toEqual([true, 200])
}, 120_000)
