import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { unsubscribeHeaders } from '../blocks/headers.ts'
import { gate } from '../blocks/gate.ts'
import { db, type MailContent } from '../data.ts'
import { dressed } from '../following/dressed.ts'
import { providerNamed } from '../following/providers/index.ts'
import { setUpOf } from '../following/set-up.ts'
import { envelopeFor } from '../following/envelope.ts'
import { stoppedFor, type StoppedFor } from '../following/index.ts'
import { withOrganiser } from '../organiser.ts'
import type { OutgoingMail, Transport } from './outgoing.ts'
import type { Claimed } from './claim.ts'
import type { SigningKey } from './dkim.ts'
import type { Leaving } from './leaving.ts'
import type { Limits } from './servers.ts'

/** Who sends for an organisation, and over which server. */
export type Sender = {
  /** Tells servers apart; organisations that share one share its limits and its troubles. */
  readonly server: string
  readonly transport: Transport
  readonly from: string
  readonly keys: readonly SigningKey[]
  readonly limits: Limits
}

/** What the last look at a message says, right before it leaves. */
export type Ready = OutgoingMail | 'erased' | 'objected' | 'taken back' | 'waits' | `stopped ${StoppedFor}`

/**
 * The last look at claimed messages, a lot in one transaction: since they were claimed their persons may have been
 * restricted or erased, may have objected or withdrawn; the cause may have taken them back. In this order: is it still
 * wanted, does it pass the gate, can its address be reached, how is it dressed, what is on its envelope.
 * @returns in order
 */
export async function lookAgain(
  at: Scope<string>,
  lot: readonly Claimed[],
  sender: Sender,
  publicUrl: string,
): Promise<Ready[]> {
  const rows = await db(at)
    .selectFrom('messages')
    .select(['id', 'state'])
    .where(
      'id',
      'in',
      lot.map(({ id }) => id),
    )
    .execute()
  const states = new Map(rows.map(({ id, state }) => [id, state]))
  const found = lot.map((claimed): Leaving | Exclude<Ready, OutgoingMail> => {
    const state = states.get(claimed.id)
    // not there for this purpose: its person was restricted meanwhile
    if (state === undefined) return 'waits'
    if (state !== 'queued') return 'taken back'
    const { to, content } = claimed
    // the person's key was destroyed in the meantime: nobody is left to write to
    return to !== null && content !== null ? { ...claimed, to, content } : 'erased'
  })
  const asked = found.filter((one) => typeof one !== 'string')
  const passes = await gate(at, asked)
  const stops = await stoppedFor(
    at,
    asked.map(({ to }) => to),
  )
  const stopped = new Map(asked.map(({ id }, place) => [id, passes[place] ? stops[place] : undefined]))
  const leaving = asked.filter(({ id }, place) => passes[place] && !stopped.get(id))
  const contents = await dressed(at, leaving, publicUrl)
  const headers = await unsubscribeHeaders(at, leaving)
  const named = providerNamed((await setUpOf(at)).provider)?.header
  const envelopes = await Promise.all(leaving.map(({ id }) => envelopeFor(at, id)))
  const outgoing = new Map(
    leaving.map((one, place) => [
      one.id,
      {
        ...addressed(at.organisation, sender, one),
        content: withHeaders(withOrganiser(contents[place]!, at.organisation.name, sender.from), {
          ...headers[place],
          ...named?.(one.id),
        }),
        envelope: envelopes[place]!,
      },
    ]),
  )
  const idDomains = new Map(lot.map(({ id, idDomain }) => [id, idDomain]))
  return found.map((one): Ready => {
    if (typeof one === 'string') return one
    const mail = outgoing.get(one.id)
    const reason = stopped.get(one.id)
    // its address bounced or complained: kept, so that staff can send it once that is put right
    if (reason) return `stopped ${reason}`
    return mail ? { ...mail, messageId: `<${one.id}@${idDomains.get(one.id)}>` } : 'objected'
  })
}

const addressed = (organisation: Organisation, sender: Sender, { to }: Leaving) => ({
  // a name with a line end in it would stop every mail of the organisation
  from: { name: organisation.name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '), address: sender.from },
  replyTo: organisation.contact_mail || undefined,
  to,
  keys: sender.keys,
})

const withHeaders = (content: MailContent, more: Readonly<Record<string, string>> = {}): MailContent =>
  Object.keys(more).length === 0 ? content : { ...content, headers: { ...content.headers, ...more } }
