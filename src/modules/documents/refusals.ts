import type { RefusalTexts } from '#platform/errors/texts.ts'
import { storingRefusals } from './storing/refusals.ts'

export const refusals: RefusalTexts = {
  ...storingRefusals,
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
  'documents.sealed-for-members': {
    de: 'Dieses Archiv können nur die Geräte seiner Mitglieder öffnen, der Server nicht. Bitte öffnen Sie es im Browser mit Ihrer Passphrase.',
    en: 'Only the devices of its members can open this archive, the server cannot. Please open it in the browser with your passphrase.',
  },
  'documents.no-archive': {
    de: 'Dieses Archiv gibt es nicht mehr, oder es wurde geschlossen. Es wurde nichts abgelegt. Bitte wählen Sie ein anderes.',
    en: 'This archive is no longer there, or it was closed. Nothing was filed. Please choose another one.',
  },
  'documents.no-view': {
    de: 'Hiervon gibt es keine Ansicht. Die Unterlage liegt unversehrt im Archiv und lässt sich herunterladen.',
    en: 'There is no view of this. The document lies intact in the archive and can be downloaded.',
  },
}
