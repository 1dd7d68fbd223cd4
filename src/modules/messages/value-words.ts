import type { Language } from '#platform/text/language.ts'
import { texts } from '#platform/text/texts.ts'
import { coded, type Reads, valueWords } from '#privacy'
import { blockWords } from './blocks/texts.ts'
import { causeOf } from './following/reading/cause.ts'
import { type Reason, reasons } from './following/reading/reasons.ts'
import { feedbackWords } from './following/texts.ts'
import { namedKind } from './names.ts'
import { protocolWords } from './protocol/words.ts'
import { providers } from './sms/providers/index.ts'
import { smsWords } from './sms/texts.ts'

// How our rows read in somebody's answer: as on the screens, but where those speak to staff, to the person.

const mailAnswers = texts(
  {
    objected: 'Sie möchten solche Mails nicht',
    erased: 'Ihre Daten sind gelöscht',
    moved: 'Sie haben eine neue Adresse',
    ours: 'Der Mailserver, über den wir senden, ließ uns nicht herein',
  },
  {
    objected: 'You do not want such mails',
    erased: 'Your data are erased',
    moved: 'You have a new address',
    ours: 'The mail server by which we send did not let us in',
  },
)
const smsAnswers = texts(
  {
    objected: 'Sie haben Ihre Einwilligung widerrufen.',
    erased: 'Ihre Daten sind gelöscht.',
    unanswered:
      'Der Anbieter hat zweimal nicht geantwortet und kennt die SMS nicht. Ob sie angekommen ist, wissen wir nicht.',
    interrupted: 'Das Senden wurde unterbrochen.',
    stopped: 'Sie haben mit STOP geantwortet.',
    refused: 'Der Anbieter hat die SMS von uns nicht angenommen.',
  },
  {
    objected: 'You withdrew your consent.',
    erased: 'Your data are erased.',
    unanswered: 'The provider did not answer twice and does not know the SMS. We do not know whether it reached you.',
    interrupted: 'Sending was interrupted.',
    stopped: 'You answered STOP.',
    refused: 'The provider did not accept the SMS from us.',
  },
)
const returned = texts(
  {
    letter: 'Antwort auf eine Mail von uns',
    forged: 'Gefälschte Meldung, nicht beachtet',
    ended: 'Meldung über eine Mail, die nicht mehr im Protokoll steht',
  },
  {
    letter: 'Reply to a mail from us',
    forged: 'Forged report, not heeded',
    ended: 'Report about a mail that is no longer in the protocol',
  },
)

const kind: Reads = (value, language) => (typeof value === 'string' ? namedKind(value)?.[language] : undefined)
const why = (of: Reason, language: Language): string =>
  of === 'moved' ? mailAnswers(language).moved : reasons[of][language]
const reason = coded((language) =>
  Object.fromEntries((Object.keys(reasons) as Reason[]).map((name) => [name, why(name, language)])),
)
const stoppedFor = coded((language) => feedbackWords(language).stoppedFor)

const known = coded((language) => {
  const { answers, events } = protocolWords(language)
  const { objected, erased } = mailAnswers(language)
  const { withdrawn, 'taken back': back } = answers
  const stopped = {
    'stopped hard': answers['stopped hard'],
    'stopped soft': answers['stopped soft'],
    'stopped complained': answers['stopped complained'],
  }
  return { ...stopped, withdrawn, 'taken back': back, objected, erased, '250': events.accepted }
})

/** What was kept of a mail server's answer, see `keptAnswer`; `answerInWords` tells staff what to do about it. */
const answer: Reads = (value, language, row) => {
  if (typeof value !== 'string') return undefined
  const ours = known(value, language, row)
  if (ours !== undefined) return ours
  if (value === 'EAUTH' || /^53\d/.test(value)) return mailAnswers(language).ours
  if (/^\d{3}( \d\.\d{1,3}\.\d{1,3})?$/.test(value)) return why(causeOf(value).reason, language)
  return /^[A-Z]{3,20}$|^no connection$/.test(value) ? protocolWords(language).answers.connection : undefined
}

/** A server's number (RFC 3463) with what it means, where nothing beside it says so. */
const code: Reads = (value, language, row) => {
  if (typeof value !== 'string' || !/^[45]\.\d\.\d{1,3}$/.test(value)) return undefined
  const cause = causeOf(String(row['words'] ?? ''), value)
  return cause.reason === 'unknown' ? undefined : `${value}: ${why(cause.reason, language)}`
}

/** What a provider says to us about our contract with it, not about the person's number. */
const OURS = new Set(['20003', '21408', '21606', '306', '500', '900', '903'])

/** A provider's code; without a provider it is one that can stand for a single thing only. */
function providerCode(value: string, provider: string | undefined, language: Language): string | undefined {
  const { answers } = smsWords(language)
  const own = smsAnswers(language)
  const certain = provider !== undefined || value !== '500'
  const hint = providers
    .filter(({ name }) => provider === undefined || name === provider)
    .map(({ hints }) => hints[value]?.[language])
    .find((said) => said !== undefined)
  if (value === '21610') return own.stopped
  if (hint !== undefined && certain) return OURS.has(value) ? own.refused : hint
  if (/^(429|503|20429)$/.test(value)) return answers.busy
  if (value === '20500' || (certain && /^5\d\d$/.test(value))) return answers.broken
  if (/^E[A-Z_]+$|^UND_\w+$|^LOST$|^TIMEOUT$/.test(value)) return answers.connection
  return /^[\w-]{1,24}$/.test(value) ? answers.code(value) : undefined
}

const smsKnown = coded((language) => {
  const { answers, events } = smsWords(language)
  const { stopped, withdrawn, silent, late } = answers
  const { objected, erased, unanswered, interrupted } = smsAnswers(language)
  return { stopped, withdrawn, silent, late, objected, erased, unanswered, interrupted, found: events.found }
})

const smsAnswer: Reads = (value, language, row) => {
  if (typeof value !== 'string') return undefined
  const provider = typeof row['provider'] === 'string' && row['provider'] !== '' ? row['provider'] : undefined
  return smsKnown(value, language, row) ?? providerCode(value, provider, language)
}

valueWords('messages', { kind, state: coded((language) => protocolWords(language).states), answer })
valueWords('message_events', {
  kind: coded((language) => protocolWords(language).events),
  weight: coded((language) => {
    const { bouncedHard: hard, bouncedSoft: soft } = feedbackWords(language)
    return { hard, soft }
  }),
  reason,
})
valueWords('mail_standings', { stopped_for: stoppedFor, code })
valueWords('mail_reports', {
  kind: coded((language) => ({
    ...protocolWords(language).events,
    ...feedbackWords(language).kinds,
    loop: reasons.loop[language],
    ...returned(language),
  })),
  reason,
})
valueWords('block_acts', { reason: coded((language) => blockWords(language).staff.reasons) })
valueWords('sms_messages', { kind, state: coded((language) => smsWords(language).states), answer: smsAnswer })
valueWords('sms_events', { state: coded((language) => smsWords(language).events), code: smsAnswer })
