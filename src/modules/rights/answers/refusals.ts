import type { RefusalTexts } from '#platform/errors/texts.ts'

export const answerRefusals: RefusalTexts = {
  'rights.no-such-answer': {
    de: 'Unter diesem Link liegt nichts. Vielleicht wurde er nicht vollständig kopiert: Öffnen Sie ihn noch einmal aus der Mail oder dem Brief.',
    en: 'There is nothing under this link. Perhaps it was not copied completely: open it once more from the mail or letter.',
  },
  'rights.answer-gone': {
    de: 'Dieser Link gilt nicht mehr: Er ist abgelaufen, schon benutzt oder wurde beendet. Ihre Daten sind unverändert; bitten Sie uns um einen neuen Link.',
    en: 'This link is no longer valid: it has expired, was used up or was ended. Your data are unchanged; ask us for a new link.',
  },
  'rights.nothing-corrected': {
    de: 'Es ist noch nichts berichtigt. Tragen Sie ein, wie es richtig heißt, oder entscheiden Sie zuerst unter „Berichtigungen“. Der Antrag bleibt, wie er ist.',
    en: 'Nothing has been put right yet. Enter what is right, or decide under “Corrections” first. The request stays as it is.',
  },
  'rights.correction-ended': {
    de: 'Dieser Link gilt nicht mehr. Ihre Angaben sind unverändert; bitten Sie uns um einen neuen Link.',
    en: 'This link is no longer valid. Your data are unchanged; ask us for a new link.',
  },
}
