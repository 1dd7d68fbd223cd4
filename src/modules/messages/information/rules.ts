import { createHash } from 'node:crypto'
import { uuidText } from '#platform/keys/uuid.ts'
import type { Language } from '#platform/text/language.ts'
import type { InformationMail } from './data.ts'

/**
 * The one intent to tell this person this: the same however often it is queued, so that nobody gets it twice.
 * @returns an id made of both
 */
export const intentOf = (information: string, person: string): string =>
  uuidText(createHash('sha256').update(`${information} ${person}`).digest('hex').slice(0, 32))

/** How it stands in this moment: the last mail may be settled before that is noted. */
export const stateNow = (
  { state, queued_at }: Pick<InformationMail, 'state' | 'queued_at'>,
  { waiting }: { readonly waiting: number },
): string => (state === 'sending' && queued_at && waiting === 0 ? 'sent' : state)

type Written = Pick<InformationMail, 'subject' | 'body' | 'subject_en' | 'body_en'>

/** In which languages the mail is written. */
export const languagesOf = ({ subject_en, body_en }: Written): readonly Language[] =>
  subject_en !== '' && body_en !== '' ? ['de', 'en'] : ['de']

/** The words for somebody who speaks this language; German where there is no other. */
export function wordsFor(mail: Written, language: Language): { language: Language; subject: string; body: string } {
  return language === 'en' && languagesOf(mail).includes('en')
    ? { language, subject: mail.subject_en, body: mail.body_en }
    : { language: 'de', subject: mail.subject, body: mail.body }
}
