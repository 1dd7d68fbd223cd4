import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { modulesOf } from '../../src/app/modules.ts'
import type { Route } from '../../src/platform/http/route.ts'
import { openTown, type Town } from '../support/town.ts'
import { testWeb, type TestWeb } from '../support/web.ts'

// Every input of every route is given what has broken other programs. Nothing may come of it.

const payloads = [
  `' or '1'='1`,
  `' or 1=1 --`,
  `"; drop table people; --`,
  `'; delete from bookings; --`,
  `'); select set_config('app.organisation', (select id::text from organisations limit 1), true); --`,
  `' union select name, mail, phone from people --`,
  `1; select pg_sleep(5)`,
  `' || (select pg_sleep(5)) || '`,
  `\\'; reset role; --`,
  `$1`,
  `$$; set role belegt_owner; $$`,
  `%27%20or%201=1`,
  `{"$ne": null}`,
  `\u0000' or 1=1 --`,
  `ʼ or 1=1 --`,
]

let web: TestWeb
let town: Town
let root: pg.Client
let cookie: string
let routes: readonly Route[]

beforeAll(async () => {
  const failed = (error: unknown) => void web.defects.push(error)
  const modules = (house: () => TestWeb['house']) => {
    const all = modulesOf({ house, transport: undefined, mailFrom: 'a@b.example', failed } as never)
    routes = all.flatMap((module) => module.routes)
    return all
  }
  web = await testWeb({ modules: modules as never })
  town = await openTown(web)
  ;({ cookie } = await web.member(town.organisation))
  root = new pg.Client(web.database.root)
  await root.connect()
})
afterAll(async () => {
  await root?.end()
  await web?.close()
})

/** How many rows every table holds, and the catalog too. */
async function counted(): Promise<Record<string, number>> {
  const { rows } = await root.query<{ name: string; count: number }>(
    `select c.relname as name, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', n.nspname, c.relname),
       false, true, '')))[1]::text::int as count
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'pgboss') or c.oid in ('pg_class'::regclass, 'pg_roles'::regclass, 'pg_policy'::regclass)`,
  )
  // failed sign-ins are counted, by design
  return Object.fromEntries(rows.filter(({ name }) => name !== 'attempts').map(({ name, count }) => [name, count]))
}

const fieldsOf = ({ rules }: Route): string[] =>
  Object.keys((rules.input as unknown as z.ZodObject | undefined)?.shape ?? { any: true })

/** The route's address with the payload in one place, or everywhere a part can be chosen. */
const pathOf = (route: Route, payload: string): string =>
  route.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    name === 'organisation' ? town.organisation.slug : encodeURIComponent(payload),
  )

async function send(
  route: Route,
  payload: string,
  given: { cookie?: string },
): Promise<{ status: number; ms: number }> {
  const browser = web.browse(given)
  const fields = Object.fromEntries(fieldsOf(route).map((name) => [name, payload]))
  const path = pathOf(route, payload)
  const before = performance.now()
  const { status } =
    route.method === 'get'
      ? await browser.open(`${path}?${new URLSearchParams(fields).toString()}`)
      : await browser.post(path, fields)
  return { status, ms: performance.now() - before }
}

test.each(payloads)('optigem/tenants: %j in every input of every route changes nothing', async (payload) => {
  const before = await counted()
  expect(routes.length).toBeGreaterThan(20)
  for (const route of routes) {
    // a stream of news does not end by itself
    if (route.path.endsWith('/live')) continue
    const { status, ms } = await send(route, payload, {})
    expect(status, `${route.method} ${route.path}`).toBeLessThan(500)
    // what was told to sleep sleeps each time; a busy machine does not
    const least = ms < 4_000 ? ms : Math.min((await send(route, payload, {})).ms, (await send(route, payload, {})).ms)
    expect(least, `${route.method} ${route.path}`).toBeLessThan(4_000)
  }
  expect(web.defects.splice(0)).toEqual([])
  expect(await counted()).toEqual(before)
})

test.each(payloads)('signed in, %j breaks no page', async (payload) => {
  for (const route of routes.filter(({ method, path }) => method === 'get' && !path.endsWith('/live'))) {
    const { status } = await send(route, payload, { cookie })
    expect(status, `${route.method} ${route.path}`).toBeLessThan(500)
  }
  expect(web.defects.splice(0)).toEqual([])
})
