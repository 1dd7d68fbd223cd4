import type { RefusalTexts } from '#platform/errors/texts.ts'

export const correctionRefusals: RefusalTexts = {
  'privacy.not-correctable': {
    de: 'Diese Angabe gibt es nicht mehr, oder sie lässt sich hier nicht berichtigen. Es wurde nichts geändert.',
    en: 'These data do not exist any more, or cannot be put right here. Nothing was changed.',
  },
  'privacy.no-such-correction': {
    de: 'Über diese Berichtigung ist schon entschieden. Es wurde nichts geändert.',
    en: 'This correction has been decided already. Nothing was changed.',
  },
  'privacy.wrong-value': {
    de: 'So lässt sich die Angabe nicht eintragen: Sie ist leer, zu lang oder keine gültige Mailadresse oder Telefonnummer. Es wurde nichts geändert.',
    en: 'The data cannot be entered like this: empty, too long, or no valid mail address or phone number. Nothing was changed.',
  },
}
