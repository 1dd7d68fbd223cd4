import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed, uuidField } from '#platform/http/fields.ts'
import { get, page, post, type Asked } from '#platform/http/route.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { contestedAmong, personalDataSeen } from '#privacy'
import { contact, db } from './data.ts'
import type { PersonPanel } from './panel.ts'
import { mayFindPeople } from './permissions.ts'
import { PersonPage } from './screens/person.tsx'
import { SearchPage } from './screens/search.tsx'
import { findPeople, type Result } from './search.ts'
import { timelineOf, type Timeline } from './timeline.ts'

export const PEOPLE_PAGE = '/team/personen'
export const personPage = (person: string): string => `${PEOPLE_PAGE}/${person}`

const searchPage = (asked: Asked<string, unknown>, query = '', result?: Result) =>
  page(
    <SearchPage
      frame={asked.staffFrame()}
      language={asked.language}
      action={asked.href(PEOPLE_PAGE)}
      query={query}
      result={result}
      personAt={(id) => asked.href(personPage(id))}
    />,
  )

export const peopleRoutes = (timelines: readonly Timeline[], panels: readonly PersonPanel[]) => [
  get(`/:organisation${PEOPLE_PAGE}`, { who: mayFindPeople, purpose: contact }, async (asked) => searchPage(asked)),

  post(
    `/:organisation${PEOPLE_PAGE}`,
    {
      who: mayFindPeople,
      purpose: contact,
      rate: 'read',
      whileEnding: true, // a search, which changes nothing
      input: z.object({ query: typed({ max: 254 }) }),
      again: async (asked) => searchPage(asked, asked.input['query'], { tooShort: true }),
    },
    async (asked) => {
      const result = await findPeople(asked.at, asked.input.query)
      const persons = 'people' in result ? result.people.map(({ id }) => id) : []
      await asked.at.announce(personalDataSeen, { what: 'searched', place: 'people.search', persons })
      return searchPage(asked, asked.input.query, result)
    },
  ),

  get(`/:organisation${PEOPLE_PAGE}/:person`, { who: mayFindPeople, purpose: contact }, async (asked) => {
    const id = uuidField().safeParse(asked.params['person'])
    const row = id.success
      ? await db(asked.at).selectFrom('people').selectAll().where('id', '=', id.data).executeTakeFirst()
      : undefined
    if (!row) throw refuse('people.unknown', 'not-found')
    await asked.at.announce(personalDataSeen, { what: 'opened', place: 'people.page', persons: [row.id] })
    const [[name, mail, phone], contested, timeline] = await Promise.all([
      openAll(asked.at, [row.name, row.mail, row.phone]),
      contestedAmong(asked.at, [row.id]),
      timelineOf(asked.at, row.id, timelines),
    ])
    return page(
      <PersonPage
        frame={asked.staffFrame()}
        language={asked.language}
        zone={asked.at.organisation.zone}
        name={name ?? ''}
        mail={mail ?? ''}
        phone={phone ?? ''}
        spoken={row.language === 'en' ? 'en' : 'de'}
        since={row.created_at}
        timeline={timeline}
        searchAt={asked.href(PEOPLE_PAGE)}
        contested={contested.get(row.id) ?? new Set()}
        panels={await Promise.all(panels.map((panel) => panel(asked, row.id)))}
      />,
    )
  }),
]
