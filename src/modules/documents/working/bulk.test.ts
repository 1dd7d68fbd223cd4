import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { archiveRow, documentRow } from '#testing/document-rows.ts'
import type { TestBrowser, TestWeb } from '#testing/web.ts'
import { wholeWeb } from '#testing/whole.ts'
import { filing } from '../data.ts'
import { stampsOf } from './actions/stamps.ts'
import { actsOf } from './audit.ts'
import { db } from './data.ts'

let web: TestWeb
let here: Organisation
let archive: string
let page: string
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await wholeWeb()
  here = await web.organisation()
  page = `/${here.slug}/team/dokumente/mehrere`
  archive = await within((at) => archiveRow(at, 'Post'))
})
afterAll(() => web.close())

const within = <T>(work: Parameters<typeof web.scope<(typeof filing)['opens'][number], T>>[1]) =>
  web.scope({ organisation: here, purpose: filing }, work)
const made = (title: string, into = archive) => within((at) => documentRow(at, { archive: into, title }))
const staff = async (role: 'administrator' | 'desk' = 'administrator'): Promise<TestBrowser> =>
  web.browse({ cookie: (await web.member(here, { role })).cookie })
const stateOf = (id: string) =>
  within(
    async (at) => (await db(at).selectFrom('documents').select('state').where('id', '=', id).executeTakeFirst())?.state,
  )

describe('several documents at once', () => {
  test('are stamped, given as a task, archived; what cannot be done is said with its reason and stays as it was', async () => {
    const ids = [await made('Eins'), await made('Zwei'), await made('Drei')]
    const anna = await staff()
    let seen = await anna.open(`${page}?${ids.map((id) => `ids=${id}`).join('&')}`)
    expect(seen.page.text).toContain('3 Unterlagen ausgewählt')
    const check = (await within(stampsOf)).find(({ purpose }) => purpose === 'check')
    seen = await anna.submit('Stempeln', { stamp: check?.id ?? '' })
    expect(seen.page.text).toContain('3 Unterlagen bearbeitet')
    seen = await anna.open(`${page}?ids=${ids[0]}`)
    await anna.submit('Archivieren und sperren', { ground: 'books', sure: true })
    expect(await stateOf(ids[0] ?? '')).toBe('archived')

    await anna.open(`${page}?ids=${ids.join(',')}`)
    seen = await anna.submit('Aufgabe geben', { what: 'ablegen' })
    expect(seen.page.text).toContain('3 Unterlagen bearbeitet')
    seen = await anna.submit('In den Papierkorb')
    expect(seen.page.text).toContain('2 Unterlagen bearbeitet')
    expect(seen.page.text).toContain('1 blieb, wie sie war: Diese Unterlage ist revisionssicher archiviert')
    expect(await Promise.all(ids.map(stateOf))).toEqual(['archived', 'trash', 'trash'])
    const { acts, whole } = await within((at) => actsOf(at, ids[0] ?? ''))
    expect(whole).toBe(true)
    expect(acts.map(({ act }) => act)).not.toContain('document.trashed')
  })

  test('in an archive without the right are neither seen nor touched', async () => {
    const secret = await made('Personalakte', await within((at) => archiveRow(at)))
    const own = await made('Rundschreiben')
    const { cookie } = await web.member(here, {
      role: 'by-place' as 'desk',
      further: [{ role: 'desk', place: archive }] as never,
    })
    const elsewhere = web.browse({ cookie })
    let seen = await elsewhere.open(`${page}?ids=${secret},${own}`)
    expect(seen.page.text).toContain('1 Unterlage ausgewählt')
    expect(seen.page.text).not.toContain('Personalakte')
    seen = await elsewhere.post(page, { ids: `${secret},${own}`, act: 'task', account: '', what: 'x', due: '' })
    expect(seen.page.text).toContain('1 Unterlage bearbeitet')
    expect(seen.page.text).toContain('fehlt Ihnen im Archiv')
    seen = await elsewhere.post(page, { ids: own, act: 'trash' })
    expect(seen.page.text).toContain('0 Unterlagen bearbeitet')
    expect(await stateOf(own)).toBe('new')
  })

  test('that do not exist, or no words at all, are answered kindly', async () => {
    const anna = await staff()
    expect((await anna.open(`${page}?ids=${randomUUID()},x,%27`)).page.text).toContain('Keine Unterlage ausgewählt')
    expect((await anna.post(page, { ids: '', act: 'explode' })).status).toBe(422)
    expect(
      (await anna.post(page, { ids: randomUUID(), act: 'archive', stamp: randomUUID(), ground: 'x' })).status,
    ).toBe(422)
  })
})
