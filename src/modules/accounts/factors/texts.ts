import { texts, type Texts } from '#platform/text/texts.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

export const factorWords = texts(de, en)
export type FactorWords = Texts<typeof de>
