import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { archiveRow, documentRow } from '#testing/document-rows.ts'
import type { Seen, TestBrowser, TestWeb } from '#testing/web.ts'
import { wholeWeb } from '#testing/whole.ts'
import { filing } from '../data.ts'
import { openCase, putIntoCase } from '../facts/actions/cases.ts'
import { SHOWN } from '../onwards.tsx'
import { askForFiles } from './actions/requests.ts'
import { finishTask, giveTask } from './actions/tasks.ts'
import { db } from './data.ts'

type Opens = (typeof filing)['opens'][number]

let web: TestWeb
let here: Organisation
let base: string
let archive: string
let anna: TestBrowser
beforeAll(async () => {
  web = await wholeWeb()
  here = await web.organisation()
  base = `/${here.slug}`
  archive = await within((at) => archiveRow(at, 'Vorgänge'))
  anna = web.browse({ cookie: (await web.member(here, { role: 'main-administrator' })).cookie })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const within = <T>(work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  web.scope({ organisation: here, purpose: filing }, work)

/** All names of a list in order, page by page, as somebody sees them who leafs through it. */
async function leafThrough(path: string, names: RegExp): Promise<{ readonly found: string[]; readonly pages: number }> {
  const found: string[] = []
  for (let [pages, url] = [1, `${base}${path}`]; ; pages++) {
    const seen: Seen = await anna.open(url)
    expect(seen.status).toBe(200)
    found.push(...(seen.page.text.match(names) ?? []))
    const next = /<a[^>]*href="([^"]*[?&](?:amp;)?nach=[0-9a-f-]{36})"/.exec(seen.html)?.[1]
    if (!next) return { found, pages }
    url = next.replaceAll('&amp;', '&')
  }
}
const MANY = 2 * SHOWN + 7
const named = (what: string) => Array.from({ length: MANY }, (_, place) => `${what} ${String(place).padStart(3, '0')}.`)

describe('a list shows everything, page by page, nothing twice', () => {
  test('tasks, what is due first on top and those without a day at the end; and those that are done', async () => {
    const names = named('Arbeit')
    await within(async (at) => {
      const documentId = await documentRow(at, { archive, title: 'Unterlage' })
      for (const [place, what] of names.entries()) {
        // several are due on one day, and many on none
        const dueOn = place < 30 ? `2026-12-${String(1 + Math.floor(place / 3)).padStart(2, '0')}` : undefined
        await giveTask(at, { documentId, kind: 'look', what, dueOn })
      }
    })
    const open = await leafThrough('/team/aufgaben?zeige=all', /Arbeit \d{3}\./g)
    expect(open.pages).toBe(3)
    expect(open.found.toSorted()).toEqual(names)
    expect(open.found.slice(0, 30).toSorted()).toEqual(names.slice(0, 30))
    await within(async (at) => {
      const rows = await db(at).selectFrom('document_tasks').select(['id', 'document_id']).execute()
      for (const { id, document_id } of rows) await finishTask(at, document_id, id)
    })
    const done = await leafThrough('/team/aufgaben?zeige=done', /Arbeit \d{3}\./g)
    expect(done.found.toSorted()).toEqual(names)
    expect((await leafThrough('/team/aufgaben', /Arbeit \d{3}\./g)).found).toEqual([])
  })

  test('requests for files', async () => {
    const names = named('Nachweis')
    await within(async (at) => {
      const until = at.now.toZonedDateTimeISO('UTC').toPlainDate().add({ days: 14 })
      for (const title of names) await askForFiles(at, { archiveId: archive, title, until, most: 1 })
    })
    const { found, pages } = await leafThrough('/team/unterlagen-anfordern', /Nachweis \d{3}\./g)
    expect(pages).toBe(3)
    expect(found.toSorted()).toEqual(names)
  })

  test('cases, and what lies in one of them', async () => {
    const names = named('Sache')
    const matter = await within(async (at) => {
      const ids: string[] = []
      for (const title of names) ids.push(await openCase(at, { number: '', title, note: '', keepDays: 10 }))
      for (const title of named('Brief'))
        await putIntoCase(at, await documentRow(at, { archive, title }), ids.at(-1) ?? '')
      return ids.at(-1) ?? ''
    })
    const { found } = await leafThrough('/team/akten', /Sache \d{3}\./g)
    expect(found).toEqual(names.toReversed())
    const inside = await leafThrough(`/team/akten/${matter}`, /Brief \d{3}\./g)
    expect(inside.found.toSorted()).toEqual(named('Brief'))
  })

  test('archive periods that have ended', async () => {
    await within(async (at) => {
      for (let made = 0; made < MANY; made++) {
        const id = await documentRow(at, { archive, title: `Alt ${made}` })
        const lock = { id: randomUUID(), organisation_id: here.id, document_id: id, hold_id: randomUUID() }
        await db(at)
          .insertInto('document_locks')
          .values({
            ...lock,
            locked_at: at.now,
            law: `§ ${String(made).padStart(3, '0')}.`,
            days: 1,
            until: '2020-12-31',
            held_until: '2040-01-01',
          })
          .execute()
      }
    })
    const { found, pages } = await leafThrough('/team/aufgaben/archivfristen', /§ \d{3}\./g)
    expect(pages).toBe(3)
    expect(new Set(found).size).toBe(MANY)
    expect(found).toHaveLength(MANY)
  })

  test('a page that begins after what is gone begins anew', async () => {
    const seen = await anna.open(`${base}/team/akten?nach=${randomUUID()}`)
    expect(seen.page.text).toContain('Sache 106.')
    expect((await anna.open(`${base}/team/akten?nach=unsinn`)).page.text).toContain('Sache 106.')
  })
})

test('where there are more open cases than a list of choices holds, any is chosen by its number', async () => {
  const document = await within(async (at) => {
    for (let made = 0; made < 120; made++) await openCase(at, { number: '', title: 'Weitere', note: '', keepDays: 10 })
    return documentRow(at, { archive, title: 'Lose' })
  })
  const page = `${base}/team/dokumente/${document}/zusammenhang`
  const seen = await anna.open(page)
  expect(seen.page.text).toContain('die neuesten 200 offenen Akten')
  expect(seen.html).not.toContain('2026-0001')
  const put = await anna.submit('In Akte legen', { number: '2026-0001' })
  expect(put.page.text).toContain('2026-0001 Sache 000.')
  // it stays chosen, though it is not among the newest
  expect((await anna.submit('In Akte legen')).page.text).toContain('2026-0001 Sache 000.')
  const none = await anna.post(`${page}/akte`, { case: '', number: '1999-1' })
  expect(none.status).toBe(404)
})
