import { texts } from '#platform/text/texts.ts'
import { de } from './service-texts.de.ts'
import { en } from './service-texts.en.ts'

export const serviceWords = texts(de, en)
