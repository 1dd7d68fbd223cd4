import type { RefusalTexts } from '#platform/errors/texts.ts'

export const refusals: RefusalTexts = {
  'registers.no-such-measure': {
    de: 'Diese Maßnahme gibt es nicht. Alle Maßnahmen stehen unter „Maßnahmen“.',
    en: 'There is no such measure. All measures stand under "Measures".',
  },
  'registers.no-such-review': {
    de: 'Diese Prüfung finden wir nicht. Vielleicht ist ihre Frist abgelaufen, oder sie betrifft Sie selbst.',
    en: 'We cannot find this review. Perhaps its period has ended, or it concerns yourself.',
  },
  'registers.own-review': {
    de: 'Die eigenen Zugriffe kann man nicht selbst prüfen. Es wurde nichts gespeichert.',
    en: 'Nobody reviews their own accesses. Nothing was saved.',
  },
  'registers.four-eyes': {
    de: 'Diese Entscheidung muss jemand anderes treffen: nicht wer beantragt hat, nicht wer betroffen ist. Es wurde nichts geändert.',
    en: 'Somebody else must decide this: not who asked, not who is concerned. Nothing was changed.',
  },
  'registers.not-approved': {
    de: 'Zugriffe sind nur nach Zustimmung einer zweiten Person und vor dem Abschluss der Prüfung zu sehen.',
    en: 'Accesses can be seen only after a second person has approved and before the review is closed.',
  },
}
