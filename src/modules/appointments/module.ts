import type { Module } from '#platform/module.ts'
import './audience.ts'
import { bookingRoutes } from './booking-routes.tsx'
import { deskNavigation, deskRefusals, deskRoutes } from './desk/index.ts'
import { jobs } from './jobs.ts'
import { setupNavigation, setupRefusals, setupRoutes } from './setup/index.ts'
import { refusals } from './refusals.ts'
import { publicRoutes } from './routes.tsx'
import './value-words.ts'

export const appointments: Module = {
  name: 'appointments',
  routes: [...publicRoutes, ...bookingRoutes, ...deskRoutes, ...setupRoutes],
  jobs,
  listeners: [],
  navigation: [...deskNavigation, ...setupNavigation],
  refusals: { ...refusals, ...deskRefusals, ...setupRefusals },
}
