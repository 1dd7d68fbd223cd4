import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { mailAddress, uuidField } from '#platform/http/fields.ts'
import { type Asked, get, page, post, see } from '#platform/http/route.ts'
import { allMailTemplates } from '#platform/mail/template.ts'
import { personalDataSeen } from '#privacy'
import { delivering } from '../data.ts'
import { eventsOf } from '../following/index.ts'
import { nameOfKind } from '../names.ts'
import { maySeeMessages } from '../permissions.ts'
import { retryMail } from '../queue.ts'
import { retryCause } from './actions.ts'
import { OUTBOX_PAGE, paths } from './paths.ts'
import { causes, lastNews, mailsTo, messageById, pageOf, returnedPage, waiting } from './queries.ts'
import { type Filter, lanes, type Place, placeText, readPlace, states } from './rules.ts'
import { FoundPage, ProtocolPage } from './screens/list.tsx'
import { MessagePage } from './screens/message.tsx'
import { protocolWords } from './words.ts'

type Desk = Asked<'messages.delivering', Record<string, unknown>>
const desk = { who: maySeeMessages, purpose: delivering } as const

const wish = z.object({
  stand: z
    .enum([...states, 'returned'])
    .optional()
    .catch(undefined),
  spur: z.enum(lanes).optional().catch(undefined),
  was: z
    .string()
    .transform((kind) => kind || undefined)
    .optional()
    .catch(undefined),
  vor: z.string().optional(),
  nach: z.string().optional(),
  erneut: z.string().optional(),
})

const common = (asked: Desk) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  zone: asked.at.organisation.zone,
  href: asked.href,
})

const listed = async (asked: Desk, wanted: z.output<typeof wish>) => {
  const { at, language } = asked
  const filter: Filter = { state: wanted.stand, lane: wanted.spur, kind: wanted.was }
  const turn = { before: readPlace(wanted.vor), after: readPlace(wanted.nach) }
  const shown =
    filter.state === 'returned' ? await returnedPage(at, filter, turn) : { ...(await pageOf(at, filter, turn)) }
  const { lines } = shown
  const [first, last] =
    'places' in shown ? [undefined, shown.places.at(-1)] : [placeOf(lines[0]), placeOf(lines.at(-1))]
  const url = (some: Readonly<Record<string, string | undefined>>) => {
    const fields = { stand: wanted.stand, spur: wanted.spur, was: wanted.was, ...some }
    const given = Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : []))
    return `${asked.href(OUTBOX_PAGE)}?${new URLSearchParams(given)}`
  }
  const kinds = allMailTemplates().map(({ kind }) => ({ value: kind, label: nameOfKind(kind)[language] }))
  return page(
    <ProtocolPage
      {...common(asked)}
      lines={lines}
      news={await lastNews(
        at,
        lines.map(({ id }) => id),
      )}
      waiting={await waiting(at)}
      causes={await causes(at)}
      filter={filter}
      kinds={kinds.toSorted((a, b) => a.label.localeCompare(b.label, language))}
      newer={shown.newer ? url('places' in shown ? {} : { nach: first && placeText(first) }) : undefined}
      older={shown.older && last ? url({ vor: placeText(last) }) : undefined}
      again={wanted.erneut !== undefined && /^\d{1,6}$/.test(wanted.erneut) ? Number(wanted.erneut) : undefined}
    />,
  )
}

const placeOf = (line: { readonly created_at: Temporal.Instant; readonly id: string } | undefined): Place | undefined =>
  line && { at: line.created_at, id: line.id }

const ROUTE = (path: string) => `/:organisation${path}`

/** @param personPage where a person's page stands below an organisation, if anywhere */
export const protocolRoutes = (personPage: ((person: string) => string) | undefined) => [
  get(ROUTE(paths.list), { ...desk, input: wish }, (asked) => listed(asked, asked.input)),

  // the address travels in the body: it stands in no address bar, no history and no log
  post(
    ROUTE(paths.search),
    {
      ...desk,
      rate: 'read',
      input: z.object({ address: mailAddress({ required: true }) }),
      again: async (asked) =>
        page(
          <FoundPage
            {...common(asked)}
            address={asked.input['address'] ?? ''}
            problem={protocolWords(asked.language).notMail}
            lines={[]}
            news={new Map()}
          />,
          422,
        ),
    },
    async (asked) => {
      const lines = await mailsTo(asked.at, asked.input.address)
      const persons = [...new Set(lines.flatMap(({ person_id }) => person_id ?? []))]
      await asked.at.announce(personalDataSeen, { what: 'searched', place: 'messages.protocol', persons })
      return page(
        <FoundPage
          {...common(asked)}
          address={asked.input.address}
          lines={lines}
          news={await lastNews(
            asked.at,
            lines.map(({ id }) => id),
          )}
        />,
      )
    },
  ),

  post(ROUTE(paths.retryCause), { ...desk, input: z.object({ answer: z.string().max(60) }) }, async (asked) =>
    see(`${asked.href(paths.list)}?erneut=${await retryCause(asked.at, asked.input.answer)}`),
  ),

  get(ROUTE(paths.one(':id')), { ...desk, input: z.object({ gesendet: z.string().optional() }) }, async (asked) => {
    const id = uuidField().safeParse(asked.params['id'])
    const message = id.success ? await messageById(asked.at, id.data) : undefined
    if (!message) throw refuse('messages.unknown', 'not-found')
    return page(
      <MessagePage
        {...common(asked)}
        message={message}
        events={await eventsOf(asked.at, message.id)}
        personAt={personPage && message.person_id ? asked.href(personPage(message.person_id)) : undefined}
        again={asked.input.gesendet !== undefined}
      />,
    )
  }),

  post(ROUTE(paths.retry(':id')), desk, async (asked) => {
    const id = uuidField().safeParse(asked.params['id'])
    if (!id.success || !(await retryMail(asked.at, id.data))) throw refuse('messages.nothing-to-send', 'gone')
    return see(`${asked.href(paths.one(id.data))}?gesendet=1`)
  }),
]

export const protocolRefusals = {
  'messages.unknown': {
    de: 'Diese Mail steht nicht mehr im Protokoll. Es wird nach 30 Tagen gelöscht.',
    en: 'This mail does not stand in the protocol any more. It is deleted after 30 days.',
  },
  'messages.nothing-to-send': {
    de: 'Diese Mail gibt es nicht mehr, oder sie wird gerade gesendet. Es wurde nichts geändert.',
    en: 'This mail does not exist any more, or it is being sent right now. Nothing was changed.',
  },
} as const
