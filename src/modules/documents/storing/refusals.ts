import type { RefusalTexts } from '#platform/errors/texts.ts'

export const storingRefusals: RefusalTexts = {
  'documents.archive-closed': {
    de: 'Dieses Archiv ist geschlossen und nimmt nichts Neues auf. Es wurde nichts abgelegt. Bitte wählen Sie ein anderes.',
    en: 'This archive is closed and takes nothing new. Nothing was filed. Please choose another one.',
  },
  'documents.name-taken': {
    de: 'Ein offenes Archiv heißt schon so. Es wurde nichts geändert. Bitte wählen Sie einen anderen Namen.',
    en: 'An open archive has this name already. Nothing was changed. Please choose another name.',
  },
  'documents.not-genuine': {
    de: 'Die Datei kam nicht so an, wie sie versiegelt wurde. Es wurde nichts abgelegt. Bitte laden Sie sie noch einmal hoch.',
    en: 'The file did not arrive as it was sealed. Nothing was filed. Please upload it once more.',
  },
  'documents.other-length': {
    de: 'Die Datei hat sich während des Ablegens geändert. Es wurde nichts abgelegt. Bitte versuchen Sie es noch einmal.',
    en: 'The file changed while it was being filed. Nothing was filed. Please try again.',
  },
  'documents.key-destroyed': {
    de: 'Der Schlüssel dieser Unterlage wurde vernichtet. Niemand kann sie mehr lesen.',
    en: 'The key of this document was destroyed. Nobody can read it any more.',
  },
  'documents.lease-ended': {
    de: 'Die Unterlage war lange genug geöffnet und wurde wieder geschlossen. Bitte öffnen Sie sie noch einmal.',
    en: 'The document was open long enough and was closed again. Please open it once more.',
  },
  'documents.unknown-person': {
    de: 'Diese Person ist hier nicht (mehr) bekannt. Es wurde nichts abgelegt. Bitte wählen Sie sie noch einmal aus.',
    en: 'This person is not (or no longer) known here. Nothing was filed. Please choose them once more.',
  },
  'documents.upload-gone': {
    de: 'Dieses Hochladen gibt es nicht mehr: Es ist fertig oder zu alt. Bitte sehen Sie nach, ob die Unterlage schon da ist, und laden Sie sie sonst neu hoch.',
    en: 'This upload does not exist any more: it is finished or too old. Please look whether the document is there already, and upload it anew otherwise.',
  },
  'documents.too-many-uploads': {
    de: 'Es sind gerade so viele Dateien unterwegs, wie auf einmal angenommen werden. Es wurde nichts abgelegt. Sobald eine fertig ist, kann die nächste kommen; angefangene, die ruhen, machen nach einer Viertelstunde Platz.',
    en: 'As many files are under way as are taken at a time. Nothing was filed. The next one can come as soon as one is done; uploads that rest make room after a quarter of an hour.',
  },
  'documents.upload-finishing': {
    de: 'Diese Datei wird gerade geprüft und abgelegt. Bitte warten Sie einen Augenblick.',
    en: 'This file is being verified and filed just now. Please wait a moment.',
  },
}
