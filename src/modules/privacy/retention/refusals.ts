import type { RefusalTexts } from '#platform/errors/texts.ts'

export const retentionRefusals: RefusalTexts = {
  'privacy.hold-reason': {
    de: 'Die Sperre wurde nicht gesetzt: Bitte nennen Sie den Grund in 3 bis 500 Zeichen.',
    en: 'The hold was not set: please give the reason in 3 to 500 characters.',
  },
  'privacy.hold-until': {
    de: 'Die Sperre wurde nicht gesetzt: Bitte nennen Sie einen Tag von heute an, höchstens 30 Jahre voraus.',
    en: 'The hold was not set: please give a day from today on, at most 30 years ahead.',
  },
  'privacy.hold-kind': {
    de: 'Die Sperre wurde nicht gesetzt: Diese Art von Daten lässt sich nicht sperren.',
    en: 'The hold was not set: this kind of data cannot be held.',
  },
  'privacy.hold-nothing': {
    de: 'Die Sperre wurde nicht gesetzt: Einen solchen Eintrag gibt es nicht. Vielleicht ist er schon gelöscht.',
    en: 'The hold was not set: there is no such entry. Perhaps it has been deleted already.',
  },
  'privacy.no-such-hold': {
    de: 'Diese Sperre gibt es nicht mehr. Sehen Sie in der Liste der Sperren nach.',
    en: 'This hold does not exist any more. Please look at the list of holds.',
  },
  'privacy.hold-kept': {
    de: 'Diese Sperre endet nicht von Hand, sondern dort, wo sie entstanden ist, zum Beispiel mit der Freigabe einer archivierten Unterlage. Es wurde nichts geändert.',
    en: 'This hold is not ended by hand but where it came from, for example when an archived document is released. Nothing was changed.',
  },
  'privacy.hold-ended': {
    de: 'Diese Sperre ist schon beendet. Es wurde nichts geändert.',
    en: 'This hold has ended already. Nothing was changed.',
  },
}
