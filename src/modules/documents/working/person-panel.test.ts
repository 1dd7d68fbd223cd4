import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import type { Organisation } from '#platform/data/organisations.ts'
import { archiveRow, documentRow } from '#testing/document-rows.ts'
import type { TestBrowser, TestWeb } from '#testing/web.ts'
import { wholeWeb } from '#testing/whole.ts'
import { filing } from '../data.ts'
import { linkPerson } from '../facts/actions/links.ts'

let web: TestWeb
let here: Organisation
let base: string
let person: string
let open: string
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await wholeWeb()
  here = await web.organisation()
  base = `/${here.slug}`
  person = await web.scope({ organisation: here, purpose: contact }, (at) =>
    personFor(at, { name: 'Berta Ähler', mail: 'berta@example.org' }),
  )
  open = await within((at) => archiveRow(at, 'Post'))
  const secret = await within((at) => archiveRow(at, 'Personal'))
  await within(async (at) => {
    await documentRow(at, { archive: open, title: 'Antrag', holder: person })
    await linkPerson(at, await documentRow(at, { archive: open, title: 'Gutachten' }), person, 'recipient')
    await documentRow(at, { archive: open, title: 'Weggeworfen', holder: person, state: 'trash' })
    await documentRow(at, { archive: secret, title: 'Zeugnis', holder: person })
  })
})
afterAll(() => web.close())

const within = <T>(work: Parameters<typeof web.scope<(typeof filing)['opens'][number], T>>[1]) =>
  web.scope({ organisation: here, purpose: filing }, work)
const staff = async (wish: object): Promise<TestBrowser> =>
  web.browse({ cookie: (await web.member(here, wish)).cookie })

describe('documents on a person’s page', () => {
  test('who may read sees how many, and asks the person for more, whose name stands on the form', async () => {
    const anna = await staff({ role: 'administrator' })
    let seen = await anna.open(`${base}/team/personen/${person}`)
    expect(seen.page.text).toContain('3 Unterlagen ansehen')
    expect(seen.html).toContain(`/team/dokumente?person=${person}`)
    seen = await anna.open(`${base}/team/dokumente?person=${person}`)
    for (const title of ['Antrag', 'Gutachten', 'Zeugnis']) expect(seen.page.text).toContain(title)
    expect(seen.page.text).not.toContain('Weggeworfen')

    seen = await anna.open(`${base}/team/unterlagen-anfordern/neu?person=${person}`)
    expect(seen.page.text).toContain('Berta Ähler')
    seen = await anna.submit('Anforderung erstellen', { title: '' })
    expect(seen.status).toBe(422)
    expect(seen.page.text).toContain('Berta Ähler')
    seen = await anna.submit('Anforderung erstellen', { title: 'Mietbescheinigung' })
    expect(seen.page.text).toContain('für Berta Ähler')
    seen = await anna.open(`${base}/team/personen/${person}`)
    expect(seen.page.text).toContain('1 Anforderung ist offen')
    const nobody = await anna.open(`${base}/team/unterlagen-anfordern/neu?person=${randomUUID()}`)
    expect(nobody.status).toBe(404)
    expect(nobody.page.text).toContain('Diese Person gibt es hier nicht')
  })

  test('counts only archives that who looks may read, and shows nothing to who may read none', async () => {
    const elsewhere = await staff({ role: 'data-protection', further: [{ role: 'desk', place: open }] })
    const seen = await elsewhere.open(`${base}/team/personen/${person}`)
    expect(seen.page.text).toContain('2 Unterlagen ansehen')
    const officer = await staff({ role: 'data-protection' })
    const shown = await officer.open(`${base}/team/personen/${person}`)
    expect(shown.status).toBe(200)
    expect(shown.page.text).not.toContain('Unterlagen anfordern')
  })
})
