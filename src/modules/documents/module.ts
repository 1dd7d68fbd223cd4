import type { Module } from '#platform/module.ts'
import './data.ts'
import { exchangeRefusals } from './exchange/refusals.ts'
import { exchangeRoutes } from './exchange/routes.tsx'
import { factsPart } from './facts/part.ts'
import './kinds.ts'
import { storingPart } from './storing/part.ts'
import { mailboxesPart } from './mailboxes/part.ts'
import { documentPanels } from './panels.ts'
import type { Ports } from './ports.ts'
import { readingPart } from './reading/part.ts'
import { readingRoutes } from './reading/routes.ts'
import { refusals } from './refusals.ts'
import { searchPart } from './search/part.ts'
import { sealingPart } from './sealing/part.ts'
import { sealedRoutes } from './sealing/sealed-routes.ts'
import './value-words.ts'
import './viewing/data.ts'
import './viewing/kinds.ts'
import { viewingRoutes } from './viewing/routes/all.ts'
import { workPart } from './working/part.ts'

/** Documents: sealed before they leave the sender, proven in store, found by any word. */
export function documents(ports: Ports): Module {
  const failed = ports.failed ?? ((error: unknown) => process.emitWarning(String(error)))
  const reading = readingPart(failed)
  const mailboxes = mailboxesPart({
    house: ports.house,
    failed,
    inside: ports.privateServers === true,
    local: ports.watched,
  })
  return {
    name: 'documents',
    routes: [
      ...searchPart.routes,
      ...factsPart.routes,
      ...storingPart.routes,
      ...workPart.routes,
      ...sealingPart.routes,
      ...sealedRoutes(ports),
      ...readingRoutes,
      ...viewingRoutes(ports, documentPanels),
      ...mailboxes.routes,
      ...exchangeRoutes(ports.house),
    ],
    jobs: [...searchPart.jobs, ...storingPart.jobs, ...reading.jobs, ...workPart.jobs],
    listeners: [],
    navigation: [
      ...searchPart.navigation,
      ...factsPart.navigation,
      ...storingPart.navigation,
      ...workPart.navigation,
      ...sealingPart.navigation,
      ...mailboxes.navigation,
    ],
    refusals: {
      ...refusals,
      ...workPart.refusals,
      ...factsPart.refusals,
      ...sealingPart.refusals,
      ...mailboxes.refusals,
      ...exchangeRefusals,
    },
    background: (house) => {
      const ends = [reading.background(house), mailboxes.background(house)]
      return async () => void (await Promise.all(ends.map((end) => end())))
    },
  }
}
