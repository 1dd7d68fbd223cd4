import type { Bilingual } from '#platform/data/activity.ts'

/** Why a mail did not arrive, in words for staff. */
export const reasons = {
  'no-such-address': { de: 'Die Adresse gibt es nicht', en: 'The address does not exist' },
  'no-such-domain': {
    de: 'Den Mailanbieter in dieser Adresse gibt es nicht',
    en: 'The address’s mail host does not exist',
  },
  disabled: { de: 'Das Postfach ist stillgelegt', en: 'The mailbox is closed' },
  moved: { de: 'Die Person hat eine neue Adresse', en: 'The person has a new address' },
  full: { de: 'Das Postfach ist voll', en: 'The mailbox is full' },
  'too-large': { de: 'Die Mail ist dem Empfänger zu groß', en: 'The mail is too large for the recipient' },
  refused: { de: 'Der Mailserver lehnt Mails von uns ab', en: 'The mail server refuses mails from us' },
  spam: { de: 'Die Mail wurde für Werbung gehalten', en: 'The mail was taken for spam' },
  content: { de: 'Der Inhalt wurde nicht angenommen', en: 'The content was not accepted' },
  busy: { de: 'Der Mailserver bittet um Geduld', en: 'The mail server asks for patience' },
  unreachable: { de: 'Der Mailserver ist nicht erreichbar', en: 'The mail server cannot be reached' },
  expired: { de: 'Zu lange vergeblich versucht', en: 'Tried in vain for too long' },
  loop: { de: 'Die Mail läuft im Kreis', en: 'The mail goes round in circles' },
  system: { de: 'Der Mailserver hat eine Störung', en: 'The mail server has a fault' },
  complained: { de: 'Als unerwünscht gemeldet', en: 'Reported as unwanted' },
  unknown: { de: 'Der Grund ist nicht zu erkennen', en: 'The reason cannot be told' },
} as const satisfies Readonly<Record<string, Bilingual>>
export type Reason = keyof typeof reasons

/** Reasons that last: whoever writes there again gets the same answer. */
const lasting: ReadonlySet<Reason> = new Set(['no-such-address', 'no-such-domain', 'disabled', 'moved'])

/** How a bounce weighs: hard only where a lasting reason was said for good. */
export const weightOf = (reason: Reason, permanent: boolean): 'hard' | 'soft' =>
  permanent && lasting.has(reason) ? 'hard' : 'soft'
