import { hrefWithin } from '#platform/http/address.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { organisationJob } from '#platform/jobs/jobs.ts'
import { open } from '#platform/keys/sealed.ts'
import { composeMail, queueMail, queueSms, smsOffer } from '#messages'
import { contactOf } from '#people'
import { consentsOf } from '#privacy'
import { type BookingRow, db, handling, texting } from '../data.ts'
import { valuesOf } from '../mails.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { reminderMail } from './reminder-mail.ts'
import { type Absolute, appointmentSms, cancelledSms, movedSms, reminderSms } from './templates.ts'
import { CHANGES } from './texts.ts'

const BATCH = 200
type Texting = Scope<(typeof texting)['opens'][number]>

/** Appointments of which something is due to be told, kept from changing. */
async function takeDue(at: Scope<string>, column: 'remind_at' | 'text_at' | 'text_news_at'): Promise<BookingRow[]> {
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
  return rows
}

/** Those that were cancelled or have begun need no reminder any more. */
const isComing = (at: Scope<string>, row: BookingRow): boolean =>
  row.state === 'booked' && Temporal.Instant.compare(row.starts_at, at.now) > 0

const absoluteIn = (at: Scope<string>, house: House): Absolute => {
  return (path, language = 'de') => house.publicUrl + hrefWithin(`/${at.organisation.slug}`, language)(path)
}

const placeOf = (at: Scope<string>, id: string) =>
  db(at).selectFrom('locations').selectAll().where('id', '=', id).executeTakeFirst()

/** Queues the mails that remind, each once: the outbox knows appointment, kind and version. */
export async function remindByMail(at: Scope<'appointments.handling' | 'people.contact'>, house: House): Promise<void> {
  for (const booking of await takeDue(at, 'remind_at')) {
    if (!booking.person_id || !isComing(at, booking)) continue
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
export async function remindBySms(at: Texting, house: House): Promise<void> {
  const rows = (await takeDue(at, 'text_at')).filter((row) => isComing(at, row))
  await tellBySms(at, house, rows, () => reminderSms)
}

/** What is told later than this nobody needs any more: the mail has said it long ago. */
const NEWS_HOURS = 12

/**
 * By SMS, that an appointment was moved or cancelled: to whose consent says so, and while it is still to come. News that
 * waited too long, because the connection was off or the person restricted, are not told any more.
 */
export async function tellChangesBySms(at: Texting, house: House): Promise<void> {
  const rows: BookingRow[] = []
  for (const row of await takeDue(at, 'text_news_at')) {
    const fresh = row.text_news_at && row.text_news_at.until(at.now).total('hours') < NEWS_HOURS
    const ahead = Temporal.Instant.compare(row.starts_at, at.now) > 0
    if (fresh && ahead && row.person_id && (await consentedToChanges(at, row.person_id))) rows.push(row)
  }
  await tellBySms(at, house, rows, ({ state }) =>
    state === 'cancelled' ? cancelledSms : state === 'booked' ? movedSms : undefined,
  )
}

/** Whether the very words that were consented to speak of changes: those of the time before do not. */
async function consentedToChanges(at: Texting, person: string): Promise<boolean> {
  const given = await consentsOf(at, person)
  return given.some(
    ({ activity, withdrawnAt, wording }) =>
      activity === texting.name &&
      withdrawnAt === null &&
      Object.values(CHANGES).some((words) => wording.includes(words)),
  )
}

async function tellBySms(
  at: Texting,
  house: House,
  rows: readonly BookingRow[],
  templateOf: (booking: BookingRow) => typeof reminderSms | undefined,
): Promise<void> {
  if (rows.length === 0) return
  const offer = await smsOffer(at)
  if (!offer) return // switched off since: nobody is told late
  for (const booking of rows) {
    const template = templateOf(booking)
    const [to, location] = [await numberOf(at, booking), await placeOf(at, booking.location_id)]
    if (!template || !to || !location || !booking.person_id) continue
    await queueSms(at, {
      person: booking.person_id,
      to,
      cause: booking.id,
      kind: template.kind,
      version: booking.version,
      activity: texting,
      text: await appointmentSms(at, template, {
        booking,
        location,
        sender: offer.sender,
        absolute: absoluteIn(at, house),
      }),
    })
  }
}

/** Undefined while people are still to be told that data of theirs serve a new purpose (Art. 13(3) GDPR). */
const numberOf = (at: Texting, booking: BookingRow): Promise<string | null> =>
  open(at, booking.sms_to).catch((error: unknown) => {
    if (isRefusal(error, 'platform.use-waits')) return null
    throw error
  })

export const reminderJobs = [
  organisationJob('appointments.remind-by-mail', '* * * * *', handling, remindByMail),
  organisationJob('appointments.remind-by-sms', '* * * * *', texting, remindBySms),
  organisationJob('appointments.changes-by-sms', '* * * * *', texting, tellChangesBySms),
]
