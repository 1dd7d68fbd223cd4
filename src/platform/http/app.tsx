import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { inScope, type House } from '../data/scope.ts'
import type { Organisation } from '../data/organisations.ts'
import { refuse } from '../errors/errors.ts'
import type { NavigationEntry } from './permission.ts'
import type { Language } from '../text/language.ts'
import { stopwatch } from '../clock/clock.ts'
import { EN, hrefWithin } from './address.ts'
import { admitted, cookieValue, explained, prefixOf, refuseWhileEnding, toSignIn } from './admission.ts'
import { agent, type Agent } from './agent.ts'
import { customerCookie, type CustomerIdentity } from './customer.ts'
import type { HoldBack } from './hold-back.ts'
import { incoming } from './receive.ts'
import { createTurns } from './turns.ts'
import { languageOf, nowhere, OPERATOR } from './front.ts'
import { publicFrame, staffFrame, type Assets, type Identity } from './frame.ts'
import { bounded, check, rawOf, readFields } from './input.ts'
import { carriedCookie, liveResponse, respond, type SessionCookie } from './respond.ts'
import { isMachine } from './machine.ts'
import type { Asked, Rate, Reply, Route } from './route.ts'
import { allow, fromOwnPage, securityHeaders } from './security.ts'
import { hstsHeader } from './tls.ts'
import { together } from './together.ts'
import { JSON_TYPE, troublePage, type TroubleTexts } from './trouble.tsx'

export { OPERATOR }

export type Caller = {
  readonly address: string
  readonly truncated: string
  readonly secure: boolean
  readonly host: string
}

export type AccessRecord = {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly bytes: number
  readonly caller: Caller
  readonly headers: Headers
}

/** What the web floor is given by `app`. */
export type Web = {
  readonly house: House
  /** The organisation of the operator, whose scope pages outside any organisation use. */
  readonly operator: () => Promise<Organisation | undefined>
  readonly routes: readonly Route[]
  readonly navigation: readonly NavigationEntry[]
  readonly assets: Assets
  readonly publicUrl: string
  readonly cookie: SessionCookie
  readonly identify: (token: string, organisation: Organisation, agent?: Agent) => Promise<Identity | undefined>
  /** Answers instead of a page while a session lacks something. */
  readonly holdBack?: HoldBack
  /** The same for customers of the organisation; without it nobody is one. */
  readonly identifyCustomer?: (token: string, organisation: Organisation) => Promise<CustomerIdentity | undefined>
  readonly mayTake: (rate: Rate, caller: Caller) => { allowed: true } | { allowed: false; retryAfterSeconds: number }
  readonly caller: (request: Request, remote: string | undefined) => Caller
  readonly troubles: TroubleTexts
  /** Said above every page of invented organisations, beside that they are. */
  readonly remark?: (() => Readonly<Record<Language, string>> | undefined) | undefined
  /** Whether one of these rows or persons is there, but hidden because its processing is restricted. */
  readonly isHidden?: (organisation: Organisation, ids: readonly string[]) => Promise<boolean>
  readonly record: (access: AccessRecord) => void
  /** A defect, told without any of its data. */
  readonly failed: (error: unknown, route: string) => void
}

const DEFAULT_BODY = 64 * 1024

type Serving = Web & {
  readonly share: (key: string, work: () => Promise<Reply>) => Promise<Reply>
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
}

/** The web application: every route of every module under the same rules, after what `app` serves already (files). */
export function webApp(given: Web, app = new Hono()): Hono {
  const web: Serving = { ...given, share: together<Reply>(), inTurn: createTurns() }
  const inOrder = [...web.routes].sort((a, b) => Number(a.path.startsWith('/:')) - Number(b.path.startsWith('/:')))
  for (const route of inOrder) {
    for (const language of ['de', 'en'] as const) {
      const path = language === 'de' ? route.path : route.path === '/' ? EN : EN + route.path
      app.on(route.method.toUpperCase(), path, (context) => answer(web, route, language, context))
    }
  }
  app.notFound(async (context) => {
    const language = languageOf(context.req.path)
    const found = await nowhere(web.house.directory, context.req.path, language)
    const answered =
      'to' in found ? context.redirect(found.to, 303) : await trouble(web, found.refusal, language, found.whose)
    return finish(web, context, '(none)', stopwatch(), answered)
  })
  return app
}

async function answer(web: Serving, route: Route, language: Language, context: Context): Promise<Response> {
  const elapsed = stopwatch()
  const caller = callerOf(web, context)
  let organisation: Organisation | undefined
  try {
    const limit = web.mayTake(route.rules.rate ?? (route.method === 'get' ? 'read' : 'write'), caller)
    if (!limit.allowed) throw refuse('platform.too-many-requests', 'too-many', { seconds: limit.retryAfterSeconds })
    // no address of ours has such a part, and the database cannot even compare it
    if (Object.values(context.req.param()).some((part) => part.includes('\0')))
      throw refuse('platform.no-such-page', 'not-found')
    const slug = context.req.param('organisation')
    organisation = slug === undefined ? await web.operator() : await web.house.directory.bySlug(slug)
    if (!organisation) throw refuse('platform.no-such-page', 'not-found')
    refuseWhileEnding(organisation, route, language)
    const ask = { web, route, language, context, organisation }
    const work = () => (route.rules.shared ? shared(ask) : handled(ask, caller, randomUUID()))
    const reply = await (route.rules.costly ? web.inTurn(work) : work())
    const response =
      reply.kind === 'live'
        ? liveResponse((hear) => web.house.changes.listen((organisation as Organisation).id, reply.topics, hear))
        : respond(
            reply,
            context.req.header('accept-encoding') ?? '',
            reply.kind === 'see' && reply.of === 'customer' ? customerCookie(web.cookie, organisation) : web.cookie,
          )
    if (route.rules.allows) allow(route.rules.allows, response.headers)
    return finish(web, context, route.path, elapsed, response)
  } catch (error) {
    const response =
      toSignIn(error, context, language) ??
      (await trouble(web, error, language, organisation, route.path, context.req.header('accept') === JSON_TYPE))
    return finish(web, context, route.path, elapsed, response)
  }
}

type Ask = {
  readonly web: Serving
  readonly route: Route
  readonly language: Language
  readonly context: Context
  readonly organisation: Organisation
}

/** Where a shared page has the id that is new in every answer. */
const ONCE = randomUUID()
const NO_AGENT: Agent = { browser: '', os: '' }
const NOBODY: Caller = { address: '', truncated: '', secure: false, host: '' }

/** One rendering for all who asked before it began; each gets an id of their own. */
async function shared(ask: Ask): Promise<Reply> {
  const { pathname, search } = new URL(ask.context.req.url)
  const reply = await ask.web.share(`${ask.organisation.id} ${pathname}${search}`, async () => {
    const made = await handled(ask, NOBODY, ONCE)
    return made.kind === 'page' ? { ...made, body: String(made.body) } : made
  })
  return reply.kind === 'page' ? { ...reply, body: String(reply.body).replaceAll(ONCE, randomUUID()) } : reply
}

async function handled(
  { web, route, language, context, organisation }: Ask,
  caller: Caller,
  once: string,
): Promise<Reply> {
  const { rules } = route
  const token = cookieValue(context.req.header('cookie'), web.cookie.name)
  const theirs = cookieValue(context.req.header('cookie'), customerCookie(web.cookie, organisation).name)
  if (
    route.method === 'post' &&
    !rules.raw &&
    !fromOwnPage(context.req.raw.headers, caller.host, (token ?? theirs) !== undefined)
  ) {
    throw refuse('platform.foreign-form', 'forbidden')
  }
  const known = caller === NOBODY ? NO_AGENT : agent(context.req.header('user-agent'))
  const needsIdentity = rules.who !== 'anyone' && rules.who !== 'set-up' && rules.who !== 'customer'
  const identity = token && needsIdentity ? await web.identify(token, organisation, known) : undefined
  if (needsIdentity && !identity) throw refuse('platform.sign-in-first', 'forbidden')
  const knowsCustomer = theirs !== undefined && (rules.who === 'customer' || rules.greets)
  const customer = knowsCustomer ? await web.identifyCustomer?.(theirs, organisation) : undefined
  const actor = admitted(rules, context.req.param(), identity, customer)
  const asking = new URL(context.req.url)
  const most = rules.maxBody ?? DEFAULT_BODY
  const params = context.req.param()
  const received = await rules.receive?.(incoming(context.req.raw, { house: web.house, organisation, actor, params }))
  const body = rules.raw && !received ? await bounded(context.req.raw, most) : undefined
  const fields = (body ?? received) ? {} : await readFields(context.req.raw, asking, most)
  // no address of ours asks for such a character; in forms it is taken out of what people typed
  if (
    route.method === 'get' &&
    Object.values(fields).some((field) => typeof field === 'string' && field.includes('\0'))
  )
    throw refuse('platform.no-such-page', 'not-found')
  const prefix = prefixOf(context)
  const href = hrefWithin(prefix, language)
  const path = pathWithin(context.req.path, language, prefix)
  const remark = web.remark?.()?.[language]
  const facts = { organisation, operator: prefix === '', language, path, assets: web.assets, href, remark }
  const frame = (...islands: string[]) => staffFrame(facts, identity, web.navigation, islands)
  const asks = { route, organisation, language, href, path, query: asking.search, fields, agent: known, frame }
  const held = identity && (await web.holdBack?.({ ...asks, identity, network: caller.truncated }))
  if (held) return held
  const outcome = rules.input ? check(rules.input, fields) : { value: {} }
  return inScope(
    web.house,
    { organisation, actor, purpose: rules.purpose, language, readOnly: route.method === 'get' },
    async (at) => {
      const asked: Asked<string, Record<string, unknown>> = {
        at,
        input: 'value' in outcome ? outcome.value : {},
        params: context.req.param(),
        language,
        href,
        absolute: (to, inLanguage) => web.publicUrl + href(to, inLanguage),
        address: caller.truncated,
        path,
        session: identity?.session ?? customer?.session,
        carried: cookieValue(context.req.header('cookie'), carriedCookie(web.cookie).name),
        customer,
        once,
        browser: known.browser,
        system: known.os,
        machine: caller === NOBODY || isMachine(context.req.method, context.req.raw.headers),
        ...(body
          ? { call: { headers: context.req.raw.headers, body, url: web.publicUrl + asking.pathname + asking.search } }
          : {}),
        ...(received ? { received } : {}),
        publicFrame: (...islands) => publicFrame(facts, islands, customer !== undefined),
        staffFrame: frame,
        asset: web.assets.url,
      }
      if ('value' in outcome) return route.handle(asked)
      if (rules.again) return rules.again({ ...asked, input: rawOf(fields) }, outcome.problems)
      throw refuse('platform.invalid-input', 'invalid', { field: Object.keys(outcome.problems)[0] ?? '' })
    },
  ).catch(async (error: unknown) => {
    if (rules.purpose.whileRestricted) throw error // nothing was hidden from it
    throw await explained((ids) => web.isHidden?.(organisation, ids), error, [
      ...Object.values(context.req.param()),
      ...Object.values(rawOf(fields)),
    ])
  })
}

const pathWithin = (path: string, language: Language, prefix: string): string => {
  const within = decoded(path).slice((language === 'en' ? EN.length : 0) + prefix.length)
  return within === '' ? '/' : within
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    throw refuse('platform.no-such-page', 'not-found') // half a character: no link of ours looks like this
  }
}

const callerOf = (web: Web, context: Context): Caller => {
  const incoming = (context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
  return web.caller(context.req.raw, incoming?.socket?.remoteAddress)
}

/** An error as a page in the person's language; what is not a refusal is a defect, told to the log and kept from the page. */
async function trouble(
  web: Web,
  error: unknown,
  language: Language,
  organisation: Organisation | undefined,
  route = '(none)',
  asJson = false,
): Promise<Response> {
  return troublePage({
    asJson,
    error,
    language,
    organisation,
    operator: organisation?.slug === OPERATOR,
    remark: web.remark?.()?.[language],
    assets: web.assets,
    texts: web.troubles,
    failed: (defect) => web.failed(defect, route),
  })
}

function finish(web: Web, context: Context, route: string, elapsed: () => number, response: Response): Response {
  for (const [name, value] of Object.entries(securityHeaders))
    if (!response.headers.has(name)) response.headers.set(name, value)
  const caller = callerOf(web, context)
  if (caller.secure) response.headers.set('strict-transport-security', hstsHeader.value)
  web.record({
    method: context.req.method,
    route,
    status: response.status,
    ms: elapsed(),
    bytes: Number(response.headers.get('content-length') ?? 0),
    caller,
    headers: context.req.raw.headers,
  })
  return response
}
