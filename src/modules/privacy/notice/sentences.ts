import type { Language } from '#platform/text/language.ts'
import { de } from './sentences.de.ts'
import { en } from './sentences.en.ts'
import type { Sentences } from './types.ts'

export const sentences: Readonly<Record<Language, Sentences>> = { de, en }
