import type { House } from '#platform/data/scope.ts'
import { type MailSamples, MOST_SAMPLES, samplesWithin } from '#platform/mail/samples.ts'
import { filing } from '../data.ts'
import { mayReadDocuments } from '../permissions.ts'
import { db } from './data.ts'
import { taskMail } from './mails.ts'

/** How many tasks somebody has, for trying the mail that reminds of them; it never says of what. */
export const taskSamples = (house: () => House): MailSamples => {
  const within = samplesWithin(house, filing)
  return {
    kinds: [taskMail.kind],
    may: mayReadDocuments,
    latest: (at) =>
      within(at, async (there) => {
        const rows = await db(there)
          .selectFrom('document_tasks')
          .select(({ fn }) => ['for_account', fn.countAll<string>().as('count')])
          .where('done_at', 'is', null)
          .where('for_account', 'is not', null)
          .groupBy('for_account')
          .orderBy('count', 'desc')
          .limit(MOST_SAMPLES)
          .execute()
        const label = (count: string) => ({ de: `${count} offene Aufgaben`, en: `${count} open tasks` })[at.language]
        return rows.map(({ for_account: id, count }) => ({ id: id ?? '', label: label(count) }))
      }),
    values: (at, { id }) =>
      within(at, async (there) => {
        const row = await db(there)
          .selectFrom('document_tasks')
          .select(({ fn }) => fn.countAll<string>().as('count'))
          .where('done_at', 'is', null)
          .where('for_account', '=', id)
          .executeTakeFirst()
        return row && Number(row.count) > 0 ? { anzahl: String(row.count) } : undefined
      }),
  }
}
