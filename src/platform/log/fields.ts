import { truncateAddress } from '#platform/http/client-address.ts'
import { agent } from '#platform/http/agent.ts'
import { frames, kindOfError } from '#platform/log/stack.ts'

/** What the server tells the log about an answered request; the fields below decide what of it is written. */
export type AccessEntry = {
  time: Temporal.Instant
  method: string
  /** The route as declared ('/t/:token'), never the path as requested: that may hold tokens. */
  route: string
  status: number
  /** Milliseconds until the answer was sent. */
  ms: number
  /** Bytes of the answer's body. */
  bytes: number
  userAgent?: string | undefined
  referrer?: string | undefined
  host?: string | undefined
  /** The client's full address; it is truncated before it is written. */
  address: string
}

/** Something worth knowing about the program itself; nothing a person typed belongs here. */
export type EventEntry = {
  time: Temporal.Instant
  level: 'info' | 'warning' | 'error'
  /** 'module.what-happened' */
  code: string
  route?: string | undefined
  job?: string | undefined
  /** How many things it concerns. */
  count?: number | undefined
  ms?: number | undefined
  /** Written as its kind and its stack frames; the message may hold data and is left out. */
  error?: unknown
}

type Value = string | number | readonly string[] | undefined
export type LogField<Entry> = { why: string; personal: boolean; from(entry: Entry): Value }

/** THE list of what an access line may hold. What is not here is not written. */
export const accessFields = {
  time: { why: 'to order events and to delete on time', personal: true, from: (entry) => stamp(entry.time) },
  method: { why: 'to understand errors', personal: false, from: (entry) => known(methods, entry.method.toUpperCase()) },
  route: { why: 'to see which function is used and which fails', personal: false, from: (entry) => route(entry.route) },
  status: { why: 'to find errors', personal: false, from: (entry) => whole(entry.status) },
  ms: { why: 'to plan capacity', personal: false, from: (entry) => tenths(entry.ms) },
  bytes: { why: 'to plan capacity', personal: false, from: (entry) => whole(entry.bytes) },
  browser: { why: 'to understand errors', personal: true, from: (entry) => agent(entry.userAgent).browser },
  os: { why: 'to understand errors', personal: true, from: (entry) => agent(entry.userAgent).os },
  referrer: {
    why: 'to find wrong links and attacks; host only',
    personal: true,
    from: (entry) => hostOf(entry.referrer),
  },
  host: { why: 'to tell several sites apart', personal: false, from: (entry) => hostOf(`http://${entry.host ?? ''}`) },
  address: {
    why: 'to see attacks; IPv4 /24, IPv6 /48',
    personal: true,
    from: (entry) => truncateAddress(entry.address),
  },
} as const satisfies Record<string, LogField<AccessEntry>>

/** THE list of what an event line may hold. */
export const eventFields = {
  time: { why: 'to order events and to delete on time', personal: false, from: (entry) => stamp(entry.time) },
  level: { why: 'to see what needs action', personal: false, from: (entry) => known(levels, entry.level) },
  code: { why: 'to see what happened', personal: false, from: (entry) => code(entry.code) },
  route: { why: 'to find the place of an error', personal: false, from: (entry) => entry.route && route(entry.route) },
  job: { why: 'to find the place of an error', personal: false, from: (entry) => entry.job && code(entry.job) },
  count: { why: 'to see how much it concerns', personal: false, from: (entry) => whole(entry.count) },
  ms: { why: 'to plan capacity', personal: false, from: (entry) => tenths(entry.ms) },
  error: { why: 'to understand errors', personal: false, from: (entry) => kindOfError(entry.error) },
  stack: { why: 'to find the place of an error; no message', personal: false, from: (entry) => frames(entry.error) },
} as const satisfies Record<string, LogField<EventEntry>>

/** One line of JSON with its end: the declared fields only, whatever else the entry carries. */
export const accessLine = (entry: AccessEntry): string => line(accessFields, entry)
export const eventLine = (entry: EventEntry): string => line(eventFields, entry)

const line = <Entry>(fields: Readonly<Record<string, LogField<Entry>>>, entry: Entry): string =>
  `${JSON.stringify(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.from(entry)])))}\n`

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const levels = ['info', 'warning', 'error']
const known = (list: readonly string[], text: string): string => (list.includes(text) ? text : 'other')

const stamp = (time: Temporal.Instant): string => time.toString({ smallestUnit: 'millisecond' })
const whole = (value: number | undefined): number | undefined =>
  Number.isFinite(value) ? Math.round(value ?? 0) : undefined
const tenths = (value: number | undefined): number | undefined =>
  Number.isFinite(value) ? Math.round((value ?? 0) * 10) / 10 : undefined

const code = (text: string): string => (/^[a-z0-9][a-z0-9.-]{0,79}$/.test(text) ? text : 'unreadable')

// A second net under the type's promise: a declared route has no query and no part that looks like a token.
const route = (text: string): string =>
  /^\/[\w\-./:*{}|()?+[\]\\^$]{0,199}$/.test(text) && !text.split('/').some(looksLikeToken) ? text : 'unreadable'
const looksLikeToken = (part: string): boolean => part.length >= 16 && /\d/.test(part) && !part.startsWith(':')

const hostOf = (address: string | undefined): string | undefined => {
  const url = URL.parse((address ?? '').slice(0, 2_000))
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  return /^[a-z0-9.-]{1,253}$/.test(url.hostname) ? url.hostname : undefined
}
