import { written } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Refusal } from '#platform/errors/errors.ts'
import { seal } from '#platform/keys/sealed.ts'
import { acquaintance, personFor, type Acquaintance, type Contact } from '#people'
import { queueMail, type MailContent } from '#messages'
import { recordConsent, type Giver } from '#privacy'
import { bookings, caring, db, handling, type Answers, type BookingRow } from '../data.ts'
import { bookingForUpdate, upcomingOf } from '../queries/bookings.ts'
import type { Offer } from '../queries/offer.ts'
import { mayConfirm, mayHaveMore } from '../rules/booking.ts'
import { beginTexting, type WantsSms } from '../texting/consent.ts'
import { remindAt } from '../texting/rules.ts'
import { hold, localStart } from './hold.ts'

export type Confirmation = {
  readonly id: string
  /** Where to look again when the hold has expired: the entries are kept and the same or another time is tried. */
  readonly wish: { readonly service: string; readonly location: string; readonly start: Temporal.Instant }
  readonly contact: Contact & { readonly mail: string }
  readonly answers: Answers
  readonly special: Answers
  /** The words the person agreed to by sending the form. */
  readonly wording: string
  readonly specialWording: string
  /** Who consents to the use of the special answers. */
  readonly giver?: Giver | undefined
  /** That the person wants SMS as well. */
  readonly sms?: WantsSms | undefined
}

export type Confirmed =
  | { readonly booked: BookingRow; readonly offer: Offer; readonly again: boolean }
  | { readonly refused: Refusal; readonly offer: Offer | undefined }

/** What a confirmation goes by: read together with the offer, in one turn with the database. */
export type Before = { readonly found: BookingRow | undefined; readonly known: Acquaintance }

/** The hold, kept from changing until the transaction ends, and who is known under the mail address. */
export async function before(at: Scope<string>, id: string, contact: Contact): Promise<Before> {
  const [found, known] = await Promise.all([bookingForUpdate(at, id), acquaintance(at, contact)])
  return { found, known }
}

/**
 * Turns a hold into a booking: the same row. Sent twice it answers the same booking and writes nothing. When the hold
 * has expired, the chosen time is taken anew if it is still free. `offer` is what the wish names.
 */
export async function confirm(
  at: Scope<string>,
  given: Confirmation,
  { found, known }: Before,
  offer: Offer,
  mail: (booking: BookingRow, offer: Offer) => Promise<MailContent>,
): Promise<Confirmed> {
  if (found?.state === 'booked') return { booked: found, offer, again: true }
  const held = await stillHeld(at, found, given, offer)
  if ('refused' in held) return { refused: held.refused, offer }

  const upcoming = known.atThisMail.length === 0 ? 0 : await upcomingOf(at, known.atThisMail, held.row.service_id)
  const tooMany = mayHaveMore(upcoming, offer.service.limit_per_person)
  if (tooMany) return { refused: tooMany, offer }

  const person = await personFor(at, given.contact, known)
  const booked: BookingRow = {
    ...held.row,
    state: 'booked',
    person_id: person,
    expires_at: null,
    booked_at: at.now,
    local_start: localStart(offer, held.row.starts_at),
  }
  const { id: cause, version } = booked
  await store(at, booked, person, given, offer)
  await recordConsent(at, { person, activity: handling, wording: given.wording, special: false })
  if (Object.keys(given.special).length > 0)
    await recordConsent(at, {
      person,
      activity: caring,
      wording: given.specialWording,
      special: true,
      giver: given.giver,
    })
  const content = await mail(booked, offer)
  await queueMail(at, { person, to: given.contact.mail, cause, kind: 'appointments.confirmed', version, content })
  if (given.sms) await beginTexting(at, person, { booking: booked, offer }, given.sms)
  at.tell(`desk ${booked.location_id}`)
  return { booked, offer, again: false }
}

async function stillHeld(
  at: Scope<string>,
  found: BookingRow | undefined,
  given: Confirmation,
  offer: Offer,
): Promise<{ row: BookingRow } | { refused: Refusal }> {
  const chosenAnother = found?.state === 'held' && !found.starts_at.equals(given.wish.start)
  const refused = mayConfirm(found && { ...found, state: found.state as 'held' }, at.now)
  if (!refused && found && !chosenAnother) return { row: found }
  if (refused && refused.code !== 'appointments.hold-expired') return { refused }
  const again = await hold(at, offer, { id: given.id, start: given.wish.start })
  return 'held' in again ? { row: again.held } : { refused: again.refused }
}

async function store(
  at: Scope<string>,
  booked: BookingRow,
  person: string,
  given: Confirmation,
  { service }: Offer,
): Promise<void> {
  const some = (answers: Answers) => Object.keys(answers).length > 0
  const [answers, special, sms_to] = await Promise.all([
    some(given.answers) ? seal(at, bookings, 'answers', person, given.answers) : null,
    some(given.special) ? seal(at, bookings, 'special_answers', person, given.special) : null,
    given.sms ? seal(at, bookings, 'sms_to', person, given.sms.to) : null,
  ])
  const then = remindAt(service, booked.starts_at, at.now)
  at.write(
    booking(at, {
      id: booked.id,
      person,
      at: at.now,
      start: booked.local_start,
      language: at.language,
      answers,
      special,
      sms_to,
      remind_at: (service.mail_remind && then) || null,
      text_at: (service.sms_remind && given.sms && then) || null,
    }),
  )
}

type Booked = Pick<BookingRow, 'id' | 'answers' | 'sms_to' | 'remind_at' | 'text_at' | 'language'> & {
  readonly person: string
  readonly at: Temporal.Instant
  readonly start: string
  readonly special: BookingRow['special_answers']
}
const booking = written((at: Scope<string>, one: Booked) =>
  db(at)
    .updateTable('bookings')
    .set({
      state: 'booked',
      person_id: one.person,
      expires_at: null,
      booked_at: one.at,
      local_start: one.start,
      language: one.language,
      answers: one.answers,
      special_answers: one.special,
      sms_to: one.sms_to,
      remind_at: one.remind_at,
      text_at: one.text_at,
    })
    .where('id', '=', one.id),
)
