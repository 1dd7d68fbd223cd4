import { texts } from '#platform/text/texts.ts'
import { coded, valueWords } from '#privacy'
import type { Exemption, Informed, NoticeSource } from './notices/data.ts'

// How our rows read in somebody's answer, said to the person.
type Words<Code extends string> = Readonly<Record<Code, string>>

const sources = texts(
  {
    staff: 'von unseren Beschäftigten eingetragen',
    visit: 'von Ihnen selbst an unserem Schalter genannt',
    brought: 'aus einem Archiv Ihrer Daten, das Sie von einer anderen Stelle mitgebracht haben',
    request: 'von Ihnen selbst bei einem Antrag genannt',
  } satisfies Words<NoticeSource>,
  {
    staff: 'entered by our staff',
    visit: 'given by you at our counter',
    brought: 'from an archive of your data that you brought from another organisation',
    request: 'given by you with a request',
  },
)
const ways = texts(
  {
    mail: 'Mail',
    letter: 'Brief',
    'in-person': 'persönliches Gespräch',
    exempt: 'keine Information nötig',
  } satisfies Words<Informed>,
  { mail: 'mail', letter: 'letter', 'in-person': 'conversation in person', exempt: 'no information needed' },
)
const exemptions = texts(
  {
    a: 'Buchstabe a: Sie wissen es schon',
    b: 'Buchstabe b: Es ist unmöglich oder der Aufwand wäre unverhältnismäßig',
    c: 'Buchstabe c: Ein Gesetz regelt ausdrücklich, dass wir diese Daten erhalten',
    d: 'Buchstabe d: Es gilt ein Berufsgeheimnis',
  } satisfies Words<Exemption>,
  {
    a: 'letter a: you know it already',
    b: 'letter b: it is impossible or the effort would be disproportionate',
    c: 'letter c: a law expressly lays down that we obtain these data',
    d: 'letter d: professional secrecy applies',
  },
)

valueWords('notices_owed', { source: coded(sources), how: coded(ways), exempt_under: coded(exemptions) })
