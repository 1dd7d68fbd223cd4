export const mailboxRefusals = {
  'documents.no-such-mailbox': {
    de: 'Dieses Postfach oder diesen Ordner gibt es nicht mehr. Es wurde nichts geändert.',
    en: 'This mailbox or folder does not exist any more. Nothing was changed.',
  },
  'documents.mailbox-off': {
    de: 'Der Betreiber des Postfachs steht nicht im Verzeichnis der Auftragsverarbeiter. Es wurde nichts abgerufen.',
    en: 'Whoever runs the mailbox does not stand in the register of processors. Nothing was fetched.',
  },
  'documents.mailbox-away': {
    de: 'Das Postfach ist gerade nicht erreichbar. Was schon abgelegt wurde, bleibt; alles andere liegt noch im Postfach. Bitte versuchen Sie es später noch einmal.',
    en: 'The mailbox cannot be reached right now. What was filed already stays; everything else still lies in the mailbox. Please try again later.',
  },
  'documents.mails-renumbered': {
    de: 'Der Mailserver hat die Mails inzwischen neu gezählt. Es wurde nichts übernommen. Bitte öffnen Sie die Liste noch einmal.',
    en: 'The mail server has counted the mails anew in the meantime. Nothing was taken over. Please open the list once more.',
  },
} as const
