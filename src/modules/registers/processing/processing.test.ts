import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Activity, allActivities } from '#platform/data/activity.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import { declarations, type NoticeFacts } from '#privacy'
import { pdfText } from '#testing/pdf-text.ts'
import { openTown, type Town } from '#testing/registers.ts'
import { categoryTerms, context, purposeTerm, safeguards } from './dpv.ts'
import { linkedRegister } from './linked.ts'
import { processings } from './record.ts'
import { processingTable } from './sheet.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const vocabulary = new Set(
  readFileSync(join(import.meta.dirname, 'dpv-terms.txt'), 'utf8')
    .trim()
    .split('\n'),
)
type Node = Record<string, unknown>

/** What the declarations say an activity keeps or opens, read here on its own: table, category, source. */
function declaredData(activity: Activity, tables: readonly Table[]): string[] {
  const found = new Set<string>()
  for (const table of tables)
    for (const { treatment } of Object.values(table.columns))
      if (treatment.is === 'personal' || treatment.is === 'sealed')
        if (treatment.activities.some(({ name }) => name === activity.name || activity.using.includes(name)))
          found.add(`#${table.name}-${treatment.category}-${treatment.source}`)
  return [...found].toSorted()
}

/** A reader of CSV that knows nothing of the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let inQuotes = false
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at++) {
    const char = text[at] as string
    if (inQuotes && char === '"' && text[at + 1] === '"') cell += text[++at]
    else if (char === '"') inQuotes = !inQuotes
    else if (!inQuotes && (char === ';' || char === '\n')) {
      rows.at(-1)?.push(cell.replace(/\r$/, ''))
      cell = ''
      if (char === '\n') rows.push([])
    } else cell += char
  }
  return rows.filter((row) => row.length > 0)
}

describe('A18 the register of processing', () => {
  test('A18 as JSON-LD says of every declared activity what is declared, and nothing else', async () => {
    const { browser, at } = await town.arrive()
    const seen = await browser.open(at('/verzeichnis.jsonld'))
    expect(seen.headers.get('content-type')).toContain('application/ld+json')
    const graph = (JSON.parse(seen.html) as { '@graph': Node[] })['@graph']
    const processes = graph.filter((node) => node['@type'] === 'dpv:PersonalDataProcess')
    expect(processes.map((node) => String(node['dct:identifier'])).toSorted()).toEqual(
      allActivities()
        .map(({ name }) => name)
        .toSorted(),
    )
    for (const activity of allActivities()) {
      const node = processes.find((one) => one['dct:identifier'] === activity.name) as Node
      const ids = (property: string) => (node[property] as Node[]).map((one) => String(one['@id'] ?? one['@type']))
      expect([activity.name, ids('dpv:hasPersonalData').toSorted()]).toEqual([
        activity.name,
        declaredData(activity, allTables()),
      ])
      const basis = 'public' in activity.basis ? activity.basis.public : activity.basis
      const art9 = basis.art9 ? [`eu-gdpr:A9-2-${basis.art9}`] : []
      expect(ids('dpv:hasLegalBasis')).toEqual([`eu-gdpr:A6-1-${basis.art6}`, ...art9])
      expect((node['dct:title'] as Node[]).map((one) => one['@value'])).toEqual([activity.why.de, activity.why.en])
    }
    // the operator works for everybody and stands in every register
    expect(graph.some((node) => node['@type'] === 'dpv:DataProcessor')).toBe(true)
  })

  test('A18 as CSV has a row per activity with the same words as the screen, and as PDF as well', async () => {
    const { browser, at } = await town.arrive('desk')
    const rows = readCsv((await browser.open(at('/verzeichnis.csv'))).html)
    const names = allActivities().map(({ name }) => name)
    expect(
      rows
        .slice(1)
        .map(([name]) => name ?? '')
        .toSorted(),
    ).toEqual(names.toSorted())
    const { page } = await browser.open(at('/verzeichnis'))
    const squeezed = (text: string) => text.replaceAll(/\s+/g, '')
    for (const row of rows.slice(1))
      for (const cell of row.flatMap((one) => one.split('\n'))) expect(squeezed(page.text)).toContain(squeezed(cell))
    const answer = await town.web.app.request(`${town.web.origin}${at('/verzeichnis.pdf')}`, {
      headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    const text = squeezed(await pdfText(new Uint8Array(await answer.arrayBuffer())))
    for (const activity of allActivities()) {
      expect(text).toContain(squeezed(activity.name))
      expect(text).toContain(squeezed(activity.why.de))
    }
  })

  test('A18 follows the declarations: one more recipient or transfer changes the exports', async () => {
    const sample = await town.web.organisation()
    const facts: NoticeFacts = { organisation: sample, operator: undefined, recipients: [], ranges: {} }
    const told = declarations()
    const activity = told.activities.find(({ name }) => name === 'people.contact') as Activity
    const abroad = {
      id: 'sms',
      name: 'Sendwerk Inc.',
      place: 'Boston',
      task: { de: 'versendet SMS', en: 'sends text messages' },
      role: 'processor',
      contract: 'AVV 12',
      thirdCountry: {
        country: 'USA',
        safeguard: { de: 'Standardvertragsklauseln', en: 'Standardvertragsklauseln' },
        article: 'A46-2-c',
      },
    } as const
    const more = {
      ...told,
      activities: told.activities.map((one) => (one === activity ? { ...one, recipients: ['sms'] } : one)),
    }
    const before = processings(facts, told, 'de')
    const after = processings({ ...facts, recipients: [abroad] }, more, 'de')
    const row = (list: typeof before) =>
      processingTable(list, 'de')
        .rows.find(([name]) => name === 'people.contact')
        ?.join('\n') ?? ''
    expect(row(before)).not.toContain('Sendwerk')
    expect(row(after)).toContain('Sendwerk Inc.: USA, geschützt durch Standardvertragsklauseln')
    const graph = JSON.stringify(linkedRegister(sample, undefined, after, []))
    expect(graph).toContain('eu-gdpr:A46-2-c')
    expect(graph).toContain('#recipient-sms')
    // an activity that does not name the recipient does not get it
    expect(after.filter(({ receivers }) => receivers.length > 0).map(({ name }) => name)).toEqual(['people.contact'])
  })

  test('A18 every term of the exports is one of the W3C vocabulary', async () => {
    for (const term of [
      ...Object.values(categoryTerms),
      ...allActivities().map(({ name }) => purposeTerm(name)),
      ...Object.keys(safeguards).map((one) => `eu-gdpr:${one}`),
    ])
      expect([term, vocabulary.has(term)]).toEqual([term, true])
    const { browser, at } = await town.arrive()
    const made = JSON.parse((await browser.open(at('/verzeichnis.jsonld'))).html) as { '@graph': unknown }
    const used = new Set<string>()
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(walk)
      if (typeof value === 'string') {
        if (/^(dpv|pd|eu-gdpr):/.test(value)) used.add(value)
      } else if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) {
          if (/^(dpv|pd|eu-gdpr):/.test(key)) used.add(key)
          walk(inner)
        }
    }
    walk(made['@graph'])
    expect(used.size).toBeGreaterThan(25)
    expect([...used].filter((term) => !vocabulary.has(term))).toEqual([])
    expect(Object.values(context).every((iri) => iri.startsWith('http'))).toBe(true)
  })

  test('A18 the operator has the register of Art. 30(2): every controller with address and officer', async () => {
    const served = await town.web.organisation({ name: 'Gemeinde Auftraggeber' })
    const operator = await town.web.house.directory.bySlug('betrieb')
    const { browser, at } = await town.arrive('data-protection', operator)
    const { page } = await browser.open(at('/verzeichnis/im-auftrag'))
    expect(page.text).toContain('Art. 30 Abs. 2')
    expect(page.text).toContain(served.name)
    expect(page.text).toContain('keine Übermittlung in Drittländer')
    const other = await town.arrive()
    expect((await other.browser.open(other.at('/verzeichnis/im-auftrag'))).page.text).not.toContain(served.name)
  })
})
