import type { Language } from '#platform/text/language.ts'
import { type Html, Pill } from '#platform/ui/index.ts'

const words = { de: 'bestritten', en: 'contested' } as const

/** Stands beside a value that somebody says is wrong, until that is decided (Art. 16 and 18(1)(a) GDPR). */
export const ContestedMark = ({ language }: { readonly language: Language }): Html => (
  <Pill tone="warning">{words[language]}</Pill>
)
