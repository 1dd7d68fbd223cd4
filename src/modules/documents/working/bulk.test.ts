import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { archiveRow, documentRow } from '#testing/document-rows.ts'
import type { TestBrowser, TestWeb } from '#testing/web.ts'
import { wholeWeb } from '#testing/whole.ts'
import { contact, personFor } from '#people'
import { filing } from '../data.ts'
import { openCase } from '../facts/actions/cases.ts'
import { makeTag, makeType } from '../facts/actions/set-up.ts'
import { db as factsDb } from '../facts/data.ts'
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

  test('get tags, a type, a case and a person, each noted; what is archived stays as it is, and is said by its reason', async () => {
    const ids = [await made('Vier'), await made('Fünf'), await made('Sechs')]
    const [town, soil] = [
      await within((at) => makeTag(at, { name: 'Haushalt', parentId: null })),
      await within((at) => makeTag(at, { name: 'Boden', parentId: null })),
    ]
    const period = { keepUnit: 'years', keepLength: 6, starts: 'received', yearEnd: true, law: '§ 257 HGB' } as const
    const type = await within((at) => makeType(at, { name: 'Brief', note: '', ...period }))
    const matter = await within((at) => openCase(at, { number: '', title: 'Umbau', note: '', keepDays: 10 }))
    const berta = await web.scope({ organisation: here, purpose: contact }, (at) =>
      personFor(at, { name: 'Berta Ähler', mail: 'berta@example.org' }),
    )
    const anna = await staff()
    await anna.open(`${page}?ids=${ids[2]}`)
    await anna.submit('Archivieren und sperren', { ground: 'books', sure: true })
    const both = async (button: string, values: Record<string, string>) => {
      await anna.open(`${page}?ids=${ids.join(',')}`)
      return (await anna.submit(button, values)).page.text
    }
    for (const said of [
      await both('Schlagworte setzen', { tags: town }),
      await both('Schlagworte setzen', { tags: soil }),
      await both('Schlagworte abnehmen', { tags: soil }),
      await both('Dokumenttyp setzen', { type }),
      await both('In Akte legen', { case: matter }),
    ]) {
      expect(said).toContain('2 Unterlagen bearbeitet')
      expect(said).toContain('1 blieb, wie sie war: Diese Unterlage ist revisionssicher archiviert')
    }
    await anna.open(`${page}?ids=${ids.join(',')}`)
    let seen = await anna.submit('Suchen', { query: 'Ähler' })
    expect(seen.url).not.toContain('hler')
    expect(seen.page.text).toContain('3 Unterlagen ausgewählt')
    seen = await anna.submit('Zuordnen', { person: berta, role: 'concerns' })
    expect(seen.page.text).toContain('2 Unterlagen bearbeitet')

    const rows = await within((at) =>
      db(at).selectFrom('documents').selectAll().where('id', 'in', ids.slice(0, 2)).execute(),
    )
    for (const row of rows) {
      expect(row).toMatchObject({ type_id: type, type_by: 'person', case_id: matter, holder_id: berta })
      expect(row.keep_from).not.toBeNull()
      const given = await within((at) => factsDb(at).selectFrom('document_taggings').select('tag_id').where('document_id', '=', row.id).execute()) // oxfmt-ignore
      expect(given).toEqual([{ tag_id: town }])
      const { acts, whole } = await within((at) => actsOf(at, row.id))
      expect(whole).toBe(true)
      const wanted = ['tagged', 'untagged', 'typed', 'linked', 'assigned'].map((act) => `document.${act}`)
      expect(acts.map(({ act }) => act)).toEqual(expect.arrayContaining(wanted))
    }
    expect(await stateOf(ids[2] ?? '')).toBe('archived')
    await both('Dokumenttyp setzen', { type: '' })
    await both('In Akte legen', { case: '' })
    const after = await within((at) =>
      db(at)
        .selectFrom('documents')
        .select(['type_id', 'case_id', 'keep_from'])
        .where('id', '=', ids[0] ?? '')
        .execute(),
    )
    expect(after).toEqual([{ type_id: null, case_id: null, keep_from: null }])
  })

  test('that somebody deleted, and tags, types and cases that are gone, are said and change nothing', async () => {
    const id = await made('Sieben')
    const anna = await staff()
    const post = async (fields: Record<string, string>) =>
      (await anna.post(page, { ids: `${id},${randomUUID()}`, ...fields })).page.text
    const unknown = '1 blieb, wie sie war: Diese Unterlage finden wir nicht'
    const task = await post({ act: 'task', what: 'ansehen' })
    expect(task).toContain('1 Unterlage bearbeitet')
    expect(task).toContain(unknown)
    for (const [fields, why] of [
      [{ act: 'tag', tags: randomUUID() }, 'Dieses Schlagwort gibt es nicht mehr'],
      [{ act: 'type', type: randomUUID() }, 'Diesen Dokumenttyp gibt es nicht mehr'],
      [{ act: 'case', case: randomUUID() }, 'Diese Akte finden wir nicht'],
      [{ act: 'link', person: randomUUID(), role: 'sender' }, 'Diese Person ist hier nicht'],
    ] as const) {
      const said = await post(fields)
      expect(said).toContain('0 Unterlagen bearbeitet')
      expect(said).toContain(why)
    }
    expect((await anna.post(page, { ids: id, act: 'link', person: 'x', role: 'sender' })).status).toBe(422)
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
