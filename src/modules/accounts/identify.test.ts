import { afterAll, beforeAll, expect, test } from 'vitest'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { identify, signInAs } from '#accounts'

let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules: [] })
})
afterAll(() => web.close())

test('a session says who someone is, and what they are in this organisation only', async () => {
  const [one, other] = [await web.organisation(), await web.organisation()]
  const anna = await web.member(one, { name: 'Anna Amt', role: 'desk' })
  expect(await identify(web.house, anna.token, one)).toEqual({
    session: expect.any(String),
    account: anna.account,
    confirmed: web.clock.now(),
    member: { id: anna.member, role: 'desk', name: 'Anna Amt' },
  })
  const { member: _none, ...elsewhere } = (await identify(web.house, anna.token, other)) ?? {}
  expect(elsewhere).toEqual({ session: expect.any(String), account: anna.account, confirmed: web.clock.now() })
  expect(_none).toBeUndefined()
  const wrong = anna.token.startsWith('A') ? 'B' : 'A'
  expect(await identify(web.house, wrong + anna.token.slice(1), one)).toBeUndefined()
  expect(await identify(web.house, 'nonsense', one)).toBeUndefined()
})

test('a session ends two idle hours after its last use and twelve hours after the sign-in', async () => {
  const one = await web.organisation()
  const { account } = await web.member(one)
  const idle = await signInAs(web.house, account)
  web.clock.advance({ minutes: 119 })
  expect(await identify(web.house, idle, one)).toBeDefined()
  web.clock.advance({ minutes: 119 })
  expect(await identify(web.house, idle, one)).toBeDefined()
  web.clock.advance({ minutes: 120 })
  expect(await identify(web.house, idle, one)).toBeUndefined()
  const busy = await signInAs(web.house, account)
  for (let hour = 1; hour < 12; hour++) {
    web.clock.advance({ hours: 1 })
    expect(await identify(web.house, busy, one)).toBeDefined()
  }
  web.clock.advance({ hours: 1 })
  expect(await identify(web.house, busy, one)).toBeUndefined()
})

test('identifying costs a few round trips, not more', async () => {
  const one = await web.organisation()
  const { token } = await web.member(one)
  await identify(web.house, token, one)
  // what is sent in one turn leaves in one packet and is answered in one
  let [packets, leaving] = [0, false]
  const connect = web.house.pool.connect.bind(web.house.pool)
  const counting = async () => {
    const client = await connect()
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    const release = client.release.bind(client)
    client.query = ((...given: unknown[]) => {
      if (!leaving) {
        ;[packets, leaving] = [packets + 1, true]
        setImmediate(() => (leaving = false))
      }
      return query(...given)
    }) as typeof client.query
    client.release = (broken) => {
      client.query = query as typeof client.query
      release(broken)
    }
    return client
  }
  const house = { ...web.house, pool: Object.assign(Object.create(web.house.pool), { connect: counting }) }
  expect(await identify(house, token, one)).toBeDefined()
  // the session, the membership, and the key its name is opened by
  expect(packets).toBeGreaterThan(0)
  expect(packets).toBeLessThanOrEqual(3)
})
