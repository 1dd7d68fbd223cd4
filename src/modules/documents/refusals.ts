import type { RefusalTexts } from '#platform/errors/texts.ts'

export const refusals: RefusalTexts = {
  'documents.unknown': {
    de: 'Diese Unterlage finden wir nicht. Vielleicht wurde sie inzwischen gelöscht oder in ein anderes Archiv gelegt.',
    en: 'We cannot find this document. Perhaps it was deleted meanwhile or moved to another archive.',
  },
  'documents.changed-meanwhile': {
    de: 'Diese Unterlage wurde inzwischen an anderer Stelle geändert. Es wurde nichts überschrieben. Bitte öffnen Sie sie noch einmal.',
    en: 'This document was changed elsewhere in the meantime. Nothing was overwritten. Please open it once more.',
  },
  'documents.unknown-mark': {
    de: 'Diese Notiz gibt es nicht mehr. Vielleicht hat sie gerade jemand anderes entfernt.',
    en: 'This note is not there any more. Perhaps somebody else has just removed it.',
  },
}
