import type { Language } from '#platform/text/language.ts'
import { texts } from '#platform/text/texts.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

export const words = texts(de, en)

/** What a field is called; one of a type by its own name. */
export function fieldLabel(language: Language, field: string, own: ReadonlyMap<string, string> = new Map()): string {
  const { fields } = words(language)
  return own.get(field) ?? fields[field as keyof typeof fields] ?? field
}
