// B1, § 25 TDDDG: nothing is stored in anybody's browser, and nobody else hears of the visit, before they agreed to it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modulesOf } from '../src/app/modules.ts'
import { recordConsent } from '../src/modules/privacy/consent.ts'
import { proving } from '../src/modules/privacy/data.ts'
import { mergeAndPublish } from '../src/modules/privacy/ledger/published.ts'
import { receiptPath, receiptsPath } from '../src/modules/privacy/ledger/receipt.ts'
import { record } from '../src/modules/privacy/ledger/record.ts'
import { publishNotices } from '../src/modules/privacy/notice/versions.ts'
import type { Module } from '#platform/module.ts'
import { expectNoTraces, openPage } from './support/browser.ts'
import { served, type Served } from './support/served.ts'
import { openTown, type Town } from './support/town.ts'
import { testWeb, type TestWeb } from './support/web.ts'

let web: TestWeb
let site: Served
let town: Town
let modules: readonly Module[] = []
/** What stands for a variable part of an address; a token that is not here is one that no longer reads. */
const parts: Record<string, Record<string, string>> = {}

beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => (modules = modulesOf({ house, ...given })) })
  site = await served(web, ['src/modules/appointments/islands/proof.ts'])
  town = await openTown(web)
  const [one, all] = await web.scope({ organisation: town.organisation, purpose: proving }, async (at) => {
    const person = randomUUID()
    await publishNotices(at)
    await recordConsent(at, { person, activity: proving, wording: 'Ich willige ein.', special: false })
    const entry = await record(at, 'erasure.done', { why: 'request', people: 1, held: 0 })
    return [await receiptPath(at, entry), await receiptsPath(at, person)]
  })
  await mergeAndPublish(web.house, town.organisation)
  parts['/:organisation/beleg/:token'] = { token: one.split('/')[2] ?? '' }
  parts['/:organisation/belege/:token'] = { token: all.split('/')[2] ?? '' }
  parts['/:organisation/termin/:service'] = { service: town.passport }
  parts['/:organisation/termin/:service/:location'] = { service: town.passport, location: town.location }
})
afterAll(async () => {
  await site?.[Symbol.asyncDispose]()
  await web?.close()
})

const publicPages = () => [
  ...new Set(
    modules.flatMap(({ routes }) =>
      routes.flatMap(({ method, path, rules }) =>
        method === 'get' &&
        rules.who === 'anyone' &&
        path.startsWith('/:organisation') &&
        !/\.(json|ics|csv|zip|pdf)$/.test(path)
          ? [path]
          : [],
      ),
    ),
  ),
]

const addressOf = (path: string): string =>
  path.replaceAll(/:([a-z]+)/g, (_, name: string) =>
    name === 'organisation' ? town.organisation.slug : (parts[path]?.[name] ?? 'nichts-dergleichen'),
  )

describe('B1 smartcx/no-cookies osseno/local-fonts', () => {
  test('every public page of the route table, with scripts, as a first visit: no cookie, no storage, no third party', async () => {
    const opened: string[] = []
    const pages = publicPages()
    expect(pages.length).toBeGreaterThan(12)
    for (const path of pages) {
      const address = addressOf(path)
      // what is no page but a file to save ends a visit; it is asked for without a browser
      const answer = await web.app.request(`${web.origin}${address}`, { headers: { accept: 'text/html' } })
      expect([path, answer.headers.get('set-cookie')]).toEqual([path, null])
      if (!answer.headers.get('content-type')?.includes('html') || answer.headers.get('content-disposition')) continue
      await using visit = await openPage({ origin: site.origin })
      const response = await visit.page.goto(address, { waitUntil: 'load' })
      await expectNoTraces(visit, site.origin)
      if (response?.status() === 200) opened.push(path)
    }
    // these are seen as people see them; of the others the page that refuses is
    for (const path of [
      '/:organisation',
      '/:organisation/datenschutz',
      '/:organisation/datenschutz/versionen',
      '/:organisation/impressum',
      '/:organisation/zusagen',
      '/:organisation/beleg/:token',
      '/:organisation/belege/:token',
      '/:organisation/termin/:service/:location',
      '/:organisation/team/anmelden',
    ])
      expect(opened).toContain(path)
    const withoutToken = pages.filter((path) => !path.slice(1).includes('/:') && !opened.includes(path))
    for (const path of withoutToken) {
      const answer = await web.app.request(`${web.origin}${addressOf(path)}`)
      expect(answer.status, path).toBeLessThan(500)
    }
  }, 240_000)
})
