import { type Config, setting } from '#platform/config/config.ts'
import type { NavigationEntry } from '#platform/http/permission.ts'
import { ledgerKind } from '#privacy'
import { messaging } from '../navigation.ts'
import { isDomain } from './dns-rules.ts'
import { textsFrom } from './dns.ts'
import { openSending } from './open.ts'
import { pages } from './paths.ts'
import { mayKeepSender } from './permissions.ts'
import { senderRoutes } from './routes.tsx'
import type { MailHouse } from './senders.ts'
import { senderWords } from './texts.ts'

ledgerKind('mail.sender-named', { de: 'Absender der Mails eingetragen', en: 'Sender of the mails entered' })
ledgerKind('mail.sender-used', { de: 'Eigener Absender eingeschaltet', en: 'Own sender switched on' })
ledgerKind('mail.sender-left', { de: 'Eigener Absender ausgeschaltet', en: 'Own sender switched off' })
ledgerKind('mail.server-named', { de: 'Eigener Mailserver eingetragen', en: 'Own mail server entered' })
ledgerKind('mail.server-used', { de: 'Eigener Mailserver eingeschaltet', en: 'Own mail server switched on' })
ledgerKind('mail.server-left', { de: 'Eigener Mailserver ausgeschaltet', en: 'Own mail server switched off' })
ledgerKind('mail.key-made', { de: 'Schlüssel für Mails erzeugt', en: 'Key for mails made' })
ledgerKind('mail.key-signs', { de: 'Schlüssel für Mails gewechselt', en: 'Key for mails changed' })
ledgerKind('mail.key-forgotten', { de: 'Schlüssel für Mails entfernt', en: 'Key for mails removed' })

export const sendingSettings = {
  smtpConnections: setting('BELEGT_MAIL_CONNECTIONS', {
    type: 'integer',
    min: 1,
    max: 100,
    default: 10,
    doc: 'How many connections to a mail server are held at once. Lower it when the server answers that there are too many.',
  }),
  smtpPerMinute: setting('BELEGT_MAIL_PER_MINUTE', {
    type: 'integer',
    min: 1,
    max: 1_000_000,
    default: null,
    doc: 'How many mails a minute the mail server takes at the most, by each process of the program. Unset: no limit.',
  }),
  smtpDomainPerMinute: setting('BELEGT_MAIL_DOMAIN_PER_MINUTE', {
    type: 'integer',
    min: 1,
    max: 1_000_000,
    default: null,
    doc: 'How many mails a minute may go to recipients of the same provider, by each process. Unset: no limit.',
  }),
  spf: setting('BELEGT_MAIL_SPF', {
    type: 'string',
    default: null,
    pattern: /^(include|a|mx|ip4|ip6|exists):[A-Za-z0-9.:/_-]+$/,
    doc: 'What the SPF record of an organisation must name so that this mail server may send for it, e.g. include:spf.example.de; unset: a: and the host of BELEGT_SMTP_URL.',
  }),
  dnsServers: setting('BELEGT_DNS_SERVERS', {
    type: 'list',
    default: [],
    doc: 'DNS servers that are asked about SPF, DKIM and DMARC, e.g. 9.9.9.9; unset: those of the machine.',
  }),
  privateServers: setting('BELEGT_MAIL_PRIVATE_SERVERS', {
    type: 'boolean',
    default: false,
    doc: 'Whether organisations may name mail servers in a private network. Only where all organisations are your own.',
  }),
} as const

export type SendingGiven = MailHouse & {
  readonly failed: (error: unknown) => void
  readonly mechanism?: string
  readonly dnsServers?: readonly string[]
  readonly processors?: string
}

/** What the installation's settings say about sending. */
export type MailSettings = Partial<Omit<SendingGiven, 'transport' | 'from' | 'failed'>>

export function mailSettings(
  config: Config<{ messages: typeof sendingSettings }>['messages'],
  smtp: URL | null,
): MailSettings {
  return {
    connections: config.smtpConnections,
    perMinute: config.smtpPerMinute ?? undefined,
    domainPerMinute: config.smtpDomainPerMinute ?? undefined,
    mechanism: config.spf ?? (smtp && isDomain(smtp.hostname) ? `a:${smtp.hostname}` : ''),
    dnsServers: config.dnsServers,
    privateServers: config.privateServers,
  }
}

/** What sending brings into the module: who sends, from where, and the one that does it. */
export function sendingPart(given: SendingGiven) {
  const outgoing = openSending(given)
  return {
    ...outgoing,
    routes: senderRoutes({
      house: given,
      read: textsFrom(given.dnsServers ?? []),
      mechanism: given.mechanism ?? '',
      processors: given.processors ?? '/team/datenschutz/auftragsverarbeiter',
    }),
    refusals: senderRefusals,
  }
}

export const senderNavigation: NavigationEntry = {
  path: pages.sender,
  label: { de: senderWords('de').nav, en: senderWords('en').nav },
  may: mayKeepSender,
  order: 68,
  group: messaging,
}

const senderRefusals = {
  'messages.key-coming': {
    de: 'Es gibt schon einen Schlüssel dieser Art, der auf seinen Eintrag im DNS wartet. Es wurde kein weiterer erzeugt.',
    en: 'There already is a key of this kind that waits for its record in the DNS. No other was made.',
  },
  'messages.key-not-seen': {
    de: 'Das DNS zeigt noch keinen Schlüssel von uns. Bitte tragen Sie ihn ein und prüfen Sie noch einmal. Es bleibt beim bisherigen Absender.',
    en: 'The DNS does not show a key of ours yet. Please enter it and check again. The sender stays as it was.',
  },
  'messages.no-such-key': {
    de: 'Diesen Schlüssel gibt es nicht mehr. Es wurde nichts geändert.',
    en: 'This key does not exist any more. Nothing was changed.',
  },
  'messages.key-in-use': {
    de: 'Dieser Schlüssel wird noch gebraucht: Er signiert, oder Mails mit ihm sind noch unterwegs. Es wurde nichts geändert.',
    en: 'This key is still needed: it signs, or mails with it are still under way. Nothing was changed.',
  },
  'messages.no-sender': {
    de: 'Bitte tragen Sie zuerst eine eigene Absenderadresse ein. Es wurde nichts geändert.',
    en: 'Please enter a sender address of your own first. Nothing was changed.',
  },
  'messages.server-untested': {
    de: 'Über diesen Mailserver ging noch keine Testmail. Bitte senden Sie zuerst eine. Es bleibt beim bisherigen Server.',
    en: 'No test mail has gone by this mail server yet. Please send one first. The server stays as it was.',
  },
  'messages.server-not-registered': {
    de: 'Der Betreiber dieses Mailservers ist im Verzeichnis der Auftragsverarbeiter nicht eingeschaltet. Es wurde nichts gesendet und nichts geändert.',
    en: 'Whoever runs this mail server is not switched on in the register of processors. Nothing was sent, nothing changed.',
  },
} as const
