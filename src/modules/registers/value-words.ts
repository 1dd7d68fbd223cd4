import { coded, kindName, type Reads, valueWords } from '#privacy'
import { reviewTexts } from './reviews/texts.ts'

// What the registers hold about somebody reads in their answer as on our pages, never as it is coded.

/** Names of tables, as the kinds of data that lie there. */
const kinds: Reads = (value, language) =>
  Array.isArray(value) ? value.map((name) => kindName(String(name), language)).join('; ') : undefined

valueWords('breach_people', { found_in: kinds })
valueWords('log_reviews', {
  decision: coded((language) => {
    const { approved, refused } = reviewTexts(language)
    return { approved, refused }
  }),
})
