import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Module } from '#platform/module.ts'
import { programModules } from '#testing/program-modules.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'

let web: TestWeb
let modules: readonly Module[] = []
let slug = ''
beforeAll(async () => {
  web = await testWeb({ modules: (house) => (modules = programModules(house)) })
  slug = (await web.organisation()).slug
})
afterAll(() => web?.close())

/** What an answer lets a browser do that no answer of ours should. */
function tooMuch({ headers }: Response): string[] {
  const policy = headers.get('content-security-policy') ?? ''
  const parts = new Map(policy.split(';').map((part) => [part.trim().split(' ')[0], part.trim()]))
  // a sheet that our own pages show in a frame may style itself and do nothing else
  const sheet = parts.has('sandbox')
  return [
    ...(parts.get('default-src') === "default-src 'none'" ? [] : ['anything from anywhere']),
    ...(parts.get('base-uri') === "base-uri 'none'" ? [] : ['another base']),
    ...(parts.get('frame-ancestors') === `frame-ancestors ${sheet ? "'self'" : "'none'"}` ? [] : ['frames elsewhere']),
    ...(/unsafe-eval|https?:|\*/.test(policy) ? ['others'] : []),
    ...(policy.includes('unsafe-inline') && !sheet ? ['inline'] : []),
    ...(headers.get('x-content-type-options') === 'nosniff' ? [] : ['sniffing']),
    ...(headers.get('referrer-policy') === 'same-origin' ? [] : ['telling where from']),
    ...(headers.get('cross-origin-opener-policy') === 'same-origin' ? [] : ['holding the window']),
  ]
}

test('every answer of every route, page, refusal or way on, keeps browsers to ourselves', async () => {
  const seen = new Map<number, number>()
  const routes = modules.flatMap(({ routes }) => routes)
  const found: string[] = []
  for (const { method, path } of routes) {
    const address = path.replace(':organisation', slug).replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000')
    const answer = await web.app.request(web.origin + address, {
      method: method.toUpperCase(),
      headers: { 'sec-fetch-site': method === 'post' ? 'cross-site' : 'none' },
    })
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
    for (const what of tooMuch(answer)) found.push(`${method} ${path} (${answer.status}): ${what}`)
    await answer.body?.cancel()
  }
  const nowhere = await web.app.request(`${web.origin}/nobody/is/here`)
  expect([nowhere.status, tooMuch(nowhere)]).toEqual([404, []])
  expect(found).toEqual([])
  for (const status of [200, 303, 403, 404]) expect(seen.get(status), `${status}`).toBeGreaterThan(3)
})
