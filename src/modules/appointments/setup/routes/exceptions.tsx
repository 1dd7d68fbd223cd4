import { refuse } from '#platform/errors/errors.ts'
import { get, page, post, see, type Reply } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import { offering } from '../../data.ts'
import { addException, changeException, exceptionSnapshot, removeException } from '../actions/exceptions.ts'
import { paths } from '../paths.ts'
import { maySetUp } from '../permissions.ts'
import { isId, type ExceptionRow, type Place } from '../queries/locations.ts'
import { type exceptionFields, LONGEST_REASON, readException } from '../rules/exception-form.ts'
import { ExceptionsPage } from '../screens/exceptions.tsx'
import type { FormState } from '../screens/parts.tsx'
import { words } from '../texts.ts'
import {
  afterSaving,
  anyFields,
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

const rules = { who: maySetUp, place: 'location', purpose: offering } as const
const path = '/:organisation/team/einrichtung/orte/:location/ausnahmen'

function reply(asked: At, place: Place, state: FormState, editing?: string, saved?: string): Reply {
  const body = (
    <ExceptionsPage
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      place={place}
      today={todayAt(asked, place.location.zone)}
      state={state}
      editing={editing}
      saved={saved}
    />
  )
  return page(body, state.conflict ? 409 : Object.keys(state.errors).length > 0 ? 422 : 200)
}

function exceptionAt(asked: At, place: Place): ExceptionRow {
  const found = place.exceptions.find(({ id }) => id === asked.params['exception'])
  if (!found) throw refuse('appointments.no-such-exception', 'gone')
  return found
}

const about = (asked: At) => (field: string) => {
  const { fields } = words(asked.language).exceptions
  return { label: fields[field as (typeof exceptionFields)[number]], max: LONGEST_REASON }
}

const describe = (asked: At, zone: string) => (key: string, value: string) => {
  const w = words(asked.language).exceptions
  const f = format(asked.language, zone)
  const text =
    key === 'kind'
      ? value === 'open'
        ? w.open
        : w.closed
      : key.endsWith('_date')
        ? f.shortDate(Temporal.PlainDate.from(value))
        : value
  return { label: w.fields[key as (typeof exceptionFields)[number]] ?? key, text }
}

const backTo = (asked: At, place: Place) => see(`${asked.href(paths.exceptions(place.location.id))}?gespeichert=ja`)

export const exceptionRoutes = [
  get(path, { ...rules, input: afterSaving }, async (asked) => {
    const place = await placeAt(asked)
    return reply(asked, place, { values: { kind: 'closed' }, errors: {}, hidden: {} }, undefined, savedText(asked))
  }),

  post(path, { ...rules, input: anyFields }, async (asked) => {
    const place = await placeAt(asked)
    const values = textsOf(asked.input)
    const { one, problems } = readException(values)
    const errors = sentences(asked.language, problems, about(asked))
    if (Object.keys(errors).length > 0) return reply(asked, place, { values, errors, hidden: {} })
    await addException(asked.at, place.location.id, one)
    return backTo(asked, place)
  }),

  get(`${path}/:exception`, rules, async (asked) => {
    const place = await placeAt(asked)
    const found = exceptionAt(asked, place)
    const base = exceptionSnapshot(found)
    return reply(
      asked,
      place,
      { values: base, errors: {}, hidden: openedFields(place.location.version, base) },
      found.id,
    )
  }),

  post(`${path}/:exception`, { ...rules, input: anyFields }, async (asked) => {
    const place = await placeAt(asked)
    const { id } = exceptionAt(asked, place)
    const values = textsOf(asked.input)
    const { one, problems } = readException(values)
    const errors = sentences(asked.language, problems, about(asked))
    const hidden = { version: values['version'] ?? '', base: values['base'] ?? '' }
    if (Object.keys(errors).length > 0) return reply(asked, place, { values, errors, hidden }, id)
    const outcome = await changeException(asked.at, place.location.id, id, one, openedWith(values))
    if (!isCollision(outcome)) return backTo(asked, place)
    const conflict = inWords(outcome.changes, asked.language, describe(asked, place.location.zone))
    const fresh = openedFields(outcome.version, outcome.present)
    return reply(asked, await placeAt(asked), { values, errors, hidden: fresh, conflict }, id)
  }),

  post(`${path}/:exception/entfernen`, rules, async (asked) => {
    const place = await placeAt(asked)
    const id = asked.params['exception']
    if (isId(id)) await removeException(asked.at, place.location.id, id)
    return backTo(asked, place)
  }),
]
