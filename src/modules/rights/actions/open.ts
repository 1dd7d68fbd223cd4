import { randomUUID } from 'node:crypto'
import { acquaintance, oweNotice } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { exactToken, seal } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { type Channel, db, type Kind, type RequestRow, requests, type Wish } from '../data.ts'
import { receiptLetter } from '../letters/compose.ts'
import { isTooEarly } from '../rules/clock.ts'
import { needsNoIdentity, NOT_NEEDED } from '../rules/kinds.ts'
import { carryOut } from './carry.ts'
import { changeRequest, dueOf, note, openFile, todayOf } from './file.ts'
import { aboutOf, type Handling, type Links, sendingFor, sendLetter } from './letters.ts'
import { choosePersons, personsOf } from './persons.ts'

export type Opening = {
  readonly id: string
  /** The file that was opened already, for a request by form. */
  readonly applicant?: string
  readonly kind: Kind
  readonly channel: Channel
  readonly language: Language
  readonly mail: string
  readonly wish: Wish
  readonly receivedOn: Temporal.PlainDate
  readonly receivedAt: Temporal.Instant
  /** The mail address is known to be theirs. */
  readonly mailProven: boolean
}

/** Stores a request; its clock runs from receipt, whenever it is written down (Art. 12(3) GDPR). */
export async function openRequest(at: Handling, given: Opening): Promise<RequestRow> {
  const today = todayOf(at)
  if (Temporal.PlainDate.compare(given.receivedOn, today) > 0) throw refuse('rights.received-later', 'invalid')
  if (isTooEarly(given.receivedOn)) throw refuse('rights.received-earlier', 'invalid')
  const applicant = given.applicant ?? (await openFile(at))
  const { wish, mail } = given
  const sealed = (column: 'mail' | 'address' | 'also' | 'message', text: string) =>
    // each of the four is an optional sealed text of the same purpose
    text === '' ? null : seal(at, requests, column as 'mail', applicant, text)
  const received_on = given.receivedOn.toString()
  const clock = { received: received_on, pauses: [], extended: 0 }
  const row = {
    organisation_id: at.organisation.id,
    id: given.id,
    applicant_id: applicant,
    kind: given.kind,
    ground: given.kind === 'restriction' ? (wish.ground ?? null) : null,
    activity: (given.kind === 'objection' ? wish.objected?.join(',') : wish.activity) || null,
    channel: given.channel,
    for_other: wish.forOther,
    language: given.language,
    received_on,
    received_at: given.receivedAt,
    mail_proven_at: given.mailProven ? at.now : null,
    due_on: dueOf(at, clock).toString(),
    name: await seal(at, requests, 'name', applicant, wish.name),
    mail: await sealed('mail', mail),
    mail_exact: mail === '' ? null : await exactToken(at, 'mail', mail),
    address: await sealed('address', wish.address),
    also: await sealed('also', wish.also),
    message: await sealed('message', wish.message),
  }
  const stored = await db(at).insertInto('rights_requests').values(row).returningAll().executeTakeFirstOrThrow()
  await note(at, stored, 'received', { channel: given.channel, received: received_on, due: row.due_on })
  at.tell('rights')
  return stored
}

/** Says that the request is here and until when the answer comes. */
export async function sendReceipt(at: Handling, links: Links | undefined, row: RequestRow): Promise<void> {
  if (row.mail === null && row.address === null) return // nobody to write to: taken down at the counter or on the phone
  const letter = receiptLetter(await aboutOf(at, row), Temporal.PlainDate.from(row.due_on))
  const sending = sendingFor(at, row)
  await sendLetter(at, links, row, { kind: 'receipt', letter, sending })
  await note(at, row, 'receipt-sent', { by: sending.by })
}

export type TakenDownRequest = {
  readonly kind: Kind
  readonly channel: Channel
  readonly receivedOn: Temporal.PlainDate
  readonly language: Language
  readonly mail: string
  readonly wish: Wish
}

/** A request by letter, fax, mail, call or at the counter, taken down by staff: handled like one by form. */
export async function takeDown(at: Handling, links: Links, given: TakenDownRequest): Promise<RequestRow> {
  const today = todayOf(at)
  const startOfDay = given.receivedOn.toZonedDateTime(at.organisation.zone).toInstant()
  const row = await openRequest(at, {
    ...given,
    id: randomUUID(),
    receivedAt: given.receivedOn.equals(today) ? at.now : startOfDay,
    mailProven: false,
  })
  await sendReceipt(at, links, row)
  // the receipt leads to the notice when it goes by mail
  if (row.mail === null) oweNotice(at, { person: row.applicant_id, source: 'request', on: given.receivedOn })
  if (!needsNoIdentity(row.kind as Kind) || row.for_other) return row
  await note(at, row, 'identity-proven', { method: NOT_NEEDED })
  const known = await changeRequest(at, row, { identity: 'proven', identity_method: NOT_NEEDED, identity_at: at.now })
  return row.kind === 'marketing' ? endAdvertising(at, known, given) : known
}

/** No advertising any more, as soon as it is said (Art. 21(3) GDPR); without an address staff find whom it is about first. */
async function endAdvertising(at: Handling, row: RequestRow, { mail, wish }: TakenDownRequest): Promise<RequestRow> {
  if (mail === '') return row
  const { atThisMail } = await acquaintance(at, { name: wish.name, mail })
  await choosePersons(at, row, atThisMail, 'mail')
  return carryOut(at, row, await personsOf(at, row.id))
}

/** The request behind an id, without lock. */
export const requestById = (at: Scope<string>, id: string): Promise<RequestRow | undefined> =>
  db(at).selectFrom('rights_requests').selectAll().where('id', '=', id).executeTakeFirst()
