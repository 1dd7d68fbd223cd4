import pg from 'pg'
import { sql, type Kysely } from 'kysely'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { messages, smtpTransport } from '#messages'
import { contact, personFor } from '#people'
import { activity } from '#platform/data/activity.ts'
import { text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { table, type Table } from '#platform/data/table.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { dataKind, DAYS_BEFORE, followUses, proving, tellOfUses } from '#privacy'
import { startSmtp, type Mailbox } from '#testing/smtp.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { telling } from './data.ts'
import { tellByMail } from './tell.ts'

const why = { de: 'Ihr Anliegen bearbeiten', en: 'Handle your matter' }
const obligation = { de: 'Sie müssen nichts angeben.', en: 'You need not give anything.' }
const handling = activity('purpose-test.handling', { why, basis: { art6: 'b' }, obligation })
const inviting = activity('purpose-test.inviting', {
  why: { de: 'Sie zum Sommerfest einladen', en: 'Invite you to the summer fair' },
  basis: { art6: 'f', interest: { de: 'Kontakt halten', en: 'Keep in touch' } },
  obligation,
})
const matters = table(
  'matters',
  { subject: { ownedBy: 'person_id' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(handling, 'identifier'),
    wish: text().sealed([handling, inviting], 'free-text'),
  },
)
dataKind('matters', { name: { de: 'Anliegen', en: 'matters' } })
const db = tables({ matters })
/** The table as it was declared before the summer fair was thought of. */
const before: Table = { ...matters, columns: { ...matters.columns, wish: text().sealed(handling, 'free-text') } }

let web: TestWeb
let mailbox: Mailbox
let organisation: Organisation
let stop: (() => Promise<void>) | undefined
beforeAll(async () => {
  mailbox = await startSmtp()
  const failed = (error: unknown) => void web.defects.push(error)
  const transport = smtpTransport(new URL(mailbox.url))
  const mailing = messages({ transport, from: 'amt@belegt.example', failed })
  web = await testWeb({ modules: [mailing] })
  stop = mailing.background?.(web.house)
  const owner = new pg.Client(web.database.owner)
  await owner.connect()
  await owner.query(`create table matters (organisation_id uuid not null, id uuid primary key, person_id uuid, wish bytea);
    select protect('matters')`)
  await owner.end()
  organisation = await web.organisation()
})
afterAll(async () => {
  await stop?.()
  await web.close()
  await mailbox[Symbol.asyncDispose]()
})

const follow = (declared: Table, of = organisation) =>
  web.scope({ organisation: of, purpose: proving }, (at) => followUses(at, { tables: [declared] }))
const tell = () =>
  web.scope({ organisation, purpose: telling }, (at) =>
    tellOfUses(at, { tables: [matters] }, (some, use, startsAt) => tellByMail(at, web.house, some, { use, startsAt })),
  )
const read = async <T>(text: string) =>
  web.scope({ organisation, purpose: contact }, async (at) => {
    const { rows } = await sql.raw<T>(text).execute(at.tx as unknown as Kysely<never>)
    return rows
  })
async function wishes(purpose: typeof handling | typeof inviting): Promise<(string | null)[]> {
  web.house.directory.refresh()
  const now = await web.house.directory.byId(organisation.id)
  return web.scope({ organisation: now as Organisation, purpose: purpose as typeof handling }, async (at) => {
    const rows = await db(at).selectFrom('matters').select('wish').execute()
    return Promise.all(rows.map(({ wish }) => open(at, wish)))
  })
}

test('A5 people are told before data that are there serve a new purpose, and it does not begin before', async () => {
  await follow(before)
  const mails = ['ada@example.org', 'grace@example.org', undefined]
  for (const mail of mails) {
    const person = await web.scope({ organisation, purpose: contact }, (at) =>
      personFor(at, { name: 'Ada Muster', mail, phone: '0170 1234567' }),
    )
    await web.scope({ organisation, purpose: handling }, async (at) => {
      const wish = await seal(at, matters, 'wish', person, 'ein Wunsch')
      const row = { organisation_id: organisation.id, id: crypto.randomUUID(), person_id: person, wish }
      await db(at).insertInto('matters').values(row).execute()
    })
  }
  await follow(matters)
  await expect(wishes(inviting)).rejects.toMatchObject({ code: 'platform.use-waits' })
  expect(await wishes(handling)).toEqual(['ein Wunsch', 'ein Wunsch', 'ein Wunsch'])

  await tell()
  await tell()
  const queued = await read<{ person_id: string }>(`select person_id from messages where kind = 'rights.purpose'`)
  expect(new Set(queued.map(({ person_id }) => person_id)).size).toBe(2)
  expect(queued).toHaveLength(2)

  web.clock.advance({ hours: 24 * DAYS_BEFORE - 1 })
  await follow(matters)
  await expect(wishes(inviting)).rejects.toMatchObject({ code: 'platform.use-waits' })
  web.clock.advance({ hours: 1 })
  await follow(matters)
  expect(await wishes(inviting)).toHaveLength(3)
  const leaves = await read<{ kind: string; body: object }>(
    `select kind, body from ledger_leaves where kind like 'notice.use%' order by at, kind`,
  )
  const use = 'purpose-test.inviting matters'
  expect(leaves).toEqual([
    { kind: 'notice.use-announced', body: { use } },
    { kind: 'notice.use-told', body: { use, people: 3 } },
    { kind: 'notice.use-begun', body: { use } },
  ])
  await follow(before)
  expect(await read('select 1 from purpose_uses')).toHaveLength(1)
})

test('A5 the mail says what, why, from when, and how to object', async () => {
  const { raw } = await mailbox.mailTo('ada@example.org')
  const mail = await PostalMime.parse(raw)
  for (const part of ['Ada Muster', 'Anliegen', 'Sie zum Sommerfest einladen', 'Buchst. f', 'widersprechen'])
    expect(mail.text).toContain(part)
  expect(mail.text).toContain('30. November 2026')
  expect(mail.text).toContain(`${web.origin}/${organisation.slug}/datenschutz`)
})

test('what begins with an organisation, or finds nobody’s data, begins at once', async () => {
  const other = await web.organisation()
  await follow(before, other)
  await follow(matters, other)
  web.house.directory.refresh()
  expect((await web.house.directory.byId(other.id))?.waiting_uses).toEqual([])
})
