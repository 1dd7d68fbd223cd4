import type { RefusalTexts } from '#platform/errors/texts.ts'

export const factsRefusals: RefusalTexts = {
  'documents.no-such-type': {
    de: 'Diesen Dokumenttyp gibt es nicht mehr. Es wurde nichts geändert. Bitte wählen Sie einen anderen.',
    en: 'This document type is not there any more. Nothing was changed. Please choose another one.',
  },
  'documents.no-such-tag': {
    de: 'Dieses Schlagwort gibt es nicht mehr. Es wurde nichts geändert. Bitte laden Sie die Seite neu.',
    en: 'This tag is not there any more. Nothing was changed. Please reload the page.',
  },
  'documents.no-such-case': {
    de: 'Diese Akte finden wir nicht. Vielleicht wurde sie inzwischen gelöscht. Es wurde nichts geändert.',
    en: 'We cannot find this case. Perhaps it was deleted meanwhile. Nothing was changed.',
  },
  'documents.name-taken': {
    de: 'Diesen Namen gibt es hier schon. Bitte gehen Sie zurück und wählen Sie einen anderen.',
    en: 'This name is taken here already. Please go back and choose another one.',
  },
  'documents.number-taken': {
    de: 'Dieses Aktenzeichen ist schon vergeben. Bitte gehen Sie zurück und wählen Sie ein anderes.',
    en: 'This case number is taken already. Please go back and choose another one.',
  },
  'documents.tag-below-itself': {
    de: 'Ein Schlagwort kann nicht unter sich selbst stehen. Es wurde nichts geändert.',
    en: 'A tag cannot stand below itself. Nothing was changed.',
  },
  'documents.tag-too-deep': {
    de: 'Schlagworte gehen höchstens vier Stufen tief. Bitte wählen Sie ein höheres, unter dem es stehen soll.',
    en: 'Tags go four levels deep at most. Please choose a higher one for it to stand below.',
  },
  'documents.tag-has-more': {
    de: 'Unter diesem Schlagwort stehen noch andere. Bitte verschieben oder entfernen Sie zuerst diese.',
    en: 'There are others below this tag. Please move or remove those first.',
  },
  'documents.archive-number-taken': {
    de: 'Diese Nummer steht schon auf einer anderen Unterlage. Bitte prüfen Sie das Papier. Es wurde nichts geändert.',
    en: 'This number is on another document already. Please check the paper. Nothing was changed.',
  },
  'documents.case-closed': {
    de: 'Diese Akte ist abgeschlossen. Bitte öffnen Sie sie zuerst wieder, um Unterlagen hineinzulegen.',
    en: 'This case is closed. Please reopen it first to put documents into it.',
  },
}
