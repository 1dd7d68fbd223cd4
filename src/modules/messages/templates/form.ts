import { problemsOf, type TextProblem } from '#platform/mail/check.ts'
import { isLine, type MailTemplate, partsOf } from '#platform/mail/parts.ts'
import type { Language } from '#platform/text/language.ts'
import type { OwnTexts } from './data.ts'
import { wordingFor } from './wordings.ts'

export const languages = ['de', 'en'] as const

export const fieldOf = (language: Language, id: string): string => `${language}.${id}`

/** Texts as fields of the form: what is in use, the law's part included only to be read. */
export const fieldsOf = (template: MailTemplate, texts: OwnTexts): Readonly<Record<string, string>> =>
  Object.fromEntries(
    languages.flatMap((language) =>
      Object.entries(wordingFor(template, language, texts)).map(([id, text]) => [fieldOf(language, id), text]),
    ),
  )

/** What was typed, as texts; a field that the law fixes is not read, and one that did not come keeps our text. */
export function readForm(
  template: MailTemplate,
  fields: Readonly<Record<string, string>>,
): { readonly texts: OwnTexts; readonly problems: Readonly<Record<string, readonly TextProblem[]>> } {
  const texts: Record<Language, Record<string, string>> = { de: {}, en: {} }
  const problems: Record<string, readonly TextProblem[]> = {}
  for (const { id, part } of partsOf(template)) {
    if (part.law) continue
    for (const language of languages) {
      const text = fields[fieldOf(language, id)] ?? part[language]
      texts[language][id] = text
      const found = problemsOf(template, part, isLine(id), text)
      if (found.length > 0) problems[fieldOf(language, id)] = found
    }
  }
  return { texts, problems }
}
