import type { RefusalTexts } from '#platform/errors/texts.ts'

/** Sentences for refusals about coming in, rights, handing over and ending. */
export const lifeRefusals: RefusalTexts = {
  'accounts.already-invited': {
    de: 'An diese Mailadresse ist schon eine Einladung unterwegs. Sie steht in der Liste der offenen Einladungen; dort können Sie sie noch einmal senden oder zurückziehen. Es wurde nichts gesendet.',
    en: 'An invitation to this mail address is on its way already. It stands in the list of open invitations; there you can send it again or withdraw it. Nothing was sent.',
  },
  'accounts.no-such-invitation': {
    de: 'Diese Einladung ist nicht mehr offen: Sie wurde angenommen oder zurückgezogen. Bitte laden Sie die Liste neu.',
    en: 'This invitation is not open any more: it was accepted or withdrawn. Please reload the list.',
  },
  'accounts.invitation-ended': {
    de: 'Diese Einladung gilt nicht mehr: Sie wurde schon angenommen, zurückgezogen oder ist abgelaufen. Es wurde nichts geändert. Haben Sie sie selbst angenommen, melden Sie sich einfach an.',
    en: 'This invitation is no longer valid: it was accepted already, withdrawn or has expired. Nothing was changed. If you accepted it yourself, just sign in.',
  },
  'accounts.no-such-request': {
    de: 'Diese Anfrage gibt es nicht mehr: Jemand hat sie schon bearbeitet, oder sie ist abgelaufen. Bitte laden Sie die Liste neu.',
    en: 'This request does not exist any more: somebody has dealt with it, or it has expired. Please reload the list.',
  },
  'accounts.no-such-place': {
    de: 'Diesen Ort gibt es nicht mehr. Das Recht wurde nicht erteilt. Bitte laden Sie die Seite neu.',
    en: 'This place does not exist any more. The right was not given. Please reload the page.',
  },
}
