import type { Organisation } from '#platform/data/organisations.ts'
import type { MailGiven, MailTemplate } from '#platform/mail/parts.ts'
import { partsOf } from '#platform/mail/parts.ts'
import { paragraphsOf, type Piece, placeholdersIn } from '#platform/mail/text.ts'
import type { Language } from '#platform/text/language.ts'
import type { Inline, MailText } from '../render.tsx'

/** The texts of one language by the names of their parts, `body.text`. */
export type Wording = Readonly<Record<string, string>>

export const ourWording = (template: MailTemplate, language: Language): Wording =>
  Object.fromEntries(partsOf(template).map(({ id, part }) => [id, part[language]]))

/**
 * Fills a mail's texts in. What is filled in stays what it is: braces, brackets and addresses in a person's name are
 * letters, not a placeholder or a link.
 */
export function filled(
  template: MailTemplate,
  wording: Wording,
  organisation: Pick<Organisation, 'name' | 'accent' | 'address'>,
  given: MailGiven,
): MailText {
  const values: Readonly<Record<string, string>> = { ...given.values, organisation: organisation.name }
  const of = (id: string) => wording[id] ?? ''
  const line = (id: string) => plain(paragraphsOf(of(id)).flat(), values)
  const texts = (group: string, parts: Readonly<Record<string, unknown>>) =>
    Object.keys(parts).flatMap((key) => paragraphs(of(`${group}.${key}`), values))
  const facts = (template.facts ?? []).map(
    (name) => [template.placeholders[name]?.name[given.language] ?? name, values[name] ?? ''] as const,
  )
  return {
    language: given.language,
    organisation,
    subject: line('subject'),
    heading: line('heading'),
    paragraphs: texts('body', template.body),
    facts: [...facts, ...(given.facts ?? [])].filter(([, value]) => value !== ''),
    actions: Object.entries(template.actions ?? {})
      .map(([key, { to }]) => ({ label: line(`actions.${key}`), url: values[to] ?? '' }))
      .filter(({ url }) => url !== ''),
    closing: texts('closing', template.closing),
  }
}

const plain = (pieces: readonly Piece[], values: Readonly<Record<string, string>>): string =>
  pieces
    .map((piece) => (piece.is === 'text' ? piece.text : piece.is === 'placeholder' ? (values[piece.name] ?? '') : ''))
    .join('')

/** A paragraph in which nothing stands for an optional placeholder is left out; a value may be several paragraphs. */
function paragraphs(text: string, values: Readonly<Record<string, string>>): (readonly Inline[])[] {
  return paragraphsOf(text)
    .filter((pieces) => placeholdersIn(pieces).every((name) => (values[name] ?? '') !== ''))
    .flatMap((pieces) => {
      const [only, ...others] = pieces
      if (only?.is === 'placeholder' && others.length === 0)
        return (values[only.name] ?? '').split(/\n\s*\n/u).map((one) => [{ text: one.trim() }])
      return [pieces.map((piece) => inline(piece, values))]
    })
}

function inline(piece: Piece, values: Readonly<Record<string, string>>): Inline {
  if (piece.is !== 'link') return { text: plain([piece], values) }
  return { text: plain(piece.words, values), url: plain([piece.to], values) }
}
