import { settingUp } from '#platform/http/permission.ts'
import type { Module } from '#platform/module.ts'
import { withDocuments } from '../navigation.ts'
import { maySetUpDocuments } from '../permissions.ts'
import { custodyRoutes } from './custody-routes.ts'
import './kinds.ts'
import { uploadsJob } from './open-uploads.ts'
import { ARCHIVES } from './paths.ts'
import { archiveRoutes } from './setup/routes.tsx'
import { scrubJob } from './scrub.ts'
import { storingWords } from './texts.ts'
import { uploadRoutes } from './upload-routes.ts'

/** What storing brings into the module. */
export const storingPart = {
  routes: [...uploadRoutes, ...archiveRoutes, ...custodyRoutes],
  jobs: [scrubJob, uploadsJob],
  navigation: [
    {
      path: ARCHIVES,
      label: { de: storingWords('de').menu, en: storingWords('en').menu },
      may: maySetUpDocuments,
      order: 81,
      group: settingUp,
      part: withDocuments,
    },
  ],
} satisfies Partial<Module>
