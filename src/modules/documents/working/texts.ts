import type { Language } from '#platform/text/language.ts'
import { texts } from '#platform/text/texts.ts'
import type { State } from '../types.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

export const words = texts(de, en)

export const stateName = (language: Language, state: string): string => words(language).states[state as State] ?? state
