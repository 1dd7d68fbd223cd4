import type { Module } from '#platform/module.ts'
import { bookingRoutes } from './booking-routes.tsx'
import { jobs } from './jobs.ts'
import { refusals } from './refusals.ts'
import { publicRoutes } from './routes.tsx'

export const appointments: Module = {
  name: 'appointments',
  routes: [...publicRoutes, ...bookingRoutes],
  jobs,
  listeners: [],
  navigation: [],
  refusals,
}
