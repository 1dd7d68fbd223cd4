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
  'documents.redaction-stays': {
    de: 'Diese Schwärzung kann nur aufheben, wer in diesem Archiv Unterlagen revisionssicher archivieren und freigeben darf. Sie besteht weiter.',
    en: 'Only who may lock documents in this archive and release them can lift this redaction. It is still there.',
  },
  'documents.redacted': {
    de: 'Diese Unterlage hat Schwärzungen. Es wurde kein Link erstellt. Bitte legen Sie eine geschwärzte Kopie ab und teilen Sie die.',
    en: 'This document has redactions. No link was made. Please file a redacted copy and share that.',
  },
  'documents.no-redacted-copy': {
    de: 'Von dieser Unterlage lässt sich keine geschwärzte Kopie machen: Es fehlt das Bild einer Seite. Vielleicht wird sie noch gelesen; von mehr als hundert Seiten gibt es keine Bilder. Herausgegeben wurde nichts.',
    en: 'No redacted copy of this document can be made: the picture of a page is missing. Perhaps it is still being read; of more than a hundred pages there are no pictures. Nothing was given out.',
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
