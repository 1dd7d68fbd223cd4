import type { RefusalTexts } from '#platform/errors/texts.ts'

const kept = {
  de: 'Es wurde nichts übernommen.',
  en: 'Nothing was taken over.',
} as const

export const portableRefusals: RefusalTexts = {
  'privacy.portable-foreign': {
    de: `Diese Datei kennen wir nicht: Sie ist kein Archiv mit Daten zum Mitnehmen, wie diese Systeme es schreiben. ${kept.de} Bitten Sie die andere Stelle um die ZIP-Datei, so wie sie war.`,
    en: `We do not know this file: it is no archive of data to take along as these systems write it. ${kept.en} Ask the other organisation for the ZIP file as it was.`,
  },
  'privacy.portable-tampered': {
    de: `Diese Datei ist nicht vollständig oder wurde verändert. ${kept.de} Laden Sie sie bei der anderen Stelle noch einmal herunter.`,
    en: `This file is not complete or was changed. ${kept.en} Download it from the other organisation once more.`,
  },
  'privacy.portable-too-large': {
    de: `Diese Datei enthält mehr, als wir auf einmal übernehmen. ${kept.de} Wenden Sie sich an die Verwaltung des Systems.`,
    en: `This file holds more than we take over at once. ${kept.en} Turn to whoever administers the system.`,
  },
  'privacy.portable-nobody': {
    de: `In dieser Datei steht nicht, um wen es geht: Der Name fehlt. ${kept.de} Legen Sie die Person von Hand an.`,
    en: `This file does not say whom it is about: the name is missing. ${kept.en} Enter the person by hand.`,
  },
}
