import { kindName } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { texts } from '#platform/text/texts.ts'
import type { Carried, Kind } from '../data.ts'
import type { RefusalReason } from '../rules/kinds.ts'
import { type LetterText, signOf } from './letter.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

export const letterWords = texts(de, en)

export type LetterKind = 'receipt' | 'identity' | 'extension' | 'answer' | 'refusal' | 'lifting' | 'told'

/** What every letter about a request says of it. */
export type About = {
  readonly organisation: Organisation
  readonly language: Language
  readonly request: string
  readonly kind: Kind
  readonly name: string
  readonly received: Temporal.PlainDate
}

/** A recipient of the person's data and what became of telling them (Art. 19 GDPR). */
export type Told = {
  readonly name: string
  readonly state: 'open' | 'told' | 'confirmed' | 'impossible'
  readonly on?: Temporal.PlainDate | undefined
  readonly why?: string | undefined
}

const day = (about: About, date: Temporal.PlainDate) => format(about.language, about.organisation.zone).date(date)

type Parts = { readonly [part in 'facts' | 'points' | 'after']?: LetterText[part] }

function letter(about: About, subject: string, paragraphs: readonly string[], more: Parts = {}): LetterText {
  const w = letterWords(about.language)
  return {
    subject,
    greeting: w.greeting(about.name),
    paragraphs,
    facts: [
      [w.facts.sign, signOf(about.request)],
      [w.facts.received, day(about, about.received)],
      ...(more.facts ?? []),
    ],
    points: more.points ?? [],
    after: more.after ?? [],
    regards: w.regards(about.organisation.name),
  }
}

/** Where somebody turns to who is not content (Art. 12(4), 77, 79 GDPR). */
export function remedies({ organisation, language }: Pick<About, 'organisation' | 'language'>): string[] {
  const w = letterWords(language).remedies
  const contact = organisation.officer_contact || organisation.contact_mail
  return [
    w.authority(organisation.authority_name, organisation.authority_contact),
    w.court[organisation.kind],
    ...(contact ? [w.officer(organisation.officer_name, contact)] : []),
  ]
}

export function receiptLetter(about: About, due: Temporal.PlainDate): LetterText {
  const w = letterWords(about.language)
  return letter(
    about,
    w.receipt.subject(w.kinds[about.kind]),
    [w.receipt.text(day(about, about.received), day(about, due)), `${w.free} ${w.receipt.longer}`],
    { facts: [[w.facts.due, day(about, due)]] },
  )
}

/** Asks for what is missing to be sure who somebody is (Art. 12(6) GDPR). */
export function identityLetter(about: About, question: string): LetterText {
  const w = letterWords(about.language)
  return letter(about, w.identity.subject, [w.identity.text, question, w.identity.clock])
}

export function extensionLetter(
  about: About,
  told: { readonly before: Temporal.PlainDate; readonly after: Temporal.PlainDate; readonly reason: string },
): LetterText {
  const w = letterWords(about.language)
  const texts_ = [w.extension.text(day(about, told.before), day(about, told.after)), w.extension.why(told.reason)]
  return letter(about, w.extension.subject, texts_, {
    facts: [[w.facts.due, day(about, told.after)]],
    after: remedies(about),
  })
}

export type Answer = {
  readonly nothingHeld: boolean
  readonly carried: Carried | undefined
  readonly by: 'mail' | 'post'
  /** What staff add in their own words. */
  readonly note: string
  /** The organisation that received the data directly (Art. 20(2) GDPR). */
  readonly transferredTo?: string | undefined
  /** Who is told under Art. 19; undefined where the kind has nobody to tell. */
  readonly recipients: readonly Told[] | undefined
}

export function answerLetter(about: About, answer: Answer): LetterText {
  const w = letterWords(about.language)
  const told = answer.nothingHeld ? undefined : answer.recipients
  const transferred = answer.transferredTo ? w.answer.transferred(answer.transferredTo) : ''
  const recipients = told && (told.length > 0 ? w.answer.recipients : w.answer.noRecipients)
  return letter(
    about,
    w.answer.subject(w.kinds[about.kind]),
    [
      ...(answer.nothingHeld ? [w.answer.nothing] : doneIn(about, answer)),
      transferred,
      answer.note,
      recipients ?? '',
    ].filter(Boolean),
    {
      points: told?.map(({ name }) => name) ?? [],
      after: [...(about.kind === 'complaint' ? [] : [w.answer.proof, w.free]), ...remedies(about)],
    },
  )
}

/** Each kind of data that a law keeps, with the law and the day: a part of the request that is refused (Art. 12(4) GDPR). */
function keptByLaw(about: About, carried: Carried | undefined): string[] {
  const w = letterWords(about.language).answer
  const lines = (carried?.kept ?? []).flatMap(({ table, rows, law, until }) =>
    law ? [w.keptLine(kindName(table, about.language), rows, law, dayIn(about, until))] : [],
  )
  return lines.length > 0 ? [w.kept, ...lines] : []
}

const heldLines = (about: About, carried: Carried | undefined): string[] =>
  (carried?.kept ?? []).flatMap(({ table, rows, law, until }) =>
    law
      ? []
      : [letterWords(about.language).answer.heldLine(kindName(table, about.language), rows, dayIn(about, until))],
  )

const dayIn = ({ language, organisation }: About, day: string): string =>
  format(language, organisation.zone).shortDate(Temporal.PlainDate.from(day))

function doneIn(about: About, { carried, by }: Answer): string[] {
  const { kind, language } = about
  const w = letterWords(language).answer
  const count = (fact: string) => Number(carried?.[fact] ?? 0)
  switch (kind) {
    case 'access':
      return [w.access, by === 'mail' ? w.accessMail : w.accessPost]
    case 'portability':
      return [w.portability, by === 'mail' ? w.accessMail : w.accessPost]
    case 'erasure':
      return [
        // of whom something is held the key stays as well
        w.erasure(count('rows'), count('held') === 0),
        ...keptByLaw(about, carried),
        ...(count('held') > 0 ? [w.held(count('held')), ...heldLines(about, carried)] : []),
      ]
    case 'withdrawal':
      return [w.withdrawal(count('consents'))]
    case 'rectification':
    case 'restriction':
    case 'objection':
    case 'marketing':
    case 'complaint':
      return [w[kind]]
  }
}

/** To the organisation that a person wants their data sent to; of the person it says only the name. */
export function transferLetter(about: About): LetterText {
  const w = letterWords(about.language)
  return {
    subject: w.transfer.subject,
    greeting: w.recipient.greeting,
    paragraphs: [w.transfer.text(about.organisation.name)],
    facts: [
      [w.facts.sign, signOf(about.request)],
      [w.recipient.person, about.name],
    ],
    points: [],
    after: [w.transfer.once],
    regards: w.regards(about.organisation.name),
  }
}

/** Says no: why, and where one can turn to (Art. 12(4) GDPR). */
export function refusalLetter(about: About, reason: RefusalReason, words: string, goesOn = false): LetterText {
  const w = letterWords(about.language)
  return letter(
    about,
    w.refusal.subject(w.kinds[about.kind]),
    [w.refusal.text, w.refusal.reasons[reason], words, goesOn ? w.refusal.goesOn : ''].filter(Boolean),
    { after: [...remedies(about), w.free] },
  )
}

/** That an objection was taken back, and with it ends what stood still for it (Art. 18(3) GDPR). */
export function takenBackLetter(about: About): LetterText {
  const w = letterWords(about.language).refusal
  return letter(about, w.takenBackSubject, [w.takenBackText, w.goesOn], { after: remedies(about) })
}

/** Before a restriction is lifted, on paper (Art. 18(3) GDPR). A restriction need not come from a request. */
export function liftingLetter(
  about: Omit<About, 'request' | 'kind' | 'received'>,
  when: Temporal.PlainDate,
): LetterText {
  const w = letterWords(about.language)
  return {
    subject: w.lifting.subject,
    greeting: w.greeting(about.name),
    paragraphs: [w.lifting.text(format(about.language, about.organisation.zone).date(when))],
    facts: [],
    points: [],
    after: remedies(about),
    regards: w.regards(about.organisation.name),
  }
}

/** One recipient's line in the list a person may ask for. */
export function toldLine({ name, state, on, why }: Told, language: Language, zone: string): string {
  const w = letterWords(language).told.states
  const date = on ? format(language, zone).shortDate(on) : ''
  const said = state === 'open' ? w.open : state === 'impossible' ? w.impossible(why ?? '') : w[state](date)
  return `${name}: ${said}`
}

/** The list of who was told, as the person may ask for it (Art. 19 sentence 2 GDPR). */
export function toldLetter(about: About, told: readonly Told[]): LetterText {
  const w = letterWords(about.language).told
  return letter(about, w.subject, [told.length > 0 ? w.text : w.none], {
    points: told.map((one) => toldLine(one, about.language, about.organisation.zone)),
  })
}

/** To a recipient of the data, who must know of whom we speak and answers under our sign (Art. 19 GDPR). */
export function recipientLetter(
  about: About,
  known: readonly string[],
  corrected: LetterText['facts'] = [],
): LetterText {
  const w = letterWords(about.language)
  const kind = about.kind as 'rectification' | 'erasure' | 'restriction'
  const lines = corrected.map(([term, value]) => `${term}: ${value}`)
  return {
    subject: w.recipient.subject[kind],
    greeting: w.recipient.greeting,
    paragraphs: [w.recipient.text[kind], ...(lines.length > 0 ? [w.recipient.right, ...lines] : [])],
    facts: [
      [w.facts.sign, signOf(about.request)],
      [w.recipient.person, about.name],
      ...(known.length > 0 ? [[w.recipient.reach, known.join(', ')] as const] : []),
    ],
    points: [],
    after: [w.recipient.confirm(signOf(about.request))],
    regards: w.regards(about.organisation.name),
  }
}
