import { factsPanels } from './facts/panel.tsx'
import { readingPanel } from './reading/panel.tsx'
import { storingPanels } from './storing/panel.tsx'
import { sealedNotesPanel } from './sealing/notes-panel.tsx'
import { unlessSealed, unlockPanel } from './sealing/unlock-panel.tsx'
import type { DocumentPanel } from './viewing/panels.ts'
import { workPanels } from './working/panel.tsx'

/** What stands on a document's page beside the viewer and on its tabs: each part of the module adds its own. */
export const documentPanels: readonly DocumentPanel[] = [
  unlockPanel,
  sealedNotesPanel,
  readingPanel,
  ...factsPanels.map(unlessSealed),
  ...workPanels,
  ...storingPanels,
]
