import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTownHall, type TownHall } from '#testing/citizen.ts'
import type { TestBrowser } from '#testing/web.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { delivering } from '../data.ts'

const ROWS = 1_000_000
/** How much longer a page may take than the same page of an organisation that has sent sixty mails, asked in turn. */
const AT_MOST = 4
/** Below this nobody waits, whatever the ratio. */
const UNSEEN_MS = 40

let hall: TownHall
let other: Organisation
beforeAll(async () => {
  hall = await openTownHall({ sending: { transport: undefined } })
  const token = await hall.web.scope({ organisation: hall.town.organisation, purpose: delivering }, (at) =>
    exactToken(at, 'mail', 'gesucht@example.org'),
  )
  const root = new pg.Client(hall.web.database.root)
  await root.connect()
  // most were sent in bulk; few failed, and very few of those in a rare lane
  // built once at the end they are ready ten times as soon
  const { rows: indexes } = await root.query<{ name: string; definition: string }>(
    `select i.relname as name, pg_get_indexdef(i.oid) as definition from pg_index x join pg_class i on i.oid = x.indexrelid
     where x.indrelid = 'messages'::regclass and not x.indisunique`,
  )
  for (const { name } of indexes) await root.query(`drop index ${name}`)
  other = await hall.web.organisation()
  const insert = (organisation: string, rows: number) =>
    root.query(
      `insert into messages (organisation_id, id, cause, kind, version, lane, state, answer, recipient_token, due_at, created_at)
     select $1, gen_random_uuid(), gen_random_uuid(), case when n % 5000 = 0 then 'appointments.moved' else 'appointments.confirmed' end,
       0, case when n % 100 = 0 then 'transactional' else 'bulk' end,
       case when n % 997 = 0 then 'failed' when n % 1009 = 0 then 'queued' else 'sent' end,
       case when n % 997 = 0 then '550 5.1.' || n % 3 else '250' end,
       case when n = 700001 then $2::bytea else sha256(n::text::bytea) end,
       $3::timestamptz, $3::timestamptz - make_interval(secs => n * 2)
     from generate_series(1, ${rows}) n`,
      [organisation, token, hall.web.clock.now().toString()],
    )
  await insert(hall.town.organisation.id, ROWS)
  await insert(other.id, 60)
  for (const { definition } of indexes) await root.query(definition)
  await root.query('analyze messages')
  await root.end()
}, 600_000)
afterAll(() => hall[Symbol.asyncDispose]())

test('the protocol of a million mails is read as quickly as that of sixty', async () => {
  const staff = async (organisation: Organisation) =>
    hall.web.browse({ cookie: (await hall.web.member(organisation, { role: 'desk' })).cookie })
  const [large, small] = [hall.town.organisation, other]
  const [desk, beside] = [await staff(large), await staff(small)]
  const deep = hall.web.clock.now().subtract({ seconds: 1_800_000 }).toString()
  const place = encodeURIComponent(`${deep}_ffffffff-ffff-4fff-bfff-ffffffffffff`)
  const asked = [
    '',
    '?stand=failed',
    '?stand=failed&spur=transactional',
    '?spur=informational',
    '?was=appointments.moved',
    '?stand=dropped',
    '?stand=returned',
    `?vor=${place}`,
    `?nach=${place}`,
    `?stand=failed&was=appointments.moved&vor=${place}`,
  ]
  const timed = async (work: () => Promise<unknown>) => {
    const from = performance.now()
    await work()
    return performance.now() - from
  }
  const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
  const slow: string[] = []
  const said: string[] = []
  const compare = async (
    name: string,
    work: (browser: TestBrowser, organisation: Organisation) => Promise<unknown>,
  ) => {
    const [ours, theirs]: [number[], number[]] = [[], []]
    for (let round = 0; round < 7; round++) {
      theirs.push(await timed(() => work(beside, small)))
      ours.push(await timed(() => work(desk, large)))
    }
    const [one, base] = [median(ours), median(theirs)]
    said.push(`${name || 'newest'} ${Math.round(one)} ms, of sixty ${Math.round(base)} ms`)
    if (one > UNSEEN_MS && one > base * AT_MOST) slow.push(said.at(-1) ?? '')
  }
  for (const query of asked)
    await compare(query, async (browser, { slug }) => {
      expect((await browser.open(`/${slug}/team/nachrichten${query}`)).status).toBe(200)
    })
  await compare('search', (browser, { slug }) =>
    browser.post(`/${slug}/team/nachrichten/suche`, { address: 'gesucht@example.org' }),
  )
  process.stdout.write(`protocol of ${ROWS} mails:\n  ${said.join('\n  ')}\n`)
  expect(slow).toEqual([])
  const found = await desk.post(`/${large.slug}/team/nachrichten/suche`, { address: 'gesucht@example.org' })
  expect(found.page.text).toContain('Termin bestätigt')
}, 240_000)
