import type { MailSamples } from '#messages'
import type { Scope } from '#platform/data/scope.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { format } from '#platform/text/format.ts'
import { personalDataSeen } from '#privacy'
import { contactsOf } from '#people'
import { db, handling } from './data.ts'
import { confirmedMail, cancelledMail, movedMail } from './mail-texts.ts'
import { valuesOf } from './mails.ts'
import { reminderMail } from './texting/reminder-mail.ts'

const MOST = 10

/** The newest bookings, for trying the mails about them. Their names are opened for the one that is chosen, and only then. */
export const bookingSamples = (house: () => House): MailSamples => {
  const within = <T>(at: Scope<string>, work: (there: Scope<(typeof handling)['opens'][number]>) => Promise<T>) =>
    inScope(
      house(),
      {
        organisation: at.organisation,
        actor: at.actor,
        purpose: handling,
        language: at.language,
        readOnly: true,
        now: at.now,
      },
      work,
    )
  return {
    kinds: [confirmedMail.kind, movedMail.kind, reminderMail.kind, cancelledMail.kind],
    latest: (at) =>
      within(at, async (there) => {
        const rows = await db(there)
          .selectFrom('bookings')
          .select(['id', 'service_name', 'starts_at', 'zone'])
          .where('person_id', 'is not', null)
          .orderBy('starts_at', 'desc')
          .limit(MOST)
          .execute()
        return rows.map(({ id, service_name, starts_at, zone }) => {
          const f = format(at.language, zone)
          return { id, label: `${service_name}, ${f.dayAndMonth(starts_at)}, ${f.time(starts_at)}` }
        })
      }),
    values: (at, id, language) =>
      within(at, async (there) => {
        const booking = await db(there).selectFrom('bookings').selectAll().where('id', '=', id).executeTakeFirst()
        if (!booking?.person_id) return undefined
        const [location, service, [person]] = await Promise.all([
          db(there).selectFrom('locations').selectAll().where('id', '=', booking.location_id).executeTakeFirst(),
          db(there).selectFrom('services').selectAll().where('id', '=', booking.service_id).executeTakeFirst(),
          contactsOf(there, [booking.person_id]),
        ])
        if (!location || !service) return undefined
        await at.announce(personalDataSeen, { what: 'opened', place: 'messages.preview', persons: [booking.person_id] })
        const name = (person && (await open(there, person.name))) ?? ''
        const facts = { booking, service, location, name }
        return valuesOf({ at: there, absolute: (path) => path }, facts, language)
      }),
  }
}
