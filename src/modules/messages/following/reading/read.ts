import { isAutomatic, isLoop } from './automatic.ts'
import { feedbackOf } from './feedback.ts'
import { parsed, type Mail } from './mime.ts'
import type { Reading, What } from './reading.ts'
import { statusOf } from './status.ts'
import { hasNoSender, isServers, wordsOf } from './words.ts'

export type Read = { readonly mail: Mail; readonly readings: readonly [Reading, ...Reading[]] }

/**
 * Reads a mail that came back: first as reports are standardised (RFC 3464, RFC 5965), then by what servers write, then
 * whether a machine answered. Never gives nothing: what is not understood is `unknown`, what a person wrote a `letter`.
 * @param isOurs whether an address is one of our own senders
 */
export async function readMail(raw: Uint8Array, isOurs: (sender: string) => boolean): Promise<Read> {
  const mail = await parsed(raw)
  return { mail, readings: readingsOf(mail, isOurs) }
}

function readingsOf(mail: Mail, isOurs: (sender: string) => boolean): [Reading, ...Reading[]] {
  const [first, ...more] = [...statusOf(mail), ...feedbackOf(mail)]
  if (first) return [first, ...more]
  const simple = (what: What, form: string): [Reading] => [
    { what, source: 'words', code: '', words: mail.subject, form },
  ]
  if (isLoop(mail, isOurs)) return simple('loop', 'loop')
  if (isServers(mail)) return wordsOf(mail)
  if (isAutomatic(mail)) return simple('auto-replied', 'answer')
  return hasNoSender(mail) ? wordsOf(mail) : simple('letter', 'letter')
}
