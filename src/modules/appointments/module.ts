import type { Module } from '#platform/module.ts'
import { bookingRoutes } from './booking-routes.tsx'
import { deskNavigation, deskRefusals, deskRoutes } from './desk/index.ts'
import { jobs } from './jobs.ts'
import { refusals } from './refusals.ts'
import { publicRoutes } from './routes.tsx'

export const appointments: Module = {
  name: 'appointments',
  routes: [...publicRoutes, ...bookingRoutes, ...deskRoutes],
  jobs,
  listeners: [],
  navigation: deskNavigation,
  refusals: { ...refusals, ...deskRefusals },
}
