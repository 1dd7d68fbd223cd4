import type { Checks } from '#privacy'
import { mailboxChecks } from './mailboxes.ts'
import { readingChecks } from './reading.ts'
import { searchChecks } from './search.ts'
import { storingChecks } from './storing.ts'

/** The promises about documents, each looked at on the living system; every part of this module brings its own. */
export const documentChecks: Checks = {
  ...storingChecks,
  ...mailboxChecks,
  ...readingChecks,
  ...searchChecks,
}
