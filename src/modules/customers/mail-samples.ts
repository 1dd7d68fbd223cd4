import { contactOf } from '#people'
import { personalDataSeen } from '#privacy'
import type { House } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { type MailSamples, MOST_SAMPLES, samplesWithin } from '#platform/mail/samples.ts'
import { format } from '#platform/text/format.ts'
import { db, keeping } from './data.ts'
import * as mails from './mails.ts'
import { mayFindCustomers } from './permissions.ts'
import { keptUntil, letterKeptUntil } from './rules/account.ts'

/** The newest customer accounts, for trying the mails about them. */
export const customerSamples = (house: () => House): MailSamples => {
  const within = samplesWithin(house, keeping)
  return {
    kinds: [
      mails.knownMail,
      mails.passwordMail,
      mails.passwordChangedMail,
      mails.addressChangedMail,
      mails.endMail,
    ].map(({ kind }) => kind),
    may: mayFindCustomers,
    latest: (at, kind) =>
      within(at, async (there) => {
        const rows = await db(there)
          .selectFrom('customers')
          .select(['id', 'created_at'])
          .$if(kind === mails.endMail.kind, (query) => query.where('ended_on', 'is not', null))
          .orderBy('created_at', 'desc')
          .limit(MOST_SAMPLES)
          .execute()
        const f = format(at.language, at.organisation.zone)
        const since = { de: 'Kundenkonto vom', en: 'Customer account of' }[at.language]
        return rows.map(({ id, created_at }) => ({
          id,
          label: `${since} ${f.date(created_at)}, ${f.time(created_at)}`,
        }))
      }),
    values: (at, { id, language }) =>
      within(at, async (there) => {
        const row = await db(there).selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirst()
        if (!row) return undefined
        const contact = await contactOf(there, row.person_id)
        await at.announce(personalDataSeen, { what: 'opened', place: 'messages.preview', persons: [row.person_id] })
        const name = (contact && (await open(there, contact.name))) ?? ''
        if (row.ended_on === null) return { name }
        const f = format(language, at.organisation.zone)
        const kept = await db(there)
          .selectFrom('customer_letters')
          .select('id')
          .where('person_id', '=', row.person_id)
          .executeTakeFirst()
        return {
          name,
          ende: f.date(Temporal.PlainDate.from(row.ended_on)),
          geloescht: f.date(keptUntil(row.ended_on)),
          aufbewahrt: kept ? f.date(letterKeptUntil(row.ended_on)) : '',
        }
      }),
  }
}
