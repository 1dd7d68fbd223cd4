import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { proofOf, provesWork } from '#platform/http/bots.ts'
import { instantField, mailAddress, typed, uuidField } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Problems, type Raw, type Reply } from '#platform/http/route.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { expectMail } from '#messages'
import { contactOf } from '#people'
import { CollectionNotice, collectionWording, giverWording, specialWording } from '#privacy'
import { before, confirm, type Confirmed } from './actions/confirm.ts'
import { caring, handling, texting, type BookingRow } from './data.ts'
import { confirmedMail } from './mail-texts.ts'
import { appointmentMail } from './mails.ts'
import { insteadOf } from './offer-page.tsx'
import { bookingById } from './queries/bookings.ts'
import { offerOf, type Offer } from './queries/offer.ts'
import { advertises, looksAutomatic, readAnswers } from './rules/details.ts'
import type { FreeStart } from './rules/slots.ts'
import { DetailsPage } from './screens/details.tsx'
import { textingOffer, type TextingOffer } from './texting/offer.ts'
import { readTexting } from './texting/rules.ts'
import { appointmentSms, confirmedSms } from './texting/templates.ts'
import { words } from './texts.ts'

const chosen = z.object({
  service: uuidField(),
  location: uuidField(),
  start: instantField(),
  /** Another time, chosen because the first one was taken. */
  other: instantField().optional(),
})
const details = z.looseObject({
  ...chosen.shape,
  name: typed({ max: 200, required: true }).refine((name) => !advertises(name), { message: 'no-name' }),
  mail: mailAddress({ required: true }),
  phone: typed({ max: 40 }),
  website: z.string().optional(),
  altcha: z.string().max(4_000).optional(),
  /** Proof that the form was shown again for a pause. */
  pause: z.string().max(100).optional(),
})
type Details = z.output<typeof details>

const textsOf = (fields: Readonly<Record<string, unknown>>): Raw =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )

/** What the person agrees to by sending the form: shown beside it, and recorded by its hash. */
const collection = (asked: Asked<string, unknown>, offer: Offer, sms: TextingOffer | undefined) => ({
  organisation: asked.at.organisation,
  language: asked.language,
  activities: [
    handling,
    ...(offer.service.fields.some(({ special }) => special) ? [caring] : []),
    ...(sms ? [texting] : []),
  ],
  keep: words(asked.language).collection.keep(offer.service.keep_days),
})

type Shown = {
  start: Temporal.Instant
  heldUntil: Temporal.Instant | undefined
  entered?: Raw
  problems?: Problems
  slow?: boolean
  pause?: string
  instead?: readonly FreeStart[]
  refused?: string
}

async function detailsReply(asked: Asked<string, unknown>, offer: Offer, shown: Shown, status = 200): Promise<Reply> {
  const token = asked.params['token'] ?? ''
  const proof = await proofOf(asked.at, token)
  const sms = await textingOffer(asked.at, offer.service, asked.language)
  return page(
    <DetailsPage
      frame={asked.publicFrame('appointments/proof.js')}
      language={asked.language}
      specialTick={specialWording(asked.language, caring)}
      offer={offer}
      start={shown.start}
      heldUntil={shown.heldUntil}
      action={asked.href(`/buchen/${token}`)}
      backTo={asked.href(`/termin/${offer.service.id}/${offer.location.id}`)}
      hidden={{
        service: offer.service.id,
        location: offer.location.id,
        start: shown.start.toString(),
        ...(shown.pause ? { pause: shown.pause } : {}),
      }}
      entered={shown.entered ?? {}}
      problems={shown.problems ?? {}}
      notice={<CollectionNotice {...collection(asked, offer, sms)} href={asked.href} />}
      slow={shown.slow ?? false}
      {...(shown.instead ? { instead: shown.instead } : {})}
      refused={shown.refused}
      sms={sms?.wording}
      proof={proof}
    />,
    status,
  )
}

async function heldId(asked: Asked<string, unknown>): Promise<string> {
  const id = await readToken(asked.at, 'hold', asked.params['token'] ?? '')
  if (!id) throw refuse('appointments.unknown', 'not-found')
  return id
}

async function heldBooking(asked: Asked<string, unknown>): Promise<{ id: string; booking: BookingRow | undefined }> {
  const id = await heldId(asked)
  return { id, booking: await bookingById(asked.at, id) }
}

/** Until when the time that is shown is held, if it still is. */
function heldUntil(
  asked: Asked<string, unknown>,
  booking: BookingRow | undefined,
  start = booking?.starts_at,
): Temporal.Instant | undefined {
  if (!booking?.expires_at || !start?.equals(booking.starts_at)) return undefined
  return Temporal.Instant.compare(booking.expires_at, asked.at.now) > 0 ? booking.expires_at : undefined
}

/** What is known of a customer who is signed in, so that they need not type it again. */
async function ofCustomer({ at, customer }: Asked<(typeof handling)['opens'][number], unknown>): Promise<Raw> {
  const contact = customer && (await contactOf(at, customer.person))
  if (!contact) return {}
  const [name, mail, phone] = await openAll(at, [contact.name, contact.mail, contact.phone])
  return { name: name ?? '', mail: mail ?? '', phone: phone ?? '' }
}

const manage = async (asked: Asked<string, unknown>, id: string) =>
  see(asked.href(`/mein-termin/${await tokenFor(asked.at, 'manage', id)}?neu=1`))

export const bookingRoutes = [
  get(
    '/:organisation/buchen/:token',
    { who: 'anyone', purpose: handling, collects: true, greets: true },
    async (asked) => {
      const { id, booking } = await heldBooking(asked)
      if (booking && booking.state !== 'held') return manage(asked, id)
      const offer = booking && (await offerOf(asked.at, booking.service_id, booking.location_id))
      if (!booking || !offer) throw refuse('appointments.hold-expired', 'gone')
      const entered = await ofCustomer(asked)
      return detailsReply(asked, offer, { start: booking.starts_at, heldUntil: heldUntil(asked, booking), entered })
    },
  ),

  post(
    '/:organisation/buchen/:token',
    { who: 'anyone', purpose: handling, collects: true, input: details, again: enteredAgain },
    async (asked) => {
      const { input } = asked
      const id = await heldId(asked)
      const contact = { name: input.name, mail: input.mail, phone: input.phone || undefined }
      const [known, offer] = await Promise.all([
        before(asked.at, id, contact),
        offerOf(asked.at, input.service, input.location),
        expectMail(asked.at, confirmedMail),
      ])
      const booking = known.found
      if (booking && booking.state !== 'held') return manage(asked, id)
      if (!offer) throw refuse('appointments.not-offered', 'not-found')
      const entered = textsOf(input)
      const start = input.other ?? input.start
      const shown = { start, heldUntil: heldUntil(asked, booking, start), entered }
      const { answers, special, giver, problems: wrong } = readAnswers(offer.service.fields, entered)
      const sms = await textingOffer(asked.at, offer.service, asked.language)
      const { to, problems: wrongSms } = sms ? readTexting(entered, offer.location.holiday_region) : { problems: {} }
      const problems = { ...wrong, ...wrongSms }
      if (Object.keys(problems).length > 0) return detailsReply(asked, offer, { ...shown, problems }, 422)
      if (await asksForPause(asked, input, booking)) {
        return detailsReply(asked, offer, { ...shown, slow: true, pause: await pauseToken(asked, input.pause) }, 422)
      }
      const text = collection(asked, offer, sms)
      const outcome = await confirm(
        asked.at,
        {
          id,
          wish: { service: input.service, location: input.location, start },
          contact,
          answers,
          special,
          wording: collectionWording(text),
          specialWording: [
            specialWording(asked.language, caring),
            ...(giver ? [giverWording(asked.language, giver)] : []),
          ].join('\n'),
          giver,
          sms:
            sms && to
              ? {
                  to,
                  wording: sms.wording,
                  text: (booking, { location }) =>
                    appointmentSms(asked.at, confirmedSms, { ...asked, booking, location, sender: sms.sender }),
                }
              : undefined,
        },
        known,
        offer,
        (row, where) =>
          appointmentMail(asked, {
            kind: 'confirmed',
            booking: row,
            service: where.service,
            location: where.location,
            name: input.name,
            to: input.mail,
          }),
      )
      return answered(asked, id, shown, outcome)
    },
  ),
]

async function answered(asked: Asked<string, unknown>, id: string, shown: Shown, outcome: Confirmed): Promise<Reply> {
  if ('booked' in outcome) return manage(asked, id)
  const { refused, offer } = outcome
  if (!offer || (refused.kind !== 'conflict' && refused.kind !== 'too-many')) throw refused
  if (refused.kind === 'too-many') {
    const limit = Number(refused.details['limit'])
    return detailsReply(asked, offer, { ...shown, refused: words(asked.language).details.limit(limit) }, 409)
  }
  const instead = await insteadOf(asked, offer, shown.start)
  return detailsReply(asked, offer, { ...shown, heldUntil: undefined, instead }, 409)
}

/** Something was missing or unclear: the form again, with everything that was entered. */
async function enteredAgain(
  asked: Asked<'appointments.handling' | 'people.contact', Raw>,
  problems: Problems,
): Promise<Reply> {
  const { id, booking } = await heldBooking(asked)
  if (booking && booking.state !== 'held') return manage(asked, id)
  const where = chosen.safeParse(asked.input)
  const offer = where.success ? await offerOf(asked.at, where.data.service, where.data.location) : undefined
  if (!where.success || !offer) throw refuse('appointments.unknown', 'not-found')
  const start = where.data.other ?? where.data.start
  const more = readAnswers(offer.service.fields, asked.input).problems
  const sms = await textingOffer(asked.at, offer.service, asked.language)
  const wrongSms = sms ? readTexting(asked.input, offer.location.holiday_region).problems : {}
  return detailsReply(
    asked,
    offer,
    {
      start,
      heldUntil: heldUntil(asked, booking, start),
      entered: asked.input,
      problems: { ...problems, ...more, ...wrongSms },
    },
    422,
  )
}

const PAUSE_MS = 4_000

/** A pause counts for the form it was asked for: one that was waited for once does not open the next thousand. */
const pauseUse = (asked: Asked<string, unknown>) => `pause ${asked.params['token'] ?? ''}`

/**
 * The moment a pause was asked for, sealed so that it cannot be made up: milliseconds since 1970 in a row's clothes.
 * Who sends the form too early keeps the moment that was given first.
 */
const pauseToken = async (asked: Asked<string, unknown>, given: string | undefined) =>
  given && (await readToken(asked.at, pauseUse(asked), given))
    ? given
    : tokenFor(asked.at, pauseUse(asked), pauseId(asked.at.now.epochMilliseconds))
const pauseId = (ms: number) =>
  `${ms
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`

async function asksForPause(
  asked: Asked<string, unknown>,
  input: Details,
  booking: BookingRow | undefined,
): Promise<boolean> {
  const paused = input.pause ? await readToken(asked.at, pauseUse(asked), input.pause) : undefined
  const now = asked.at.now.epochMilliseconds
  return looksAutomatic({
    taken: booking ? now - booking.created_at.epochMilliseconds : Number.POSITIVE_INFINITY,
    trapped: Boolean(input.website),
    proven: input.altcha !== undefined && (await provesWork(asked.at, asked.params['token'] ?? '', input.altcha)),
    waited: paused !== undefined && now - Number.parseInt(paused.replaceAll('-', ''), 16) >= PAUSE_MS,
  })
}
