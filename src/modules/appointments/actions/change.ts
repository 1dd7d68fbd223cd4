import type { Scope } from '#platform/data/scope.ts'
import { refuse, type Refusal } from '#platform/errors/errors.ts'
import { open } from '#platform/keys/sealed.ts'
import { contactOf } from '#people'
import { dropQueued, dropQueuedSms, queueMail, type MailContent } from '#messages'
import { db, type BookingRow } from '../data.ts'
import { bookingForUpdate, moveBookingTo } from '../queries/bookings.ts'
import { offerOf, type Offer } from '../queries/offer.ts'
import { mayCancel, mayMove, type State } from '../rules/booking.ts'
import { remindAt } from '../texting/rules.ts'
import { refusalOf } from './hold.ts'

type Purposes = 'appointments.handling' | 'people.contact'
export type MailFor = (booking: BookingRow, name: string, to: string) => Promise<MailContent>
export type Changed =
  | { readonly booking: BookingRow }
  | { readonly refused: Refusal; readonly offer?: Offer | undefined }

const known = (row: BookingRow | undefined) => row && { ...row, state: row.state as State }

/** Moves an appointment by the person's own link: one update, so the old place is never lost before the new one is sure. */
export async function move(
  at: Scope<Purposes>,
  id: string,
  to: { location: string; start: Temporal.Instant },
  mail: (booking: BookingRow, offer: Offer, name: string, to: string) => Promise<MailContent>,
): Promise<Changed> {
  const found = await bookingForUpdate(at, id)
  const refused = mayMove(known(found), to, at.now)
  if (refused || !found) return { refused: refused ?? refuse('appointments.unknown', 'not-found') }
  const offer = await offerOf(at, found.service_id, to.location)
  if (!offer) return { refused: refuse('appointments.not-served-there', 'invalid') }
  const notOffered = refusalOf(offer, to.start)
  if (notOffered) return { refused: notOffered, offer }
  const localStart = to.start.toZonedDateTimeISO(offer.location.zone).toPlainDateTime().toString()
  const moved = await moveBookingTo(at, id, found.version, { ...to, localStart })
  if (!moved) return { refused: refuse('appointments.slot-taken', 'conflict'), offer }
  const then = remindAt(offer.service, moved.starts_at, at.now)
  at.write(
    db(at)
      .updateTable('bookings')
      .set({
        remind_at: (offer.service.mail_remind && then) || null,
        text_at: (offer.service.sms_remind && moved.sms_to && then) || null,
      })
      .where('id', '=', id)
      .compile(),
  )
  await writeTo(at, moved, 'appointments.moved', (row, name, to) => mail(row, offer, name, to))
  for (const place of new Set([found.location_id, moved.location_id])) at.tell(`desk ${place}`)
  return { booking: moved }
}

/** Cancels an appointment by the person's own link. The time is free again at once; the data lapse from now on. */
export async function cancel(at: Scope<Purposes>, id: string, mail: MailFor): Promise<Changed> {
  const found = await bookingForUpdate(at, id)
  if (found?.state === 'cancelled') return { booking: found }
  const refused = mayCancel(known(found), at.now)
  if (refused || !found) return { refused: refused ?? refuse('appointments.unknown', 'not-found') }
  const cancelled = await db(at)
    .updateTable('bookings')
    .set({ state: 'cancelled', blocked: null, ended_at: at.now, version: found.version + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await writeTo(at, cancelled, 'appointments.cancelled', mail)
  at.tell(`desk ${cancelled.location_id}`)
  return { booking: cancelled }
}

export async function writeTo(at: Scope<Purposes>, booking: BookingRow, kind: string, mail: MailFor): Promise<void> {
  if (!booking.person_id) return
  const person = await contactOf(at, booking.person_id)
  if (!person) return
  const [name, to] = await Promise.all([open(at, person.name), open(at, person.mail)])
  await dropQueued(at, booking.id)
  if (booking.sms_to) {
    await dropQueuedSms(at, booking.id)
    // the number is opened for SMS alone, so a job of that purpose sends it
    await db(at).updateTable('bookings').set({ text_news_at: at.now }).where('id', '=', booking.id).execute()
  }
  if (!to) return
  const content = await mail(booking, name ?? '', to)
  await queueMail(at, { person: booking.person_id, to, cause: booking.id, kind, version: booking.version, content })
}
