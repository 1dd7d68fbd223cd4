import { randomBytes, randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filing } from '#documents'
import { correct, readRecipientsBy, type Recipient } from '#privacy'
import { registering } from '#registers'
import { handling } from '#rights'
import { seal } from '#platform/keys/sealed.ts'
import { allTables } from '#platform/data/table.ts'
import { documentRow } from '#testing/document-rows.ts'
import { deskPath, newestRequest, openAtDesk, rightsWeb, type RightsWeb } from '#testing/rights.ts'
import './modules.ts'

// Art. 19 GDPR over the whole program: everybody to whom a person's data actually went gets a job, and nobody else.

let web: RightsWeb
let on: readonly Recipient[] = []
beforeAll(async () => {
  web = await rightsWeb()
  readRecipientsBy(async () => on)
})
afterAll(async () => {
  readRecipientsBy(async () => [])
  await web.close()
})

const raw = (at: { tx: unknown }) => at.tx as Kysely<never>
const later = () => web.clock.advance({ minutes: 5 })
const company = (id: string, name: string): Recipient => ({
  id,
  name,
  place: 'Hafenallee 1, 20457 Hamburg',
  task: { de: 'versendet', en: 'sends' },
  role: 'processor',
  contract: 'AVV 1',
})

async function disclosed(person: string, authority: string): Promise<void> {
  await web.scope({ organisation: web.town, purpose: registering }, async (at) => {
    const id = randomUUID()
    const { rows } = await sql<{ id: string }>`select id from accounts limit 1`.execute(raw(at))
    await sql`insert into disclosures
      (organisation_id, id, authority, legal_ground, scope, disclosed_at, disclosed_by, created_at)
      values (${at.organisation.id}, ${id}, ${authority}, '§ 163 StPO', 'Termine', ${at.now},
        ${rows[0]?.id ?? randomUUID()}, ${at.now})`.execute(raw(at))
    await sql`insert into disclosure_people
      (organisation_id, id, disclosure_id, person_id, authority, legal_ground, scope, disclosed_at)
      values (${at.organisation.id}, ${randomUUID()}, ${id}, ${person}, ${authority}, '§ 163 StPO', 'Termine',
        ${at.now})`.execute(raw(at))
  })
}

/** A link to a document about the person, fetched so often. */
async function shared(person: string, label: string, fetched: number): Promise<void> {
  await web.scope({ organisation: web.town, purpose: filing }, async (at) => {
    const document = await documentRow(at, { holder: person })
    const shares = allTables().find(({ name }) => name === 'document_shares')
    const sealed = await seal(at, shares as never, 'label' as never, person, label as never)
    await sql`insert into document_shares
      (organisation_id, id, document_id, version_number, salt, label, made_at, expires_at, fetched)
      values (${at.organisation.id}, ${randomUUID()}, ${document}, 1, ${randomBytes(16)}, ${sealed}, ${at.now},
        ${at.now.add({ hours: 24 })}, ${fetched})`.execute(raw(at))
  })
}

const jobsOf = (request: string) =>
  web.rows<{ recipient: string; name: string; state: string }>(
    `select recipient, name, state from rights_recipients where request_id = '${request}' order by name`,
  )

test('A10 who was given data is told: authority, fetched link, transfer, the company behind a switch', async () => {
  const about = { name: 'Ada Auskunft', mail: 'ada@example.org' }
  const person = await web.known(about)
  const neighbour = await web.known({ name: 'Nils Nachbar', mail: 'nils@example.org' })
  await disclosed(person, 'Polizei Musterlingen')
  await disclosed(person, 'Polizei Musterlingen')
  await disclosed(neighbour, 'Zoll Nebenan')
  await shared(person, 'Frau Kanzlerin, Kanzlei am Markt', 1)
  await shared(person, 'Herr Ungelesen', 0)
  await shared(neighbour, 'Herr Anderer', 3)
  on = [company('mail-server', 'Mailwerk GmbH'), company('seven', 'SMS-Haus GmbH')]

  later()
  await web.confirmed('uebertragung', about)
  const office = await openAtDesk(web, (await newestRequest(web)).id)
  await office.submit('Daten zusammenstellen')
  const transfer = { to_name: 'Stadtwerke Nebenan', to_mail: 'daten@werke.example' }
  await office.submit('Antwort senden und abschließen', transfer)

  later()
  await web.confirmed('loeschung', about)
  const { id } = await newestRequest(web)
  const officer = await openAtDesk(web, id)
  const erased = await officer.submit('Endgültig löschen', { sure: true })
  const jobs = await jobsOf(id)
  expect(jobs.map(({ state }) => state)).toEqual(jobs.map(() => 'open'))
  const kinds = jobs.map(({ recipient }) => recipient.replace(/-[0-9a-f]{8}-.*/, '')).toSorted()
  expect(kinds).toEqual(['authority', 'mail-server', 'share', 'transfer'])

  // whom it went to stands on the page and in the letter, and nowhere in clear
  for (const name of ['Polizei Musterlingen', 'Mailwerk GmbH', 'Stadtwerke Nebenan', 'Kanzlei am Markt'])
    expect(erased.page.text).toContain(name)
  for (const name of ['Zoll', 'Ungelesen', 'Anderer', 'SMS-Haus']) expect(erased.page.text).not.toContain(name)
  const clear = JSON.stringify([jobs, await web.rows('select facts from rights_events')])
  expect(clear).not.toMatch(/Kanzler|Stadtwerke/)
  const share = jobs.find(({ recipient }) => recipient.startsWith('share-'))
  const [row] = await web.rows<{ id: string }>(
    `select id from rights_recipients where recipient = '${share?.recipient}'`,
  )
  const letter = await officer.open(`${deskPath(web, id)}/empfaenger/${row?.id}/pdf`)
  expect(letter.headers.get('content-type')).toBe('application/pdf')

  await officer.open(deskPath(web, id))
  const mark = async (fields: Record<string, string>) => {
    const [now] = await web.rows<{ version: number }>(`select version from rights_requests where id = '${id}'`)
    return officer.post(`${deskPath(web, id)}/empfaenger/${row?.id}`, { version: String(now?.version), ...fields })
  }
  expect((await mark({ state: 'impossible' })).status).toBe(422)
  await mark({ state: 'impossible', why: 'Die Kanzlei ist erloschen.' })
  await mark({ state: 'impossible', why: 'Auch ein Nachfolger ist nicht bekannt.' })
  const after = (await officer.open(deskPath(web, id))).page.text
  expect(after).toContain('Auch ein Nachfolger ist nicht bekannt.')
  expect(after).not.toContain('erloschen')
  await officer.submit('Antwort senden und abschließen')
  expect((await web.mails('ada@example.org')).at(-1)?.content.text).toContain('Stadtwerke Nebenan')
})

test('A10 a value put right without a request tells them as well', async () => {
  const person = await web.known({ name: 'Berta Berichtigt', mail: 'berta@example.org' })
  await disclosed(person, 'Jugendamt Musterlingen')
  on = []
  later()
  await web.scope({ organisation: web.town, purpose: handling }, (at) =>
    correct(at, {
      person,
      table: 'people',
      column: 'name',
      id: person,
      askedBy: 'staff',
      proposed: 'Bertha Berichtigt',
    }),
  )
  const { id, kind } = await newestRequest(web)
  expect(kind).toBe('rectification')
  expect((await jobsOf(id)).map(({ name }) => name)).toEqual(['Jugendamt Musterlingen'])
})
