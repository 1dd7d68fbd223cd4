import type { RefusalTexts } from '#platform/errors/texts.ts'

export const sealingRefusals: RefusalTexts = {
  'documents.wrong-key': {
    de: 'Dieser Zugangsschlüssel gilt nicht oder nicht mehr. Es wurde nichts abgelegt. Legen Sie unter „Einrichtung“ einen neuen an.',
    en: 'This access key is not, or no longer, valid. Nothing was filed. Make a new one under “Set-up”.',
  },
  'documents.unknown-key': {
    de: 'Diesen Schlüssel gibt es nicht. Es wurde nichts geändert.',
    en: 'There is no such key. Nothing was changed.',
  },
  'documents.members-only': {
    de: 'Das können nur Mitglieder der Organisation. Es wurde nichts geändert.',
    en: 'Only members of the organisation can do this. Nothing was changed.',
  },
  'documents.no-member-key': {
    de: 'Dieses Mitglied hat noch keinen eigenen Schlüssel. Es wurde nichts geändert. Bitten Sie es, unter „Eigener Schlüssel“ einen anzulegen.',
    en: 'This member has no key of their own yet. Nothing was changed. Ask them to make one under “Own key”.',
  },
  'documents.not-for-you': {
    de: 'Wer ein verschlossenes Archiv anlegt, muss es selbst öffnen können. Es wurde nichts angelegt. Legen Sie zuerst Ihren eigenen Schlüssel an.',
    en: 'Who creates a sealed archive must be able to open it themselves. Nothing was created. Make your own key first.',
  },
  'documents.last-member': {
    de: 'Das ist das letzte Mitglied dieses Archivs. Ohne es könnte niemand mehr etwas darin lesen. Es wurde nichts geändert; nehmen Sie zuerst ein anderes Mitglied auf.',
    en: 'This is the last member of this archive. Without them nobody could read anything in it any more. Nothing was changed; let another member in first.',
  },
  'documents.not-made-here': {
    de: 'Die Angaben kamen nicht von unserem Formular. Es wurde nichts geändert. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.',
    en: 'This did not come from our form. Nothing was changed. Please load the page again and try once more.',
  },
}
