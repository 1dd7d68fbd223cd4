export const feedbackRefusals = {
  'messages.no-such-target': {
    de: 'Dieser Link führt zu nichts. Vielleicht ist er unvollständig. Bitte öffnen Sie ihn noch einmal aus der Mail.',
    en: 'This link leads to nothing. Perhaps it is incomplete. Please open it again from the mail.',
  },
  'messages.unsigned-feedback': {
    de: 'Diese Meldung ist nicht gültig unterschrieben, zu alt oder unbekannt. Es wurde nichts geändert.',
    en: 'This report is not validly signed, is too old or unknown. Nothing was changed.',
  },
  'messages.odd-feedback': {
    de: 'Diese Meldung ist nicht zu verstehen. Es wurde nichts geändert.',
    en: 'This report cannot be understood. Nothing was changed.',
  },
  'messages.no-such-report': {
    de: 'Das ist schon erledigt. Es wurde nichts geändert.',
    en: 'This is done already. Nothing was changed.',
  },
  'messages.mailbox-needs-entry': {
    de: 'Das Postfach kann erst gelesen werden, wenn sein Betreiber im Verzeichnis der Auftragsverarbeiter steht und die Anbindung „Postfach für Rückläufer“ dort eingeschaltet ist. Ihre Angaben sind gespeichert.',
    en: 'The mailbox can be read only once whoever runs it stands in the register of processors and the connection "Mailbox for returned mails" is switched on there. What you entered has been kept.',
  },
} as const
