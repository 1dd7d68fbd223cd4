import type { Reason } from './reasons.ts'

/** Why a mail did not arrive, as far as a server's words tell. */
export type Cause = {
  readonly reason: Reason
  /** The enhanced status code (RFC 3463), or ''. */
  readonly code: string
  /** Whether the server said it for good (5xx); undefined where it said neither. */
  readonly permanent: boolean | undefined
}

// The first that fits counts: what is said about us and about the mail stands before what is said about the address,
// because servers repeat the address in both. German wordings are those of German providers and of translated Exchange.
const said: readonly (readonly [Reason, RegExp])[] = [
  [
    'loop',
    /too many (hops|received)|mail (forwarding )?loop|loops back to (myself|itself)|hop count exceeded|routing loop|schleife/i,
  ],
  [
    'full',
    /(mailbox|inbox|postfach|quota|speicherplatz|user)\W+(\w+\W+){0,4}(full|voll|überfüllt|exceed\w*|over(\W?quota)?|überschritten|erschöpft)|over\W?quota|quota\W?exceed|exceeded storage|insufficient (disk|storage|system storage|space)|storage allocation|out of storage|mailfolder is full|OverQuotaTemp|maximale (Größe|Kapazität) (des|ihres) Postfachs/i,
  ],
  [
    'too-large',
    /(message|mail|nachricht|file)\W+(\w+\W+){0,5}(too (large|big)|zu groß|size limit|exceeds (the )?(maximum|fixed|size))|size exceeds|RecipSizeLimit|maximum (message )?size|überschreitet die (maximale|zulässige) (Größe|Nachrichtengröße)/i,
  ],
  [
    'spam',
    /\bspam\b(?!haus)|considered (as )?(unsolicited|junk)|junk ?mail|als (Spam|Werbung|unerwünscht)|spamverdacht|unsolicited (bulk|mail)|content filter reject/i,
  ],
  [
    'content',
    /virus|malware|banned (content|file)|schadsoftware|infected|attachment type|dateityp|message content (rejected|not)|unacceptable content/i,
  ],
  [
    'refused',
    /black\W?list|block\W?list|\bdnsbl\b|\brbl\b|spamhaus|reputation|\bdmarc\b|\bspf\b|\bdkim\b|dynamic ip|reverse dns|\bptr\b|rdns|relay(ing)? (access )?denied|relaying (not|nicht)|not permitted to relay|policy (restriction|reason|violation)|reject due to policy|blocked (for|by|using|due)|your (ip|host|server|mail server)|IP=…?[\d.]*\s*- A problem|tosa@|sender (address )?(rejected|denied|verify failed)|not authori[sz]ed|nicht berechtigt|client host (rejected|blocked)|bad reputation|banned (sending )?ip|absender\W+(\w+\W+){0,3}(abgelehnt|nicht)/i,
  ],
  [
    'moved',
    /has moved|no longer (works|employed|with)|new (e-?mail )?address|neue (e-?mail-?|mail-?)?adresse|user not local; please try|nicht mehr (bei uns|im unternehmen)/i,
  ],
  [
    'disabled',
    /(account|mailbox|user|recipient|address|postfach|konto|benutzer)\W+(\w+\W+){0,5}(disabled|inactive|suspended|deactivated|deaktiviert|gesperrt|stillgelegt|closed|inaktiv|expired|locked)|inactive (account|mailbox)|account has been|not accepting (any )?(mail|messages)|nimmt (derzeit )?keine (nachrichten|mails)/i,
  ],
  [
    'no-such-domain',
    /(host|domain|name server|dns|domäne)\W+(\w+\W+){0,5}(not found|unknown|does not exist|nicht gefunden|existiert nicht|no such|unrouteable|host not found)|unrouteable (mail )?(address|domain)|no such (domain|host)|\bnxdomain\b|no mail ?exchanger|null ?mx|does not accept mail|couldn'?t find any host|domain (lookup|name) (failed|not found)|nullmx|bad destination (system|mailbox address)\W+\w*\W*system/i,
  ],
  [
    'no-such-address',
    /(user|recipient|mailbox|address|account|addressee|alias|benutzer|empfänger\w*|adresse\w*|e-?mail-?adresse|postfach|teilnehmer)\W+(\S+\W+){0,8}?(unknown|unbekannt|not (be )?found|not exist\w*|doesn'?t exist|no such|invalid|unavailable|undeliverable|not available|rejected|not listed|not known|not recogni[sz]ed|existiert nicht|nicht gefunden|nicht (be)?kannt|gibt es nicht|ungültig|nicht vorhanden|nicht verfügbar|konnte nicht gefunden)|(unknown|invalid|no such|non-?existent|nonexistent|unbekannte\w*|ungültige\w*) (or illegal )?(local )?(user|recipient|mailbox|address\w*|alias|account|name|benutzer\w*|empfänger\w*|adresse\w*|addressee|person|postfach)|no mailbox (here )?(by|with) (that|this)|RecipNotFound|RecipientNotFound|not listed in (domino|public)|(is )?not our customer|no valid recipient|mailbox not found|this user doesn'?t have|does not have an? \S+ account|kein(e|en)? (gültige\w* )?(postfach|benutzer|empfänger|adresse)|konnte nicht gefunden werden/i,
  ],
  [
    'busy',
    /grey\W?list|try (it )?again( later)?|too many (connections|messages|recipients|mails)|rate\W?limit|throttl|temporar(il)?y (deferred|unavailable|rejected|lookup)|resources temporarily|später erneut|unusual rate|deferred due|bitte später|slow down/i,
  ],
  [
    'unreachable',
    /connect(ion)?( \w+)?( to)?\W+(\S+\W+){0,6}?(timed out|refused|reset|lost|failed|no route)|connection (dropped|lost|timed out|refused)|no route to host|network (is )?unreachable|lost connection|no answer from host|nicht erreichbar|unable to connect|wasn'?t able to establish an smtp connection|conversation with/i,
  ],
  [
    'expired',
    /(delivery|message|retry)\W+(\w+\W+){0,3}(time(d)?[- ]?out|expired|time exceeded)|retry timeout exceeded|retry time not reached for any host|could not be delivered (for|within|in) (the last )?\d|(too|been) old|in der queue|queue (too )?long|zeitüberschreitung|giving up|expired in transit/i,
  ],
  [
    'system',
    /internal (server )?error|local (configuration )?error|system (error|fault|not accepting)|i\/o error|störung|administrative prohibition|mail system (full|error)|server error/i,
  ],
]

const byCode: Readonly<Record<string, Reason>> = {
  '1.0': 'no-such-address',
  '1.1': 'no-such-address',
  '1.2': 'no-such-domain',
  '1.3': 'no-such-address',
  '1.4': 'no-such-address',
  '1.6': 'moved',
  '1.7': 'refused',
  '1.8': 'refused',
  '1.10': 'no-such-domain',
  '2.1': 'disabled',
  '2.2': 'full',
  '2.3': 'too-large',
  '3.1': 'system',
  '3.2': 'busy',
  '3.4': 'too-large',
  '4.1': 'unreachable',
  '4.2': 'unreachable',
  '4.4': 'no-such-domain',
  '4.5': 'busy',
  '4.6': 'loop',
  '4.7': 'expired',
  '5.3': 'busy',
  '6.1': 'content',
  '7.0': 'refused',
  '7.1': 'refused',
  '7.9': 'refused',
  '7.20': 'refused',
  '7.23': 'refused',
  '7.25': 'refused',
  '7.26': 'refused',
  '7.28': 'refused',
}

/** Codes that say so little that the words beside them know better. */
const vague = new Set(['0.0', '1.0', '1.1', '1.10', '2.0', '2.1', '3.0', '4.0', '4.4', '4.7', '5.0', '7.0', '7.1'])

const enhanced = /(?<![\d.])([245])\.(\d)\.(\d{1,3})(?![\d.])/
const basic = /(?:^|[\s:;,<>("#-])([45]\d\d)(?=[\s;:-])(?!\s*(?:bytes|kB|seconds|hours))/

/**
 * What a server's words say about why a mail did not arrive.
 * @param words the words as they came, or an answer such as `550 5.1.1 No such mailbox`
 * @param status the status a report gives beside them (RFC 3463), if any
 */
export function causeOf(words: string, status = ''): Cause {
  const inWords = enhanced.exec(words)
  const given = enhanced.exec(status)
  // a report's own "5.0.0" says less than the code in the other server's answer
  const chosen = given && given[2] !== '0' ? given : (inWords ?? given)
  const code = chosen ? `${chosen[1]}.${chosen[2]}.${chosen[3]}` : ''
  const smtp = basic.exec(words)?.[1]
  const first = chosen?.[1] ?? smtp?.[0]
  const permanent = first === '5' ? true : first === '4' ? false : undefined
  const detail = chosen ? `${chosen[2]}.${chosen[3]}` : ''
  const coded = byCode[detail] ?? (detail.startsWith('7.') ? 'refused' : undefined)
  if (coded && !vague.has(detail)) return { reason: coded, code, permanent }
  const told = said.find(([, sign]) => sign.test(words))?.[0]
  return { reason: told ?? coded ?? bySmtp(smtp), code, permanent }
}

function bySmtp(smtp: string | undefined): Reason {
  if (smtp === '552' || smtp === '452') return 'full'
  if (smtp === '421' || smtp === '450' || smtp === '451') return 'busy'
  if (smtp === '521' || smtp === '556') return 'no-such-domain'
  return 'unknown'
}
