import { z } from 'zod'
import { contactOf, namesOf, personFor, personPage } from '#people'
import { refuse } from '#platform/errors/errors.ts'
import { ticked, typed, uuidField } from '#platform/http/fields.ts'
import {
  type Asked,
  file,
  get,
  page,
  post,
  type Problems,
  type Raw,
  type Reply,
  type Route,
  see,
} from '#platform/http/route.ts'
import { open, openAll } from '#platform/keys/sealed.ts'
import { importPortable, personalDataSeen } from '#privacy'
import { mayHandleRequests } from '../permissions.ts'
import type { Ports } from '../ports.ts'
import { note } from '../actions/file.ts'
import type { Handling } from '../actions/letters.ts'
import { recordAsked } from './brought.ts'
import { handingOver, taking } from './data.ts'
import { filedFor } from './filed.ts'
import {
  answerBehind,
  type AnswerKind,
  answersListed,
  DATA_PAGE,
  fetchAnswer,
  isOver,
  layReady,
  takeBackAnswer,
} from './hand-over.ts'
import { DataPage } from './screens/data.tsx'
import { LayPage } from './screens/lay.tsx'
import { HandoversPage, type Handed } from './screens/office.tsx'
import { words } from './texts.ts'

export const HANDOVERS = '/team/datenschutz/uebergaben'
const LARGEST_ARCHIVE = 5_000_000

type Office = Asked<(typeof handingOver)['opens'][number], unknown>
const office = { who: mayHandleRequests, purpose: handingOver } as const

async function handed({ at }: Office): Promise<Handed[]> {
  const rows = await answersListed(at)
  const persons = [...new Set(rows.map(({ person_id }) => person_id))]
  if (persons.length > 0) await at.announce(personalDataSeen, { what: 'opened', place: 'rights.answer', persons })
  const people = await namesOf(at, persons)
  const [names, recipients] = await Promise.all([
    openAll(
      at,
      people.map(({ name }) => name),
    ),
    openAll(
      at,
      rows.map(({ recipient }) => recipient),
    ),
  ])
  const nameOf = new Map(people.map(({ id }, place) => [id, names[place] ?? '']))
  return rows.map((row, place) => ({
    id: row.id,
    name: nameOf.get(row.person_id) ?? '',
    recipient: recipients[place] ?? '',
    kind: row.kind as AnswerKind,
    made: row.created_at,
    until: row.expires_at,
    fetches: row.fetches,
    most: row.most_fetches,
    over: isOver(row, at.now),
  }))
}

/** Where staff lay something ready for a person. */
export const handoversOf = (person: string): string => `${HANDOVERS}/person/${person}`

const wish = z.object({
  was: z.enum(['access', 'portability', 'transfer']),
  empfaenger: typed({ max: 200 }),
})

/** Who received data is told when they change or go (Art. 19 GDPR), long after the link has ended. */
async function transferOnFile({ at }: Office, person: string, recipient: string): Promise<string> {
  // handling is what this work is part of; what it may open is asked again wherever it opens something
  const handling = at as unknown as Handling
  const row = await filedFor(handling, person, { kind: 'portability', channel: 'counter' })
  await note(handling, row, 'transferred', {}, recipient)
  return row.id
}

type Laid = { readonly entered?: Raw; readonly problems?: Problems; readonly path?: string }

async function layReply(asked: Office, laid: Laid = {}): Promise<Reply> {
  const { at } = asked
  const id = uuidField().safeParse(asked.params['person'])
  const row = id.success ? await contactOf(at, id.data) : undefined
  if (!row) throw refuse('people.unknown', 'not-found')
  const until = at.now
    .add({ hours: 24 * 14 })
    .toZonedDateTimeISO(at.organisation.zone)
    .toPlainDate()
  return page(
    <LayPage
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      path={asked.path}
      name={(await open(at, row.name)) ?? ''}
      action={asked.href(handoversOf(row.id))}
      entered={laid.entered ?? {}}
      problems={laid.problems ?? {}}
      ready={laid.path === undefined ? undefined : { link: asked.absolute(laid.path), until }}
    />,
    laid.problems ? 422 : 200,
  )
}

const shown = z.object({
  ok: z.enum(['beendet', 'uebernommen', 'fehlt', 'ungefragt']).optional().catch(undefined),
  person: z.uuid().optional().catch(undefined),
  items: z.coerce.number().int().min(0).optional().catch(undefined),
})

async function handovers(asked: Office & { readonly input: z.output<typeof shown> }): Promise<Reply> {
  const { ok, person, items } = asked.input
  const taken =
    ok === 'uebernommen' && person ? { items: items ?? 0, personAt: asked.href(personPage(person)) } : undefined
  return page(
    <HandoversPage
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      path={asked.path}
      zone={asked.at.organisation.zone}
      answers={await handed(asked)}
      endAt={(id) => asked.href(`${HANDOVERS}/${id}/beenden`)}
      importAt={asked.href(`${HANDOVERS}/uebernehmen`)}
      ended={ok === 'beendet'}
      missing={ok === 'fehlt'}
      unasked={ok === 'ungefragt'}
      taken={taken}
    />,
  )
}

export const answerRoutes = (ports: Pick<Ports, 'house'>): readonly Route[] => [
  get(`/:organisation${DATA_PAGE}/:token`, { who: 'anyone', purpose: handingOver }, async (asked) => {
    const { at, language, params } = asked
    return page(
      <DataPage
        frame={asked.publicFrame()}
        language={language}
        zone={at.organisation.zone}
        organisation={at.organisation.name}
        answer={await answerBehind(at, params['token'] ?? '')}
        action={asked.href(`${DATA_PAGE}/${params['token']}`)}
      />,
    )
  }),

  // a POST, so that no preview of a mail program uses the link up
  post(
    `/:organisation${DATA_PAGE}/:token`,
    { who: 'anyone', purpose: handingOver, rate: 'hold' },
    async ({ at, params }) => {
      const content = await fetchAnswer(at, ports.house(), params['token'] ?? '')
      const day = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate()
      return file(content, 'application/zip', { name: `${at.organisation.slug}-${day}.zip` })
    },
  ),

  get(`/:organisation${HANDOVERS}`, { ...office, input: shown }, handovers),

  post(`/:organisation${HANDOVERS}/:answer/beenden`, office, async (asked) => {
    const id = uuidField().safeParse(asked.params['answer'])
    if (!id.success || !(await takeBackAnswer(asked.at, id.data))) throw refuse('rights.answer-gone', 'gone')
    return see(`${asked.href(HANDOVERS)}?ok=beendet`)
  }),

  get(`/:organisation${HANDOVERS}/person/:person`, office, async (asked) => layReply(asked)),

  post(`/:organisation${HANDOVERS}/person/:person`, { ...office, input: wish }, async (asked) => {
    const { was: kind, empfaenger: recipient } = asked.input
    if (kind === 'transfer' && recipient === '')
      return layReply(asked, { entered: asked.input, problems: { empfaenger: 'required' } })
    const id = uuidField().safeParse(asked.params['person'])
    const known = id.success ? await contactOf(asked.at, id.data) : undefined
    if (!known) throw refuse('people.unknown', 'not-found')
    const answer = {
      persons: [known.id],
      kind,
      language: asked.language,
      ...(kind === 'transfer' ? { recipient, request: await transferOnFile(asked, known.id, recipient) } : {}),
    }
    // who holds the link holds everything: that staff got it is put on record with whose it is
    await asked.at.announce(personalDataSeen, { what: 'exported', place: 'rights.answer', persons: answer.persons })
    const { path } = await layReady(asked.at, ports.house(), answer)
    return layReply(asked, { path })
  }),

  post(
    `/:organisation${HANDOVERS}/uebernehmen`,
    {
      who: mayHandleRequests,
      purpose: taking,
      maxBody: LARGEST_ARCHIVE + 20_000,
      input: z.object({ archive: z.instanceof(File).optional(), asked: ticked() }),
    },
    async (asked) => {
      const { archive, asked: wanted } = asked.input
      const { at } = asked
      const back = asked.href(HANDOVERS)
      if (!archive || archive.size === 0) return see(`${back}?ok=fehlt`)
      if (!wanted) return see(`${back}?ok=ungefragt`)
      const bytes = new Uint8Array(await archive.arrayBuffer())
      const { persons, items } = await importPortable(at, bytes, (contact) =>
        personFor(at, { ...contact, entered: { source: 'brought' } }),
      )
      await recordAsked(at, persons, words(asked.language).office.asked)
      return see(`${back}?ok=uebernommen&person=${persons[0] ?? ''}&items=${items}`)
    },
  ),
]
