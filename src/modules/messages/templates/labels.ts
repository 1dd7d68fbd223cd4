import type { TextProblem } from '#platform/mail/check.ts'
import { type MailTemplate, partsOf } from '#platform/mail/parts.ts'
import type { Language } from '#platform/text/language.ts'
import { wordingWords } from './words.ts'

/** What the parts of a mail are called: "Text 1", "Text 2" where there are several of a kind. */
export function partNames(template: MailTemplate, language: Language): ReadonlyMap<string, string> {
  const w = wordingWords(language)
  const ids = partsOf(template).map(({ id }) => id)
  const group = (id: string) => id.split('.')[0] as keyof typeof w.parts
  return new Map(
    ids.map((id) => {
      const alike = ids.filter((other) => group(other) === group(id))
      const name = w.parts[group(id)]
      return [id, alike.length === 1 ? name : w.nth(name, alike.indexOf(id) + 1)]
    }),
  )
}

/** A problem's sentence: what is wrong and how to mend it. */
export function problemInWords(language: Language, { code, about, instead }: TextProblem): string {
  const { problems } = wordingWords(language)
  const told = problems[code]
  return typeof told === 'string' ? told : told(about, instead ?? '')
}
