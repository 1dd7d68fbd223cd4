import type { Scope } from '#platform/data/scope.ts'
import { type KeyRow, keysOf } from './keys.ts'
import { type MailHouse, senderRow, type SenderRow, serverIsOn } from './senders.ts'

/** What the sender's pages show. */
export type SenderFacts = {
  readonly row: SenderRow | undefined
  readonly keys: readonly KeyRow[]
  readonly signing: number
  /** The DNS has shown a key, so the address may be used. */
  readonly usable: boolean
  readonly serverOn: boolean
  readonly houseSends: boolean
  readonly houseFrom: string
  readonly answersTo: string
  /** What SPF must say for the server that sends; empty where only its provider knows. */
  readonly mechanism: string
  readonly zone: string
  readonly now: Temporal.Instant
}

export async function senderFacts(at: Scope<string>, house: MailHouse, mechanism: string): Promise<SenderFacts> {
  const row = await senderRow(at)
  const keys = row ? await keysOf(at, row.domain) : []
  return {
    row,
    keys,
    signing: keys.filter(({ state }) => state === 'signing').length,
    usable: keys.some(({ state, seen_at }) => state === 'signing' || (state === 'coming' && seen_at !== null)),
    serverOn: await serverIsOn(at),
    houseSends: house.transport !== undefined,
    houseFrom: house.from,
    answersTo: at.organisation.contact_mail,
    mechanism: row?.server_active ? '' : mechanism,
    zone: at.organisation.zone,
    now: at.now,
  }
}
