// The whole web application over a database of its own, asked without a network: what a browser without scripts would do.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { openHouse, type OpenHouse } from '../../src/app/house.ts'
import { createMetrics } from '../../src/app/metrics.ts'
import { webOf, type WebFacts } from '../../src/app/web.ts'
import {
  addMember,
  foundOrganisation,
  hashPassword,
  identify,
  signInAs,
  type Joined,
  type NewMember,
  type OrganisationFacts,
} from '../../src/modules/accounts/index.ts'
import { movableClock, type MovableClock } from '../../src/platform/clock/clock.ts'
import type { Activity } from '../../src/platform/data/activity.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { type Actor, type House, inScope, type Scope } from '../../src/platform/data/scope.ts'
import { webApp } from '../../src/platform/http/app.tsx'
import { logFolder, openLog } from '../../src/platform/log/log.ts'
import type { Module } from '../../src/platform/module.ts'
import { testDatabase, type TestDatabase } from './database.ts'
import { type PageContent, readPage } from './html.ts'

export type TestWebOptions = {
  /** The modules under test, or a function where a module wants the house. */
  modules: readonly Module[] | ((house: () => House) => readonly Module[])
  /** Requests a minute per network; wide unless told. */
  limits?: WebFacts['limits']
  /** Where the clock stands at first. */
  start?: string
  /** Where people reach it; for a browser, which knows what belongs to an origin. */
  origin?: string
}

export type Seen = {
  status: number
  url: string
  headers: Headers
  html: string
  /** The page as a person reads it. */
  page: PageContent
}

/** A browser without script. It follows 303, and keeps cookies only when asked to. */
export type TestBrowser = {
  open(path: string): Promise<Seen>
  /** Fills in the form that has `button` on the page seen last, and sends it. */
  submit(button: string, values?: Record<string, string | boolean>): Promise<Seen>
  /** Sends fields as they are, as a forged form would. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Seen>
  /** Sends a multipart form. */
  upload(path: string, form: FormData): Promise<Seen>
  cookies: Map<string, string>
}

export type TestWeb = {
  app: Hono
  house: OpenHouse
  database: TestDatabase
  clock: MovableClock
  origin: string
  dataFolder: string
  /** Defects told to the log; a test that expects none checks that it is empty. */
  defects: unknown[]
  organisation(facts?: Partial<OrganisationFacts>): Promise<Organisation>
  member(organisation: Organisation, wanted?: Partial<NewMember>): Promise<Joined & { token: string; cookie: string }>
  scope<P extends string, T>(
    wish: { organisation: Organisation; purpose: Activity<string, P>; actor?: Actor; readOnly?: boolean },
    work: (at: Scope<P>) => Promise<T>,
  ): Promise<T>
  browse(options?: { keepCookies?: boolean; cookie?: string; language?: string }): TestBrowser
  close(): Promise<void>
}

const TEST_ORIGIN = 'http://belegt.test'
const PASSWORD = 'ein gutes Passwort'
/** Of the password that most have: made once, at full strength, since its strength is not what a member more or less shows. */
let usualHash: Promise<string> | undefined
const WIDE = { read: 1_000_000, write: 1_000_000, 'sign-in': 1_000_000 }
let counter = 0

/** Opens everything; call it in beforeAll and `close` it in afterAll. */
export async function testWeb(options: TestWebOptions): Promise<TestWeb> {
  const origin = options.origin ?? TEST_ORIGIN
  const database = await testDatabase({ incomplete: true })
  const dataFolder = mkdtempSync(join(tmpdir(), 'belegt-web-'))
  mkdirSync(join(dataFolder, 'keys'), { recursive: true, mode: 0o700 })
  const clock = movableClock(options.start ?? '2026-11-16T08:00:00Z')
  const log = openLog({ folder: logFolder(dataFolder), delay: 10 })
  const open: { house?: OpenHouse } = {}
  const house = (): OpenHouse => {
    if (!open.house) throw new Error('the house is not open yet')
    return open.house
  }
  const modules = typeof options.modules === 'function' ? options.modules(house) : options.modules
  open.house = await openHouse({
    dataFolder,
    login: { app: database.app, owner: database.owner },
    migrations: join(import.meta.dirname, '../../migrations'),
    modules,
    publicUrl: origin,
    clock,
    log,
    connections: 20,
  })
  const defects: unknown[] = []
  const facts = webOf({
    house: house(),
    modules,
    identify: (token, organisation, agent) => identify(house(), token, organisation, agent),
    assets: { url: (name) => `/assets/${name}` },
    publicUrl: origin,
    trusted: 0,
    log,
    metrics: createMetrics(),
    limits: { ...WIDE, ...options.limits },
  })
  const app = webApp({
    ...facts,
    failed: (error, route) => {
      defects.push(error)
      facts.failed(error, route)
    },
  })
  return {
    app,
    house: house(),
    database,
    clock,
    origin,
    dataFolder,
    defects,
    organisation: (wanted = {}) => {
      const slug = wanted.slug ?? `stadt-${++counter}`
      return foundOrganisation(house(), { name: `Stadt ${slug}`, kind: 'public', ...wanted, slug })
    },
    async member(organisation, wanted = {}) {
      const number = ++counter
      const joined = await addMember(house(), organisation, {
        name: `Anna Amt ${number}`,
        mail: `anna${number}@example.org`,
        role: 'main-administrator',
        ...((wanted.password ?? PASSWORD) === PASSWORD ? { hash: await (usualHash ??= hashPassword(PASSWORD)) } : {}),
        ...wanted,
      })
      const token = await signInAs(house(), joined.account)
      return { ...joined, token, cookie: `${facts.cookie.name}=${token}` }
    },
    scope: ({ actor = { kind: 'anyone' }, ...wish }, work) => inScope(house(), { ...wish, actor }, work),
    browse: (how = {}) => browser(app, origin, how),
    async close() {
      await log.close()
      await house().close()
      await database.drop()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

const MOST_REDIRECTS = 8

function browser(
  app: Hono,
  origin: string,
  how: { keepCookies?: boolean; cookie?: string; language?: string },
): TestBrowser {
  const cookies = new Map<string, string>()
  if (how.cookie) keep(how.cookie)
  let last: Seen | undefined

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';')
    const [name = '', value = ''] = pair.split('=')
    const ended = value === '' || attributes.some((one) => one.trim().toLowerCase() === 'max-age=0')
    if (ended) cookies.delete(name)
    else cookies.set(name, value)
  }

  async function ask(
    url: string,
    init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> },
    hops = 0,
  ): Promise<Seen> {
    const target = new URL(url, last?.url ?? origin)
    const headers: Record<string, string> = {
      host: target.host,
      accept: 'text/html',
      'accept-language': how.language ?? 'de',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'sec-fetch-site': 'same-origin',
      ...init.headers,
    }
    if (cookies.size > 0) headers['cookie'] = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await app.request(target.href, { ...init, headers })
    if (how.keepCookies || how.cookie) for (const line of response.headers.getSetCookie()) keep(line)
    const location = response.headers.get('location')
    if (response.status === 303 && location && hops < MOST_REDIRECTS) {
      await response.body?.cancel()
      return ask(new URL(location, target).href, { method: 'GET', headers: {} }, hops + 1)
    }
    const html = await response.text()
    last = {
      status: response.status,
      url: target.href,
      headers: response.headers,
      html,
      page: readPage(html, target.href),
    }
    return last
  }

  const form = { 'content-type': 'application/x-www-form-urlencoded', origin }
  return {
    cookies,
    open: (path) => ask(path, { method: 'GET', headers: {} }),
    submit(button, values = {}) {
      if (!last) throw new Error('open a page first')
      const sent = last.page.form(button).submit(values, button)
      if (sent.method === 'GET') return ask(sent.url, { method: 'GET', headers: {} })
      return ask(sent.url, { method: 'POST', body: String(sent.body), headers: form })
    },
    post: (path, fields, headers = {}) =>
      ask(path, { method: 'POST', body: String(new URLSearchParams(fields)), headers: { ...form, ...headers } }),
    upload: (path, body) => ask(path, { method: 'POST', body, headers: { origin } }),
  }
}
