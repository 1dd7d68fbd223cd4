import {
  afterFailure,
  afterSuccess,
  type Breaker,
  closedBreaker,
  freshPace,
  isOpen,
  onTrial,
  type Pace,
  paced,
  waitsUntil,
} from './breaker.ts'
import { concernsServer, type SendingFailure } from '../rules.ts'

export type Limits = {
  readonly connections: number
  readonly perMinute?: number | undefined
  readonly domainPerMinute?: number | undefined
}

type Place = { flying: number; ahead: number; breaker: Breaker; pace: Pace; slow: boolean }
type Known = Place & {
  /** What handing over one mail usually takes, in milliseconds. */ usual: number
  readonly domains: Map<string, Place>
}

/** Refusals in a row until a recipient provider, or a server, is left alone for a while. */
const BEARABLE = { server: 3, domain: 20 }
/** From here on an answer is slow (milliseconds), and so is the provider it came from. */
const SLOW_MS = 5_000
const AT_ONCE_IF_SLOW = 2
/** Mails of a server that may be ready to leave when a connection becomes free: what leaves in half a second, or so many. */
const AHEAD = { least: 5, most: 40, ms: 500 }
const ahead = ({ usual }: Known, { connections }: Limits): number =>
  Math.max(AHEAD.least, Math.min(AHEAD.most, Math.floor((connections * AHEAD.ms) / Math.max(1, usual))))

/** What one process knows of the servers it speaks to: who is well, who is slow, how much is under way. */
export type Servers = ReturnType<typeof knownServers>

export function knownServers() {
  const servers = new Map<string, Known>()
  const serverOf = (server: string): Known => {
    const known = servers.get(server) ?? { ...place(BEARABLE.server), usual: 0, domains: new Map<string, Place>() }
    servers.set(server, known)
    return known
  }
  const domainOf = (server: string, domain: string): Place => {
    const { domains } = serverOf(server)
    const known = domains.get(domain) ?? place(BEARABLE.domain)
    domains.set(domain, known)
    return known
  }

  return {
    /** Until when nothing is to be handed to this server at all; undefined: now. */
    closedUntil(server: string, limits: Limits, now: Temporal.Instant): Temporal.Instant | undefined {
      const { breaker, pace } = serverOf(server)
      return isOpen(breaker, now) ? breaker.until : waitsUntil(pace, limits.perMinute, now)
    },

    /** Until when nothing is to go to this provider; undefined: now. */
    domainClosedUntil(server: string, domain: string, limits: Limits, now: Temporal.Instant) {
      const { breaker, pace } = domainOf(server, domain)
      return isOpen(breaker, now) ? breaker.until : waitsUntil(pace, limits.domainPerMinute, now)
    },

    closedDomains(server: string, limits: Limits, now: Temporal.Instant): string[] {
      const { domains } = serverOf(server)
      return [...domains.keys()].filter(
        (domain) => this.domainClosedUntil(server, domain, limits, now) && domain !== '',
      )
    },

    /**
     * Takes one of the server's connections for a mail, unless the provider already holds as many as are still free: so
     * the first slow one gets half of them, the second half of the rest, and something is left for everybody else
     * (dynamic thresholds, Choudhury and Hahne 1998).
     */
    take(server: string, domain: string, limits: Limits, now: Temporal.Instant): boolean {
      const whole = serverOf(server)
      const part = domainOf(server, domain)
      if (this.closedUntil(server, limits, now) || this.domainClosedUntil(server, domain, limits, now)) return false
      const free = limits.connections - whole.flying
      const most = part.slow ? Math.min(AT_ONCE_IF_SLOW, free) : free
      if (free < 1 || part.flying >= Math.max(1, most)) return false
      if ((onTrial(whole.breaker, now) && whole.flying > 0) || (onTrial(part.breaker, now) && part.flying > 0))
        return false
      for (const one of [whole, part]) {
        one.flying++
        one.pace = paced(one.pace, now)
      }
      return true
    },

    /** Whether a mail may be made ready, by the same rule; `unready` when it has a connection, or does not leave. */
    ready(server: string, domain: string, limits: Limits, now: Temporal.Instant): boolean {
      const whole = serverOf(server)
      const part = domainOf(server, domain)
      const careful = part.slow || onTrial(part.breaker, now) || onTrial(whole.breaker, now)
      if (part.ahead >= (careful ? 1 : ahead(whole, limits) - whole.ahead)) return false
      if (this.closedUntil(server, limits, now) || this.domainClosedUntil(server, domain, limits, now)) return false
      whole.ahead++
      part.ahead++
      return true
    },
    unready(server: string, domain: string): void {
      for (const one of [serverOf(server), domainOf(server, domain)]) one.ahead--
    },
    /** How many more may be made ready; few at a time would cost a transaction each. */
    room(server: string, limits: Limits): number {
      const whole = serverOf(server)
      const most = ahead(whole, limits)
      return whole.ahead > most / 2 ? 0 : most - whole.ahead
    },

    /** Gives the connection back, and learns from how it went: undefined is success. */
    learn(
      server: string,
      domain: string,
      failure: SendingFailure | undefined,
      ms: number,
      now: Temporal.Instant,
    ): void {
      const whole = serverOf(server)
      const part = domainOf(server, domain)
      for (const one of [whole, part]) one.flying--
      if (failure && concernsServer(failure)) {
        whole.breaker = afterFailure(whole.breaker, now)
        return
      }
      whole.breaker = afterSuccess(whole.breaker)
      whole.usual += (ms - whole.usual) / 10
      part.slow = ms >= SLOW_MS
      // a mailbox that does not exist says nothing against the server that says so
      const well = !failure || (failure.responseCode ?? 0) >= 500
      part.breaker = well ? afterSuccess(part.breaker) : afterFailure(part.breaker, now)
    },

    /** Told while an answer is still waited for, so that a slow provider is known before its first answer. */
    waiting(server: string, domain: string, ms: number): void {
      if (ms >= SLOW_MS) domainOf(server, domain).slow = true
    },

    /** Forgets providers that are well and have nothing under way; what is known stays small. */
    tidy(): void {
      for (const known of servers.values())
        for (const [domain, { flying, ahead, breaker, slow, pace }] of known.domains)
          if (flying === 0 && ahead === 0 && breaker.failures === 0 && breaker.opened === 0 && !slow && pace.count < 10)
            known.domains.delete(domain)
    },
  }
}

const place = (bearable: number): Place => ({
  flying: 0,
  ahead: 0,
  breaker: closedBreaker(bearable),
  pace: freshPace,
  slow: false,
})
