import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'

// As if the program were killed (kill -9) at each statement of carrying out and of answering: its connection is cut by the
// server, and nothing after it is sent. Nothing may be half done, and nothing said to be done that is not.

let web: RightsWeb
let root: pg.Client
beforeAll(async () => {
  web = await rightsWeb()
  root = new pg.Client(web.database.root)
  await root.connect()
})
afterAll(async () => {
  await root.end()
  await web.close()
})

/** Lets the nth statement of the pool's clients find its connection dead; says whether it came to that. */
async function cutAt(n: number, work: () => Promise<unknown>): Promise<boolean> {
  const { pool } = web.house
  const connect = pool.connect.bind(pool)
  let sent = 0
  let cut: Promise<unknown> = Promise.resolve()
  const wrapped: pg.PoolClient[] = []
  pool.connect = (async (...called: unknown[]) => {
    if (called.length > 0) return connect(...(called as [])) // the directory's own, outside of any transaction
    const client = await connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid').catch((error: Error) => {
      client.release(error)
      throw error
    })
    client.on('error', () => undefined) // told by the statement that fails
    const query = client.query.bind(client)
    wrapped.push(client)
    client.query = ((...given: unknown[]) => {
      const send = () => query(...(given as [string])) as unknown as Promise<unknown>
      if (++sent < n) return send()
      if (sent === n) cut = root.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid])
      return cut.then(send)
    }) as never
    return client
  }) as never
  try {
    await work()
  } finally {
    pool.connect = connect
    for (const client of wrapped) Reflect.deleteProperty(client, 'query')
    // a connection that died while nobody used it leaves the pool a moment later
    await setTimeout(20)
  }
  return sent >= n
}

const state = async (id: string, person: string) => {
  const [row] = await web.rows<{ carried: boolean; closed: boolean; people: number; leaves: number; jobs: number }>(`
    select carried_at is not null as carried, closed_at is not null as closed,
      (select count(*)::int from people where id = '${person}') as people,
      (select count(*)::int from ledger_leaves where body ->> 'request' = '${id}' and kind = 'rights.carried-out') as leaves,
      (select count(*)::int from messages where cause in (select l.id from rights_letters l where l.request_id = '${id}' and l.kind = 'answer')) as jobs
    from rights_requests where id = '${id}'`)
  return row
}

test('smartcx/rights: cut off at any statement, an erasure is done or not, and can be repeated', async () => {
  const person = await web.known({ name: 'Karla Kabel', mail: 'karla@example.org' })
  await web.confirmed('loeschung', { name: 'Karla Kabel', mail: 'karla@example.org' })
  const [row] = await web.rows<{ id: string }>('select id from rights_requests')
  const id = row?.id ?? ''
  const officer = await web.officer()
  const path = `/${web.town.slug}/team/datenschutz/anfragen/${id}`
  const cutStep = async (n: number, step: string, fields: Record<string, string>) => {
    const [now] = await web.rows<{ version: number }>(`select version from rights_requests where id = '${id}'`)
    return cutAt(n, () => officer.post(`${path}/${step}`, { version: String(now?.version), ...fields }))
  }

  let cuts = 0
  for (let n = 1; ; n++) {
    const hit = await cutStep(n, 'ausfuehren', { sure: 'yes' })
    const now = await state(id, person)
    // all of it or nothing of it, whatever the browser was told
    expect([now?.carried, now?.people, now?.leaves]).toEqual(now?.carried ? [true, 0, 1] : [false, 1, 0])
    if (hit && !now?.carried) cuts++
    if (now?.carried) break
    expect(n).toBeLessThan(300)
  }
  expect(cuts).toBeGreaterThan(15)

  for (let n = 1; ; n++) {
    await cutStep(n, 'antwort', {})
    const now = await state(id, person)
    expect(now?.closed).toBe(now?.jobs === 1)
    if (now?.closed) break
    expect(n).toBeLessThan(300)
  }
  expect((await web.mails('karla@example.org')).filter(({ kind }) => kind === 'rights.answer')).toHaveLength(1)
}, 120_000)
