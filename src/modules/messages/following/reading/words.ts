import { causeOf } from './cause.ts'
import type { Mail } from './mime.ts'
import type { Reading } from './reading.ts'
import { weightOf } from './reasons.ts'
import { shortened } from './status.ts'

// How servers that send no report with fields begin theirs. `form` is for figures only; the reason is read from the words.
const forms: readonly (readonly [form: string, sign: RegExp])[] = [
  ['qmail', /this is the qmail-send program|i(’|')?m afraid i wasn(’|')?t able to deliver/i],
  [
    'exim',
    /this message was created automatically by mail delivery software|a message that you (have )?sent (could not|has not yet) be/i,
  ],
  [
    'ionos',
    /kundenserver|mail delivery system at (mx|mout)|the following address failed|die folgenden? adressen? (sind|ist) fehlgeschlagen/i,
  ],
  ['gmx', /mail-?daemon@(gmx|web)\.|gmx mail-?system|web\.de mail-?system/i],
  ['t-online', /t-online\.de|telekom mail|tosa@/i],
  [
    'exchange',
    /fehler bei der nachrichtenzustellung|ihre nachricht (an|wurde)|delivery has failed to these recipients|diagnoseinformationen für administratoren|microsoft exchange|your message (to .{0,200} )?couldn(’|')t be delivered|wurde nicht zugestellt/i,
  ],
  ['domino', /delivery failure|domino/i],
  ['postfix', /this is the mail system at host|ich bin das mail-?system/i],
  ['sendmail', /permanent fatal errors|transcript of session follows/i],
  ['tobit', /david|tobit/i],
  [
    'other',
    /(could|can|konnte|kann)(n(’|')t| ?not|te)? (\S+ ){0,6}(be delivered|zugestellt|deliver)|undeliverable|unzustellbar|nicht zustellbar|returned to sender|delivery (has )?failed|delivery status|failure notice|delivery failure/i,
  ],
]

const sentByMachine =
  /^(mailer-?daemon|mail-?daemon|postmaster|mail-?delivery|maildelivery|bounces?|noreply-bounce|no-?reply|system|mail-system|mta|administrator|microsoftexchange\w*)(@|[+.-])/

const subjects =
  /undeliver|unzustellbar|nicht zustellbar|delivery (status|fail|problem|report|delayed)|returned mail|returning message|mail delivery|mail system error|failure notice|failed mail|delivery has failed|zustellung|message (delayed|not delivered)|nicht zugestellt|konnte nicht|undelivered|rückläufer|warning: (message|could not)|delivery incomplete|mail could not be/i

/** Whether a mail server speaks: by its name, its subject and its first words. */
export function isServers(mail: Mail): boolean {
  if (mail.header('x-failed-recipients') !== '') return true
  const spoken = subjects.test(mail.subject)
  if (sentByMachine.test(mail.sender)) return spoken || formOf(mail) !== undefined
  return spoken && formOf(mail) !== undefined
}

/** Whether nobody is to answer: the empty sender of reports, which notes of absence have as well (RFC 3834, 3.3). */
export const hasNoSender = (mail: Mail): boolean => /^\s*<\s*>\s*$/.test(mail.header('return-path'))

const formOf = (mail: Mail): string | undefined => {
  const start = mail.text.slice(0, 3_000)
  return forms.find(([, sign]) => sign.test(start) || sign.test(mail.sender))?.[0]
}

const passing =
  /has not yet been delivered|will (be )?(re)?tr(y|ied)|delayed|still being|no action is required|warning|verzögert|weiterhin versucht|noch nicht zugestellt|nicht notwendig/i
const forGood =
  /permanent|given up|giving up|could not be delivered|endgültig|fatal|dauerhaft|unzustellbar|couldn(’|')t be delivered|undeliverable|fehlgeschlagen/i

/**
 * Reads what a mail server wrote for people, where it sent no report with fields (RFC 3464): the reason by its words and
 * codes. What says nothing that we know is `unknown`, and shown to staff.
 */
export function wordsOf(mail: Mail): [Reading] {
  const said = shortened(mail.text)
  const cause = causeOf(said)
  const form = formOf(mail) ?? 'other'
  const base = { source: 'words', code: cause.code, words: telling(said), form } as const
  const delayed = passing.test(`${mail.subject}\n${said}`) && !forGood.test(said) && cause.permanent !== true
  if (delayed) return [{ ...base, what: 'deferred', reason: cause.reason }]
  if (cause.reason === 'unknown' && cause.permanent !== true) return [{ ...base, what: 'unknown' }]
  const permanent = cause.permanent ?? true
  return [{ ...base, what: 'bounced', reason: cause.reason, weight: weightOf(cause.reason, permanent) }]
}

/** The line in which the server gives its answer, with the one after it; without one the beginning of what it says. */
function telling(said: string): string {
  const lines = said.split('\n').map((line) => line.trim())
  const line = lines.findIndex((one) => /(?<![\d.])[45](\d\d|\.\d\.\d{1,3})(?![\d.])/.test(one))
  if (line >= 0) return lines.slice(line, line + 2).join(' ')
  return lines.filter((one) => one !== '').join(' ')
}
