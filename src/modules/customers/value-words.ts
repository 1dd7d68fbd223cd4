import { texts } from '#platform/text/texts.ts'
import { coded, valueWords } from '#privacy'
import { words } from './texts.ts'

// How our rows read in somebody's answer: as in their account, never as they are coded.
const endedBy = texts(
  { customer: 'Sie selbst', staff: 'unsere Beschäftigten' },
  { customer: 'you yourself', staff: 'our staff' },
)
const uses = texts(
  { password: 'ein Passwort setzen', mail: 'eine neue Mailadresse bestätigen' },
  { password: 'setting a password', mail: 'confirming a new mail address' },
)

valueWords('customers', { ended_by: coded(endedBy) })
valueWords('customer_sessions', {
  browser: coded((language) => {
    const { otherBrowser: other } = words(language).security
    return { other, robot: other }
  }),
})
valueWords('customer_links', { use: coded(uses) })
valueWords('customer_letters', { kind: coded((language) => words(language).account.letter) })
