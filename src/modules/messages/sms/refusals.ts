import type { RefusalTexts } from '#platform/errors/texts.ts'

export const smsRefusals: RefusalTexts = {
  'messages.sms-unsigned': {
    de: 'Dieser Aufruf ist nicht vom Anbieter der SMS unterschrieben, oder nicht für diese Adresse. Es wurde nichts geändert.',
    en: 'This call is not signed by the provider of SMS, or not for this address. Nothing was changed.',
  },
  'messages.sms-replayed': {
    de: 'Dieser Aufruf ist schon einmal beachtet worden. Es wurde nichts geändert.',
    en: 'This call was heeded before. Nothing was changed.',
  },
  'messages.sms-nothing-to-send': {
    de: 'Diese SMS gibt es nicht mehr, oder sie wird gerade gesendet. Es wurde nichts geändert.',
    en: 'This SMS does not exist any more, or it is being sent right now. Nothing was changed.',
  },
  'messages.no-such-sms': {
    de: 'Diese SMS gibt es nicht mehr. Das Protokoll reicht 30 Tage zurück.',
    en: 'This SMS does not exist any more. The protocol goes back 30 days.',
  },
  'messages.sms-not-ready': {
    de: 'SMS sind noch nicht eingerichtet, oder die Anbindung ist nicht eingeschaltet. Es wurde nichts gesendet.',
    en: 'SMS are not set up yet, or the connection is not switched on. Nothing was sent.',
  },
  'messages.no-such-sms-text': {
    de: 'Diese SMS kennen wir nicht. Alle Texte stehen in der Liste der SMS-Texte.',
    en: 'We do not know this SMS. All texts are in the list of SMS texts.',
  },
}
