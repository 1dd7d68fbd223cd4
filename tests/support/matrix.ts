// The permission matrix, asked of the running application: every route, as everybody.
import type { Route } from '../../src/platform/http/route.ts'
import { matrixOf, roles, signInAs, type MatrixLine } from '../../src/modules/accounts/index.ts'
import type { TestWeb } from './web.ts'

const NOTHING = '00000000-0000-4000-8000-000000000000'

/** A path of a route with something in the place of each parameter; rights are judged before any of it is looked up. */
const filledIn = (path: string, slug: string): string =>
  path.replace(':organisation', slug).replaceAll(/:[a-zA-Z]+(?:\{[^}]*\})?/g, NOTHING)

/** What the application did with a visitor: led them to the sign-in, refused them, or let them in to whatever came then. */
type Fate = 'sign-in' | 'refused' | 'in'

async function fateOf(web: TestWeb, line: MatrixLine, slug: string, cookie: string | undefined): Promise<Fate> {
  const response = await web.app.request(web.origin + filledIn(line.path, slug), {
    method: line.method.toUpperCase(),
    headers: {
      host: new URL(web.origin).host,
      origin: web.origin,
      ...(line.method === 'post' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(line.method === 'post' ? { body: '' } : {}),
  })
  const text = response.headers.get('content-type')?.includes('event-stream') ? '' : await response.text()
  if (text === '') await response.body?.cancel().catch(() => undefined)
  const location = response.headers.get('location') ?? ''
  if (response.status === 303 && location.includes('/team/anmelden?ziel=')) return 'sign-in'
  return response.status === 403 && RIGHTS.test(text) ? 'refused' : 'in'
}

/** The sentences of refusals by rights; other refusals with 403 are the handler's and come after being let in. */
const RIGHTS = /Bitte melden Sie sich zuerst an|Sie gehören dieser Organisation nicht an|Ihre Rolle erlaubt das nicht/

/**
 * Sends every route as nobody, as a member of another organisation and in every role, and compares what the application
 * does with the matrix. Routes without a right are asked as well: they must let everybody in.
 * @returns what differs, a line each; empty when all is as declared
 */
export async function matrixDifferences(web: TestWeb, routes: readonly Route[]): Promise<string[]> {
  const [here, other] = [await web.organisation(), await web.organisation()]
  const stranger = await web.member(other)
  const members = new Map<string, string>()
  for (const role of roles) members.set(role, (await web.member(here, { role })).account)
  const tokenOf = async (visitor: string): Promise<string | undefined> => {
    if (visitor === 'nobody') return undefined
    // anew for each request: signing out is a route too
    const account = visitor === 'elsewhere' ? stranger.account : members.get(visitor)
    const name = stranger.cookie.split('=')[0]
    return `${name}=${await signInAs(web.house, account ?? '')}`
  }
  const differences: string[] = []
  for (const line of matrixOf(routes)) {
    for (const [visitor, admitted] of Object.entries(line.admits)) {
      const fate = await fateOf(web, line, here.slug, await tokenOf(visitor))
      if ((fate === 'in') !== admitted) {
        differences.push(`${line.method} ${line.path} as ${visitor}: ${fate}, declared ${admitted ? 'in' : 'out'}`)
      }
    }
  }
  return differences
}
