import type { RefusalTexts } from '#platform/errors/texts.ts'
import { texts, type Texts } from '#platform/text/texts.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

export const words = texts(de, en)
export type Words = Texts<typeof de>

/** Sentences for what can be refused here, by code. */
export const setupRefusals: RefusalTexts = {
  'appointments.no-such-location': {
    de: 'Diesen Ort gibt es nicht (mehr). Gespeichert wurde nichts. Öffnen Sie bitte die Liste der Orte.',
    en: 'This location does not exist (any more). Nothing was saved. Please open the list of locations.',
  },
  'appointments.no-such-service': {
    de: 'Diese Leistung gibt es nicht (mehr). Gespeichert wurde nichts. Öffnen Sie bitte die Liste der Leistungen.',
    en: 'This service does not exist (any more). Nothing was saved. Please open the list of services.',
  },
  'appointments.no-such-exception': {
    de: 'Diese Ausnahme hat inzwischen jemand entfernt. Gespeichert wurde nichts. Legen Sie sie bei Bedarf neu an.',
    en: 'Somebody has removed this exception in the meantime. Nothing was saved. Add it again if you need it.',
  },
  'appointments.unknown-zone': {
    de: 'Diese Zeitzone kennen wir nicht. Gespeichert wurde nichts. Ein Beispiel ist Europe/Berlin.',
    en: 'We do not know this time zone. Nothing was saved. An example is Europe/Berlin.',
  },
  'appointments.unknown-holiday-region': {
    de: 'Für diese Region kennen wir keine Feiertage. Gespeichert wurde nichts. Bitte wählen Sie eine der Liste.',
    en: 'We know no public holidays for this region. Nothing was saved. Please choose one of the list.',
  },
}
