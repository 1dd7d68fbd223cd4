import type { Module } from '#platform/module.ts'
import { withDocuments } from '../navigation.ts'
import { mayReadDocuments } from '../permissions.ts'
import { DOCUMENTS } from '../viewing/paths.ts'
import './data.ts'
import { wordsJob } from './jobs.ts'
import './kinds.ts'
import { searchRoutes } from './routes.tsx'
import { words } from './texts.ts'

/** What searching brings into the module. */
export const searchPart = {
  routes: searchRoutes,
  jobs: [wordsJob],
  navigation: [
    {
      path: DOCUMENTS,
      label: { de: words('de').menu, en: words('en').menu },
      may: mayReadDocuments,
      order: 30,
      group: withDocuments,
    },
  ],
} satisfies Partial<Module>
