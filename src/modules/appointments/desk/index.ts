import type { NavigationEntry } from '#platform/http/permission.ts'
import { maySeeDay } from './permissions.ts'

export { maySeeDay, mayWorkDesk } from './permissions.ts'
export { deskRefusals } from './refusals.ts'
export { deskRoutes } from './routes.tsx'

export const deskNavigation: readonly NavigationEntry[] = [
  { path: '/team/termine', label: { de: 'Warteschlange', en: 'Queue' }, may: maySeeDay, order: 10 },
]
