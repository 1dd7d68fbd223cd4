import type { Mail } from './mime.ts'

const subjects =
  /^(re: ?|aw: ?)?(auto(matische?)?[- ]?(antwort|reply|response|matic reply)|automatic reply|automatisch\w*|auto: |autoreply|abwesenheit\w*|abwesend|ich bin (nicht im büro|abwesend|im urlaub)|nicht im (büro|haus|dienst)|out of (the )?office|out of office|ooo\b|vacation|urlaub\w*|on (leave|holiday|vacation)|away from|(automatische )?eingangsbestätigung|wir haben ihre (nachricht|mail|e-mail|anfrage) erhalten|we (have )?received your|réponse automatique|ihre nachricht an|ticket ?(\[|#|received|erstellt))/i

/**
 * Whether nobody wrote this mail: an out-of-office note, a receipt, an answer of a ticket system (RFC 3834, and what
 * stands in for it elsewhere).
 */
export function isAutomatic(mail: Mail): boolean {
  const submitted = mail.header('auto-submitted').toLowerCase()
  if (submitted !== '' && !submitted.startsWith('no')) return true
  if (
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-mail-autoreply'].some((name) =>
      mail.header(name),
    )
  )
    return true
  if (mail.header('x-auto-response-suppress') && subjects.test(mail.subject)) return true
  if (mail.header('x-ms-exchange-inbox-rules-loop') || mail.header('x-facebook-notify')) return true
  if (/auto_?reply|junk/i.test(mail.header('precedence'))) return true
  if (mail.part('message/disposition-notification') !== undefined) return true
  if (/^(vacation|autorespond|autoreply|auto-reply)/.test(mail.sender)) return true
  return subjects.test(mail.subject.trim())
}

/** Hardly a mail that is not going in circles passes so many servers (RFC 5321, 6.3). */
const MANY_HOPS = 30

/** Whether a mail of ours came back as it is, or goes round in circles. */
export function isLoop(mail: Mail, isOurs: (sender: string) => boolean): boolean {
  const hops = mail.headers.filter(({ name }) => name === 'received').length
  if (hops >= MANY_HOPS) return true
  const delivered = mail.headers.filter(({ name }) => name === 'delivered-to').map(({ value }) => value.toLowerCase())
  if (delivered.length >= 3 && new Set(delivered).size < delivered.length - 1) return true
  return isOurs(mail.sender) && mail.header('auto-submitted').startsWith('auto-generated')
}
