import { type Answer, fieldsOf, type Probe, unescaped, visitor } from '#privacy'
import { db, offering } from '../data.ts'
import { createLocation, createService, setOpeningHours } from '../setup/index.ts'
import { inScope } from '#platform/data/scope.ts'

/** The values of the buttons that choose a time. */
const timesOn = (html: string): string[] =>
  [...html.matchAll(/<button class="time" name="start" value="([^"]*)"/g)].map(([, value]) => unescaped(value ?? ''))

export type Place = {
  readonly location: string
  readonly desk: string
  readonly plain: string
  readonly caring: string
}

const places = new WeakMap<Probe, Promise<Place>>()

/** A small office of the scratch organisation, open around the clock, made once for all checks of a run. */
export function placeOf(probe: Probe): Promise<Place> {
  const known = places.get(probe)
  if (known) return known
  const made = inScope(
    probe.scratch,
    { organisation: probe.organisation, actor: { kind: 'system', job: 'verify' }, purpose: offering },
    async (at) => {
      const location = await createLocation(at, {
        name: 'Prüfstelle',
        holidayRegion: 'DE',
        desks: ['Tisch 1', 'Tisch 2'],
      })
      await setOpeningHours(
        at,
        location,
        [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '00:00' })),
      )
      const plain = await createService(at, {
        name: 'Prüfung',
        durationMinutes: 20,
        keepDays: 3,
        limitPerPerson: 50,
        locations: [location],
      })
      const caring = await createService(at, {
        name: 'Prüfung mit besonderer Angabe',
        durationMinutes: 20,
        keepDays: 3,
        limitPerPerson: 50,
        fields: [
          {
            id: 'health',
            label: { de: 'Gesundheit', en: 'Health' },
            type: 'text',
            required: false,
            special: true,
            why: { de: 'Für die Prüfung.', en: 'For the check.' },
          },
        ],
        locations: [location],
      })
      const desk = await deskOf(at, location)
      return { location, desk, plain, caring }
    },
  )
  places.set(probe, made)
  return made
}

async function deskOf(at: Parameters<typeof createLocation>[0], location: string): Promise<string> {
  return (
    await db(at)
      .selectFrom('desks')
      .select('id')
      .where('location_id', '=', location)
      .orderBy('position')
      .executeTakeFirstOrThrow()
  ).id
}

export type Visit = { readonly name: string; readonly mail: string; readonly extra?: Record<string, string> }

/**
 * Chooses the nth free time over the public pages: of today, or of tomorrow where the day is too far gone for so many.
 * @throws Error when it is not held
 */
export async function chosen(probe: Probe, service: string, nth: number) {
  const { location } = await placeOf(probe)
  const guest = visitor(probe)
  const base = `/${probe.organisation.slug}/termin/${service}/${location}`
  const tomorrow = probe.scratch.clock.now().toZonedDateTimeISO(probe.organisation.zone).toPlainDate().add({ days: 1 })
  const today = await guest.open(base)
  const times = timesOn(today.html).length > nth ? today : await guest.open(`${base}?ab=${tomorrow}&tag=${tomorrow}`)
  const start = timesOn(times.html)[nth] ?? ''
  const choose = () => guest.send(`${base}/halten`, { ...fieldsOf(times.html, /halten$/), start })
  const held = await choose()
  if (held.status !== 303) throw new Error(`choosing a free time answers ${held.status}`)
  return { guest, held: held.location, choose }
}

/** Books the nth free time over the public pages, and says where the appointment then stands. */
export async function bookAs(
  probe: Probe,
  service: string,
  visit: Visit,
  nth = 0,
): Promise<{ confirmed: Answer; manage: string; form: Answer }> {
  const { guest, held } = await chosen(probe, service, nth)
  const form = await guest.open(held)
  probe.scratch.clock.advance({ seconds: 20 })
  const { extra = {}, ...contact } = visit
  const sent = await guest.send(held, { ...fieldsOf(form.html, /buchen/), ...contact, ...extra })
  const confirmed = sent.status === 303 ? await guest.open(sent.location) : sent
  return { confirmed, manage: sent.location, form }
}
