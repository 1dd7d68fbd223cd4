import type { Organisation } from '#platform/data/organisations.ts'
import type { Lane } from '../rules.ts'
import type { Claimed } from './claim.ts'
import type { Sender } from './lot.ts'
import type { OutgoingMail } from './outgoing.ts'
import type { Servers } from './servers.ts'
import type { settler } from './settler.ts'

export const LANES: readonly Lane[] = ['transactional', 'informational', 'bulk']

export type Held = Claimed & { readonly despite: boolean; readonly since: number }
export type Hand = {
  readonly organisation: Organisation
  sender: Sender | undefined
  readonly waiting: Held[]
  readonly ready: { held: Held; mail: OutgoingMail; since: number }[]
  /** Mails by provider that are somewhere between claim and outcome. */
  readonly held: Map<string, number>
  under: number
  woken: boolean
  dry: boolean
  claiming: boolean
  /** How many to claim next time. */
  next: number
  readonly settler: ReturnType<typeof settler>
}

export const newHand = (organisation: Organisation, by: ReturnType<typeof settler>, next: number): Hand => ({
  organisation,
  sender: undefined,
  waiting: [],
  ready: [],
  held: new Map(),
  under: 0,
  woken: true,
  dry: false,
  claiming: false,
  next,
  settler: by,
})

/** Lots to be looked at again: by lane, then by organisation in turn. */
export function pick(hands: readonly Hand[], turn: number, servers: Servers, now: Temporal.Instant): Map<Hand, Held[]> {
  const lots = new Map<Hand, Held[]>()
  const first = turn % Math.max(1, hands.length)
  const inTurn = [...hands.slice(first), ...hands.slice(0, first)].filter(
    ({ sender, waiting }) => sender && waiting.length > 0 && servers.room(sender.server, sender.limits) > 0,
  )
  for (const lane of LANES)
    for (let more = true; more;) {
      more = false
      for (const hand of inTurn) {
        const sender = hand.sender!
        const place = hand.waiting.findIndex(
          (held) => held.lane === lane && servers.ready(sender.server, held.domain, sender.limits, now),
        )
        if (place === -1) continue
        lots.set(hand, [...(lots.get(hand) ?? []), ...hand.waiting.splice(place, 1)])
        more = true
      }
    }
  return lots
}
