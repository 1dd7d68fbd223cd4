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
  'accounts.mail-link-ended': {
    de: 'Dieser Link gilt nicht mehr: Er wurde schon benutzt oder ist abgelaufen. Ihre Mailadresse ist unverändert, wenn Sie sie nicht schon bestätigt haben.',
    en: 'This link is no longer valid: it was used already or has expired. Your mail address is unchanged unless you have confirmed it already.',
  },
  'accounts.mail-taken': {
    de: 'Zu dieser Mailadresse gibt es schon ein Konto. Ihre bisherige Adresse bleibt gültig. Nehmen Sie eine andere, oder schließen Sie zuerst das andere Konto.',
    en: 'There is an account with this mail address already. Your present address stays valid. Take another one, or close the other account first.',
  },
  'accounts.offer-open': {
    de: 'Sie haben die Hauptadministration schon angeboten. Ziehen Sie das Angebot erst zurück, wenn Sie es jemand anderem machen wollen.',
    en: 'You have offered the main administration already. Withdraw that offer first if you want to make it to somebody else.',
  },
  'accounts.offer-ended': {
    de: 'Dieses Angebot gilt nicht mehr: Es wurde beantwortet, zurückgezogen, ist abgelaufen, oder wer es gemacht hat, ist selbst keine Hauptadministration mehr. Es wurde nichts geändert.',
    en: 'This offer is no longer valid: it was answered, withdrawn, has expired, or who made it is no main administrator any more. Nothing was changed.',
  },
  'accounts.is-main-already': {
    de: 'Diese Person ist schon Hauptadministration. Es wurde nichts geändert.',
    en: 'This person is main administrator already. Nothing was changed.',
  },
  'accounts.operator-stays': {
    de: 'Die Organisation des Betreibers lässt sich nicht kündigen. Es wurde nichts geändert.',
    en: 'The organisation of the operator cannot be cancelled. Nothing was changed.',
  },
  'accounts.cancelled-already': {
    de: 'Die Organisation ist schon gekündigt. Es wurde nichts geändert.',
    en: 'The organisation is cancelled already. Nothing was changed.',
  },
  'accounts.not-cancelled': {
    de: 'Die Organisation ist nicht gekündigt, oder die Löschung hat schon begonnen. Es wurde nichts geändert.',
    en: 'The organisation is not cancelled, or its deletion has begun already. Nothing was changed.',
  },
  'accounts.no-certificate': {
    de: 'Diesen Nachweis gibt es nicht mehr: Er war 90 Tage lang abrufbar. Der Eintrag im Nachweisbuch bleibt. Ist der Link unvollständig, öffnen Sie ihn bitte noch einmal aus Ihrer Mail.',
    en: 'This certificate does not exist any more: it could be fetched for 90 days. The entry in the ledger stays. If the link is incomplete, please open it again from your mail.',
  },
  'accounts.no-such-place': {
    de: 'Diesen Ort gibt es nicht mehr. Das Recht wurde nicht erteilt. Bitte laden Sie die Seite neu.',
    en: 'This place does not exist any more. The right was not given. Please reload the page.',
  },
}
