import type { House } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { type MailSamples, MOST_SAMPLES, samplesWithin } from '#platform/mail/samples.ts'
import { format } from '#platform/text/format.ts'
import { personalDataSeen } from '#privacy'
import { contactsOf } from '#people'
import { db, handling } from './data.ts'
import { confirmedMail, cancelledMail, movedMail } from './mail-texts.ts'
import { valuesOf } from './mails.ts'
import { maySeeDay } from './desk/permissions.ts'
import { reminderMail } from './texting/reminder-mail.ts'

/** The newest bookings, for trying the mails about them. Their names are opened for the one that is chosen, and only then. */
export const bookingSamples = (house: () => House): MailSamples => {
  const within = samplesWithin(house, handling)
  return {
    kinds: [confirmedMail.kind, movedMail.kind, reminderMail.kind, cancelledMail.kind],
    may: maySeeDay,
    latest: (at) =>
      within(at, async (there) => {
        const rows = await db(there)
          .selectFrom('bookings')
          .select(['id', 'service_name', 'starts_at', 'zone'])
          .where('person_id', 'is not', null)
          .orderBy('starts_at', 'desc')
          .limit(MOST_SAMPLES)
          .execute()
        return rows.map(({ id, service_name, starts_at, zone }) => {
          const f = format(at.language, zone)
          return { id, label: `${service_name}, ${f.dayAndMonth(starts_at)}, ${f.time(starts_at)}` }
        })
      }),
    values: (at, { id, language }) =>
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
