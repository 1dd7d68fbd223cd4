import type { NavigationEntry } from '#platform/http/permission.ts'
import { messaging } from '../navigation.ts'
import { maySeeMessages } from '../permissions.ts'

export const FEEDBACK_PAGE = '/team/rueckmeldungen'
export const FEEDBACK_SETUP = `${FEEDBACK_PAGE}/einrichten`

export const feedbackPages: readonly NavigationEntry[] = [
  {
    path: FEEDBACK_PAGE,
    label: { de: 'Rückmeldungen', en: 'Returned' },
    may: maySeeMessages,
    order: 62,
    group: messaging,
  },
]
