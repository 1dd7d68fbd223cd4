import { hrefWithin } from '#platform/http/address.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { organisationJob } from '#platform/jobs/jobs.ts'
import { open } from '#platform/keys/sealed.ts'
import { composeMail, queueMail, queueSms, smsOffer } from '#messages'
import { contactOf } from '#people'
import { type BookingRow, db, handling, texting } from '../data.ts'
import { valuesOf } from '../mails.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { reminderMail } from './reminder-mail.ts'
import { type Absolute, appointmentSms, reminderSms } from './templates.ts'

const BATCH = 200

/** Appointments whose reminder is due, kept from changing; those that were cancelled or have begun need none any more. */
async function takeDue(at: Scope<string>, column: 'remind_at' | 'text_at'): Promise<BookingRow[]> {
  const rows = await db(at)
    .selectFrom('bookings')
    .selectAll()
    .where(column, '<=', at.now)
    .orderBy(column)
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
  if (rows.length === 0) return []
  await db(at)
    .updateTable('bookings')
    .set({ [column]: null })
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
  return rows.filter((row) => row.state === 'booked' && Temporal.Instant.compare(row.starts_at, at.now) > 0)
}

const absoluteIn = (at: Scope<string>, house: House): Absolute => {
  return (path, language = 'de') => house.publicUrl + hrefWithin(`/${at.organisation.slug}`, language)(path)
}

const placeOf = (at: Scope<string>, id: string) =>
  db(at).selectFrom('locations').selectAll().where('id', '=', id).executeTakeFirst()

/** Queues the mails that remind, each once: the outbox knows appointment, kind and version. */
export async function remindByMail(at: Scope<'appointments.handling' | 'people.contact'>, house: House): Promise<void> {
  for (const booking of await takeDue(at, 'remind_at')) {
    if (!booking.person_id) continue
    const [person, location, service] = await Promise.all([
      contactOf(at, booking.person_id),
      placeOf(at, booking.location_id),
      db(at).selectFrom('services').selectAll().where('id', '=', booking.service_id).executeTakeFirst(),
    ])
    const [to, name] = [await open(at, person?.mail ?? null), await open(at, person?.name ?? null)]
    if (!to || !location || !service) continue
    const language = booking.language === 'en' ? 'en' : 'de'
    const absolute = absoluteIn(at, house)
    const values = await valuesOf({ at, absolute }, { booking, service, location, name: name ?? '' }, language)
    const termin = absolute(`/mein-termin/${await tokenFor(at, 'manage', booking.id)}`, language)
    const content = await composeMail(at, reminderMail, { language, values: { ...values, termin } })
    await queueMail(at, {
      person: booking.person_id,
      to,
      cause: booking.id,
      kind: reminderMail.kind,
      version: booking.version,
      content,
    })
  }
}

/** The same by SMS, to the number that the person consented to; a withdrawal has emptied it. */
export async function remindBySms(at: Scope<(typeof texting)['opens'][number]>, house: House): Promise<void> {
  const rows = await takeDue(at, 'text_at')
  if (rows.length === 0) return
  const offer = await smsOffer(at)
  if (!offer) return // switched off since: nobody is told late
  for (const booking of rows) {
    const [to, location] = [await numberOf(at, booking), await placeOf(at, booking.location_id)]
    if (!to || !location || !booking.person_id) continue
    await queueSms(at, {
      person: booking.person_id,
      to,
      cause: booking.id,
      kind: reminderSms.kind,
      version: booking.version,
      activity: texting,
      text: await appointmentSms(at, reminderSms, {
        booking,
        location,
        sender: offer.sender,
        absolute: absoluteIn(at, house),
      }),
    })
  }
}

/** Undefined while people are still to be told that data of theirs serve a new purpose (Art. 13(3) GDPR). */
const numberOf = (at: Scope<(typeof texting)['opens'][number]>, booking: BookingRow): Promise<string | null> =>
  open(at, booking.sms_to).catch((error: unknown) => {
    if (isRefusal(error, 'platform.use-waits')) return null
    throw error
  })

export const reminderJobs = [
  organisationJob('appointments.remind-by-mail', '* * * * *', handling, remindByMail),
  organisationJob('appointments.remind-by-sms', '* * * * *', texting, remindBySms),
]
