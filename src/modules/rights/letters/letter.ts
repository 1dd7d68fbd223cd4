import type { Organisation } from '#platform/data/organisations.ts'
import type { Block } from '#platform/pdf/pdf.ts'
import { pdfBytes } from '#platform/pdf/pdf.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'

/** A letter as it was written; kept, so that it can be printed again word for word. */
export type LetterText = {
  readonly subject: string
  readonly greeting: string
  readonly paragraphs: readonly string[]
  readonly facts: readonly (readonly [term: string, value: string])[]
  readonly points: readonly string[]
  /** After facts and points. */
  readonly after: readonly string[]
  readonly regards: string
}

/** The signs by which people name a request on the phone: eight letters and figures of its random id. */
export const signOf = (request: string): string => `${request.slice(0, 4)}-${request.slice(4, 8)}`.toUpperCase()

const oneLine = (organisation: Organisation) =>
  [organisation.name, ...organisation.address.split('\n')]
    .map((part) => part.trim())
    .filter(Boolean)
    .join(' · ')

/** Blocks of a letter, for paper. */
export const blocksOf = (letter: LetterText): readonly Block[] => [
  { heading: letter.subject, level: 2 },
  { text: letter.greeting },
  ...letter.paragraphs.map((text) => ({ text })),
  ...(letter.facts.length > 0 ? [{ facts: letter.facts }] : []),
  ...(letter.points.length > 0 ? [{ list: letter.points }] : []),
  ...letter.after.map((text) => ({ text })),
  { text: letter.regards },
]

export type Posted = {
  readonly organisation: Organisation
  readonly language: Language
  readonly at: Temporal.Instant
  readonly on: Temporal.PlainDate
  /** The addressee, line by line. */
  readonly to: readonly string[]
  readonly sign?: string
}

/** A letter as PDF with an address window (DIN 5008, form B), and what is enclosed. */
export const letterPdf = (
  letter: LetterText,
  { organisation, language, at, on, to, sign }: Posted,
  enclosed: readonly Block[] = [],
): Promise<Buffer> =>
  pdfBytes({
    title: letter.subject,
    language,
    at,
    from: oneLine(organisation),
    to,
    date: format(language, organisation.zone).shortDate(on),
    footer: [organisation.name, sign, organisation.officer_contact || organisation.contact_mail]
      .filter(Boolean)
      .join(' · '),
    blocks: [...blocksOf(letter), ...enclosed],
  })
