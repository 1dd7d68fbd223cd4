import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { openTown, type Town } from '#testing/registers.ts'
import { measures } from './measures/catalogue.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const vocabulary = new Set(
  readFileSync(join(import.meta.dirname, 'processing/dpv-terms.txt'), 'utf8')
    .trim()
    .split('\n'),
)

/** Every term of the vocabulary that a document uses. */
function termsIn(value: unknown, used = new Set<string>()): Set<string> {
  const term = /^(dpv|pd|eu-gdpr):/
  if (typeof value === 'string' && term.test(value)) used.add(value)
  else if (Array.isArray(value)) for (const one of value) termsIn(one, used)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      if (term.test(key)) used.add(key)
      termsIn(inner, used)
    }
  return used
}

test('A17 A19 A20 A21 every register is exported as PDF, CSV and JSON-LD, in terms that the W3C vocabulary has', async () => {
  const { browser, at, organisation } = await town.arrive()
  const contract = {
    role: 'processor',
    contract_date: '2026-01-15',
    contract_reference: 'AVV 3',
    contract_document: 'A',
  }
  const one = await browser.post(at('/auftragsverarbeiter/neu'), {
    ...contract,
    for: 'all',
    name: 'Wartung Nord',
    place: 'Kiel',
    task: 'wartet',
    country: 'USA',
    safeguard: 'A46-2-c',
  })
  await browser.post(`${new URL(one.url).pathname}/unter`, {
    name: 'Cloud',
    place: 'Boston',
    task: 'hält bereit',
    country: 'USA',
    safeguard: 'A45-3',
    announced_on: '2026-11-01',
    effective_on: '2026-12-01',
  })
  await browser.post(at('/massnahmen/pruefen'), {})
  const breach = await browser.post(at('/vorfaelle/neu'), {
    title: 'Brief verwechselt',
    aware_at: '2026-11-15T09:00',
    what: 'Falsche Hülle.',
    kinds: 'confidentiality',
  })
  await browser.post(`${new URL(breach.url).pathname}/einschaetzung`, {
    risk: 'unlikely',
    risk_reason: 'ungelesen zurück',
    consequences: 'keine',
    measures: 'Sichtfenster',
  })
  await browser.post(at('/folgenabschaetzung/neu'), {
    title: 'Termine',
    description: 'Im Netz.',
    criteria: 'large-scale,vulnerable',
    reason: 'Viele.',
    review_on: '2027-11-01',
  })
  await browser.post(at('/behoerden/neu'), {
    authority: 'Polizei',
    legal_ground: '§ 163 StPO',
    scope: 'Name',
    disclosed_at: '2026-11-13T10:00',
  })
  const boss = await town.arrive('main-administrator', organisation)
  const reason = 'Sie hat nachweislich ohne Anlass Akten geöffnet.'
  await browser.post(at('/pruefungen/neu'), {
    account: boss.account,
    from: '2026-11-16T05:00',
    until: '2026-11-16T07:00',
    reason,
  })
  const person = await town.web.scope({ organisation, purpose: contact }, (scope) =>
    personFor(scope, { name: 'Petra Pohl', mail: 'petra@example.org' }),
  )
  await boss.browser.open(`/${organisation.slug}/team/personen/${person}`)
  const expected: Record<string, readonly string[]> = {
    auftragsverarbeiter: ['Wartung Nord', 'Cloud', 'eu-gdpr:A46-2-c', 'eu-gdpr:A45-3', 'AVV 3'],
    massnahmen: measures.map(({ title }) => title.de),
    vorfaelle: ['Brief verwechselt', 'eu-gdpr:ConfidentialityBreach', 'ungelesen zurück'],
    folgenabschaetzung: ['Termine', 'eu-gdpr:DPIARequired'],
    behoerden: ['Polizei', '§ 163 StPO'],
    pruefungen: ['dpv:PersonalDataAudit', 'dpv:AuditRequested', reason],
    zugriffe: ['dpv:Consult', person, boss.account],
    verzeichnis: ['dpv:RecordsOfActivities'],
  }
  for (const [page, words] of Object.entries(expected)) {
    const { headers, html } = await browser.open(at(`/${page}.jsonld`))
    expect([page, headers.get('content-type')]).toEqual([page, expect.stringContaining('application/ld+json')])
    for (const word of words) expect(html).toContain(word)
    const used = [...termsIn((JSON.parse(html) as { '@graph': unknown })['@graph'])]
    expect(used.length).toBeGreaterThan(3)
    expect([page, used.filter((term) => !vocabulary.has(term))]).toEqual([page, []])
    expect([page, saidOfTerms(JSON.parse(html))]).toEqual([page, []])
    for (const form of ['csv', 'pdf'])
      expect([page, form, (await browser.open(at(`/${page}.${form}`))).status]).toEqual([page, form, 200])
  }
  expect(town.web.defects).toEqual([])
})

/**
 * What a document says of the vocabulary's own terms. It must be nothing: whoever reads the graph would find what holds for
 * one measure, review or activity said of all that share the term.
 */
function saidOfTerms(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(saidOfTerms)
  if (typeof value !== 'object' || value === null) return []
  const { '@id': id, ...said } = value as Record<string, unknown>
  const own = typeof id === 'string' && /^(dpv|pd|eu-gdpr):/.test(id) && Object.keys(said).length > 0
  return [...(own ? [value] : []), ...Object.values(said).flatMap(saidOfTerms)]
}
