import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { texts } from '#platform/text/texts.ts'
import { activityWords, coded, factsOf, kindName, type Reads, valueWords } from '#privacy'
import type { Carried, EventFacts, Wish } from './data.ts'
import { letterWords } from './letters/compose.ts'
import type { LetterText } from './letters/letter.ts'
import type { Pause } from './rules/clock.ts'
import { words } from './texts.ts'

// How our rows read in somebody's answer: as on the desk and in the letters, never as they are coded.

const letterKinds = texts(
  {
    receipt: 'Bestätigung des Eingangs',
    identity: 'Rückfrage zur Person',
    extension: 'Mitteilung der Verlängerung',
    answer: 'Antwort',
    refusal: 'Ablehnung',
    lifting: 'Ende einer Einschränkung',
    told: 'Liste der Empfänger',
  },
  {
    receipt: 'confirmation of receipt',
    identity: 'question who it is',
    extension: 'notice of the extension',
    answer: 'answer',
    refusal: 'refusal',
    lifting: 'end of a restriction',
    told: 'list of recipients',
  },
)
const foundBy = texts(
  { link: 'Link in einer Mail an Sie', mail: 'Name und Mailadresse', staff: 'Suche durch das Team' },
  { link: 'the link in a mail to you', mail: 'name and mail address', staff: 'search by the staff' },
)
const transfer = texts({ text: 'Übergabe an eine andere Stelle' }, { text: 'transfer to another organisation' })
const until = texts({ text: 'bis', open: 'läuft noch' }, { text: 'until', open: 'still running' })

const kindWords = (language: Language): Readonly<Record<string, string>> => letterWords(language).kinds
const kinds = coded(kindWords)
const answerKinds = coded((language) => ({ ...kindWords(language), transfer: transfer(language).text }))
const by = coded((language) => words(language).one.by)

/** Facts as the evidence tells them, without what is only for machines. */
const facts: Reads = (value, language) =>
  value !== null && typeof value === 'object'
    ? factsOf({ body: value as EventFacts }, language)
        .map(({ term, value: said }) => `${term}: ${said}`)
        .join('\n')
    : undefined

const carried: Reads = (value, language, row) => {
  if (value === null || typeof value !== 'object') return undefined
  const { kept = [], ...done } = value as Carried
  const w = letterWords(language).answer
  const day = (text: string) => format(language, 'UTC').shortDate(Temporal.PlainDate.from(text))
  const stays = kept.map(({ table, rows, law, until: end }) =>
    law
      ? w.keptLine(kindName(table, language), rows, law, day(end))
      : w.heldLine(kindName(table, language), rows, day(end)),
  )
  return [facts(done, language, row), ...stays].join('\n')
}

const pauses: Reads = (value, language) => {
  if (!Array.isArray(value)) return undefined
  const day = (text: string) => format(language, 'UTC').shortDate(Temporal.PlainDate.from(text))
  const w = until(language)
  return (value as Pause[])
    .map(({ from, until: end }) => `${day(from)} ${w.text} ${end === null ? w.open : day(end)}`)
    .join('\n')
}

const isLetter = (value: unknown): value is LetterText =>
  value !== null && typeof value === 'object' && 'subject' in value && 'paragraphs' in value

/** A letter as it was written. */
const letter: Reads = (value) => {
  if (!isLetter(value)) return undefined
  const told = value.facts.map(([term, text]) => `${term}: ${text}`).join('\n')
  const points = value.points.map((point) => `– ${point}`)
  const { subject, greeting, paragraphs, after, regards } = value
  return [subject, greeting, ...paragraphs, told, ...points, ...after, regards].filter(Boolean).join('\n\n')
}

const isWish = (value: unknown): value is Wish =>
  value !== null && typeof value === 'object' && 'name' in value && 'message' in value

const wish: Reads = (value) =>
  isWish(value) ? [value.name, value.also, value.address, value.message].filter(Boolean).join('\n') : undefined

const contents: Reads = (value) =>
  Array.isArray(value) ? value.map(({ kind, count }) => `${kind}: ${count}`).join('\n') : undefined

valueWords('rights_intake', { kind: kinds, content: wish })
valueWords('rights_requests', {
  kind: kinds,
  ground: coded((language) => words(language).grounds),
  activity: activityWords,
  channel: coded((language) => words(language).channels),
  authority: coded((language) => words(language).one.authority),
  identity: coded((language) => words(language).one.identities),
  identity_method: coded((language) => words(language).methods),
  pauses,
  carried,
  outcome: coded((language) => words(language).desk.outcomes),
  refusal: coded((language) => words(language).steps.refuse.reasons),
})
valueWords('rights_persons', { found_by: coded(foundBy) })
valueWords('rights_events', { kind: coded((language) => words(language).events), facts })
valueWords('rights_letters', { kind: coded(letterKinds), by, content: letter })
valueWords('rights_answers', { kind: answerKinds, contents })
