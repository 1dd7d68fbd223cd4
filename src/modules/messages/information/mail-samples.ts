import type { House } from '#platform/data/scope.ts'
import { type MailSamples, MOST_SAMPLES, samplesWithin } from '#platform/mail/samples.ts'
import { audienceNamed } from './audience.ts'
import { db, informing } from './data.ts'
import { informationMail } from './mail-text.ts'
import { mayInform } from './permissions.ts'

/** What staff wrote to many, for trying the mail that carries it; nobody who was written to is in it. */
export const informationSamples = (house: () => House): MailSamples => {
  const within = samplesWithin(house, informing)
  return {
    kinds: [informationMail.kind],
    may: mayInform,
    latest: (at) =>
      within(at, async (there) => {
        const rows = await db(there)
          .selectFrom('information_mails')
          .select(['id', 'subject'])
          .orderBy('created_at', 'desc')
          .limit(MOST_SAMPLES)
          .execute()
        return rows.map(({ id, subject }) => ({ id, label: subject }))
      }),
    values: (at, { id, language }) =>
      within(at, async (there) => {
        const row = await db(there).selectFrom('information_mails').selectAll().where('id', '=', id).executeTakeFirst()
        if (!row) return undefined
        const english = language === 'en' && row.subject_en !== ''
        return {
          betreff: english ? row.subject_en : row.subject,
          text: english ? row.body_en : row.body,
          grund: audienceNamed(row.audience)?.why[language] ?? '',
        }
      }),
  }
}
