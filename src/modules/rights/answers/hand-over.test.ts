import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql, type Kysely } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { erasePeople, importing, privacy, restricting, withdraw } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { type Table, tableNamed } from '#platform/data/table.ts'
import { unzip } from '#platform/files/unzip.ts'
import { seal } from '#platform/keys/sealed.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import { dropBrought } from './brought.ts'
import { handingOver } from './data.ts'
import { type Answer, layReady, type Ready } from './hand-over.ts'
import { answerRefusals } from './refusals.ts'
import { answerRoutes, HANDOVERS } from './routes.tsx'

let web: TestWeb
let town: Organisation
let officer: TestBrowser
const limits = { bytes: 50_000_000, files: 500 }

afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await testWeb({
    modules: (house) => [
      privacy,
      {
        name: 'rights',
        routes: answerRoutes({ house }),
        jobs: [],
        listeners: [dropBrought],
        navigation: [],
        refusals: answerRefusals,
      },
    ],
  })
  town = await web.organisation({ kind: 'private' } as never)
  officer = web.browse({ cookie: (await web.member(town, { role: 'data-protection' })).cookie })
})
afterAll(() => web.close())

const known = (of: Organisation, name: string): Promise<string> =>
  web.scope({ organisation: of, purpose: contact }, (at) =>
    personFor(at, { name, mail: `${name.toLowerCase()}@example.org`, phone: '030 1234567' }),
  )
const ready = (of: Organisation, answer: Omit<Answer, 'language'>): Promise<Ready> =>
  web.scope({ organisation: of, purpose: handingOver }, (at) => layReady(at, web.house, { language: 'de', ...answer }))
const fetched = async (of: Organisation, path: string) => {
  const response = await web.app.request(`${web.origin}/${of.slug}${path}`, { method: 'POST' })
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}
const leaves = (of: Organisation, kind: string) =>
  web.scope({ organisation: of, purpose: handingOver }, async (at) => {
    const raw = at.tx as unknown as Kysely<never>
    return (await sql<{ body: object }>`select body from ledger_leaves where kind = ${kind}`.execute(raw)).rows
  })

/** The same path with one sign of its token exchanged; not the last, which carries bits that count for nothing. */
const otherThan = (path: string) => path.replace(/.(?=.{10}$)/, (sign) => (sign === 'x' ? 'y' : 'x'))

describe('an answer lies ready behind a link', () => {
  test('A6 it says what it holds, is fetched as often as it may be, and each time is counted and on record', async () => {
    const anna = await known(town, 'Anna')
    const { path, contents } = await ready(town, { persons: [anna], kind: 'access' })
    expect(contents.map(({ kind }) => kind)).toContain('Kontaktangaben')
    const visitor = web.browse()
    for (let look = 0; look < 3; look++) {
      const seen = await visitor.open(`/${town.slug}${path}`)
      expect(seen.page.text).toContain('Kontaktangaben')
      expect(seen.page.text).toContain('5 Mal') // looking counts nothing
      expect(seen.html).not.toContain('Anna')
    }
    for (let time = 0; time < 5; time++) {
      const { status, bytes } = await fetched(town, path)
      expect(status).toBe(200)
      expect(unzip(bytes, limits).get('auskunft.html')?.toString()).toContain('anna@example.org')
    }
    expect((await fetched(town, path)).status).toBe(410)
    expect((await visitor.open(`/${town.slug}${path}`)).page.text).toContain('gilt nicht mehr')
    expect(await leaves(town, 'answer.fetched')).toHaveLength(5)
    expect((await leaves(town, 'answer.ready')).length).toBeGreaterThan(0)
  })

  test('A6 on the disk it is sealed under the person’s key; once the person is erased it is worth nothing', async () => {
    const doris = await known(town, 'Doris')
    const { path } = await ready(town, { persons: [doris], kind: 'access' })
    const folder = join(web.dataFolder, 'blobs')
    for (const name of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue
      const bytes = await readFile(join(name.parentPath, name.name))
      expect(bytes.includes('PK\u0003\u0004')).toBe(false)
      expect(bytes.includes('doris')).toBe(false)
    }
    await web.scope({ organisation: town, purpose: handingOver }, (at) => erasePeople(at, [doris], 'request'))
    expect((await fetched(town, path)).status).toBe(410)
  })

  test('it ends after 14 days, when staff end it, and in no other organisation', async () => {
    const other = await web.organisation()
    const emil = await known(town, 'Emil')
    const first = await ready(town, { persons: [emil], kind: 'portability' })
    expect((await fetched(other, first.path)).status).toBe(404)
    expect((await fetched(town, otherThan(first.path))).status).toBe(404)
    const second = await ready(town, { persons: [emil], kind: 'access' })
    const list = await officer.open(`/${town.slug}${HANDOVERS}`)
    expect(list.page.text).toContain('Emil')
    await officer.post(`/${town.slug}${HANDOVERS}/${second.id}/beenden`, {})
    expect((await fetched(town, second.path)).status).toBe(410)
    const before = web.clock.now()
    web.clock.advance({ hours: 24 * 14 - 1 })
    expect((await fetched(town, first.path)).status).toBe(200)
    web.clock.advance({ hours: 1 })
    expect((await fetched(town, first.path)).status).toBe(410)
    expect(before.add({ hours: 24 * 14 }).equals(first.expires)).toBe(true)
  })
})

describe('A11 another organisation', () => {
  test('A11 fetches a transfer by link exactly once, also when two try at once', async () => {
    const carl = await known(town, 'Carl')
    const { path } = await ready(town, { persons: [carl], kind: 'transfer', recipient: 'Praxis Dr. Übel' })
    const seen = await web.browse().open(`/${town.slug}${path}`)
    expect(seen.page.text).toContain('Praxis Dr. Übel')
    expect(seen.page.text).toContain('genau einmal')
    const both = await Promise.all([fetched(town, path), fetched(town, path), fetched(town, path)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410, 410])
  })

  test('A11 staff lay a transfer ready for the organisation that the person names', async () => {
    const gerd = await known(town, 'Gerd')
    const staff = web.browse({ cookie: (await web.member(town, { role: 'data-protection' })).cookie })
    await staff.open(`/${town.slug}${HANDOVERS}/person/${gerd}`)
    const nobody = await staff.submit('Bereitlegen', { was: 'transfer', empfaenger: '' })
    expect(nobody.status).toBe(422)
    expect(nobody.page.text).toContain('Nennen Sie die Stelle')
    const laid = await staff.submit('Bereitlegen', { was: 'transfer', empfaenger: 'Praxis Süd' })
    const path = /value="https?:\/\/[^/]+(\/[^"]*\/datenschutz\/rechte\/daten\/[^"]+)"/.exec(laid.html)?.[1] ?? ''
    expect((await web.browse().open(path)).page.text).toContain('Praxis Süd')
  })

  test('A11 takes over what it fetched; a changed file is refused with words that help', async () => {
    const frida = await known(town, 'Frida')
    const { path } = await ready(town, { persons: [frida], kind: 'transfer', recipient: 'Verein' })
    const { bytes } = await fetched(town, path)
    const second = await web.organisation({ kind: 'private' } as never)
    const clerk = web.browse({ cookie: (await web.member(second, { role: 'data-protection' })).cookie })
    const upload = (content: Uint8Array, asked = true) => {
      const form = new FormData()
      form.set('archive', new File([new Uint8Array(content)], 'daten.zip'))
      if (asked) form.set('asked', 'yes')
      return clerk.upload(`/${second.slug}${HANDOVERS}/uebernehmen`, form)
    }
    const broken = Buffer.from(bytes)
    broken[80] = (broken[80] as number) ^ 1
    const refused = await upload(broken)
    expect(refused.status).toBe(422)
    expect(refused.page.text).toContain('Es wurde nichts übernommen')
    expect((await upload(Buffer.from('kein Archiv'))).page.text).toContain('Diese Datei kennen wir nicht')
    const unasked = await upload(bytes, false)
    expect(unasked.page.text).toContain('Übernommen wird nur, was die Person will')
    const taken = await upload(bytes)
    expect(taken.page.text).toContain('Übernommen')
    const here = await web.scope({ organisation: second, purpose: contact }, async (at) => {
      const raw = at.tx as unknown as Kysely<never>
      return (await sql<{ id: string }>`select id from people`.execute(raw)).rows
    })
    expect(here).toHaveLength(1)
    expect(
      await web.scope({ organisation: second, purpose: contact }, (at) =>
        personFor(at, { name: 'Frida', mail: 'frida@example.org' }),
      ),
    ).toBe(here[0]?.id)
  })

  test('A14 what was brought along rests on a consent that is on record, and goes when it is withdrawn', async () => {
    const zoe = await known(town, 'Zoe')
    await web.scope({ organisation: town, purpose: importing }, async (at) => {
      const content = { label: 'Rezepte', columns: [], values: { rezept: 'Salbe' } }
      const sealed = await seal(at, tableNamed('portable_items') as Table, 'content' as never, zoe, content as never)
      await sql`insert into portable_items (organisation_id, id, person_id, origin, kind, content, brought_at)
        values (${town.id}, ${zoe}, ${zoe}, 'Apotheke', 'recipes', ${sealed}, ${at.now})`.execute(
        at.tx as unknown as Kysely<never>,
      )
    })
    const { bytes } = await fetched(
      town,
      (await ready(town, { persons: [zoe], kind: 'transfer', recipient: 'V' })).path,
    )
    const third = await web.organisation({ kind: 'private' } as never)
    const clerk = web.browse({ cookie: (await web.member(third, { role: 'data-protection' })).cookie })
    const form = new FormData()
    form.set('archive', new File([new Uint8Array(bytes)], 'daten.zip'))
    form.set('asked', 'yes')
    await clerk.upload(`/${third.slug}${HANDOVERS}/uebernehmen`, form)
    const raw = async <T>(statement: string): Promise<T[]> =>
      web.scope({ organisation: third, purpose: contact }, async (at) => {
        return (await sql.raw<T>(statement).execute(at.tx as unknown as Kysely<never>)).rows
      })
    const [person] = await raw<{ id: string }>('select id from people')
    expect(await raw('select kind from portable_items')).toEqual([{ kind: 'recipes' }])
    expect(await raw('select activity from consents order by activity')).toEqual([
      { activity: 'privacy.importing' },
      { activity: 'rights.taking' },
    ])
    const ended = await web.scope({ organisation: third, purpose: restricting }, (at) =>
      withdraw(at, person?.id ?? '', 'all', 'person'),
    )
    expect(ended).toBe(2)
    expect(await raw('select kind from portable_items')).toEqual([])
  })

  test('nobody but who handles requests gets to the list and the door', async () => {
    const desk = web.browse({ cookie: (await web.member(town, { role: 'desk' })).cookie })
    expect((await desk.open(`/${town.slug}${HANDOVERS}`)).status).toBe(403)
    expect((await desk.post(`/${town.slug}${HANDOVERS}/uebernehmen`, {})).status).toBe(403)
  })
})
