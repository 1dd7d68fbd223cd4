import { randomUUID } from 'node:crypto'
import { parse } from 'node-html-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { modulesOf } from './modules.ts'

let web: TestWeb
let town: Organisation
beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => modulesOf({ house, ...given } as never) })
  town = await web.organisation()
})
afterAll(() => web.close())

/** The menus above a page: each a list of its entries, the current one in brackets. */
async function menusAt(cookie: string, path: string): Promise<string[][]> {
  const browser = web.browse({ cookie, keepCookies: true })
  const { html } = await browser.open(`/${town.slug}/team/einrichtung/${path}`)
  return parse(html)
    .querySelectorAll('main nav.tabs, main nav.subtabs')
    .map((menu) =>
      menu.querySelectorAll('a').map((a) => (a.getAttribute('aria-current') ? `[${a.text.trim()}]` : a.text.trim())),
    )
}

test('setting up: a few parts as tabs, and below them the pages of this part', async () => {
  const { cookie } = await web.member(town, { role: 'main-administrator' })
  expect(await menusAt(cookie, 'stempel')).toEqual([
    ['Termine', 'Mitglieder', '[Unterlagen]', 'Organisation'],
    [
      'Archive',
      'Verschlossene Archive',
      'Dokumenttypen',
      'Schlagworte',
      '[Stempel]',
      'Postfächer',
      'Trennblätter',
      'Zugangsschlüssel',
    ],
  ])
  expect(await menusAt(cookie, 'anmeldung')).toEqual([
    ['Termine', '[Mitglieder]', 'Unterlagen', 'Organisation'],
    ['Mitglieder', '[Anmeldung]', 'Single Sign-on'],
  ])
})

test('setting up: who may open one page of a part finds its own name on the tab, and no line below', async () => {
  const right = { role: 'administrator', place: randomUUID() } as const
  const { cookie } = await web.member(town, { role: 'by-place', further: [right] })
  expect(await menusAt(cookie, 'orte')).toEqual([['[Orte]']])
})
