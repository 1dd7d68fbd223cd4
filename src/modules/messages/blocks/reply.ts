import { exactToken } from '#platform/keys/sealed.ts'
import type { Scope } from '#platform/data/scope.ts'
import { normaliseMail } from '#platform/text/contact.ts'
import { db } from '../data.ts'
import { type MailHeard, type MailRead, onMailRead } from '../following/heard.ts'
import { block } from './actions.ts'
import { addressBehind } from './opt-out.ts'
import { asksToStop } from './rules.ts'

/**
 * A mail that asks for no more mails: blocks the address its subject's token stands for, else the one that the answered mail
 * went to and the one that wrote. Who wrote can be forged; all that a forger reaches is that less is sent.
 */
export const stopByReply: MailHeard = async (at, mail) => {
  const stop = asksToStop(mail)
  if (!stop) return undefined
  const tokens = await meant(at, mail, stop.token)
  for (const token of tokens) await block(at, { channel: 'mail', token }, { way: 'reply' })
  return tokens.length > 0 ? 'done' : undefined
}

async function meant(at: Scope<string>, mail: MailRead, token: string | undefined): Promise<readonly Buffer[]> {
  const named = token && (await addressBehind(at, token))
  if (named) return [named]
  const answered = mail.message
    ? await db(at).selectFrom('messages').select('recipient_token').where('id', '=', mail.message).executeTakeFirst()
    : undefined
  const sender = normaliseMail(mail.sender) === undefined ? [] : [await exactToken(at, 'mail', mail.sender)]
  return [...(answered?.recipient_token ? [answered.recipient_token] : []), ...sender]
}

onMailRead(stopByReply)
