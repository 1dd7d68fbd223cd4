// The permission matrix, asked of the running application: every route, as everybody.
import type { Route } from '../../src/platform/http/route.ts'
import {
  matrixDifferences as differences,
  matrixOf,
  placedVisitors,
  roles,
  signInAs,
} from '../../src/modules/accounts/index.ts'
import type { TestWeb } from './web.ts'

/**
 * Sends every route as nobody, as a member of another organisation, in every role and with rights at one place, and compares what the application
 * does with the matrix. Routes without a right are asked as well: they must let everybody in.
 * @returns what differs, a line each; empty when all is as declared
 */
export async function matrixDifferences(web: TestWeb, routes: readonly Route[]): Promise<string[]> {
  const [here, other] = [await web.organisation(), await web.organisation()]
  const stranger = await web.member(other)
  const accounts = new Map<string, string>([['elsewhere', stranger.account]])
  for (const role of roles) accounts.set(role, (await web.member(here, { role })).account)
  for (const [visitor, right] of Object.entries(placedVisitors))
    accounts.set(visitor, (await web.member(here, { role: 'by-place', further: [right] })).account)
  const own = { host: new URL(web.origin).host, origin: web.origin }
  const sessions = new Map<string, string>()
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await web.app.request(web.origin + path, init)
    // what was sent may have ended any session, and a session that has ended would be led to the sign-in
    if (init?.method === 'POST' || answer.status === 303) sessions.clear()
    return answer
  }
  return differences(ask, matrixOf(routes), here.slug, async (visitor) => {
    web.clock.advance({ seconds: 2 }) // within the limits per network, which are tested elsewhere
    const account = accounts.get(visitor)
    if (account === undefined) return own
    const token = sessions.get(visitor) ?? (await signInAs(web.house, account))
    sessions.set(visitor, token)
    return { ...own, cookie: `${stranger.cookie.split('=')[0]}=${token}` }
  })
}
