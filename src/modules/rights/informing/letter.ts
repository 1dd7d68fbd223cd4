import { letterWords } from '../letters/compose.ts'
import type { LetterText } from '../letters/letter.ts'
import type { OwedNotice } from '#people'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Block } from '#platform/pdf/pdf.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import type { Notice } from '#privacy'
import { informingTexts } from './texts.ts'

export type Informing = {
  readonly organisation: Organisation
  readonly language: Language
  readonly name: string
  readonly owed: Pick<OwedNotice, 'source' | 'obtained_on'>
  /** Kinds of data with their categories. */
  readonly held: readonly (readonly [string, string])[]
}

/** From where data come and which they are (Art. 14(1)(d), (2)(f) GDPR); all else is in the notice that follows. */
export function informingLetter({ organisation, language, name, owed, held }: Informing): LetterText {
  const w = informingTexts(language).letter
  const day = format(language, organisation.zone).date(Temporal.PlainDate.from(owed.obtained_on))
  return {
    subject: w.subject,
    greeting: letterWords(language).greeting(name),
    paragraphs: [w.text(organisation.name), w.nothing],
    facts: [[w.source, w.sources[owed.source]], [w.since, day], ...held],
    points: [],
    after: [w.notice],
    regards: letterWords(language).regards(organisation.name),
  }
}

/** The whole notice on paper. */
export const noticeBlocks = (notice: Notice): readonly Block[] => [
  { heading: notice.title, level: 1 },
  { list: notice.glance },
  ...notice.parts.flatMap(({ title, text, facts }): Block[] => [
    { heading: title, level: 2 },
    ...text.map((one) => ({ text: one })),
    ...(facts ? [{ facts: facts.map(({ term, values }) => [term, values.join('; ')] as const) }] : []),
  ]),
]
