import type { Module } from '#platform/module.ts'
import { mailOwnersBy, mailTokensBy } from '#privacy'
import { db } from './data.ts'
import type { PersonPanel } from './panel.ts'
import { finding, mayFindPeople } from './permissions.ts'
import { PEOPLE_PAGE, peopleRoutes } from './routes.tsx'
import type { Timeline } from './timeline.ts'
import './value-words.ts'

// an objection to advertising blocks the address without opening it
mailTokensBy(async (at, person) => {
  const row = await db(at).selectFrom('people').select('mail_exact').where('id', '=', person).executeTakeFirst()
  return row?.mail_exact ? [row.mail_exact] : []
})

// and whoever blocks an address objects for everybody who is known under it
mailOwnersBy(async (at, token) =>
  (await db(at).selectFrom('people').select('id').where('mail_exact', '=', token).execute()).map(({ id }) => id),
)

/** @param given what other modules know of their contacts with a person */
export const people = (given: {
  readonly timelines: readonly Timeline[]
  readonly panels?: readonly PersonPanel[]
}): Module => ({
  name: 'people',
  routes: peopleRoutes(given.timelines, given.panels ?? []),
  jobs: [],
  listeners: [],
  navigation: [
    { path: PEOPLE_PAGE, label: { de: 'Personen', en: 'People' }, may: mayFindPeople, order: 50, group: finding },
  ],
  refusals: {
    'people.unknown': {
      de: 'Diese Person finden wir nicht. Vielleicht wurden ihre Angaben schon gelöscht.',
      en: 'We cannot find this person. Perhaps their data have been deleted already.',
    },
    'people.no-notice-owed': {
      de: 'Zu dieser Person ist nichts mehr offen. Vielleicht wurde sie schon informiert, oder ihre Angaben wurden gelöscht.',
      en: 'Nothing is open about this person any more. Perhaps they were informed already, or their data were deleted.',
    },
    'people.notice-day': {
      de: 'An diesem Tag kann die Person nicht informiert worden sein: Er liegt in der Zukunft oder vor dem Tag, an dem ihre Angaben eingetragen wurden. Nichts wurde gespeichert; bitte wählen Sie den richtigen Tag.',
      en: 'The person cannot have been informed on that day: it lies ahead, or before the day on which their data were entered. Nothing was saved; please choose the right day.',
    },
  },
})
