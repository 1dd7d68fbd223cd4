import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Scope } from '#platform/data/scope.ts'
import { refuse, type Refusal } from '#platform/errors/errors.ts'
import { ticked, typed, uuidField } from '#platform/http/fields.ts'
import { mayAt } from '#platform/http/permission.ts'
import { get, live, page, post, see, type Asked, type Problems, type Raw, type Reply } from '#platform/http/route.ts'
import { theirPlaces } from '../places.ts'
import { writeTo } from '../actions/change.ts'
import { caring, handling, type Location } from '../data.ts'
import { appointmentMail } from '../mails.ts'
import { offerOf } from '../queries/offer.ts'
import { verbs } from '../rules/booking.ts'
import { callNext } from './actions/next.ts'
import { writeNote } from './actions/note.ts'
import { takeStep, type TellCancelled } from './actions/step.ts'
import { takeIn } from './actions/walk-in.ts'
import { maySeeDay, mayWorkDesk } from './permissions.ts'
import {
  activeDesks,
  activeLocations,
  linesOf,
  locationById,
  personOf,
  servicesAt,
  type DeskPurposes,
} from './queries.ts'
import { deskRefusals } from './refusals.ts'
import { atDesk, dayOf, inGroups } from './rules.ts'
import { DayPage, DeskLocationsPage } from './screens/day.tsx'
import type { DayProps } from './screens/props.ts'
import { words } from './texts.ts'
import { seenField, viewFields, viewPath, type View } from './view.ts'

type DeskAsked<I = unknown> = Asked<DeskPurposes, I>
const PLACE = '/:organisation/team/termine/:location'
const noLocation = () => refuse('appointments.no-such-location', 'not-found')

async function locationOf(asked: DeskAsked): Promise<Location> {
  const id = z.uuid().safeParse(asked.params['location'])
  const location = id.success ? await locationById(asked.at, id.data.toLowerCase()) : undefined
  if (!location) throw noLocation()
  return location
}

const mayWork = ({ actor }: Scope<string>, location: string): boolean =>
  actor.kind === 'member' && mayAt(actor, mayWorkDesk, location)

type Entered = Pick<DayProps, 'problem' | 'note'> & { readonly walkIn?: Omit<DayProps['walkIn'], 'id'> }

/** The day as it is now, with what was entered kept where something was refused. */
async function dayReply(
  asked: DeskAsked,
  location: Location,
  view: View,
  entered: Entered = {},
  status = 200,
): Promise<Reply> {
  const { at, language, href } = asked
  const may = mayWork(at, location.id)
  const day = dayOf(location.zone, at.now, view.tag)
  const [desks, services, lines] = await Promise.all([
    activeDesks(at, location.id),
    servicesAt(at, location.id),
    linesOf(at, location.id, day),
  ])
  const desk = desks.find(({ id }) => id === view.platz)
  const groups = inGroups(lines)
  const line = view.wahl ? lines.find(({ id }) => id === view.wahl) : may ? atDesk(groups, desk?.id) : undefined
  const shown = line && { line, person: await personOf(at, line, may) }
  return page(
    <DayPage
      frame={asked.staffFrame('appointments/desk.js')}
      language={language}
      location={location}
      day={day}
      now={at.now}
      desks={desks}
      services={services}
      groups={groups}
      desk={desk}
      shown={shown}
      view={{ ...view, platz: desk?.id }}
      may={may}
      href={href}
      problem={entered.problem}
      walkIn={{ service: '', name: '', told: false, problems: {}, ...entered.walkIn, id: randomUUID() }}
      note={entered.note}
    />,
    status,
  )
}

const statuses: Partial<Record<Refusal['kind'], number>> = { conflict: 409, gone: 410, invalid: 422, 'not-found': 404 }

/** A refused step: said plainly above the fresh view, with nothing changed. */
const refusedReply = (asked: DeskAsked, location: Location, view: View, refused: Refusal, entered: Entered = {}) =>
  dayReply(asked, location, view, { ...entered, problem: sentenceOf(asked, refused) }, statuses[refused.kind] ?? 409)

function sentenceOf({ language }: DeskAsked, refused: Refusal): string {
  const text = deskRefusals[refused.code]?.[language]
  if (text === undefined) throw refused
  return typeof text === 'function' ? text(refused.details) : text
}

/** The same mail as when the person cancels. */
const tellCancelled =
  (asked: DeskAsked, location: Location): TellCancelled =>
  async (row) => {
    const offer = await offerOf(asked.at, row.service_id, location.id)
    if (!offer) return
    // A scope that may open more stands in for one that may open less.
    const at = asked.at as unknown as Parameters<typeof writeTo>[0]
    await writeTo(at, row, 'appointments.cancelled', (booking, name, to) =>
      appointmentMail(asked, { kind: 'cancelled', booking, service: offer.service, location, name, to }),
    )
  }

const showing = [
  get('/:organisation/team/termine', { who: maySeeDay, place: 'some', purpose: handling }, async (asked) => {
    const locations = await activeLocations(asked.at, theirPlaces(asked.at, maySeeDay))
    const [only, ...more] = locations
    if (only && more.length === 0) return see(asked.href(viewPath(only.id, {})))
    return page(
      <DeskLocationsPage
        frame={asked.staffFrame()}
        language={asked.language}
        locations={locations}
        href={asked.href}
      />,
    )
  }),

  get(PLACE, { who: maySeeDay, place: 'location', purpose: caring, input: z.object(viewFields) }, async (asked) =>
    dayReply(asked, await locationOf(asked), asked.input),
  ),

  get(`${PLACE}/live`, { who: maySeeDay, place: 'location', purpose: caring }, async (asked) =>
    live(`desk ${(await locationOf(asked)).id}`),
  ),
]

const stepInput = z.object({ ...viewFields, booking: seenField(), verb: z.enum(verbs) })
const nextInput = z.object({ ...viewFields, closing: seenField().optional() })
const walkInInput = z.object({
  ...viewFields,
  id: uuidField(),
  service: uuidField(),
  name: typed({ max: 200 }),
  told: ticked(),
})
const NOTE_LENGTH = 2_000
const noteInput = z.object({
  ...viewFields,
  booking: uuidField(),
  mark: z.string().max(40),
  note: typed({ max: NOTE_LENGTH, multiline: true }),
})
const viewOf = (raw: Raw): View => z.object(viewFields).parse(raw)

const steps = [
  post(
    `${PLACE}/schritt`,
    { who: mayWorkDesk, place: 'location', purpose: caring, input: stepInput },
    async (asked) => {
      const { booking: seen, verb, ...view } = asked.input
      const location = await locationOf(asked)
      const wish = { location, seen, verb, desk: view.platz ?? null }
      const outcome = await takeStep(asked.at, wish, tellCancelled(asked, location))
      if ('refused' in outcome) return refusedReply(asked, location, view, outcome.refused)
      // Who was called is at the desk now, and who was closed is not: the view goes back to the desk.
      const isSettled = verb === 'call' || verb === 'close'
      return see(asked.href(viewPath(location.id, isSettled ? { ...view, wahl: undefined } : view)))
    },
  ),

  post(
    `${PLACE}/naechste`,
    { who: mayWorkDesk, place: 'location', purpose: caring, input: nextInput },
    async (asked) => {
      const { closing, ...view } = asked.input
      const location = await locationOf(asked)
      const outcome = await callNext(asked.at, { location, desk: view.platz ?? null, closing })
      if ('refused' in outcome) return refusedReply(asked, location, view, outcome.refused)
      return see(asked.href(viewPath(location.id, view)))
    },
  ),

  post(
    `${PLACE}/ohne-termin`,
    { who: mayWorkDesk, place: 'location', purpose: caring, input: walkInInput, again: walkInAgain },
    async (asked) => {
      const { id, service, name, told, ...view } = asked.input
      const location = await locationOf(asked)
      const outcome = await takeIn(asked.at, location, { id, service, name, told })
      if ('refused' in outcome) {
        const walkIn = { service, name, told, problems: { service: 'unknown' } }
        return refusedReply(asked, location, view, outcome.refused, { walkIn })
      }
      return see(asked.href(viewPath(location.id, view)))
    },
  ),

  post(
    `${PLACE}/notiz`,
    { who: mayWorkDesk, place: 'location', purpose: caring, input: noteInput, again: noteAgain },
    async (asked) => {
      const { booking: id, mark, note, ...view } = asked.input
      const location = await locationOf(asked)
      const at = asked.at as unknown as Parameters<typeof writeNote>[0]
      const refused = await writeNote(at, location, { id, mark, note })
      if (!refused) return see(asked.href(viewPath(location.id, view)))
      if (refused.code !== 'appointments.note-changed-meanwhile') return refusedReply(asked, location, view, refused)
      return noteReply(asked, location, { ...view, wahl: id }, note, sentenceOf(asked, refused), 409)
    },
  ),
]

/** A note that was not saved: the text stays in the field, beside what stands there now. */
async function noteReply(
  asked: DeskAsked,
  location: Location,
  view: View,
  text: string,
  error: string,
  status: number,
): Promise<Reply> {
  const day = dayOf(location.zone, asked.at.now, view.tag)
  const line = (await linesOf(asked.at, location.id, day)).find(({ id }) => id === view.wahl)
  const theirs = line && status === 409 ? (await personOf(asked.at, line, false)).note : undefined
  return dayReply(asked, location, view, { note: { text, error, theirs } }, status)
}

async function walkInAgain(asked: DeskAsked<Raw>, problems: Problems): Promise<Reply> {
  const { service = '', name = '', told } = asked.input
  const walkIn = { service, name, told: told !== undefined, problems }
  return dayReply(asked, await locationOf(asked), viewOf(asked.input), { walkIn }, 422)
}

async function noteAgain(asked: DeskAsked<Raw>, problems: Problems): Promise<Reply> {
  const { booking, note = '' } = asked.input
  if (!problems['note']) throw refuse('appointments.not-at-this-location', 'not-found')
  const view = { ...viewOf(asked.input), wahl: booking }
  return noteReply(asked, await locationOf(asked), view, note, words(asked.language).note.tooLong, 422)
}

export const deskRoutes = [...showing, ...steps]
