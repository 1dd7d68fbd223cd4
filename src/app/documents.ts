import { describeConfig } from '#platform/config/describe.ts'
import { documents as privacyDocuments, type Document } from '#privacy'
import { settings } from './modules.ts'

/** Every document that is written from the program itself: notice, register, configuration. */
export const allDocuments = (): readonly Document[] => [
  ...privacyDocuments(),
  {
    path: 'docs/operating/configuration.md',
    text:
      '<!-- Generated from the declarations; do not edit. -->\n# Configuration\n\nAll settings come from the environment and are ' +
      'checked at the start; one message names everything that is wrong.\n\n' +
      describeConfig(settings).trim() +
      '\n',
  },
]
