import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { dateField, instantField, uuidField } from '#platform/http/fields.ts'
import { file, get, page, post, see, type Asked } from '#platform/http/route.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { contactOf } from '#people'
import { cancel, move } from './actions/change.ts'
import { hold, holdWhile, type Held } from './actions/hold.ts'
import { calendarFile } from './calendar.ts'
import { handling, offering, type BookingRow } from './data.ts'
import { appointmentMail, entryOf } from './mails.ts'
import { firstLook, takenReply, timesReply } from './offer-page.tsx'
import { bookingById } from './queries/bookings.ts'
import { busyBetween, offerOf, servicesOnOffer, type Offer } from './queries/offer.ts'
import { LocationsPage, ServicesPage } from './screens/offer.tsx'
import { MinePage } from './screens/mine.tsx'
import { words } from './texts.ts'

/** A published entry needs an organiser (RFC 5546, 3.2.1); this one nobody can mistake for a real address. */
const NO_ANSWER = 'keine-antwort@belegt.invalid'

type Handling = Asked<'appointments.handling' | 'people.contact', unknown>
const unknown = () => refuse('appointments.unknown', 'not-found')
const daysAsked = z.object({
  ab: dateField().optional().catch(undefined),
  tag: dateField().optional().catch(undefined),
})

const whereAsked = z.object({ service: uuidField(), location: uuidField() })

/** What the address names. */
function whereOf(asked: Asked<string, unknown>): z.output<typeof whereAsked> {
  const where = whereAsked.safeParse(asked.params)
  if (!where.success) throw refuse('appointments.not-offered', 'not-found')
  return where.data
}

async function offerAt(
  asked: Asked<string, unknown>,
  { service, location }: z.output<typeof whereAsked>,
): Promise<Offer> {
  const offer = await offerOf(asked.at, service, location)
  if (!offer?.servedThere || !offer.service.active || !offer.location.active)
    throw refuse('appointments.not-offered', 'not-found')
  return offer
}

/** The booking behind a link of a mail. */
async function mine(asked: Handling): Promise<{ booking: BookingRow; offer: Offer }> {
  const id = await readToken(asked.at, 'manage', asked.params['token'] ?? '')
  const booking = id ? await bookingById(asked.at, id) : undefined
  const offer = booking && (await offerOf(asked.at, booking.service_id, booking.location_id))
  if (!booking || !offer) throw unknown()
  return { booking, offer }
}

/** Who goes back after booking and chooses once more holds anew: the page's id already stands for the booked one. */
async function holdOrAnew(
  asked: Asked<string, unknown>,
  wish: { readonly id: string; readonly start: Temporal.Instant },
): Promise<{ offer: Offer; outcome: Held }> {
  const where = whereOf(asked)
  const { offer, outcome } = await holdWhile(asked.at, offerAt(asked, where), where, wish)
  if ('held' in outcome) return { offer, outcome }
  const before = await bookingById(asked.at, wish.id)
  if (!before || before.state === 'held') return { offer, outcome }
  return { offer, outcome: await hold(asked.at, offer, { ...wish, id: randomUUID() }) }
}

const ownPath = (asked: Asked<string, unknown>) => asked.href(`/mein-termin/${asked.params['token'] ?? ''}`)

/** Choosing what and when. */
const choosing = [
  get('/:organisation', { who: 'anyone', purpose: offering, shared: true }, async (asked) =>
    page(
      <ServicesPage
        frame={asked.publicFrame()}
        language={asked.language}
        href={asked.href}
        services={(await servicesOnOffer(asked.at)).filter(({ locations }) => locations.length > 0)}
      />,
    ),
  ),

  get('/:organisation/termin/:service', { who: 'anyone', purpose: offering, shared: true }, async (asked) => {
    const service = (await servicesOnOffer(asked.at)).find(({ id }) => id === asked.params['service'])
    if (!service) throw refuse('appointments.not-offered', 'not-found')
    const [only, ...more] = service.locations
    if (only && more.length === 0) return see(asked.href(`/termin/${service.id}/${only.id}`))
    return page(
      <LocationsPage
        frame={asked.publicFrame()}
        language={asked.language}
        href={asked.href}
        service={service}
        locations={service.locations}
      />,
    )
  }),

  get(
    '/:organisation/termin/:service/:location',
    { who: 'anyone', purpose: offering, shared: true, input: daysAsked },
    async (asked) => {
      const where = whereOf(asked)
      // both leave in one packet
      const [offer, busy] = await Promise.all([
        offerAt(asked, where),
        busyBetween(asked.at, where.location, ...firstLook(asked.at.now)),
      ])
      const path = asked.href(`/termin/${offer.service.id}/${offer.location.id}`)
      return timesReply({
        asked,
        offer,
        busy,
        from: asked.input.ab?.toString(),
        day: asked.input.tag?.toString(),
        action: `${path}/halten`,
        hidden: { id: asked.once },
        path,
      })
    },
  ),

  post(
    '/:organisation/termin/:service/:location/halten',
    { who: 'anyone', purpose: offering, rate: 'hold', input: z.object({ id: uuidField(), start: instantField() }) },
    async (asked) => {
      const { id, start } = asked.input
      const { offer, outcome } = await holdOrAnew(asked, { id, start })
      if ('held' in outcome) return see(asked.href(`/buchen/${await tokenFor(asked.at, 'hold', outcome.held.id)}`))
      if (outcome.refused.kind !== 'conflict') throw outcome.refused
      const path = asked.href(`/termin/${offer.service.id}/${offer.location.id}`)
      return takenReply(
        { asked, offer, from: undefined, day: undefined, action: `${path}/halten`, hidden: { id: asked.once }, path },
        start,
      )
    },
  ),
]

/** The booked appointment, by the link of its mail. */
const own = [
  get(
    '/:organisation/mein-termin/:token',
    {
      who: 'anyone',
      purpose: handling,
      input: z.object({
        neu: z.string().optional(),
        verschoben: z.string().optional(),
        gleich: z.string().optional(),
        absagen: z.string().optional(),
      }),
    },
    async (asked) => {
      const { booking, offer } = await mine(asked)
      const person = booking.person_id ? await contactOf(asked.at, booking.person_id) : undefined
      const [name, mail] = await openAll(asked.at, [person?.name ?? null, person?.mail ?? null])
      const { input } = asked
      const just = input.neu ? 'booked' : input.verschoben ? 'moved' : input.gleich ? 'same' : undefined
      return page(
        <MinePage
          frame={asked.publicFrame()}
          language={asked.language}
          href={asked.href}
          booking={booking}
          service={offer.service}
          location={offer.location}
          name={name ?? ''}
          mail={mail ?? ''}
          own={ownPath(asked)}
          zone={asked.at.organisation.zone}
          now={asked.at.now}
          just={booking.state === 'booked' ? just : undefined}
          askToCancel={input.absagen !== undefined}
        />,
      )
    },
  ),

  get('/:organisation/mein-termin/:token/termin.ics', { who: 'anyone', purpose: handling }, async (asked) => {
    const { booking, offer } = await mine(asked)
    const label = words(asked.language).mail.manage
    const manage = asked.absolute(`/mein-termin/${asked.params['token'] ?? ''}`)
    const { name, contact_mail } = asked.at.organisation
    const organiser = { name, mail: contact_mail || NO_ANSWER }
    const entry = entryOf(booking, name, offer.location, label, manage)
    const calendar = calendarFile({ method: 'PUBLISH', ...entry, organiser, stamp: asked.at.now })
    return file(calendar, 'text/calendar; charset=utf-8', { name: 'termin.ics' })
  }),

  post(
    '/:organisation/mein-termin/:token/absagen',
    { who: 'anyone', purpose: handling, whileEnding: true },
    async (asked) => {
      const { booking, offer } = await mine(asked)
      const outcome = await cancel(asked.at, booking.id, (row, name, to) =>
        appointmentMail(asked, {
          kind: 'cancelled',
          booking: row,
          service: offer.service,
          location: offer.location,
          name,
          to,
        }),
      )
      if ('refused' in outcome) throw outcome.refused
      return see(ownPath(asked))
    },
  ),

  get(
    '/:organisation/mein-termin/:token/verschieben',
    { who: 'anyone', purpose: handling, input: daysAsked },
    async (asked) => {
      const { booking, offer } = await mine(asked)
      // what can no longer be moved says so on its page
      if (booking.state !== 'booked' || Temporal.Instant.compare(booking.starts_at, asked.at.now) <= 0)
        return see(ownPath(asked))
      const path = `${ownPath(asked)}/verschieben`
      return timesReply({
        asked,
        offer,
        from: asked.input.ab?.toString(),
        day: asked.input.tag?.toString(),
        action: path,
        hidden: {},
        path,
        moving: booking.starts_at,
      })
    },
  ),

  post(
    '/:organisation/mein-termin/:token/verschieben',
    { who: 'anyone', purpose: handling, input: z.object({ start: instantField() }) },
    async (asked) => {
      const { booking, offer } = await mine(asked)
      const { start } = asked.input
      const outcome = await move(
        asked.at,
        booking.id,
        { location: booking.location_id, start },
        (row, there, name, to) =>
          appointmentMail(asked, {
            kind: 'moved',
            booking: row,
            service: there.service,
            location: there.location,
            name,
            to,
          }),
      )
      if (!('refused' in outcome)) return see(`${ownPath(asked)}?verschoben=1`)
      if (outcome.refused.code === 'appointments.same-time') return see(`${ownPath(asked)}?gleich=1`)
      if (outcome.refused.kind !== 'conflict') throw outcome.refused
      const path = `${ownPath(asked)}/verschieben`
      return takenReply(
        { asked, offer, from: undefined, day: undefined, action: path, hidden: {}, path, moving: booking.starts_at },
        start,
      )
    },
  ),
]

export const publicRoutes = [...choosing, ...own]
