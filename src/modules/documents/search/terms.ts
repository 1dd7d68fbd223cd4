import { codeTerm, hasDigit, termOf } from './words.ts'

/** The terms under which a word can stand in the index. A code with digits has one, a word one in each tongue. */
export function termsOfForm(form: string, english: boolean, german = true): string[] {
  if (hasDigit(form)) return [codeTerm(form)]
  const terms = [german ? termOf(form, 'de') : undefined, english ? termOf(form, 'en') : undefined]
  return terms.filter((term) => term !== undefined)
}
