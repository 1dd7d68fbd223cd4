import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allActivities, EVERY_PURPOSE } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { inScope, type House } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { runJob, type Job } from '#platform/jobs/jobs.ts'
import { open } from '#platform/keys/sealed.ts'
import type { Module } from '#platform/module.ts'
import { contact, personFor } from '#people'
import { overseeing, proving } from '#privacy'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { houseJobs } from './jobs.ts'
import { modulesOf } from './modules.ts'

// Purpose limitation (Art. 5(1)(b) GDPR): which purpose every page and job has, and what it may open with it.

let web: TestWeb
let city: Organisation
let modules: readonly Module[] = []
const raw = tables({})

beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => (modules = modulesOf({ house, ...given })) })
  city = await web.organisation()
})
afterAll(() => web?.close())

const activities = () => new Map(allActivities().map((one) => [one.name, one]))
const routes = () => modules.flatMap((module) => module.routes.map((route) => ({ ...route, module: module.name })))
const jobs = (): readonly Job[] => [...houseJobs, ...modules.flatMap((module) => module.jobs)]
const sealed = () =>
  allTables().flatMap((table) =>
    Object.entries(table.columns).flatMap(([column, { treatment }]) =>
      treatment.is === 'sealed'
        ? [{ column: `${table.name}.${column}`, for: treatment.activities.map(({ name }) => name) }]
        : [],
    ),
  )
const openedBy = (opens: readonly string[]) =>
  sealed()
    .filter((one) => opens.includes(EVERY_PURPOSE) || one.for.some((name) => opens.includes(name)))
    .map(({ column }) => column)

/** The purposes under which a job of the house opens scopes, as it does so. */
async function purposesOf(job: Job): Promise<Set<string>> {
  const seen = new Set<string>()
  const connect = async () => {
    const client = await web.house.pool.connect()
    return new Proxy(client, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          const asked = name === 'query' ? (given[0] as { name?: string; values?: readonly string[] }) : {}
          const purpose = asked.name === 'bind' && asked.values?.[2]
          if (purpose) seen.add(purpose)
          return value.apply(target, given) as unknown
        }
      },
    })
  }
  const pool = new Proxy(web.house.pool, {
    get: (target, name) => {
      if (name === 'connect') return connect
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const house: House = { ...web.house, pool }
  await runJob(house, job, (error) => {
    throw error
  }).catch(() => undefined) // what a job needs from outside may be missing here; the scopes it opened were seen
  return seen
}

describe('every purpose is declared', () => {
  test('A4 of every page: with reason, basis and what giving the data means', () => {
    const known = activities()
    expect(routes().length).toBeGreaterThan(80)
    for (const { path, module, rules } of routes()) {
      const told = known.get(rules.purpose.name)
      expect([module, path, told], `${path} acts for ${rules.purpose.name}`).toEqual([module, path, rules.purpose])
      expect(told?.why.de.length && told.why.en.length && told.obligation.de.length).toBeGreaterThan(0)
      expect(told?.basis).toBeDefined()
    }
  })

  test('of every job, also of those of the whole house as they run', async () => {
    const known = activities()
    const apart = /^(backups|privacy\.(canary|verify))/ // they run in tests of their own
    let scopes = 0
    for (const job of jobs().filter(({ name }) => !apart.test(name))) {
      const purposes = await purposesOf(job)
      if (job.run.per === 'organisation') purposes.add(job.run.purpose.name)
      for (const name of purposes) expect(known.has(name), `${job.name} acts for ${name}`).toBe(true)
      scopes += purposes.size
    }
    expect(scopes).toBeGreaterThan(5)
  }, 60_000)

  test('and opens what it declares, directly or by the purposes it uses, and nothing else', () => {
    const known = activities()
    for (const { name, opens, using } of known.values()) {
      const reached = new Set([name])
      const follow = (of: readonly string[]): void => {
        for (const one of of) {
          if (reached.has(one)) continue
          reached.add(one)
          follow(known.get(one)?.using ?? [])
        }
      }
      follow(using)
      expect(new Set(opens.filter((one) => one !== EVERY_PURPOSE)), name).toEqual(reached)
    }
  })

  test('only answering a person opens everything, and never for a page that anybody can just call', () => {
    const all = [...activities().values()].filter(({ opens }) => (opens as readonly string[]).includes(EVERY_PURPOSE))
    const base = all.filter(({ using }) => !using.some((one) => all.some(({ name }) => name === one)))
    expect(base.map(({ name }) => name)).toEqual(['privacy.answering'])
    const reached = routes().filter(({ rules }) => rules.purpose.opens.includes(EVERY_PURPOSE))
    for (const { path, rules } of reached)
      expect(rules.who !== 'anyone' || rules.collects || /:token/.test(path), path).toBe(true)
  })
})

describe('what a purpose may open', () => {
  test('pages for everybody without a link of their own open nothing sealed, unless they take what a person gives', () => {
    const forms = new Set(routes().flatMap(({ path, method }) => (method === 'post' ? [path] : [])))
    const open = routes().filter(
      ({ path, method, rules }) =>
        rules.who === 'anyone' && method === 'get' && !rules.collects && !forms.has(path) && !/:token/.test(path),
    )
    expect(open.length).toBeGreaterThan(5)
    const opening = open
      .map(({ path, rules }) => ({ path, columns: openedBy(rules.purpose.opens) }))
      .filter(({ columns }) => columns.length > 0)
    expect(opening).toEqual([])
  })

  test('a form for anybody takes in what is sent and opens nobody’s data', () => {
    const forms = routes().filter(
      ({ path, rules }) =>
        rules.who === 'anyone' && rules.collects && path.includes('/datenschutz/') && !/:token/.test(path),
    )
    expect(forms.map(({ path, method }) => `${method} ${path}`).toSorted()).toEqual([
      'get /:organisation/datenschutz/rechte/:kind',
      'post /:organisation/datenschutz/rechte/:kind',
    ])
    for (const { path, rules } of forms) expect([path, openedBy(rules.purpose.opens)]).toEqual([path, []])
  })

  test('every sealed column is kept for purposes that somebody acts for', async () => {
    const acted = new Set(routes().flatMap(({ rules }) => rules.purpose.opens as readonly string[]))
    for (const job of jobs())
      if (job.run.per === 'organisation') for (const one of job.run.purpose.opens) acted.add(one)
    for (const job of jobs().filter(({ name }) => /^(messages|rights|registers)\./.test(name)))
      for (const name of await purposesOf(job)) for (const one of activities().get(name)?.opens ?? []) acted.add(one)
    const idle = sealed().filter((one) => !one.for.some((name) => acted.has(name)))
    expect(idle).toEqual([])
  })

  test('overseeing opens no person’s data', () => {
    expect(openedBy(overseeing.opens)).toEqual([])
  })
})

describe('an attempt to open for another purpose', () => {
  const entries = async () =>
    web.scope({ organisation: city, purpose: proving }, async (at) => {
      const { rows } = await sql<{ body: Record<string, unknown> }>`
        select body from ledger_leaves where kind = 'purpose.refused' order by at`.execute(raw(at))
      return rows.map(({ body }) => body)
    })
  const settled = async (count: number) => {
    await expect.poll(async () => (await entries()).length).toBeGreaterThanOrEqual(count)
    return entries()
  }

  test('is refused, and stays on record though everything else is undone; a flood is counted', async () => {
    const person = await web.scope({ organisation: city, purpose: contact }, (at) =>
      personFor(at, { name: 'Erika Mustermann', mail: 'erika@example.org' }),
    )
    const attempt = () =>
      inScope(web.house, { organisation: city, actor: { kind: 'anyone' }, purpose: proving }, async (at) => {
        await sql`insert into tombstones values (${city.id}, ${person}, ${at.now})`.execute(raw(at))
        const { rows } = await sql<{ name: never }>`select name from people where id = ${person}`.execute(raw(at))
        return open(at, rows[0]!.name)
      })
    await expect(attempt()).rejects.toThrow('people.name is not kept for the purpose privacy.proving')
    expect(await settled(1)).toEqual([
      { column: 'people.name', purpose: 'privacy.proving', actor: 'anyone', suppressed: 0 },
    ])
    for (let n = 0; n < 30; n++) await attempt().catch(() => undefined)
    expect(await entries()).toHaveLength(1)
    web.clock.advance({ minutes: 11 })
    await attempt().catch(() => undefined)
    expect((await settled(2)).at(-1)).toMatchObject({ suppressed: 30 })
    const undone = await web.scope({ organisation: city, purpose: proving }, async (at) => {
      const { rows } = await sql<{
        n: number
      }>`select count(*) as n from tombstones where person_id = ${person}`.execute(raw(at))
      return rows[0]?.n
    })
    expect(undone).toBe(0)
  })
})
