// What people read in their answers, over the whole program: words instead of codes, and what a law keeps.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessArchive, personalDataSeen } from '../../src/modules/privacy/index.ts'
import { handling } from '../../src/modules/rights/index.ts'
import { keeping } from '../../src/modules/customers/data.ts'
import { noteContract } from '../../src/modules/customers/actions/contract.ts'
import { customerById } from '../../src/modules/customers/queries.ts'
import { unzip } from '../../src/platform/files/unzip.ts'
import { customerWeb, type CustomerWeb } from '../support/customers.ts'

const who = { first: 'Willi', last: 'Weg', mail: 'weg@example.org' }
let web: CustomerWeb
let person: string
beforeAll(async () => {
  web = await customerWeb()
  await web.joined(who)
  const [customer] = await web.rows<{ id: string; person_id: string }>('select id, person_id from customers')
  person = customer?.person_id ?? ''
  await web.scope({ organisation: web.here, purpose: keeping }, async (at) => {
    const row = await customerById(at, customer?.id ?? '')
    if (row) await noteContract(at, row, { subject: 'Jahreskarte', on: Temporal.PlainDate.from('2026-11-10') })
  })
})
afterAll(() => web.close())

const desk = (path = '') => `/${web.here.slug}/team/datenschutz/anfragen${path}`
async function asked(slug: string): Promise<string> {
  web.clock.advance({ minutes: 6 })
  const visitor = web.browse()
  await visitor.open(`/${web.here.slug}/datenschutz/rechte/${slug}`)
  web.clock.advance({ seconds: 30 })
  await visitor.submit('Absenden', { name: 'Willi Weg', mail: who.mail })
  await visitor.open(await web.link(who.mail, 'rechte/bestaetigen/'))
  await visitor.submit('Ja, das bin ich')
  const [row] = await web.rows<{ id: string }>('select id from rights_requests order by received_at desc limit 1')
  return row?.id ?? ''
}
const accesses = () => web.rows<{ what: string; place: string }>('select what, place from access_records')

test('A6 an answer says what happened in words, on the page, on paper and in tables; the codes are for programs', async () => {
  await asked('auskunft')
  const staff = await web.staff('data-protection')
  await staff.open(`/${web.here.slug}/team/personen/${person}`)
  await web.scope(
    { organisation: web.here, purpose: handling, actor: { kind: 'member', id: person, account: person, role: 'desk' } },
    (at) => at.announce(personalDataSeen, { what: 'searched', place: 'documents.list', persons: [person] }),
  )
  await expect.poll(async () => (await accesses()).length).toBeGreaterThanOrEqual(2)
  const bytes = await web.scope({ organisation: web.here, purpose: handling }, async (at) => {
    const { rows } = { rows: await web.rows<{ applicant_id: string }>('select applicant_id from rights_requests') }
    const all = [person, ...rows.map(({ applicant_id }) => applicant_id)]
    return Buffer.concat(await Array.fromAsync(accessArchive(at, all, { language: 'de', blobs: web.house.blobs })))
  })
  const files = unzip(bytes, { bytes: 1e8, files: 1e3 })
  const page = files.get('auskunft.html')?.toString() ?? ''
  const table = files.get('tabellen/access_records.csv')?.toString() ?? ''
  for (const words of ['Seite der Person', 'geöffnet', 'Liste der Unterlagen', 'gesucht', 'Datenschutz']) {
    expect(page).toContain(words)
    expect(table).toContain(words)
  }
  for (const code of [
    'people.page',
    'documents.list',
    'rights.handling',
    'known-address',
    'mail-proven',
    'customers.account',
  ])
    expect(page).not.toContain(code)
  for (const words of [
    'Auskunft über Ihre Daten',
    'Formular',
    'Mailadresse bestätigt',
    'Ihr Kundenkonto führen',
    'Deutsch',
  ])
    expect(page).toContain(words)
  // a mail once, as its reader saw it
  expect(page).toContain('Bitte bestätigen Sie Ihren Antrag')
  expect(page).not.toContain('&lt;!doctype')
  expect(files.get('auskunft.json')?.toString()).toContain('"value":"people.page","shown":"Seite der Person"')
})

test('A2 A8 B4 who asks for erasure reads which data a law keeps, which law, and until when', async () => {
  const id = await asked('loeschung')
  const officer = await web.staff('data-protection')
  await officer.open(desk(`/${id}`))
  await officer.submit('Endgültig löschen', { sure: true })
  await officer.submit('Antwort senden und abschließen')
  const letter = (await web.mails(who.mail)).at(-1)?.content.text
  expect(letter).toContain('Ein Gesetz verlangt, dass diese Daten noch bleiben (Art. 17 Abs. 3 Buchst. b DSGVO)')
  expect(letter).toMatch(
    /Geschäftsbriefe zum Vertrag: 1 Datensatz, nach § 257 .*HGB, § 147 .*AO\. Gelöscht ab dem 01\.01\.2033\./,
  )
  expect(letter).toContain('Aufsichtsbehörde')
  expect(letter).toContain('klagen')
})

test('amagno/limited-admins: whoever of the staff sees or takes out data for an answer stands in the list of accesses', async () => {
  await asked('auskunft')
  await web.joined({ ...who, mail: 'neu@example.org', last: 'Neu' })
  const [known] = await web.rows<{ person_id: string }>('select person_id from customers')
  const officer = await web.staff('data-protection')
  await expect.poll(async () => (await accesses()).length).toBeGreaterThan(0)
  const count = async (what: string) =>
    (await accesses()).filter((one) => one.place === 'rights.answer' && one.what === what).length
  const [opened, exported] = [await count('opened'), await count('exported')]
  await officer.open(desk())
  await expect.poll(() => count('opened')).toBeGreaterThan(opened)
  await officer.open(`/${web.here.slug}/team/datenschutz/uebergaben/person/${known?.person_id}`)
  await officer.submit('Bereitlegen', { was: 'access' })
  await expect.poll(() => count('exported')).toBeGreaterThan(exported)
  const before = await count('opened')
  await officer.open(`/${web.here.slug}/team/datenschutz/berichtigungen/person/${known?.person_id}`)
  await officer.submit('Angaben einer Person berichtigen')
  await expect.poll(() => count('opened')).toBeGreaterThan(before)
  expect(web.defects).toEqual([])
})
