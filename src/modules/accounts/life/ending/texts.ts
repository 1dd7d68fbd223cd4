import { texts } from '#platform/text/texts.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

/** The texts about an organisation's end. */
export const endWords = texts(de, en)
