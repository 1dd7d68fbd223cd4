import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deletionRun, erasePeople, leftOver, proving } from '#privacy'
import { open } from '#platform/keys/sealed.ts'
import { berta, customerWeb, type CustomerWeb } from '#testing/customers.ts'
import { closeEnded, endContract, followContracts, noteContract } from './actions/contract.ts'
import { noteInvoiceSent, noteUsage, usageOf } from './actions/usage.ts'
import { type CustomerRow, db, filing, keeping } from './data.ts'
import { customerById } from './queries.ts'

// It is Monday, 16 November 2026.
let web: CustomerWeb
let base: string
beforeAll(async () => {
  web = await customerWeb()
  base = `/${web.here.slug}/konto`
})
afterAll(() => web.close())

const inAccounts = <T>(work: Parameters<typeof web.scope<'customers.account' | 'people.contact', T>>[1]) =>
  web.scope({ organisation: web.here, purpose: keeping }, work)
const run = (at: string) => deletionRun(web.house, web.here, Temporal.Instant.from(at))
const count = async (table: string, person: string) =>
  (await web.rows(`select 1 from ${table} where ${table === 'people' ? 'id' : 'person_id'} = '${person}'`)).length
const newest = async (): Promise<CustomerRow> => {
  const [row] = await web.rows<{ id: string }>('select id from customers order by created_at desc, id limit 1')
  const found = row && (await inAccounts((at) => customerById(at, row.id)))
  if (!found) throw new Error('there is no account')
  return found
}

describe('amagno/usage-6-months', () => {
  test('usage goes when six months have passed since the invoice was sent, and never waits for longer', async () => {
    await web.joined({ mail: 'usage@example.org', first: 'Ute', last: 'Nutz' })
    const { person_id: person } = await newest()
    const used = Temporal.Instant.from('2026-11-10T09:00:00Z')
    await inAccounts(async (at) => {
      await noteUsage(at, { person, service: 'Speicherplatz (GB)', quantity: 12, usedAt: used })
      await noteUsage(at, { person, service: 'Speicherplatz (GB)', quantity: 3, usedAt: used.add({ hours: 48 }) })
      const billed = { person, until: used.add({ hours: 24 }), sentAt: Temporal.Instant.from('2026-12-01T09:00:00Z') }
      expect(await noteInvoiceSent(at, billed)).toBe(1)
      expect((await usageOf(at, person)).map(({ quantity }) => quantity)).toEqual([3, 12])
    })
    const [{ dump } = { dump: '' }] = await web.rows<{ dump: string }>(
      `select string_agg(t::text, ' ') as dump from customer_usage t`,
    )
    expect(dump).not.toContain('Speicherplatz')
    await run('2027-05-15T03:00:00Z')
    expect(await count('customer_usage', person)).toBe(2)
    // six months after the first of December is the first of June
    await run('2027-05-31T03:00:00Z')
    expect(await count('customer_usage', person)).toBe(1)
    // what nobody bills is shown as a breach of the rule, not kept in silence
    const late = await web.scope({ organisation: web.here, purpose: proving, readOnly: true }, (at) =>
      leftOver({ ...at, now: Temporal.Instant.from('2028-06-01T03:00:00Z') }),
    )
    expect(JSON.stringify(late)).toContain('customer_usage')
  })
})

describe('amagno/master-data-year-end', () => {
  test('the customer closes the account: signed out at once, everything gone with the calendar year', async () => {
    const me = await web.joined({ mail: 'ende@example.org', first: 'Emil', last: 'Ende' })
    const { person_id: person } = await newest()
    await me.open(`${base}/schliessen`)
    const unsure = await me.submit('Konto schließen', { password: berta.password })
    expect(unsure.page.text).toContain('Bitte setzen Sie den Haken')
    await me.submit('Konto schließen', { password: 'ganz falsch geraten', sure: true })
    const closed = await me.submit('Konto schließen', { password: berta.password, sure: true })
    expect(closed.page.text).toContain('Ihr Konto ist geschlossen')
    expect(me.cookies.size).toBe(0)
    expect((await web.signIn({ mail: 'ende@example.org' })).seen.status).toBe(422)
    expect(await web.rows(`select 1 from customers where person_id = '${person}' and password is not null`)).toEqual([])
    const [mail] = (await web.mails('ende@example.org')).filter(({ kind }) => kind === 'customers.end')
    expect(mail?.content.text).toContain('31. Dezember 2026')
    expect(mail?.content.text).not.toContain('HGB')
    await run('2026-12-31T22:30:00Z')
    expect(await count('customers', person)).toBe(1)
    await run('2026-12-31T23:30:00Z') // past midnight in the organisation's zone
    for (const table of ['customers', 'people', 'customer_sessions', 'customer_links', 'consents', 'person_keys'])
      expect([table, await count(table, person)]).toEqual([table, 0])
  })

  test('with a contract, business letters stay blocked for six more years, readable by that duty alone', async () => {
    await web.joined({ mail: 'vertrag@example.org', first: 'Vera', last: 'Vertrag' })
    const row = await newest()
    const { person_id: person } = row
    const staff = await web.staff('administrator')
    await staff.open(`/${web.here.slug}/team/kunden`)
    const found = await staff.submit('Suchen', { query: 'vertrag@example.org' })
    await staff.open(found.page.link('Vera Vertrag'))
    expect((await staff.submit('Vertrag eintragen', { subject: '', on: '2026-11-16' })).status).toBe(422)
    await staff.submit('Vertrag eintragen', { subject: 'Stellplatz Nr. 7', on: '2026-11-16' })
    expect((await staff.submit('Ende festlegen', { end: '2026-11-01' })).status).toBe(422)
    const set = await staff.submit('Ende festlegen', { end: '2027-03-31' })
    expect(set.page.text).toContain('endet am 31.03.2027')
    const [mail] = (await web.mails('vertrag@example.org')).filter(({ kind }) => kind === 'customers.end')
    expect(mail?.content.text).toContain('31. Dezember 2027')
    expect(mail?.content.text).toContain('§ 257 HGB')
    // on the last day the account is still open, on the day after it says why it is not
    web.clock.advance(Temporal.Instant.from('2027-03-31T20:00:00Z').since(web.clock.now()))
    const { browser, seen } = await web.signIn({ mail: 'vertrag@example.org' })
    expect(seen.page.text).toContain('31. März 2027')
    web.clock.advance({ hours: 3 })
    expect(new URL((await browser.open(base)).url).pathname).toBe(`${base}/anmelden`)
    expect((await web.signIn({ mail: 'vertrag@example.org' })).seen.page.text).toContain('Ihr Vertrag ist abgelaufen')
    await inAccounts(closeEnded)
    expect(await web.rows(`select 1 from customers where person_id = '${person}' and password is not null`)).toEqual([])

    await run('2027-12-31T22:30:00Z')
    expect(await count('customers', person)).toBe(1)
    await run('2028-01-01T03:00:00Z')
    expect([await count('customers', person), await count('people', person)]).toEqual([0, 0])
    expect(await count('customer_letters', person)).toBe(2)
    const sealed = (purpose: typeof keeping | typeof filing) =>
      web.scope({ organisation: web.here, purpose: purpose as typeof filing }, async (at) => {
        const letters = await db(at)
          .selectFrom('customer_letters')
          .selectAll()
          .where('person_id', '=', person)
          .execute()
        return Promise.all(letters.map(({ subject, name }) => Promise.all([open(at, subject), open(at, name)])))
      })
    expect(await sealed(keeping)).toEqual([[null, null], [null, null]]) // oxfmt-ignore
    expect((await sealed(filing)).flat()).toContain('Stellplatz Nr. 7')
    await run('2033-12-31T22:30:00Z')
    expect(await count('customer_letters', person)).toBe(2)
    await run('2034-01-01T03:00:00Z')
    expect([await count('customer_letters', person), await count('person_keys', person)]).toEqual([0, 0])
    expect(web.defects).toEqual([])
  })
})

test('letters about a contract that runs for longer than six years are still there when it ends', async () => {
  await web.joined({ mail: 'lang@example.org', first: 'Lara', last: 'Lang' })
  const row = await newest()
  const years = (count: number) => web.clock.now().toZonedDateTimeISO('Europe/Berlin').add({ years: count }).toInstant()
  await inAccounts((at) => noteContract(at, row, { subject: 'Dauerkarte', on: Temporal.PlainDate.from('2027-03-01') }))
  const ahead = years(9)
  await inAccounts((at) => followContracts({ ...at, now: ahead }))
  await deletionRun(web.house, web.here, ahead)
  expect(await count('customer_letters', row.person_id)).toBe(1)
  await inAccounts((at) =>
    endContract({ ...at, now: ahead }, row.id, { on: Temporal.PlainDate.from('2036-06-30'), by: 'staff' }),
  )
  expect(await web.rows(`select kept_from::text from customer_letters where person_id = '${row.person_id}'`)).toEqual([
    { kept_from: '2036-06-30' },
    { kept_from: '2036-06-30' },
  ])
})

describe('osseno/block-while-retained: a customer who asks for erasure', () => {
  test('is gone but for the blocked letters, cannot sign in, and may open a new account as somebody new', async () => {
    const who = { mail: 'weg@example.org', first: 'Willi', last: 'Weg' }
    await web.joined(who)
    const row = await newest()
    const { person_id: person } = row
    await inAccounts((at) =>
      noteContract(at, row, { subject: 'Jahreskarte', on: Temporal.PlainDate.from('2027-04-01') }),
    )
    const done = await web.scope({ organisation: web.here, purpose: proving }, (at) =>
      erasePeople(at, [person], 'request'),
    )
    expect(done).toMatchObject({ people: 1, blocked: { customer_letters: 1 } })
    for (const table of ['customers', 'people', 'customer_sessions', 'customer_links'])
      expect([table, await count(table, person)]).toEqual([table, 0])
    expect((await web.signIn(who)).seen.status).toBe(422)
    await web.joined(who)
    expect((await newest()).person_id).not.toBe(person)
  })
})

test('a registration that nobody confirmed is deleted with its key', async () => {
  await web.register({ mail: 'nie@example.org', first: 'Nina', last: 'Niemals' })
  const [row] = await web.rows<{ applicant_id: string }>(
    'select applicant_id from customer_registrations order by created_at desc limit 1',
  )
  const person = row?.applicant_id ?? ''
  expect(await count('person_keys', person)).toBe(1)
  await deletionRun(web.house, web.here, web.clock.now().add({ hours: 24 * 3 }))
  expect(await web.rows(`select 1 from customer_registrations where applicant_id = '${person}'`)).toHaveLength(0)
  expect(await count('consents', person)).toBe(0)
})

test('who may find customers may not end contracts, and who only reads sees none', async () => {
  const desk = await web.staff('desk')
  await desk.open(`/${web.here.slug}/team/kunden`)
  const found = await desk.submit('Suchen', { query: 'we' })
  const page = await desk.open(found.page.link('Willi Weg'))
  expect(page.html).not.toContain('/ende"')
  const forged = await desk.post(`${new URL(page.url).pathname}/ende`, { end: '2028-01-01', version: '1' })
  expect(forged.status).toBe(403)
  expect((await (await web.staff('read-only')).open(`/${web.here.slug}/team/kunden`)).status).toBe(403)
  // another organisation has its own customers
  const other = await web.organisation({ slug: 'dritte-stadt' })
  const { cookie } = await web.member(other)
  expect(
    (await web.browse({ cookie }).open(`/${other.slug}${new URL(page.url).pathname.slice(web.here.slug.length + 1)}`))
      .status,
  ).toBe(404)
})
