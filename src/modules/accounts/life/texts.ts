import { texts, type Texts } from '#platform/text/texts.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

/** The texts about coming in, rights and places. */
export const lifeWords = texts(de, en)
export type LifeWords = Texts<typeof de>
