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
}
