import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import type { Organisation } from '#platform/data/organisations.ts'
import { partsOf } from '#platform/mail/parts.ts'
import { allMailTemplates } from '#platform/mail/template.ts'
import type { TestBrowser, TestWeb } from '#testing/web.ts'
import { wholeWeb } from '#testing/whole.ts'
import { fillCustomers } from './demo/customers.ts'
import { fillRequests } from './demo/requests.ts'
import { wordingPorts } from './mail-wordings.ts'

let web: TestWeb
let organisation: Organisation
let staff: TestBrowser
let client: pg.Client
beforeAll(async () => {
  web = await wholeWeb()
  organisation = await web.organisation()
  const { cookie } = await web.member(organisation, { name: 'Adele Amtmann' })
  staff = web.browse({ cookie })
  client = new pg.Client(web.database.root)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  expect(web.defects).toEqual([])
  await web.close()
})

const pageOf = (kind: string) => `/${organisation.slug}/team/mailtexte/${kind}`
const samplesIn = (html: string) => [...html.matchAll(/<option value="([0-9a-f-]{36})"[^>]*>([^<]*)/g)]
const fields = { sprache: 'de', modus: 'light', form: 'html' }
const tried = async (kind: string) => {
  const editor = await staff.open(pageOf(kind))
  const [, muster = '', label = ''] = samplesIn(editor.html)[0] ?? []
  return { editor, label, sheet: await staff.post(`${pageOf(kind)}/ansicht`, { ...fields, muster }) }
}

/** Placeholders that stand in a text and are no address. */
const saysSomething = ({ kind }: { readonly kind: string }) => {
  const template = allMailTemplates().find((one) => one.kind === kind)
  return Object.entries(template?.placeholders ?? {}).some(
    ([name, { link }]) =>
      link === undefined &&
      template !== undefined &&
      (template.facts?.includes(name) || partsOf(template).some(({ part }) => part.de.includes(`{${name}}`))),
  )
}

test('every mail that says something about people or things can be tried on real ones', () => {
  const kinds = new Set(wordingPorts(() => web.house).samples.flatMap((one) => one.kinds))
  const without = allMailTemplates().filter((template) => saysSomething(template) && !kinds.has(template.kind))
  // to officers, about the system itself: a deadline, a checkpoint
  expect(without.map(({ kind }) => kind).toSorted()).toEqual(['privacy.checkpoint', 'registers.reminder'])
})

test('where there is nothing yet, or nothing to see for who looks, the page says that the data are invented', async () => {
  for (const { kind } of allMailTemplates()) {
    const { editor, sheet } = await tried(kind)
    expect([kind, editor.status, sheet.status]).toEqual([kind, 200, 200])
    const hasSamples = samplesIn(editor.html).length > 0
    expect([kind, /erfundene Angaben:|keine Angaben über Personen/.test(editor.page.text)]).toEqual([kind, !hasSamples])
  }
  const { cookie } = await web.member(organisation, { role: 'administrator' })
  const other = await web.browse({ cookie }).open(pageOf('customers.known'))
  expect(other.page.text).toContain('gibt es noch nichts')
})

test('customers, members and requests are tried with their own data; it is noted, and nothing is sent', async () => {
  const person = { name: 'Marlene Vogt-Özdemir', mail: 'marlene@example.org', phone: '+49 2599 1' }
  await fillCustomers(web.house, organisation, person, 'x')
  await fillRequests(web.house, organisation)
  const waiting = await client.query('select count(*) from messages')

  const customer = await tried('customers.password-changed')
  expect(customer.label).not.toContain('Marlene')
  expect(customer.sheet.html).toContain('Marlene Vogt-Özdemir')
  const member = await tried('accounts.invitation')
  expect(member.label).toMatch(/[Aa]dministration, seit/)
  expect(member.sheet.html).toMatch(/Adele Amtmann|Anna Amt/)
  const receipt = await tried('rights.receipt')
  expect(receipt.sheet.html).toMatch(/Gudrun Hellweg|Tarek Öztürk|Maria-Luise Brandt/)
  expect(receipt.sheet.html).not.toContain('hier steht der Brief')
  const alarm = await tried('rights.alarm')
  expect(alarm.sheet.html).toContain(alarm.label.slice(0, 9))
  // a link to somebody's own page would open it
  for (const { sheet } of [customer, member, receipt, alarm]) expect(sheet.html).not.toContain(web.origin)

  expect((await client.query('select count(*) from messages')).rows).toEqual(waiting.rows)
  await expect
    .poll(async () => {
      const seen = `select 1 from access_records a join customers c on c.person_id = a.person_id where place = 'messages.preview'`
      return (await client.query(seen)).rows.length
    })
    .toBe(1)
})

test('who may not see the data gets none, also not by an id of theirs', async () => {
  const { editor } = await tried('rights.receipt')
  const id = samplesIn(editor.html)[0]?.[1] ?? ''
  const ports = wordingPorts(() => web.house)
  const source = ports.samples.find(({ kinds }) => kinds.includes('rights.receipt'))
  expect(source?.may.roles).not.toContain('desk')
  const { cookie } = await web.member(await web.organisation())
  const foreign = web.browse({ cookie })
  const elsewhere = await foreign.post(`/${organisation.slug}/team/mailtexte/rights.receipt/ansicht`, {
    ...fields,
    muster: id,
  })
  expect(elsewhere.status).toBe(403)
})
