import { z } from 'zod'
import { typed, ticked } from '#platform/http/fields.ts'
import { get, page, post, see, type Problems, type Raw, type Reply } from '#platform/http/route.ts'
import { offering } from '../../data.ts'
import { isHolidayRegion } from '../../rules/holidays.ts'
import { deskSnapshot, changeDesks } from '../actions/desks.ts'
import { changeLocation, createLocation, locationSnapshot, offerServices } from '../actions/locations.ts'
import { theirPlaces } from '../../places.ts'
import { paths } from '../paths.ts'
import { maySetUp, maySetUpAll } from '../permissions.ts'
import { locationsInList, type Place } from '../queries/locations.ts'
import { deskField, deskForm, deskValues, LONGEST_DESK } from '../rules/desk-form.ts'
import { canonicalZone } from '../rules/zones.ts'
import { LocationFormPage, LONGEST } from '../screens/location-form.tsx'
import { LocationPage } from '../screens/location.tsx'
import { LocationsPage } from '../screens/locations.tsx'
import type { FormState } from '../screens/parts.tsx'
import { words } from '../texts.ts'
import {
  afterSaving,
  anyFields,
  idsOf,
  inWords,
  isCollision,
  openedFields,
  openedWith,
  placeAt,
  savedText,
  sentences,
  textsOf,
  todayAt,
  type At,
} from './common.ts'
import { regionChoices, regionName } from './regions.ts'

const rules = { who: maySetUpAll, purpose: offering } as const
const there = { who: maySetUp, place: 'location', purpose: offering } as const

const facts = z
  .object({
    name: typed({ max: LONGEST.name, required: true }),
    street: typed({ max: LONGEST.street }),
    postal_code: typed({ max: LONGEST.postal_code }),
    city: typed({ max: LONGEST.city }),
    zone: typed({ max: 64 }),
    zone_other: typed({ max: 64 }),
    holiday_region: typed({ max: 40 }),
    notes: typed({ max: LONGEST.notes, multiline: true }),
    notes_en: typed({ max: LONGEST.notes_en, multiline: true }),
    active: ticked(),
    version: z.string().optional(),
    base: z.string().optional(),
  })
  .superRefine((given, context) => {
    const zone = canonicalZone(given.zone_other || given.zone)
    if (!zone) context.addIssue({ code: 'custom', message: 'zone', path: [given.zone_other ? 'zone_other' : 'zone'] })
    if (!isHolidayRegion(given.holiday_region))
      context.addIssue({ code: 'custom', message: 'region', path: ['holiday_region'] })
  })

const factsOf = (given: z.output<typeof facts>) => ({
  name: given.name,
  street: given.street,
  postalCode: given.postal_code,
  city: given.city,
  zone: canonicalZone(given.zone_other || given.zone) ?? '',
  holidayRegion: given.holiday_region,
  notes: given.notes,
  notesEn: given.notes_en,
  active: given.active,
})

function factsForm(asked: At, state: Omit<FormState, 'errors'>, problems: Problems = {}, id?: string): Reply {
  const w = words(asked.language).location
  const about = (field: string) => ({
    label: field === 'zone' || field === 'zone_other' ? state.values[field] || w.fields.zone : labelOf(field),
    max: LONGEST[field as keyof typeof LONGEST],
  })
  const labelOf = (field: string) => w.fields[field as keyof typeof w.fields] ?? field
  const body = (
    <LocationFormPage
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      state={{ ...state, errors: sentences(asked.language, problems, about) }}
      regions={regionChoices(asked.language, state.values['holiday_region'] ?? '')}
      title={id ? w.editTitle : w.newTitle}
      action={asked.href(id ? paths.facts(id) : paths.newLocation)}
      back={asked.href(id ? paths.location(id) : paths.locations)}
      isNew={id === undefined}
    />
  )
  return page(body, state.conflict ? 409 : Object.keys(problems).length > 0 ? 422 : 200)
}

const hiddenOf = (values: Raw): Record<string, string> =>
  values['version'] ? { version: values['version'], base: values['base'] ?? '' } : {}

function describeFacts(asked: At) {
  const w = words(asked.language)
  return (key: string, value: string) => ({
    label: w.location.fields[key as keyof typeof w.location.fields] ?? key,
    text: key === 'holiday_region' ? regionName(asked.language, value) : key === 'active' ? w.yes : value,
  })
}

function locationReply(asked: At, place: Place, desks: FormState, saved?: string): Reply {
  const { location } = place
  const body = (
    <LocationPage
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      place={place}
      today={todayAt(asked, location.zone)}
      region={regionName(asked.language, location.holiday_region)}
      saved={saved}
      desks={desks}
    />
  )
  return page(body, desks.conflict ? 409 : Object.keys(desks.errors).length > 0 ? 422 : 200)
}

const freshDesks = (place: Place): FormState => ({
  values: deskValues(place.desks),
  errors: {},
  hidden: openedFields(place.location.version, deskSnapshot(place.desks)),
})

export const locationRoutes = [
  get('/:organisation/team/einrichtung/orte', { ...there, place: 'some' }, async (asked) =>
    page(
      <LocationsPage
        frame={asked.staffFrame()}
        language={asked.language}
        href={asked.href}
        locations={await locationsInList(asked.at, theirPlaces(asked.at, maySetUp))}
        everywhere={theirPlaces(asked.at, maySetUp) === undefined}
      />,
    ),
  ),

  get('/:organisation/team/einrichtung/orte/neu', rules, async (asked) => {
    const { zone, holiday_region } = asked.at.organisation
    return factsForm(asked, { values: { zone, holiday_region, active: 'yes' }, hidden: {} })
  }),

  post(
    '/:organisation/team/einrichtung/orte/neu',
    {
      ...rules,
      input: facts,
      again: async (asked, problems) => factsForm(asked, { values: asked.input, hidden: {} }, problems),
    },
    async (asked) => see(asked.href(paths.location(await createLocation(asked.at, factsOf(asked.input))))),
  ),

  get('/:organisation/team/einrichtung/orte/:location', { ...there, input: afterSaving }, async (asked) => {
    const place = await placeAt(asked)
    return locationReply(asked, place, freshDesks(place), savedText(asked))
  }),

  get('/:organisation/team/einrichtung/orte/:location/angaben', there, async (asked) => {
    const { location } = await placeAt(asked)
    const base = locationSnapshot(location)
    return factsForm(asked, { values: base, hidden: openedFields(location.version, base) }, {}, location.id)
  }),

  post(
    '/:organisation/team/einrichtung/orte/:location/angaben',
    {
      ...there,
      input: facts,
      again: async (asked, problems) => {
        const { location } = await placeAt(asked)
        return factsForm(asked, { values: asked.input, hidden: hiddenOf(asked.input) }, problems, location.id)
      },
    },
    async (asked) => {
      const { location } = await placeAt(asked)
      const values = textsOf(asked.input)
      const outcome = await changeLocation(asked.at, location.id, factsOf(asked.input), openedWith(values))
      if (!isCollision(outcome)) return see(`${asked.href(paths.location(location.id))}?gespeichert=ja`)
      const conflict = inWords(outcome.changes, asked.language, describeFacts(asked))
      const hidden = openedFields(outcome.version, outcome.present)
      const entered = { ...values, active: asked.input.active ? 'yes' : '' }
      return factsForm(asked, { values: entered, hidden, conflict }, {}, location.id)
    },
  ),

  post('/:organisation/team/einrichtung/orte/:location/plaetze', { ...there, input: anyFields }, async (asked) => {
    const place = await placeAt(asked)
    const w = words(asked.language).desks
    const values = textsOf(asked.input)
    const { wishes, problems } = deskForm(values)
    const about = (field: string) => ({
      label: field === 'added' ? w.added : labelOfDesk(field, w),
      min: 1,
      max: field.endsWith('_position') ? 999 : LONGEST_DESK,
    })
    const again = { values, hidden: hiddenOf(values), errors: sentences(asked.language, problems, about) }
    if (Object.keys(problems).length > 0) return locationReply(asked, place, again)
    const outcome = await changeDesks(asked.at, place.location.id, wishes, openedWith(values))
    if (!isCollision(outcome)) return see(`${asked.href(paths.location(place.location.id))}?gespeichert=ja`)
    const conflict = inWords(outcome.changes, asked.language, (_, text) => ({ label: w.heading, text }))
    const present = await placeAt(asked)
    return locationReply(asked, present, {
      ...again,
      values: valuesById(values, present),
      hidden: openedFields(outcome.version, outcome.present),
      conflict,
    })
  }),

  post('/:organisation/team/einrichtung/orte/:location/leistungen', { ...there, input: anyFields }, async (asked) => {
    const place = await placeAt(asked)
    const [before, chosen] = [idsOf(asked.input['base']), idsOf(asked.input['services'])]
    await offerServices(asked.at, place.location.id, {
      add: chosen.filter((id) => !before.includes(id)),
      remove: before.filter((id) => !chosen.includes(id)),
    })
    return see(`${asked.href(paths.location(place.location.id))}?gespeichert=ja`)
  }),
]

function labelOfDesk(
  field: string,
  w: { name: (place: number) => string; position: (place: number) => string },
): string {
  const place = Number(/\d+/.exec(field)?.[0] ?? 0) + 1
  return field.endsWith('_position') ? w.position(place) : w.name(place)
}

/** Entries beside the desks they were made for: somebody else may have added or reordered some. */
function valuesById(entered: Raw, place: Place): Raw {
  const fresh = { ...deskValues(place.desks), added: entered['added'] ?? '' } as Record<string, string>
  const { wishes } = deskForm(entered)
  place.desks.forEach(({ id }, index) => {
    const order = wishes.findIndex((wish) => wish.id === id)
    const wish = wishes[order]
    if (!wish) return
    fresh[deskField(index, 'name')] = wish.name
    fresh[deskField(index, 'position')] = String(order + 1)
    fresh[deskField(index, 'active')] = wish.active ? 'yes' : ''
  })
  return fresh
}
