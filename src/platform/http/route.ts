import type { HtmlEscapedString } from 'hono/utils/html'
import type { z } from 'zod'
import type { Activity } from '../data/activity.ts'
import type { Scope } from '../data/scope.ts'
import type { CustomerIdentity } from './customer.ts'
import type { PublicFrame, StaffFrame } from './frame.ts'
import type { Permission } from './permission.ts'
import type { Receive, Received } from './receive.ts'
import type { Language } from '../text/language.ts'

/**
 * Who may use a route. `anyone` needs no sign-in; `account` a signed-in person of any organisation;
 * `set-up` the one-time link of a new installation; `customer` who is signed in to a customer account of this very
 * organisation; a permission a member whose role holds it.
 */
export type Who = 'anyone' | 'account' | 'set-up' | 'customer' | Permission

/** Which bound per network counts a request; `hold` and `sign-in` are narrower than `write`. */
export type Rate = 'read' | 'write' | 'hold' | 'sign-in'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString> | string
export type Reply =
  | { readonly kind: 'sheet'; readonly body: Markup }
  | { readonly kind: 'page'; readonly body: Markup; readonly status: number }
  | ({ readonly kind: 'see'; readonly location: string } & SessionChange)
  | {
      readonly kind: 'file'
      /** A stream is read after the transaction's end: it must not need the scope any more. */
      readonly body: Uint8Array | string | ReadableStream<Uint8Array>
      readonly type: string
      readonly name?: string
      readonly cache?: string
      /** Shown in pages of others, e.g. a picture in a mail that is read on the web. */
      readonly elsewhere?: boolean
    }
  | { readonly kind: 'live'; readonly topics: readonly string[] }

/** A page, also an error page: status 200 unless the page tells of a refusal. */
export const page = (body: unknown, status = 200): Reply => ({ kind: 'page', body: body as Markup, status })
/** `cookie` sets the session, `clear` ends it: that of staff unless `of` says whose. */
export type SessionChange = {
  readonly cookie?: string
  readonly clear?: boolean
  readonly of?: 'customer'
  /** What the browser keeps for a quarter of an hour, for `asked.carried`, while a sign-in leads it elsewhere; '' ends it. */
  readonly carry?: string
}
/** A whole document with its own style, e.g. a mail, to be shown in a frame of our pages; it can do nothing. */
export const sheet = (body: Markup): Reply => ({ kind: 'sheet', body })
/** Sends the browser on with GET (303), so that reloading repeats nothing. */
export const see = (location: string, session: SessionChange = {}): Reply => ({
  kind: 'see',
  location,
  ...session,
})
export const file = (
  body: Uint8Array | string | ReadableStream<Uint8Array>,
  type: string,
  about: { name?: string; cache?: string; elsewhere?: boolean } = {},
): Reply => ({
  kind: 'file',
  body,
  type,
  ...about,
})
/** A stream of server-sent events that names a topic whenever something about it has changed. */
export const live = (...topics: string[]): Reply => ({ kind: 'live', topics })

/** What is wrong with a field of a form: a code that the screen turns into a sentence. */
export type Problems = Readonly<Record<string, string>>
export type Raw = Readonly<Record<string, string>>

/** What a handler gets: the scope and the translated request, nothing of HTTP. */
export type Asked<P extends string, I> = {
  readonly at: Scope<P>
  readonly input: I
  readonly params: Readonly<Record<string, string>>
  readonly language: Language
  /** An address within the organisation in the current language: `href('/termine')`. */
  readonly href: (path: string, language?: Language) => string
  /** The whole address of a page, for mails; in the current language unless told. */
  readonly absolute: (path: string, language?: Language) => string
  /** The sender's address, truncated; for limits only, never stored. */
  readonly address: string
  readonly path: string
  /** A new random id in every answer, also of a shared page, e.g. to recognise a form that is sent twice. */
  readonly once: string
  /** What every public page shows around its content, to be spread into `PublicPage`; islands only make it nicer. */
  readonly publicFrame: (...islands: string[]) => PublicFrame
  /** What every staff page shows around its content, to be spread into `StaffPage`; islands as `appointments/desk.js`. */
  readonly staffFrame: (...islands: string[]) => StaffFrame
  /** The address of a file of the build, e.g. of a worker that an island starts. */
  readonly asset: (name: string) => string
  /** The signed-in session's id, if any; that of a customer on a customer's page. */
  readonly session: string | undefined
  /** The customer who is signed in, on their own pages and where the route `greets`. */
  readonly customer: CustomerIdentity | undefined
  /** What the browser was given to keep (`see` with `carry`), as it brings it back: anybody could have written it. */
  readonly carried: string | undefined
  /** The browser's family, never more ("Firefox"); for the list of one's own sessions. */
  readonly browser: string
  /** The operating system's family, for the same list. */
  readonly system: string
  /** Whether a program seems to ask ahead of people or instead of them: what it sees is not counted as seen. */
  readonly machine: boolean
  /** What a machine sent, on a `raw` route only. */
  readonly call?: Call
  /** What the route's `receive` told. */
  readonly received?: Received
}

/** A machine's call as it came: what its signature was made over. */
export type Call = {
  readonly headers: Pick<Headers, 'get'>
  readonly body: Buffer
  /** The whole address as the machine was told to call it, with its query. */
  readonly url: string
}

export type Input = z.ZodType<Record<string, unknown>>

export type RouteRules<P extends string, I extends Input> = {
  readonly who: Who
  readonly purpose: Activity<string, P>
  /** Query of a GET, fields of a POST. A field that is not named here does not reach the handler. */
  readonly input?: I
  /** Shows the form again with what was entered; without it an invalid input gets the general error page. */
  readonly again?: (asked: Asked<P, Raw>, problems: Problems) => Promise<Reply>
  /** The form's largest body in bytes; 64 KiB unless said otherwise. */
  readonly maxBody?: number
  /** The rate class; a GET is `read`, a POST `write` unless said otherwise. */
  readonly rate?: Rate
  /**
   * The page of a GET for anyone says the same to all who ask for it: those who ask while it is being made share the next
   * rendering, which begins after they asked. It knows nothing of who asks (no address, no browser).
   */
  readonly shared?: boolean
  /**
   * For a right that can be held for single places: the name of the path's parameter that says the place, or `some` where a
   * right at any place suffices and the handler shows no other (`placesOf`). Without it the right must hold everywhere.
   */
  readonly place?: string
  /** Goes on while a cancelled organisation can only be read: signing in, export, undo, people's own rights. */
  readonly whileEnding?: boolean
  /** A page for anyone that also knows a customer who is signed in, e.g. to fill in a form. */
  readonly greets?: boolean
  /**
   * Another company's machine calls (a report on a message): headers and body are handed over unread in `call`, since a
   * signature is over the very bytes. For anyone only: nobody is signed in, and nothing proves who calls but that signature.
   */
  readonly raw?: boolean
  /** A form in which a person gives data names its place-of-collection text by the purpose's activity. */
  readonly collects?: boolean
  /** Who acts confirms that it is them, unless they did within the last ten minutes: for acts that cannot be taken back. */
  readonly stepUp?: boolean
  /** Open to a session that still owes its second factor. */
  readonly half?: boolean
  /** Waits for its turn, a few at once, before a transaction is opened: for work that takes a core for a while. */
  readonly costly?: boolean
  /**
   * Takes a body of any size as it comes, for who may use the route, before the transaction is opened. Whoever calls names
   * everything else in the address, and asks for its troubles as JSON.
   */
  readonly receive?: Receive
  /** What this page's own scripts may do in the browser beyond the strict policy of all pages. */
  readonly allows?: readonly Allowed[]
}

export type Route = {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly rules: RouteRules<string, Input>
  readonly handle: (asked: Asked<string, Record<string, unknown>>) => Promise<Reply>
}

/** `pictures`: show pictures that the page itself made (`blob:`); `camera`: ask for the camera. */
export type Allowed = 'pictures' | 'camera'

type Handler<P extends string, I> = (asked: Asked<P, I>) => Promise<Reply>

/**
 * Declares a page or a form's target. `path` begins with `/:organisation` for an organisation's pages; other paths
 * belong to the installation and run in the operator's scope. A route without `who` and `purpose` does not compile.
 * GET runs in a read-only transaction: no link, prefetch or scanner can change anything.
 */
export const get = <P extends string, I extends Input = z.ZodType<Record<string, never>>>(
  path: string,
  rules: RouteRules<P, I>,
  handle: Handler<P, z.output<I>>,
): Route => route('get', path, rules, handle)
export const post = <P extends string, I extends Input = z.ZodType<Record<string, never>>>(
  path: string,
  rules: RouteRules<P, I>,
  handle: Handler<P, z.output<I>>,
): Route => route('post', path, rules, handle)

const route = <P extends string, I extends Input>(
  method: 'get' | 'post',
  path: string,
  rules: RouteRules<P, I>,
  handle: Handler<P, z.output<I>>,
): Route => {
  if (rules.shared && (method !== 'get' || rules.who !== 'anyone' || rules.greets))
    throw new Error(`${path} is not for all alike`)
  if (rules.raw && (method !== 'post' || rules.who !== 'anyone')) throw new Error(`${path} is not for machines`)
  return {
    method,
    path,
    rules: rules as unknown as RouteRules<string, Input>,
    handle: handle as unknown as Route['handle'],
  }
}

/** The same routes, which go on while a cancelled organisation can only be read. */
export const evenWhileEnding = (routes: readonly Route[]): Route[] =>
  routes.map((one) => ({ ...one, rules: { ...one.rules, whileEnding: true } }))
