import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import { mailboxWords } from '../texts.ts'

type Filled = { readonly language: Language; readonly entered: Raw; readonly problems: Problems }

/** What a field shows: what was entered, else what is stored, and what is wrong with it. */
export const fieldsOf = ({ language, entered, problems }: Filled) => {
  const w = mailboxWords(language)
  return (name: string, value: string) => ({
    language,
    name,
    value: entered[name] ?? value,
    error: problems[name] === undefined ? undefined : (w.fields[problems[name]] ?? problems[name]),
  })
}
