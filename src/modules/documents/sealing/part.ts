import { settingUp } from '#platform/http/permission.ts'
import type { Module } from '#platform/module.ts'
import { withDocuments } from '../navigation.ts'
import { maySetUpDocuments } from '../permissions.ts'
import './data.ts'
import './kinds.ts'
import { keyRoutes } from './keys-routes.tsx'
import { machineRoutes } from './machine-routes.ts'
import { memberRoutes } from './members-routes.tsx'
import { sealedNotesRoutes } from './notes-routes.ts'
import { wordsRoutes } from './words-routes.tsx'
import { API_KEYS, SEALED_ARCHIVES } from './paths.ts'
import { sealingRefusals } from './refusals.ts'
import './safeguards.ts'
import { sealingWords } from './texts.ts'

/** What sealing brings into the module. */
export const sealingPart = {
  routes: [...machineRoutes, ...keyRoutes, ...memberRoutes, ...wordsRoutes, ...sealedNotesRoutes],
  navigation: [
    {
      path: API_KEYS,
      label: { de: sealingWords('de').keys.menu, en: sealingWords('en').keys.menu },
      may: maySetUpDocuments,
      order: 88,
      group: settingUp,
      part: withDocuments,
    },
    {
      path: SEALED_ARCHIVES,
      label: { de: sealingWords('de').sealed.menu, en: sealingWords('en').sealed.menu },
      may: maySetUpDocuments,
      order: 82,
      group: settingUp,
      part: withDocuments,
    },
  ],
  refusals: sealingRefusals,
} satisfies Partial<Module>
