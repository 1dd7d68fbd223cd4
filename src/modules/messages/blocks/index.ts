import './reply.ts'
import type { NavigationEntry } from '#platform/http/permission.ts'
import { messaging } from '../navigation.ts'
import { mayBlock } from './permissions.ts'
import { unsubscribeRoutes } from './public-routes.tsx'
import { BLOCKS_PAGE, blockRoutes } from './staff-routes.tsx'
import { blockWords } from './texts.ts'

export { block, unblock, type Address, type Why } from './actions.ts'
export { composeWithOptOut } from './compose.ts'
export { gate, type Reaching } from './gate.ts'
export { sortAddresses, type SortedList } from './import.ts'
export { optOutFor, renderWithOptOut, type WithOptOut } from './opt-out.ts'

export const blocksRoutes = [...unsubscribeRoutes, ...blockRoutes]

export const blocksNavigation: NavigationEntry = {
  path: BLOCKS_PAGE,
  label: { de: blockWords('de').staff.nav, en: blockWords('en').staff.nav },
  may: mayBlock,
  order: 64,
  group: messaging,
}

export const blocksRefusals = {
  'messages.no-opt-out': {
    de: 'Diese Mail lässt sich nicht abbestellen. Informationen und Werbung gehen nur mit einem Link zum Abbestellen hinaus. Es wurde nichts gesendet.',
    en: 'There is no way to unsubscribe from this mail. Information and advertising leave only with a link to unsubscribe. Nothing was sent.',
  },
  'messages.no-such-link': {
    de: 'Dieser Link führt zu nichts. Vielleicht ist er unvollständig. Bitte öffnen Sie ihn noch einmal aus der Mail, oder antworten Sie auf die Mail mit dem Wort „Abmelden“.',
    en: 'This link leads to nothing. Perhaps it is incomplete. Please open it again from the mail, or answer the mail with the word "unsubscribe".',
  },
} as const
