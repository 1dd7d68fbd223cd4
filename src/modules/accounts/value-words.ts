import { texts } from '#platform/text/texts.ts'
import { coded, type Reads, valueWords } from '#privacy'
import { familyNames } from './factors/families.ts'
import { words } from './texts.ts'

// How our rows read in somebody's answer, never as they are coded.
const accountStates = texts(
  { invited: 'eingeladen', active: 'aktiv', closed: 'geschlossen' },
  { invited: 'invited', active: 'active', closed: 'closed' },
)
const memberStates = texts({ active: 'Mitglied', left: 'ausgeschieden' }, { active: 'member', left: 'left' })
const strengths = texts(
  {
    half: 'Passwort stimmte, zweiter Schritt noch offen',
    one: 'ohne zweiten Faktor',
    two: 'mit zweitem Faktor',
    moved: 'beendet, weil ein anderer Browser sie benutzte',
  },
  {
    half: 'password was right, second step still open',
    one: 'without a second factor',
    two: 'with a second factor',
    moved: 'ended because another browser used it',
  },
)
const answers = texts(
  { accepted: 'angenommen', declined: 'abgelehnt', withdrawn: 'zurückgezogen oder abgelaufen' },
  { accepted: 'accepted', declined: 'declined', withdrawn: 'withdrawn or expired' },
)
// the ways that browsers name (Web Authentication, 5.8.4)
const ways = texts(
  {
    usb: 'USB',
    nfc: 'NFC',
    ble: 'Bluetooth',
    'smart-card': 'Chipkarte',
    hybrid: 'über ein anderes Gerät (meist ein Handy)',
    cable: 'über ein anderes Gerät (meist ein Handy)',
    internal: 'im Gerät eingebaut',
  },
  {
    usb: 'USB',
    nfc: 'NFC',
    ble: 'Bluetooth',
    'smart-card': 'smart card',
    hybrid: 'by another device (mostly a phone)',
    cable: 'by another device (mostly a phone)',
    internal: 'built into the device',
  },
)

const role = coded((language) => words(language).roles)
const way = coded(ways)
const transports: Reads = (value, language, row) =>
  Array.isArray(value) ? value.map((one) => way(one, language, row) ?? String(one)).join(', ') : undefined
const browser: Reads = (value, language) =>
  typeof value === 'string' ? familyNames(language, { browser: value, system: '' }).browser : undefined
const system: Reads = (value, language) =>
  typeof value === 'string' ? familyNames(language, { browser: '', system: value }).system : undefined

valueWords('accounts', { state: coded(accountStates) })
valueWords('sessions', { browser, system, strength: coded(strengths) })
valueWords('members', { role, state: coded(memberStates) })
valueWords('passkeys', { transports })
valueWords('member_rights', { role })
valueWords('invitations', { role, further_role: role })
valueWords('handovers', { role_after: role, answer: coded(answers) })
