import { stopwatch } from '#platform/clock/clock.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { delivering, notifying } from '../data.ts'
import { keptAnswer, nextAttempt, type SendingFailure, verdictOf } from '../rules.ts'
import type { OutgoingMail } from './outgoing.ts'
import { claim, type Outcome } from './claim.ts'
import { type Hand, type Held, LANES, newHand, pick } from './hand.ts'
import type { Handed } from './leaving.ts'
import { lookAgain, type Sender } from './lot.ts'
import type { Servers } from './servers.ts'
import { settler } from './settler.ts'

export type PumpParts = {
  readonly house: House
  /** Who sends for the scope's organisation now; undefined: its mails wait. */
  readonly senderOf: (at: Scope<string>) => Promise<Sender | undefined>
  readonly servers: Servers
  readonly failed: (error: unknown) => void
}

/** Mails that one process holds, over all organisations. */
const HELD = 400
/** The first claim is small, so that the first mail leaves at once and other processes find their part; then they grow. */
const FIRST_CLAIM = 25
const MOST_CLAIMED = 200
const SHARE = 100
const CLAIMS_AT_ONCE = 3
/** Milliseconds after which a mail that found no connection is looked at once more before it leaves. */
const FRESH = 1_000
/** Milliseconds after which a claim is given back rather than let run out. */
const HELD_TOO_LONG = 120_000

/**
 * Sends what is due, of all organisations that were named, until nothing is left: the more urgent lane first, within it
 * the organisations in turn, and of a recipient's provider never so much that the others wait for it. Claims, looks and
 * notes are made in batches, each in one transaction; no transaction is open while a server is spoken to.
 */
export function openPump({ house, senderOf, servers, failed }: PumpParts) {
  const hands = new Map<string, Hand>()
  const running = stopwatch()
  let turn = 0
  let stopped = false
  let sent = 0
  let going: Promise<void> | undefined
  let nudge = () => {}
  const about = (organisation: Organisation, despite: boolean) =>
    ({
      organisation,
      actor: { kind: 'system', job: 'messages.dispatch' },
      purpose: (despite ? notifying : delivering) as typeof delivering,
    }) as const

  function handOf(organisation: Organisation): Hand {
    const known = hands.get(organisation.id)
    if (known) return known
    const hand = newHand(
      organisation,
      settler(house, organisation, failed, () => nudge()),
      FIRST_CLAIM,
    )
    hands.set(organisation.id, hand)
    return hand
  }

  /** A mail is no longer in hand, whatever became of it. */
  function letGo(hand: Hand, { domain }: Held): void {
    const left = (hand.held.get(domain) ?? 1) - 1
    if (left > 0) hand.held.set(domain, left)
    else hand.held.delete(domain)
    hand.dry = false
    nudge()
  }

  function finish(hand: Hand, held: Held, outcome: Omit<Outcome, 'id'>, handed?: Omit<Handed, 'message' | 'at'>): void {
    const noted = handed && { ...handed, message: held.id, at: house.clock.now() }
    hand.settler.add({ ...outcome, id: held.id }, noted)
    letGo(hand, held)
  }

  const giveBack = (hand: Hand, some: readonly Held[]) => {
    for (const held of some) {
      hand.settler.release(held.id)
      letGo(hand, held)
    }
  }

  async function fill(hand: Hand): Promise<void> {
    hand.claiming = true
    hand.woken = false
    try {
      const most = Math.max(10, Math.min(hand.next, MOST_CLAIMED, Math.floor(HELD / hands.size)))
      hand.next *= 2
      for (const despite of [false, true]) {
        const claimed = await inScope(house, about(hand.organisation, despite), async (at) => {
          hand.sender = await senderOf(at)
          const { sender } = hand
          if (!sender || servers.closedUntil(sender.server, sender.limits, at.now)) return undefined
          const without = [
            ...servers.closedDomains(sender.server, sender.limits, at.now),
            ...[...hand.held].flatMap(([domain, count]) => (count >= SHARE && domain !== '' ? [domain] : [])),
          ]
          const idDomain = sender.from.slice(sender.from.lastIndexOf('@') + 1)
          return claim(at, { despite, most, share: SHARE, without, idDomain })
        })
        for (const one of claimed ?? []) {
          hand.waiting.push({ ...one, despite, since: running() })
          hand.held.set(one.domain, (hand.held.get(one.domain) ?? 0) + 1)
        }
        hand.dry = !claimed?.length
        if (claimed === undefined || claimed.length >= most) break
      }
    } catch (error) {
      hand.dry = true // the schedule asks again
      failed(error)
    } finally {
      hand.claiming = false
      nudge()
    }
  }

  async function prepare(hand: Hand, lot: readonly Held[]): Promise<void> {
    const sender = hand.sender!
    hand.under++
    for (const despite of [false, true]) {
      const part = lot.filter((held) => held.despite === despite)
      if (part.length === 0) continue
      try {
        const looks = await inScope(house, about(hand.organisation, despite), (at) =>
          lookAgain(at, part, sender, house.publicUrl),
        )
        looks.forEach((look, place) => {
          const held = part[place]!
          if (typeof look === 'object') return void hand.ready.push({ held, mail: look, since: running() })
          servers.unready(sender.server, held.domain)
          if (look === 'waits') return giveBack(hand, [held])
          if (look === 'taken back') return letGo(hand, held)
          finish(hand, held, { state: look.startsWith('stopped') ? 'failed' : 'dropped', answer: look })
        })
      } catch (error) {
        for (const { domain } of part) servers.unready(sender.server, domain)
        failed(error)
        // one that cannot be made ready must not hold up those beside it
        if (part.length === 1) later(hand, part[0]!, { code: 'EPREPARE' })
        else
          for (const held of part)
            if (servers.ready(sender.server, held.domain, sender.limits, house.clock.now())) await prepare(hand, [held])
            else giveBack(hand, [held])
      }
    }
    hand.under--
    nudge()
  }

  function later(hand: Hand, held: Held, failure: SendingFailure & { response?: string }): void {
    const next = nextAttempt(held.attempts, held.createdAt, house.clock.now())
    const answer = keptAnswer(failure)
    const words = failure.response ?? answer
    if (verdictOf(failure) === 'never' || !next)
      finish(hand, held, { state: 'failed', answer }, { what: 'refused', words })
    else finish(hand, held, { state: 'queued', dueAt: next, answer }, { what: 'deferred', words })
  }

  async function send(hand: Hand, sender: Sender, held: Held, mail: OutgoingMail): Promise<void> {
    const since = running()
    const watch = setInterval(() => servers.waiting(sender.server, held.domain, running() - since), FRESH)
    hand.under++
    const learn = (failure?: SendingFailure) =>
      servers.learn(sender.server, held.domain, failure, running() - since, house.clock.now())
    try {
      const words = (await sender.transport.send(mail)) ?? '250'
      learn()
      sent++
      finish(hand, held, { state: 'sent', answer: '250' }, { what: 'accepted', words })
    } catch (error) {
      learn(error as SendingFailure)
      later(hand, held, error as SendingFailure)
    } finally {
      clearInterval(watch)
      hand.under--
      nudge()
    }
  }

  /** Gives ready mails their connections, in the same order; those that waited too long are looked at again. */
  function leave(now: Temporal.Instant): void {
    const order = [...hands.values()].filter(({ ready }) => ready.length > 0)
    for (const lane of LANES)
      for (const hand of order) {
        const sender = hand.sender!
        for (const one of hand.ready.slice()) {
          const { held, mail, since } = one
          if (held.lane !== lane) continue
          const goes =
            !stopped && running() - since < FRESH && servers.take(sender.server, held.domain, sender.limits, now)
          if (!goes && !stopped && running() - since < FRESH) continue
          hand.ready.splice(hand.ready.indexOf(one), 1)
          servers.unready(sender.server, held.domain)
          if (goes) void send(hand, sender, held, mail)
          else hand.waiting.unshift(held)
        }
      }
  }

  /** What cannot leave now: its provider is left alone, it was held too long, or the program ends. */
  function sortOut(hand: Hand, now: Temporal.Instant): void {
    const { sender } = hand
    const stays = (held: Held) =>
      !stopped &&
      sender !== undefined &&
      running() - held.since < HELD_TOO_LONG &&
      !servers.closedUntil(sender.server, sender.limits, now) &&
      !servers.domainClosedUntil(sender.server, held.domain, sender.limits, now)
    if (hand.waiting.every(stays)) return
    const all = hand.waiting.splice(0)
    hand.waiting.push(...all.filter(stays))
    giveBack(
      hand,
      all.filter((held) => !stays(held)),
    )
  }

  async function go(): Promise<void> {
    while (hands.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      nudge = resolve
      const now = house.clock.now()
      for (const hand of hands.values()) sortOut(hand, now)
      leave(now)
      if (!stopped) for (const [hand, lot] of pick([...hands.values()], turn++, servers, now)) void prepare(hand, lot)
      let claims = [...hands.values()].filter(({ claiming }) => claiming).length
      for (const hand of hands.values()) {
        const low = hand.waiting.length < Math.min(60, HELD / hands.size / 2)
        const wanted = hand.woken ? hand.waiting.length < HELD : low && !hand.dry
        if (wanted && !stopped && !hand.claiming && claims < CLAIMS_AT_ONCE) {
          claims++
          void fill(hand)
        }
      }
      for (const hand of hands.values()) {
        const idle = hand.under === 0 && !hand.claiming && hand.waiting.length + hand.ready.length === 0
        if (!idle || !(stopped || (hand.dry && !hand.woken))) continue
        if (hand.settler.settled()) hands.delete(hand.organisation.id)
        else hand.settler.flush()
      }
      if (hands.size === 0) break
      const tick = setTimeout(resolve, FRESH / 2)
      await promise
      clearTimeout(tick)
    }
    servers.tidy()
    going = undefined
  }

  return {
    /** Something may be due for this organisation. */
    wake(organisation: Organisation): void {
      if (stopped) return
      handOf(organisation).woken = true
      nudge()
      going ??= go().catch((error: unknown) => {
        going = undefined
        failed(error)
      })
    },
    /** Until nothing is due any more. @returns how many mails were taken by their servers since the last time */
    async idle(): Promise<number> {
      while (going) await going
      const count = sent
      sent = 0
      return count
    },
    /** Lets what is under way end, gives back the rest. */
    async stop(): Promise<void> {
      stopped = true
      nudge()
      while (going) await going
    },
  }
}
