import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { erasePeople, leftOver, proving } from '#privacy'
import { accountsUnderTest } from '#testing/accounts.ts'
import { oeznur, openTownHall, type TownHall } from '#testing/citizen.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import type { TestDatabase } from '#testing/database.ts'

/** How often a text stands in any row of any table of the whole database, the job queue included. */
async function mentions(database: TestDatabase, needles: readonly string[]): Promise<string[]> {
  const root = new pg.Client(database.root)
  await root.connect()
  try {
    const { rows: tables } = await root.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
    )
    const found: string[] = []
    for (const { name } of tables) {
      for (const needle of needles) {
        const { rows } = await root.query(`select 1 from ${name} as t where t::text ilike '%' || $1 || '%' limit 1`, [
          needle,
        ])
        if (rows.length > 0) found.push(`${name}: ${needle}`)
      }
    }
    return found
  } finally {
    await root.end()
  }
}

describe('A8 a citizen who is erased', () => {
  let hall: TownHall
  // no way to send: what is to be mailed waits in the queue
  beforeAll(async () => (hall = await openTownHall({ sending: { transport: undefined } })))
  afterAll(() => hall[Symbol.asyncDispose]())

  test('is in no table, index, queue and consent any more, and the link of the mail opens nothing', async () => {
    const { booked } = await hall.book(oeznur)
    const link = booked.url.split('?')[0] ?? ''
    const [person] = await hall.rows("select id, encode(mail_exact, 'hex') as mail, name_words[1] as word from people")
    const [booking] = await hall.rows('select id from bookings')
    expect(await hall.rows(`select 1 from messages where state = 'queued'`)).not.toHaveLength(0)
    const needles = [
      String(person?.['id']),
      String(person?.['mail']),
      (person?.['word'] as Buffer | undefined)?.toString('hex') ?? '',
      String(booking?.['id']),
    ]
    const id = String(person?.['id'])
    const before = await mentions(hall.web.database, needles)
    for (const table of ['people', 'bookings', 'messages', 'consents', 'person_keys'])
      expect(before.join('\n')).toContain(`public.${table}: `)
    const { organisation } = hall.town
    const done = await hall.web.scope({ organisation, purpose: proving }, (at) => erasePeople(at, [id], 'request'))
    expect(done).toMatchObject({ people: 1, held: 0, blocked: {} })
    // the tombstone alone bears the random id, so that a restored backup forgets the person again; evidence names bookings
    expect((await mentions(hall.web.database, needles)).filter((hit) => !hit.startsWith('public.ledger_'))).toEqual([
      `public.tombstones: ${id}`,
    ])
    expect((await mentions(hall.web.database, needles.slice(0, 3))).filter((hit) => hit.includes('ledger_'))).toEqual(
      [],
    )
    expect((await hall.web.browse().open(link)).status).toBe(404)
    expect(
      await hall.web.scope({ organisation, purpose: proving, readOnly: true }, (at) => leftOver(at)),
    ).toMatchObject({
      risen: 0,
      people: 0,
    })
    expect(hall.web.defects).toEqual([])
  })
})

describe('A8 an account that is erased', () => {
  let web: TestWeb
  beforeAll(async () => (web = await testWeb(accountsUnderTest())))
  afterAll(() => web.close())

  test('cannot sign in, its sessions are dead, and the same address may come again', async () => {
    const operator = await web.organisation()
    const password = 'ein gutes Passwort'
    const mail = 'berta@example.org'
    const { account, cookie } = await web.member(operator, { mail, name: 'Berta Büro', password })
    const inside = web.browse({ cookie })
    const page = `/${operator.slug}/team/einrichtung/mitglieder`
    expect((await inside.open(page)).page.text).toContain('Berta Büro')
    const everywhere = await web.house.directory.all()
    for (const organisation of everywhere)
      await web.scope({ organisation, purpose: proving }, (at) => erasePeople(at, [account], 'request'))
    expect(new URL((await inside.open(page)).url).pathname).toBe(`/${operator.slug}/team/anmelden`)
    const again = web.browse({ keepCookies: true })
    await again.open(`/${operator.slug}/team/anmelden`)
    const refused = await again.submit('Anmelden', { mail, password })
    expect(new URL(refused.url).pathname).toBe(`/${operator.slug}/team/anmelden`)
    expect(refused.page.text).not.toContain('Berta Büro')
    expect((await mentions(web.database, [account])).every((hit) => hit.startsWith('public.tombstones'))).toBe(true)
    await web.member(operator, { mail, name: 'Berta Büro', password })
    await again.open(`/${operator.slug}/team/anmelden`)
    expect(new URL((await again.submit('Anmelden', { mail, password })).url).pathname).not.toContain('anmelden')
  })
})
