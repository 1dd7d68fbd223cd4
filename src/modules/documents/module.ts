import type { Module } from '#platform/module.ts'
import './data.ts'
import './facts/data.ts'
import './facts/kinds.ts'
import './kinds.ts'
import { storingPart } from './storing/part.ts'
import { mailboxesPart } from './mailboxes/part.ts'
import { documentPanels } from './panels.ts'
import type { Ports } from './ports.ts'
import './reading/data.ts'
import './reading/kinds.ts'
import { refusals } from './refusals.ts'
import './search/data.ts'
import './search/kinds.ts'
import './sealing/data.ts'
import './sealing/kinds.ts'
import './viewing/data.ts'
import './viewing/kinds.ts'
import { viewingRoutes } from './viewing/routes/all.ts'
import { workPart } from './work/part.ts'

/** Documents: sealed before they leave the sender, proven in store, found by any word. */
export function documents(ports: Ports): Module {
  const mailboxes = mailboxesPart({
    house: ports.house,
    failed: ports.failed ?? ((error) => process.emitWarning(String(error))),
    inside: ports.privateServers === true,
    local: ports.watched,
  })
  return {
    name: 'documents',
    routes: [...storingPart.routes, ...workPart.routes, ...viewingRoutes(ports, documentPanels), ...mailboxes.routes],
    jobs: [...storingPart.jobs, ...workPart.jobs],
    listeners: [],
    navigation: [...storingPart.navigation, ...workPart.navigation, ...mailboxes.navigation],
    refusals: { ...refusals, ...workPart.refusals, ...mailboxes.refusals },
    background: (house) => mailboxes.background(house),
  }
}
