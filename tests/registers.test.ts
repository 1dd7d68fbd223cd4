import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '../src/modules/people/index.ts'
import { openPage, type Visit } from './support/browser.ts'
import { openTown, type Town } from './support/registers.ts'
import { openAuditor, type Auditor } from './support/screens.ts'
import { served, type Served } from './support/served.ts'

type Office = Awaited<ReturnType<Town['arrive']>>
let town: Town
let pages: Served
let office: Office
let visit: Visit
let auditor: Auditor
const paths: Record<string, string> = {}

/** Fills the registers as an officer would in the first year. */
async function fill(): Promise<void> {
  const { organisation, browser, at } = office
  const second = await town.arrive('main-administrator', organisation)
  const desk = await town.arrive('desk', organisation)
  const names = ['Anna Angermeier-Hohenstein', 'Bert Bald', 'Cem Çelik']
  const people: string[] = []
  for (const name of names)
    people.push(
      await town.web.scope({ organisation, purpose: contact }, (scope) =>
        personFor(scope, { name, mail: `${name.slice(0, 4).trim()}@example.org` }),
      ),
    )
  for (const who of [second, desk]) await who.browser.open(`/${organisation.slug}/team/personen/${people[0]}`)
  const post = async (path: string, fields: Record<string, string>) =>
    new URL((await browser.post(path.startsWith('/auf') ? at(path) : path, fields)).url).pathname
  const contract = {
    role: 'processor',
    contract_date: '2026-01-15',
    contract_reference: 'AVV 2026/3',
    contract_document: 'Akte 10.3',
  }
  await post(at('/auftragsverarbeiter/neu'), {
    ...contract,
    for: 'operator',
    name: 'Rechenzentrum Mittelland Anstalt des öffentlichen Rechts',
    place: 'Am Speicher 4, 39104 Magdeburg',
    task: 'betreibt dieses System',
  })
  paths['processor'] = await post(at('/auftragsverarbeiter/neu'), {
    ...contract,
    for: 'all',
    name: 'Wartung Nord GmbH',
    place: 'Kiel',
    task: 'wartet die Rechner',
    country: 'USA',
    safeguard: 'A46-2-c',
    contract_reference: '',
  })
  await post(`${paths['processor']}/unter`, {
    name: 'Cloud Hosting Inc.',
    place: 'Boston, MA',
    task: 'hält Bereitschaft',
    country: 'USA',
    safeguard: 'A45-3',
    announced_on: '2026-11-01',
    effective_on: '2026-12-01',
    objection_until: '2026-11-25',
  })
  await post(`${paths['processor']}/weisungen`, {
    instruction: 'Fernzugriff nur nach Anmeldung am Telefon.',
    form: 'text',
  })
  await post(at('/massnahmen/pruefen'), {})
  paths['breach'] = await post(at('/vorfaelle/neu'), {
    title: 'Dienstlaptop aus dem Auto gestohlen',
    aware_at: '2026-11-14T10:30',
    what: 'Der Laptop lag sichtbar auf dem Rücksitz. Die Platte war nicht verschlüsselt.',
    kinds: 'confidentiality',
    tables: 'people',
    stopped_at: '2026-11-16T09:00',
  })
  await post(`${paths['breach']}/vermerk`, { kind: 'note', content: 'Anzeige bei der Polizei erstattet.' })
  await post(at('/vorfaelle/neu'), {
    title: 'Brief an die falsche Person',
    aware_at: '2026-11-10T09:00',
    what: 'Verwechslung beim Kuvertieren.',
    kinds: 'confidentiality',
  })
  paths['impact'] = await post(at('/folgenabschaetzung/neu'), {
    title: 'Terminverwaltung',
    description: 'Bürgerinnen und Bürger buchen Termine im Netz.',
    criteria: 'large-scale,vulnerable',
    reason: 'Viele Menschen, darunter Kinder.',
    review_on: '2027-11-01',
  })
  paths['disclosure'] = await post(at('/behoerden/neu'), {
    authority: 'Polizeipräsidium Musterstadt',
    legal_ground: '§ 163 StPO',
    reference: '12 Js 34/26',
    scope: 'Name und Termine im Oktober 2026',
    disclosed_at: '2026-11-13T10:00',
  })
  await post(`${paths['disclosure']}/personen`, { person: people[0] ?? '' })
  paths['review'] = await post(at('/pruefungen/neu'), {
    account: desk.account,
    from: '2026-11-16T08:00',
    until: '2026-11-16T12:00',
    reason: 'Die Nachbarin berichtet, dass er Einzelheiten ihres Termins kennt.',
  })
  await second.browser.post(`${paths['review']}/entscheiden`, { decision: 'approved', decision_reason: 'Genau genug.' })
}

beforeAll(async () => {
  town = await openTown({ running: () => ({ publicUrl: 'http://amt.example.org' }) })
  office = await town.arrive('data-protection')
  await fill()
  pages = await served(town.web, [])
  visit = await openPage({ width: 1280, origin: pages.origin })
  const [[name, value] = ['', '']] = [...office.browser.cookies]
  await visit.context.addCookies([{ name, value, url: pages.origin }])
  auditor = await openAuditor(process.env['PICTURES'])
})
afterAll(async () => {
  await auditor?.[Symbol.asyncDispose]()
  await visit?.[Symbol.asyncDispose]()
  await pages?.[Symbol.asyncDispose]()
  await town?.close()
})

const screens = [
  ['processing', '/verzeichnis'],
  ['processors', '/auftragsverarbeiter'],
  ['processor', ''],
  ['processor-new', '/auftragsverarbeiter/neu'],
  ['measures', '/massnahmen'],
  ['measure-duty', '/massnahmen/training'],
  ['impact-list', '/folgenabschaetzung'],
  ['impact', ''],
  ['roles', '/rollen'],
  ['breaches', '/vorfaelle'],
  ['breach', ''],
  ['breach-new', '/vorfaelle/neu'],
  ['disclosures', '/behoerden'],
  ['disclosure', ''],
  ['accesses', '/zugriffe'],
  ['reviews', '/pruefungen'],
  ['review', ''],
] as const

test.each(screens)('%s can be read by everybody at both widths, light and dark', async (name, path) => {
  const url = path === '' ? (paths[name] ?? '') : office.at(path)
  await visit.page.goto(url)
  expect(await visit.page.locator('h1').count()).toBe(1)
  await auditor.look(visit, name)
  expect(visit.problems).toEqual([])
})

test('the English screens speak English', async () => {
  // the register of processing cites German laws by their names

  for (const [, path] of screens.filter(([, one]) => one !== '' && one !== '/verzeichnis')) {
    await visit.page.goto(`/en${office.at(path)}`)
    const text = await visit.page.locator('main').innerText()
    expect([
      path,
      /\b(und|nicht|oder|wird)\b/.exec(text.replaceAll(/Rechenzentrum.*|Ich willige.*/g, ''))?.[0],
    ]).toEqual([path, undefined])
  }
})
