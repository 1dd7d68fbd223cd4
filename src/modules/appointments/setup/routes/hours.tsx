import { get, page, post, see, type Raw, type Reply } from '#platform/http/route.ts'
import { offering } from '../../data.ts'
import { changeOpeningHours } from '../actions/hours.ts'
import { paths } from '../paths.ts'
import { maySetUp } from '../permissions.ts'
import type { Place } from '../queries/locations.ts'
import {
  likeMonday,
  readWeek,
  stretchesIn,
  weekAsFields,
  weekFields,
  weekSnapshot,
  type Part,
} from '../rules/week-form.ts'
import { stretchText } from '../screens/hours-parts.tsx'
import { HoursPage } from '../screens/hours.tsx'
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

type Extra = { saved?: string | undefined; note?: string | undefined; spare?: number }

function hoursReply(asked: At, place: Place, state: FormState, { saved, note, spare = 1 }: Extra = {}): Reply {
  const body = (
    <HoursPage
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      place={place}
      today={todayAt(asked, place.location.zone)}
      state={state}
      saved={saved}
      note={note}
      spare={spare}
    />
  )
  return page(body, state.conflict ? 409 : Object.keys(state.errors).length > 0 ? 422 : 200)
}

const about = (asked: At) => (field: string) => {
  const w = words(asked.language).hours
  const [, weekday = '1', row = '0', part = 'opens'] = /^d(\d)_(\d+)_(\w+)$/.exec(field) ?? []
  return { label: w.field(w.weekdays[Number(weekday) - 1] ?? '', Number(row) + 1, w[part as Part]) }
}

const describeDay = (asked: At, zone: string) => (key: string, value: string) => {
  const w = words(asked.language).hours
  const stretches = stretchesIn(value).map((one) => stretchText(one, { language: asked.language, zone }))
  return { label: w.weekdays[Number(key) - 1] ?? key, text: stretches.join('; ') }
}

const onlyWeek = (fields: Raw): Raw =>
  Object.fromEntries(weekFields.flatMap((name) => (fields[name] ? [[name, fields[name]]] : [])))

export const hoursRoutes = [
  get('/:organisation/team/einrichtung/orte/:location/zeiten', { ...rules, input: afterSaving }, async (asked) => {
    const place = await placeAt(asked)
    const hidden = openedFields(place.location.version, weekSnapshot(place.week))
    return hoursReply(
      asked,
      place,
      { values: weekAsFields(place.week), errors: {}, hidden },
      { saved: savedText(asked) },
    )
  }),

  post('/:organisation/team/einrichtung/orte/:location/zeiten', { ...rules, input: anyFields }, async (asked) => {
    const place = await placeAt(asked)
    const fields = textsOf(asked.input)
    const entered = onlyWeek(fields)
    const hidden = { version: fields['version'] ?? '', base: fields['base'] ?? '' }
    if (fields['copy']) {
      const note = words(asked.language).hours.copied
      return hoursReply(asked, place, { values: likeMonday(entered), errors: {}, hidden }, { note })
    }
    if (fields['rows']) {
      const spare = Math.min(12, Math.max(1, Number.parseInt(fields['rows'], 10) || 1))
      return hoursReply(asked, place, { values: entered, errors: {}, hidden }, { spare })
    }
    const { week, rows, problems } = readWeek(entered)
    const errors = sentences(asked.language, problems, about(asked))
    if (Object.keys(errors).length > 0) return hoursReply(asked, place, { values: entered, errors, hidden })

    const outcome = await changeOpeningHours(asked.at, place.location.id, week, openedWith(fields))
    if (!isCollision(outcome)) {
      const united = week.length < rows ? 'vereint' : 'ja'
      return see(`${asked.href(paths.hours(place.location.id))}?gespeichert=${united}`)
    }
    return hoursReply(asked, await placeAt(asked), {
      values: entered,
      errors: {},
      hidden: openedFields(outcome.version, outcome.present),
      conflict: inWords(outcome.changes, asked.language, describeDay(asked, place.location.zone)),
    })
  }),
]
