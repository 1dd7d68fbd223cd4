import type { RefusalTexts } from '#platform/errors/texts.ts'

export const refusals: RefusalTexts = {
  'customers.unknown': {
    de: 'Dieses Kundenkonto finden wir nicht. Vielleicht wurden seine Daten schon gelöscht.',
    en: 'We cannot find this customer account. Perhaps its data have been deleted already.',
  },
  'customers.changed-meanwhile': {
    de: 'Diese Angaben wurden inzwischen an anderer Stelle geändert. Es wurde nichts überschrieben. Bitte öffnen Sie die Seite noch einmal und tragen Sie Ihre Änderung neu ein.',
    en: 'These data were changed elsewhere in the meantime. Nothing was overwritten. Please open the page once more and enter your change again.',
  },
  'customers.already-ended': {
    de: 'Dieser Vertrag ist schon beendet. Es wurde nichts geändert.',
    en: 'This contract has ended already. Nothing was changed.',
  },
  'customers.wrong-end': {
    de: 'Der letzte Tag kann nicht vor dem Beginn des Vertrags liegen. Es wurde nichts geändert.',
    en: 'The last day cannot be before the contract began. Nothing was changed.',
  },
  'customers.link-ended': {
    de: 'Dieser Link gilt nicht mehr: Er ist abgelaufen oder wurde schon benutzt. Es wurde nichts geändert.',
    en: 'This link is no longer valid: it has expired or was used before. Nothing was changed.',
  },
  'customers.mail-taken': {
    de: 'Diese Mailadresse hat inzwischen ein anderes Konto. Ihre bisherige Adresse bleibt. Bitte wählen Sie eine andere.',
    en: 'Another account has this mail address by now. Your previous address stays. Please choose another one.',
  },
  'customers.too-many-links': {
    de: 'Sie haben gerade schon mehrere Mails angefordert. Bitte warten Sie eine Stunde; die letzte Mail gilt noch.',
    en: 'You have asked for several mails just now. Please wait an hour; the last mail is still valid.',
  },
}
