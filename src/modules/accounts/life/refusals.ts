import type { RefusalTexts } from '#platform/errors/texts.ts'

/** Sentences for refusals about coming in, rights, handing over and ending. */
export const lifeRefusals: RefusalTexts = {
  'accounts.no-such-place': {
    de: 'Diesen Ort gibt es nicht mehr. Das Recht wurde nicht erteilt. Bitte laden Sie die Seite neu.',
    en: 'This place does not exist any more. The right was not given. Please reload the page.',
  },
}
