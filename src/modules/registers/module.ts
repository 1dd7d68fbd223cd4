import type { Module } from '#platform/module.ts'
import './data/index.ts'
import './pages.ts'
import type { Ports } from './ports.ts'
import { processingRoutes } from './processing/routes.tsx'

/** @param given what the registers look at from outside: the house, the running program, its backups, its routes */
export const registers = (given: Ports): Module => ({
  name: 'registers',
  routes: [...processingRoutes(given)],
  jobs: [],
  listeners: [],
  navigation: [],
  refusals: {},
})
