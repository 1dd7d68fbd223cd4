import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { answering, erasePeople, personData, proving } from '#privacy'
import { openTown, type Town } from '#testing/registers.ts'
import { db, registering } from '../data/index.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

type Office = Awaited<ReturnType<Town['arrive']>>
const person = ({ organisation }: Office, name: string) =>
  town.web.scope({ organisation, purpose: contact }, (at) =>
    personFor(at, { name, mail: `${randomUUID().slice(0, 8)}@example.org` }),
  )
const given = {
  authority: 'Polizei Musterstadt',
  legal_ground: '§ 163 StPO',
  reference: '12 Js 34/26',
  scope: 'Name und Termine im Oktober 2026',
  disclosed_at: '2026-11-15T10:00',
}
async function enter(office: Office, more: Record<string, string> = {}) {
  const made = await office.browser.post(office.at('/behoerden/neu'), { ...given, ...more })
  return { made, path: new URL(made.url).pathname }
}
const answer = ({ organisation }: Office, id: string) =>
  town.web.scope({ organisation, purpose: answering }, async (at) => {
    const said: unknown[] = []
    for (const table of (await personData(at, [id], 'de')).tables)
      for await (const row of table.rows()) said.push(table.kind, row.values)
    return JSON.stringify(said)
  })

describe('amagno/authority-disclosure', () => {
  test('amagno/authority-disclosure ground and scope stand in the ledger’s case, the register, and the access answer of each person', async () => {
    const office = await town.arrive()
    const [anna, bert] = [await person(office, 'Anna Angefragt'), await person(office, 'Bert Beiseite')]
    const lacking = await office.browser.post(office.at('/behoerden/neu'), { ...given, legal_ground: '' })
    expect([lacking.status, lacking.page.text]).toEqual([422, expect.stringContaining('Rechtsgrund')])
    const { path } = await enter(office)
    const found = await office.browser.post(`${path}/suche`, { query: 'Anna' })
    expect(found.page.text).toContain('Anna Angefragt')
    expect(found.page.text).not.toContain('Bert')
    const entered = await office.browser.submit('Eintragen', { person: true })
    expect(entered.page.text).toContain('Anna Angefragt')

    const said = await answer(office, anna)
    for (const words of ['Polizei Musterstadt', '§ 163 StPO', 'Name und Termine im Oktober 2026'])
      expect(said).toContain(words)
    expect(await answer(office, bert)).not.toContain('Polizei')

    const leaves = await town.web.scope({ organisation: office.organisation, purpose: proving }, (at) =>
      db(at as never)
        .selectFrom('ledger_leaves' as never)
        .select(['kind' as never, 'body' as never])
        .execute(),
    )
    const told = JSON.stringify(leaves)
    expect(told).toContain('disclosure.recorded')
    expect(told).toContain('disclosure.people')
    expect(told).not.toContain('Anna')
    expect(told).not.toContain(anna)
    expect((await office.browser.open(office.at('/behoerden.csv'))).html).toContain('§ 163 StPO')
    expect((await office.browser.open(`${path}/bericht.pdf`)).headers.get('content-type')).toBe('application/pdf')
    expect(town.web.defects).toEqual([])
  })

  test('amagno/authority-disclosure an order of silence keeps it out of the access answer until it ends', async () => {
    const office = await town.arrive()
    const id = await person(office, 'Stille Person')
    const { made, path } = await enter(office, { secret_until: '2026-12-31' })
    expect(made.page.text).toContain('Stillschweigen ist angeordnet')
    const refused = await office.browser.post(`${path}/personen`, { person: id })
    expect([refused.status, refused.page.text]).toEqual([409, expect.stringContaining('in der Akte')])
    expect(await answer(office, id)).not.toContain('Polizei')
  })

  test('amagno/authority-disclosure erasing the person takes the person out of it; the record of the disclosure stays', async () => {
    const office = await town.arrive()
    const id = await person(office, 'Geht Bald')
    const { path } = await enter(office)
    await office.browser.post(`${path}/personen`, { person: id })
    const { organisation } = office
    await town.web.scope({ organisation, purpose: proving }, (at) => erasePeople(at, [id], { why: 'request' } as never))
    const left = await town.web.scope({ organisation, purpose: registering }, async (at) => ({
      people: await db(at).selectFrom('disclosure_people').select('id').where('person_id', '=', id).execute(),
      records: await db(at).selectFrom('disclosures').select('authority').execute(),
    }))
    expect(left).toEqual({ people: [], records: [{ authority: 'Polizei Musterstadt' }] })
    const later = await office.browser.post(office.at('/behoerden/neu'), { ...given, disclosed_at: '2026-11-17T10:00' })
    expect([later.status, later.page.text]).toEqual([422, expect.stringContaining('nicht in der Zukunft')])
  })
})
