import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { keptAnswer, type SendingFailure } from '../rules.ts'
import { composeMail } from '../templates/compose.ts'
import { smtpTransport } from '../transport.ts'
import { sendersDb } from './data.ts'
import { signingKeys } from './keys.ts'
import type { OutgoingMail, Transport } from './outgoing.ts'
import { type MailHouse, ownServer, senderRow, serverIsOn } from './senders.ts'
import { trialMail } from './trial-mail.ts'

/** A person waits for the answer. */
const PATIENCE_MS = 6_000

/**
 * Sends one mail at once, past the outbox, so that staff see what their server says.
 * @param over the organisation's own server, also before it is used; or what sends now
 * @returns `ok`, or the code of what went wrong
 * @throws Refusal messages.server-not-registered: nothing goes to a company that is not in the register of processors
 */
export async function testMail(
  at: Scope<string>,
  over: 'own' | 'current',
  to: string,
  house: MailHouse,
): Promise<string> {
  const row = await senderRow(at)
  const own = over === 'own' || row?.server_active === true
  if (own && !(await serverIsOn(at))) throw refuse('messages.server-not-registered', 'conflict')
  const from = row?.address_active ? row.address : house.from
  const keys = row?.address_active ? await signingKeys(at, row.domain) : []
  const mail: OutgoingMail = {
    messageId: `<${randomUUID()}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    from: { name: at.organisation.name, address: from },
    replyTo: at.organisation.contact_mail || undefined,
    to,
    keys,
    content: await composeMail(at, trialMail, { language: at.language, values: {} }),
  }
  const outcome =
    own && row
      ? await once(smtpTransport({ ...(await ownServer(at, row, house)), patience: PATIENCE_MS }, house.clock), mail)
      : house.transport
        ? await handOver(house.transport, mail)
        : 'no server'
  if (own) await sendersDb(at).updateTable('mail_senders').set({ tested: outcome, tested_at: at.now }).execute()
  return outcome
}

async function once(transport: Transport & { close(): void }, mail: OutgoingMail): Promise<string> {
  try {
    return await handOver(transport, mail)
  } finally {
    transport.close()
  }
}

async function handOver(transport: Transport, mail: OutgoingMail): Promise<string> {
  try {
    await transport.send(mail)
    return 'ok'
  } catch (error) {
    return keptAnswer(error as SendingFailure & { response?: string })
  }
}
