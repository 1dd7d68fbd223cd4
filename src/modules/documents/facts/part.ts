import { settingUp } from '#platform/http/permission.ts'
import type { Module } from '#platform/module.ts'
import { withDocuments } from '../navigation.ts'
import { mayReadDocuments, maySetUpDocuments } from '../permissions.ts'
import './data.ts'
import './kinds.ts'
import { CASES, SHEETS, TAGS, TYPES } from './paths.ts'
import { factsRefusals } from './refusals.ts'
import { caseRoutes } from './routes/cases.tsx'
import { documentFactsRoutes } from './routes/document.tsx'
import { sheetRoutes } from './routes/sheets.tsx'
import { tagRoutes } from './routes/tags.tsx'
import { typeRoutes } from './routes/types.tsx'
import { sheetWords } from './sheet-texts.ts'
import { words } from './texts.ts'

const [de, en] = [words('de'), words('en')]
const setUp = { may: maySetUpDocuments, group: settingUp, part: withDocuments } as const

/** What facts, types, tags and cases bring into the module. */
export const factsPart = {
  routes: [...documentFactsRoutes, ...typeRoutes, ...tagRoutes, ...caseRoutes, ...sheetRoutes],
  navigation: [
    {
      path: CASES,
      label: { de: de.cases.menu, en: en.cases.menu },
      may: mayReadDocuments,
      order: 31,
      group: withDocuments,
    },
    { ...setUp, path: TYPES, label: { de: de.types.menu, en: en.types.menu }, order: 83 },
    { ...setUp, path: TAGS, label: { de: de.tagSetup.menu, en: en.tagSetup.menu }, order: 84 },
    { ...setUp, path: SHEETS, label: { de: sheetWords('de').menu, en: sheetWords('en').menu }, order: 87 },
  ],
  refusals: factsRefusals,
} satisfies Partial<Module>
