import { holdBack } from '#accounts'
import { identifyCustomer } from '#customers'
import { isHidden } from '#privacy'
import { clientAddress, truncateAddress, type TrustedHops } from '#platform/http/client-address.ts'
import { OPERATOR, type AccessRecord, type Caller, type Web } from '#platform/http/app.tsx'
import type { Assets } from '#platform/http/frame.ts'
import type { Rate } from '#platform/http/route.ts'
import { createLimiter } from '#platform/http/limits.ts'
import type { Clock } from '#platform/clock/clock.ts'
import type { House } from '#platform/data/scope.ts'
import type { Log } from '#platform/log/log.ts'
import type { Module } from '#platform/module.ts'
import type { Metrics } from './metrics.ts'
import { platformTroubles } from './troubles.ts'

export type WebFacts = {
  readonly house: House
  readonly modules: readonly Module[]
  readonly identify: Web['identify']
  readonly assets: Assets
  readonly publicUrl: string
  readonly trusted: TrustedHops
  readonly log: Log
  readonly metrics: Metrics
  readonly remark?: Web['remark']
  /** The limits per truncated address; a test or a bench may widen them. */
  readonly limits?: Partial<Record<Rate, number>>
}

/** Requests a minute from one network (IPv4 /24, IPv6 /48), wide enough for a town hall's own visitors behind one address. */
const perMinute: Record<Rate, number> = { read: 1_200, write: 240, hold: 60, 'sign-in': 30 }

function limits(wanted: WebFacts['limits'], clock: Clock): Web['mayTake'] {
  const limiter = (rate: Rate) => createLimiter({ rules: [{ count: wanted?.[rate] ?? perMinute[rate], seconds: 60 }] })
  const limiters = {
    read: limiter('read'),
    write: limiter('write'),
    hold: limiter('hold'),
    'sign-in': limiter('sign-in'),
  }
  return (rate, caller) => limiters[rate].take(caller.truncated, clock.now())
}

/** Joins the modules to one web application's description. */
export function webOf(facts: WebFacts): Web {
  const { house, log, metrics, modules } = facts
  const readClient = clientAddress(facts.trusted)
  const url = new URL(facts.publicUrl)
  const secure = url.protocol === 'https:'
  return {
    house,
    operator: () => house.directory.bySlug(OPERATOR),
    routes: modules.flatMap(({ routes }) => routes),
    navigation: modules.flatMap(({ navigation }) => navigation).toSorted((a, b) => a.order - b.order),
    assets: facts.assets,
    remark: facts.remark,
    publicUrl: url.origin,
    cookie: { name: secure ? '__Host-belegt' : 'belegt', secure },
    identify: facts.identify,
    identifyCustomer: (token, organisation) => identifyCustomer(house, token, organisation),
    holdBack: holdBack(house),
    mayTake: limits(facts.limits, house.clock),
    caller: (request, remote): Caller => {
      const { address, protocol } = readClient({
        remote,
        forwardedFor: request.headers.get('x-forwarded-for') ?? undefined,
        forwardedProto: request.headers.get('x-forwarded-proto') ?? undefined,
        forwarded: request.headers.get('forwarded') ?? undefined,
        encrypted: secure,
      })
      return {
        address,
        truncated: truncateAddress(address),
        secure: protocol === 'https',
        host: request.headers.get('host') ?? '',
      }
    },
    troubles: { ...platformTroubles, ...Object.assign({}, ...modules.map(({ refusals }) => refusals)) },
    isHidden: (organisation, ids) => isHidden(house, organisation, ids),
    record: (access: AccessRecord) => {
      metrics.answered(access)
      log.access({
        time: house.clock.now(),
        method: access.method,
        route: access.route,
        status: access.status,
        ms: access.ms,
        bytes: access.bytes,
        userAgent: access.headers.get('user-agent') ?? undefined,
        referrer: access.headers.get('referer') ?? undefined,
        host: access.caller.host,
        address: access.caller.address,
      })
    },
    failed: (error, route) => log.event({ time: house.clock.now(), level: 'error', code: 'http.defect', route, error }),
  }
}
