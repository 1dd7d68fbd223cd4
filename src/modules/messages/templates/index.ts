import type { NavigationEntry } from '#platform/http/permission.ts'
import { messaging } from '../navigation.ts'
import { paths } from './paths.ts'
import { mayWordMails } from './permissions.ts'
import { wordingWords } from './words.ts'

export { composeMail, composeOurs, expectMail } from './compose.ts'
export { mailWordings } from './data.ts'
export { wordingRefusals, wordingRoutes, type WordingPorts } from './routes.tsx'

export const wordingNavigation: NavigationEntry = {
  path: paths.list,
  label: { de: wordingWords('de').nav, en: wordingWords('en').nav },
  may: mayWordMails,
  order: 62,
  group: messaging,
}
