import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { dateField, typed, uuidField, whole } from '#platform/http/fields.ts'
import { mayEverywhere, placesOf } from '#platform/http/permission.ts'
import {
  type Asked,
  get,
  page,
  post,
  type Problems,
  type Raw,
  type Reply,
  type Route,
  see,
} from '#platform/http/route.ts'
import { personalDataSeen } from '#privacy'
import { filing } from '../../data.ts'
import { namesFor } from '../../facts/actions/links.ts'
import { afterOnly } from '../../onwards.tsx'
import { mayFileDocuments, maySetUpDocuments } from '../../permissions.ts'
import { archivePlaces } from '../../storing/archives.ts'
import { archivesWhere, mayIn } from '../../viewing/found.ts'
import { archiveForCustomers } from '../actions/customers.ts'
import { askForFiles, countReceived, endRequest, requestBehind, requestPage, wordingOf } from '../actions/requests.ts'
import { db } from '../data.ts'
import { REQUESTS } from '../paths.ts'
import { HandInPage } from '../screens/hand-in.tsx'
import { LINK_ISLAND } from '../screens/link-field.tsx'
import { RequestFormPage, RequestsPage } from '../screens/requests.tsx'
import { peopleOf } from '../who.ts'
import { type DoorOf, fileField, handInRoutes, isReadHere, MOST_BY_FORM, takeForm } from './hand-in.ts'

type Mine = Asked<(typeof filing)['opens'][number], unknown>
const filed = { who: mayFileDocuments, purpose: filing, place: 'some' } as const
const anyone = { who: 'anyone', purpose: filing, collects: true } as const
const HAND_IN = '/:organisation/einreichen/:token{[\\w-]+}'

const wish = z.object({
  archive: uuidField(),
  title: typed({ max: 120, required: true }),
  wording: typed({ max: 2_000, multiline: true }),
  until: dateField(),
  most: whole(1, 1000),
  person: z.union([z.literal('').transform(() => undefined), uuidField()]).optional(),
})

/** @throws Refusal documents.no-such-person */
async function nameOfPerson(at: Mine['at'], person: string): Promise<string> {
  const name = (await namesFor(at, [person])).get(person)
  if (name === undefined) throw refuse('documents.no-such-person', 'not-found')
  await at.announce(personalDataSeen, { what: 'opened', place: 'documents.links', persons: [person] })
  return name
}

async function form(asked: Mine, values: Raw, problems: Problems = {}): Promise<Reply> {
  const person = uuidField().safeParse(values['person'])
  const name = person.success ? await nameOfPerson(asked.at, person.data) : undefined
  const body = (
    <RequestFormPage
      person={name}
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      archives={await archivesWhere(asked.at, mayFileDocuments)}
      values={values}
      problems={problems}
    />
  )
  return page(body, Object.keys(problems).length > 0 ? 422 : 200)
}

const staffRoutes: Route[] = [
  get(`/:organisation${REQUESTS}`, { ...filed, input: afterOnly }, async (asked) => {
    const { at, language, href, absolute, input } = asked
    const archives = at.actor.kind === 'member' ? placesOf(at.actor, mayFileDocuments) : new Set<string>()
    const { rows: requests, next } = await requestPage(at, archives, input.nach)
    const persons = [...new Set(requests.filter(({ known }) => known).map(({ holderId }) => holderId))]
    if (persons.length > 0) await at.announce(personalDataSeen, { what: 'searched', place: 'documents.links', persons })
    const maySetUp = at.actor.kind === 'member' && mayEverywhere(at.actor, maySetUpDocuments)
    return page(
      <RequestsPage
        frame={asked.staffFrame(LINK_ISLAND)}
        language={language}
        zone={at.organisation.zone}
        href={href}
        absolute={absolute}
        people={await peopleOf(at, language)}
        requests={requests}
        after={input.nach}
        next={next}
        names={await namesFor(at, persons)}
        customers={maySetUp ? { chosen: await archiveForCustomers(at), archives: await archivePlaces(at) } : undefined}
      />,
    )
  }),
  get(
    `/:organisation${REQUESTS}/neu`,
    { ...filed, input: z.object({ person: uuidField().optional().catch(undefined) }) },
    async (asked) => {
      const today = asked.at.now.toZonedDateTimeISO(asked.at.organisation.zone).toPlainDate()
      const person = asked.input.person ?? ''
      return form(asked, { until: today.add({ days: 14 }).toString(), most: '10', person })
    },
  ),
  post(
    `/:organisation${REQUESTS}/neu`,
    { ...filed, input: wish, again: (asked, problems) => form(asked, asked.input, problems) },
    async (asked) => {
      const { archive, ...given } = asked.input
      if (!mayIn(asked.at.actor, mayFileDocuments, archive)) throw refuse('documents.no-archive', 'not-found')
      await askForFiles(asked.at, { archiveId: archive, ...given })
      return see(asked.href(REQUESTS))
    },
  ),
  post(`/:organisation${REQUESTS}/:request/beenden`, filed, async (asked) => {
    const id = uuidField().safeParse(asked.params['request'])
    const row = id.success
      ? await db(asked.at).selectFrom('document_requests').selectAll().where('id', '=', id.data).executeTakeFirst()
      : undefined
    if (!row || !mayIn(asked.at.actor, mayFileDocuments, row.archive_id)) throw refuse('documents.request-gone', 'gone')
    await endRequest(asked.at, row.id)
    return see(asked.href(REQUESTS))
  }),
]

const doorOf: DoorOf = async (at, params) => {
  const request = await requestBehind(at, params['token'] ?? '')
  if (request.received >= request.most) throw refuse('documents.request-full', 'conflict')
  return {
    archiveId: request.archive_id,
    isRead: await isReadHere(at, request.archive_id),
    holder: request.holder_id,
    way: 'link',
    filed: (within, { documentId }) => countReceived(within, request.id, documentId),
  }
}

async function handInPage(
  asked: Mine,
  given: { problem?: string | undefined; arrived?: boolean } = {},
): Promise<Reply> {
  const { at, language, href, params } = asked
  const request = await requestBehind(at, params['token'] ?? '')
  const path = `/einreichen/${params['token']}`
  const body = (
    <HandInPage
      frame={asked.publicFrame('documents/hand-in.js')}
      language={language}
      organisation={at.organisation}
      href={href}
      action={href(path)}
      {...await wordingOf(at, request)}
      until={request.expires_at.subtract({ seconds: 1 })}
      left={request.most - request.received}
      isRead={await isReadHere(at, request.archive_id)}
      problem={given.problem}
      arrived={given.arrived ? request.received : 0}
    />
  )
  return page(body, given.problem ? 422 : 200)
}

const publicRoutes: Route[] = [
  get(HAND_IN, { ...anyone, input: z.object({ angekommen: z.string().optional() }) }, (asked) =>
    handInPage(asked, { arrived: asked.input.angekommen === 'ja' }),
  ),
  post(
    HAND_IN,
    {
      ...anyone,
      maxBody: MOST_BY_FORM + 100_000,
      costly: true,
      input: z.object({ file: fileField() }),
      again: (asked, problems) => handInPage(asked, { problem: problems['file'] ?? 'missing' }),
    },
    async (asked) => {
      await takeForm(asked.at, await doorOf(asked.at, asked.params), asked.input.file)
      return see(`${asked.href(`/einreichen/${asked.params['token']}`)}?angekommen=ja`)
    },
  ),
  ...handInRoutes(HAND_IN, 'anyone', doorOf),
]

/** Requests for files: made by staff, answered by whoever has the link. */
export const requestRoutes: Route[] = [...staffRoutes, ...publicRoutes]
