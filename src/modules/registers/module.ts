import type { Module } from '#platform/module.ts'
import { readRecipientsBy } from '#privacy'
import { accessRecorder } from './access/recorder.ts'
import { accessRoutes } from './access/routes.tsx'
import { breachJob, breachRoutes } from './breaches/routes.tsx'
import './data/index.ts'
import { disclosureRoutes } from './disclosures/routes.tsx'
import { impactRoutes } from './impact/routes.tsx'
import './kinds.ts'
import { measureJob, measureRoutes } from './measures/routes.tsx'
import './pages.ts'
import type { Ports } from './ports.ts'
import { processingRoutes } from './processing/routes.tsx'
import { switchedOn } from './processors/queries.ts'
import { processorRoutes } from './processors/routes.tsx'
import { refusals } from './refusals.ts'
import { reviewRoutes } from './reviews/routes.tsx'
import './value-words.ts'

/** @param given what the registers look at from outside: the house, the running program, its backups, its routes */
export const registers = (given: Ports): Module => {
  readRecipientsBy(switchedOn)
  const recorder = accessRecorder(given.house, given.failed)
  return {
    name: 'registers',
    routes: [
      ...processingRoutes(given),
      ...processorRoutes,
      ...measureRoutes(given),
      ...breachRoutes,
      ...impactRoutes,
      ...disclosureRoutes,
      ...accessRoutes(given, recorder),
      ...reviewRoutes(recorder),
    ],
    jobs: [measureJob(given), breachJob(given)],
    listeners: [recorder.listener],
    navigation: [],
    refusals,
    background: () => () => recorder.stop(),
  }
}
