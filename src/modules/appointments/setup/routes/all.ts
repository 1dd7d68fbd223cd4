import { settingUp, type NavigationEntry } from '#platform/http/permission.ts'
import type { Route } from '#platform/http/route.ts'
import { paths } from '../paths.ts'
import { maySetUp, maySetUpAll } from '../permissions.ts'
import { exceptionRoutes } from './exceptions.tsx'
import { hoursRoutes } from './hours.tsx'
import { locationRoutes } from './locations.tsx'
import { serviceRoutes } from './services.tsx'
import { de } from '../texts.de.ts'
import { en } from '../texts.en.ts'

export const setupRoutes: readonly Route[] = [...locationRoutes, ...hoursRoutes, ...exceptionRoutes, ...serviceRoutes]

const withAppointments = { de: 'Termine', en: 'Appointments' }

export const setupNavigation: readonly NavigationEntry[] = [
  {
    path: paths.locations,
    label: { de: de.navigation.locations, en: en.navigation.locations },
    may: maySetUp,
    order: 76,
    group: settingUp,
    part: withAppointments,
  },
  {
    path: paths.services,
    label: { de: de.navigation.services, en: en.navigation.services },
    may: maySetUpAll,
    order: 77,
    group: settingUp,
    part: withAppointments,
  },
]
