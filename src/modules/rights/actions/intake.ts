import { acquaintance, contactOf } from '#people'
import { composeMail, queueMail } from '#messages'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { exactToken, open, openAll, seal } from '#platform/keys/sealed.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { eraseRows, recordConsent } from '#privacy'
import { db, handling, intake, type Kind, type RequestRow, type Wish } from '../data.ts'
import { letterWords } from '../letters/compose.ts'
import { confirmMail } from '../mail-texts.ts'
import { takesEffectAtOnce } from '../rules/kinds.ts'
import { answer } from './answer.ts'
import { carryOut } from './carry.ts'
import { changeRequest, note, openFile } from './file.ts'
import { type Handling, languageOf, type Links } from './letters.ts'
import { stopWhileWeighed } from './objecting.ts'
import { openRequest, requestById, sendReceipt } from './open.ts'
import { choosePersons, personsOf } from './persons.ts'

/** So many unconfirmed requests one address may get mails about within a day: the form must not become a nuisance. */
const MOST_UNCONFIRMED = 3

export const CONFIRM = 'rights confirm'

export type Submission = { readonly kind: Kind; readonly mail: string; readonly wish: Wish; readonly wording: string }

/**
 * Takes a request by form and asks the mail address whether it was its holder. Sent twice it is one request.
 * @param id the form's own, so that a reload adds nothing
 */
export async function submit(
  at: Scope<string>,
  links: Links,
  id: string,
  given: Submission,
): Promise<'asked' | 'too-many'> {
  const mail_exact = await exactToken(at, 'mail', given.mail)
  // two forms at once for one address wait for each other, so that the limit holds
  await sql`select pg_advisory_xact_lock(hashtextextended('belegt.rights:' || encode(${mail_exact}, 'hex'), 0))`.execute(
    db(at),
  )
  const earlier = await db(at)
    .selectFrom('rights_intake')
    .select('id')
    .where('mail_exact', '=', mail_exact)
    .where('created_at', '>', at.now.subtract({ hours: 24 }))
    .execute()
  if (earlier.some((one) => one.id === id) || (await requestById(at, id))) return 'asked'
  if (earlier.length >= MOST_UNCONFIRMED) return 'too-many'
  const applicant = await openFile(at)
  await db(at)
    .insertInto('rights_intake')
    .values({
      organisation_id: at.organisation.id,
      id,
      applicant_id: applicant,
      kind: given.kind,
      mail: await seal(at, intake, 'mail', applicant, given.mail),
      mail_exact,
      content: await seal(at, intake, 'content', applicant, given.wish),
      language: at.language,
      created_at: at.now,
    })
    .execute()
  await recordConsent(at, { person: applicant, activity: handling, wording: given.wording, special: false })
  // nothing the sender typed: the form would carry it to any address that somebody enters
  const content = await composeMail(at, confirmMail, {
    language: at.language,
    values: {
      antrag: letterWords(at.language).kinds[given.kind],
      bestaetigen: links.absolute(`/datenschutz/rechte/bestaetigen/${await tokenFor(at, CONFIRM, id)}`, at.language),
      datenschutz: links.absolute('/datenschutz', at.language),
    },
  })
  await queueMail(at, { person: applicant, to: given.mail, cause: id, kind: confirmMail.kind, version: 0, content })
  return 'asked'
}

/** An unconfirmed request. */
export const intakeById = (at: Scope<string>, id: string) =>
  db(at).selectFrom('rights_intake').selectAll().where('id', '=', id).executeTakeFirst()

/**
 * Turns a request by form into one that is worked on: somebody holds the mail address (or, for staff, is known otherwise).
 * Pressed twice it is one request. The clock runs since the form was sent.
 * @throws Refusal rights.no-such-request when it was never made or has lapsed
 */
export async function confirm(at: Handling, links: Links, id: string, byStaff = false): Promise<RequestRow> {
  const waiting = await db(at)
    .selectFrom('rights_intake')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const there = await requestById(at, id)
  if (there) return there
  const [mail, wish] = waiting ? [await open(at, waiting.mail), await open(at, waiting.content)] : [null, null]
  if (!waiting || mail === null || wish === null) throw refuse('rights.no-such-request', 'gone')
  const row = await openRequest(at, {
    id,
    applicant: waiting.applicant_id,
    kind: waiting.kind as Kind,
    channel: 'form',
    language: languageOf(waiting),
    mail,
    wish,
    receivedOn: waiting.created_at.toZonedDateTimeISO(at.organisation.zone).toPlainDate(),
    receivedAt: waiting.created_at,
    mailProven: !byStaff,
  })
  await eraseRows(at, 'rights_intake', [id], 'request')
  await note(at, row, byStaff ? 'taken-up' : 'mail-proven')
  if (byStaff || wish.forOther) {
    await sendReceipt(at, links, row)
    return row
  }
  const known = await acquaintance(at, { name: wish.name, mail })
  const found = row.kind === 'marketing' ? known.atThisMail : known.person ? [known.person] : []
  return begin(at, links, row, found, 'mail')
}

/** A request by the signed link of a mail we sent to a person: it was opened where we reach that person. */
export async function submitByLink(
  at: Handling,
  links: Links,
  id: string,
  given: { readonly person: string; readonly kind: Kind; readonly wish: Wish; readonly wording: string },
): Promise<RequestRow> {
  const there = await requestById(at, id)
  if (there) return there
  const contact = await contactOf(at, given.person)
  const [name, mail] = contact ? await openAll(at, [contact.name, contact.mail]) : []
  if (!contact || !name || !mail) throw refuse('rights.link-ended', 'gone')
  const row = await openRequest(at, {
    id,
    kind: given.kind,
    channel: 'link',
    language: at.language,
    mail,
    wish: { ...given.wish, name },
    receivedOn: at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate(),
    receivedAt: at.now,
    mailProven: true,
  })
  await recordConsent(at, { person: row.applicant_id, activity: handling, wording: given.wording, special: false })
  return begin(at, links, row, [given.person], 'link')
}

/**
 * The beginning without staff: who wrote from where we reach a person, under that person's name, is taken for that person
 * (Recital 64 GDPR: all reasonable measures, and no more). What takes effect at once does so now.
 */
async function begin(
  at: Handling,
  links: Links,
  row: RequestRow,
  found: readonly string[],
  by: 'mail' | 'link',
): Promise<RequestRow> {
  if (found.length === 0 && row.kind !== 'marketing') {
    await sendReceipt(at, links, row)
    return row
  }
  await choosePersons(at, row, found, by)
  const known = await changeRequest(at, row, {
    identity: 'proven',
    identity_method: 'known-address',
    identity_at: at.now,
  })
  await note(at, row, 'identity-proven', { method: 'known-address' })
  await stopWhileWeighed(at, known)
  if (!takesEffectAtOnce(row.kind as Kind)) {
    await sendReceipt(at, links, known)
    return known
  }
  const done = await carryOut(at, known, await personsOf(at, row.id))
  return answer(at, links, done, { note: '', sending: { by: 'mail' } })
}
