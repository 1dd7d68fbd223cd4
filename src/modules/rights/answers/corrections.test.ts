import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { contact, findPeople, people, personFor } from '#people'
import { correcting, privacy } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import { correctionPath } from './corrections.ts'
import { CORRECTIONS, correctionRoutes, correctionsOf } from './correction-routes.tsx'
import { answerRefusals } from './refusals.ts'

let web: TestWeb
let town: Organisation
let officer: TestBrowser

afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await testWeb({
    modules: [
      privacy,
      people({ timelines: [] }),
      { name: 'rights', routes: correctionRoutes, jobs: [], listeners: [], navigation: [], refusals: answerRefusals },
    ],
  })
  town = await web.organisation()
  officer = web.browse({ cookie: (await web.member(town, { role: 'data-protection' })).cookie })
})
afterAll(() => web.close())

const known = (name: string): Promise<string> =>
  web.scope({ organisation: town, purpose: contact }, (at) =>
    personFor(at, { name, mail: `${name.toLowerCase()}@example.org`, phone: '030 111111' }),
  )
const found = (query: string): Promise<string[]> =>
  web.scope({ organisation: town, purpose: contact }, async (at) => {
    const result = await findPeople(at, query)
    return 'people' in result ? result.people.map(({ id }) => id) : []
  })
const linkOf = async (person: string): Promise<string> => {
  const path = await web.scope({ organisation: town, purpose: correcting }, (at) => correctionPath(at, person))
  return `/${town.slug}${path}`
}
const field = (html: string, column: string): string =>
  new RegExp(`name="(wert\\.people\\.${column}\\.[^"]*)"`).exec(html)?.[1] ?? ''

describe('A7 the person corrects their own data', () => {
  test('A7 by a link without script: the phone number at once, name and address after a look; a mark until then', async () => {
    const person = await known('Anneliese')
    const visitor = web.browse()
    const start = await visitor.open(await linkOf(person))
    expect(start.html).not.toContain('anneliese@example.org')
    const form = await visitor.submit('Meine Angaben zeigen')
    expect(form.html).not.toContain('<script')
    expect(form.page.text).toContain('Wofür und mit welchem Recht')
    const [phone, mail] = [field(form.html, 'phone'), field(form.html, 'mail')]
    const sent = await visitor.submit('Berichtigung senden', {
      [phone]: '030 222222',
      [mail]: 'neu@example.org',
      grund: 'Umzug',
    })
    expect(sent.page.text).toContain('Geändert: Telefonnummer')
    expect(sent.page.text).toContain('Wird geprüft: Mailadresse')
    expect(await found('030 222222')).toEqual([person])
    expect(await found('neu@example.org')).toEqual([])

    await officer.open(`/${town.slug}/team/personen`)
    expect((await officer.submit('Suchen', { query: 'anneliese' })).page.text).toContain('bestritten')
    const own = await officer.open(`/${town.slug}/team/personen/${person}`)
    expect(own.page.text).toContain('bestritten')

    const list = await officer.open(`/${town.slug}${CORRECTIONS}`)
    expect(list.page.text).toContain('neu@example.org')
    expect(list.page.text).toContain('Umzug')
    const decision = await officer.submit('Entscheiden')
    expect(decision.page.text).toContain('anneliese@example.org') // what stands there now
    const wrong = await officer.submit('Berichtigen', { wert: 'keine Adresse' })
    expect(wrong.status).toBe(422)
    expect(wrong.page.text).toContain('keine gültige Mailadresse')
    const done = await officer.submit('Berichtigen', { wert: 'neu@example.org' })
    expect(done.page.text).toContain('Entschieden')
    expect(await found('neu@example.org')).toEqual([person])
    expect((await officer.open(`/${town.slug}/team/personen/${person}`)).page.text).not.toContain('bestritten')
  })

  test('A7 wrong entries are kept and explained; nothing is changed by half', async () => {
    const person = await known('Bruno')
    const visitor = web.browse()
    await visitor.open(await linkOf(person))
    const form = await visitor.submit('Meine Angaben zeigen')
    const [name, phone, mail] = [field(form.html, 'name'), field(form.html, 'phone'), field(form.html, 'mail')]
    const again = await visitor.submit('Berichtigung senden', { [phone]: '030 333333', [mail]: 'kein @', [name]: '' })
    expect(again.status).toBe(422)
    expect(again.page.text).toContain('Das ist keine gültige Mailadresse')
    expect(again.page.text).toContain('darf nicht leer sein')
    expect(again.html).toContain('030 333333')
    expect(await found('030 333333')).toEqual([])
    const nothing = await visitor.submit('Berichtigung senden', {
      [phone]: '030 111111',
      [mail]: 'bruno@example.org',
      [name]: 'Bruno',
    })
    expect(nothing.page.text).toContain('Es ist nichts geändert')
  })

  test('A7 anything else is chosen from a list and described; a refusal needs a reason', async () => {
    const person = await known('Clara')
    const visitor = web.browse()
    await visitor.open(await linkOf(person))
    const form = await visitor.submit('Meine Angaben zeigen')
    const choice = /value="(wert\.people\.language\.[^"]*)"/.exec(form.html)?.[1] ?? ''
    expect((await visitor.submit('Berichtigung senden', { welche: choice })).page.text).toContain('Schreiben Sie, was')
    const sent = await visitor.submit('Berichtigung senden', { welche: choice, worte: 'Ich spreche Englisch.' })
    expect(sent.page.text).toContain('Wird geprüft: Sprache')
    const list = await officer.open(`/${town.slug}${CORRECTIONS}`)
    expect(list.page.text).toContain('Ich spreche Englisch.')
    await officer.submit('Entscheiden')
    expect((await officer.submit('Nicht berichtigen', { warum: '' })).status).toBe(422)
    await officer.submit('Nicht berichtigen', { warum: 'So haben Sie gebucht.' })
    expect((await officer.open(`/${town.slug}${CORRECTIONS}`)).page.text).toContain('Nichts ist bestritten')
  })

  test('A7 the link ends after 14 days, and neither day nor person can be exchanged', async () => {
    const [person, other] = [await known('Doris'), await known('Emil')]
    const link = await linkOf(person)
    const [, , , , day = ''] = link.split('/').slice(1)
    const visitor = web.browse()
    for (const wrong of [
      link.replace(day, Temporal.PlainDate.from(day).add({ days: 1 }).toString()),
      link.slice(0, -2),
      link.replace(day, 'morgen'),
      link.replace(/[^/]*$/, (await linkOf(other)).split('/').at(-1)?.slice(0, 20) ?? ''),
    ]) {
      expect((await visitor.open(wrong)).status).toBe(410)
      expect((await visitor.post(`${wrong}/senden`, {})).status).toBe(410)
    }
    web.clock.advance({ hours: 24 * 15 })
    expect((await visitor.open(link)).page.text).toContain('gilt nicht mehr')
  })
})

test('A7 staff correct at once, and get the link for the person; nobody else does', async () => {
  const person = await known('Frieda')
  const clerk = web.browse({ cookie: (await web.member(town, { role: 'data-protection' })).cookie })
  const start = await clerk.open(`/${town.slug}${correctionsOf(person)}`)
  expect(start.html).toContain('/datenschutz/rechte/berichtigen/')
  const form = await clerk.submit('Angaben einer Person berichtigen')
  const done = await clerk.submit('Berichtigung senden', { [field(form.html, 'name')]: 'Friederike' })
  expect(done.page.text).toContain('Geändert: Name')
  expect(await found('friederike')).toEqual([person])
  const desk = web.browse({ cookie: (await web.member(town, { role: 'desk' })).cookie })
  expect((await desk.open(`/${town.slug}${CORRECTIONS}`)).status).toBe(403)
})
