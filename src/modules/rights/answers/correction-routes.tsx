import { z } from 'zod'
import { contactOf, namesOf, personPage } from '#people'
import { tableNamed } from '#platform/data/table.ts'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import { typed, uuidField } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Reply, type Route, see } from '#platform/http/route.ts'
import { open, openAll } from '#platform/keys/sealed.ts'
import {
  CollectionNotice,
  columnWords,
  correcting,
  type CorrectionRow,
  decide,
  gatheredFor,
  kindName,
  openCorrections,
  personalDataSeen,
  type Standing,
} from '#privacy'
import { handling } from '../data.ts'
import { mayHandleRequests } from '../permissions.ts'
import { CORRECT, correctionPath, type Entered, lastDay, personBehind, takeCorrections } from './corrections.ts'
import { CorrectedPage, type CorrectFormProps, CorrectPage, CorrectStartPage } from './screens/correct.tsx'
import {
  type Contested,
  CorrectForPersonPage,
  CorrectForPersonStart,
  CorrectionsPage,
  DecidePage,
} from './screens/decide.tsx'
import { words } from './texts.ts'

export const CORRECTIONS = '/team/datenschutz/berichtigungen'
/** Where staff correct a person's data, or get the link for the person. */
export const correctionsOf = (person: string): string => `${CORRECTIONS}/person/${person}`

type Office<I = unknown> = Asked<(typeof handling)['opens'][number], I>
type Own = Office
const office = { who: mayHandleRequests, purpose: handling } as const
const anyone = { who: 'anyone', purpose: handling } as const
const LARGEST_FORM = 200_000
const fields = z.record(z.string(), z.unknown())

const textsIn = (input: Readonly<Record<string, unknown>>): Entered =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )

const behind = ({ at, params }: Own): Promise<string> => personBehind(at, params['until'] ?? '', params['token'] ?? '')
const addressOf = ({ href, params }: Own): string => href(`${CORRECT}/${params['until']}/${params['token']}`)

const formOf = (
  { at, language, href }: Pick<Asked<string, unknown>, 'at' | 'language' | 'href'>,
  given: Pick<CorrectFormProps, 'action' | 'values' | 'staff'> & Partial<CorrectFormProps>,
): CorrectFormProps => ({
  language,
  entered: {},
  problems: {},
  notice: (
    <CollectionNotice
      organisation={at.organisation}
      language={language}
      activities={[correcting]}
      keep={words(language).correction.keep}
      href={href}
    />
  ),
  ...given,
})

async function publicForm(asked: Own, person: string, shown: Partial<CorrectFormProps> = {}): Promise<Reply> {
  const values = await gatheredFor(asked.at, [person])
  const form = formOf(asked, { action: `${addressOf(asked)}/senden`, values, staff: false, ...shown })
  return page(<CorrectPage {...form} frame={asked.publicFrame()} />, shown.problems ? 422 : 200)
}

async function lineOf(asked: Office, row: CorrectionRow, name: string): Promise<Contested> {
  const { at, language, href } = asked
  const table = tableNamed(row.object_table)
  const [proposed, said] = await Promise.all([open(at, row.proposed), open(at, row.reason)])
  const column = table && columnWords(table, row.object_column)?.[language]
  return {
    id: row.id,
    name,
    personAt: href(personPage(row.person_id)),
    what: `${kindName(row.object_table, language)}: ${column ?? row.object_column}`,
    proposed: proposed === null ? '' : String(proposed),
    said: said ?? '',
    since: row.asked_at,
    byPerson: row.asked_by === 'person',
  }
}

async function namesIn(asked: Office, persons: readonly string[]): Promise<Map<string, string>> {
  const rows = await namesOf(asked.at, [...new Set(persons)])
  const names = await openAll(
    asked.at,
    rows.map(({ name }) => name),
  )
  return new Map(rows.map(({ id }, place) => [id, names[place] ?? '']))
}

/** Whoever of the staff sees somebody's data stands in the list of accesses. */
const seen = (asked: Office, persons: readonly string[]) =>
  persons.length > 0
    ? asked.at.announce(personalDataSeen, { what: 'opened', place: 'rights.answer', persons: [...new Set(persons)] })
    : undefined

const screenOf = (asked: Office) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  href: asked.href,
  path: asked.path,
  zone: asked.at.organisation.zone,
})

async function rowIn(asked: Office): Promise<CorrectionRow> {
  const id = uuidField().safeParse(asked.params['correction'])
  const row = (await openCorrections(asked.at)).find((one) => id.success && one.id === id.data)
  if (!row) throw refuse('privacy.no-such-correction', 'conflict')
  return row
}

type Shown = { readonly entered?: string | undefined; readonly wrong?: string; readonly unreasoned?: boolean }

async function decidePage(asked: Office, row: CorrectionRow, shown: Shown = {}): Promise<Reply> {
  const standing: Standing | undefined = (await gatheredFor(asked.at, [row.person_id])).find(
    ({ table, column, id }) => table === row.object_table && column === row.object_column && id === row.object_id,
  )
  await seen(asked, [row.person_id])
  const names = await namesIn(asked, [row.person_id])
  const multiline = standing?.category === 'free-text' || standing?.category === 'address'
  return page(
    <DecidePage
      {...screenOf(asked)}
      line={await lineOf(asked, row, names.get(row.person_id) ?? '')}
      stands={standing?.shown}
      writable={standing?.writable ?? false}
      multiline={multiline}
      action={asked.href(`${CORRECTIONS}/${row.id}/entscheiden`)}
      entered={shown.entered}
      wrong={shown.wrong}
      unreasoned={shown.unreasoned ?? false}
    />,
    shown.wrong || shown.unreasoned ? 422 : 200,
  )
}

async function personIn(asked: Office): Promise<{ person: string; name: string }> {
  const id = uuidField().safeParse(asked.params['person'])
  const row = id.success ? await contactOf(asked.at, id.data) : undefined
  if (!row) throw refuse('people.unknown', 'not-found')
  return { person: row.id, name: (await open(asked.at, row.name)) ?? '' }
}

async function staffForm(asked: Office, shown: Partial<CorrectFormProps> = {}, taken?: Taken): Promise<Reply> {
  const { person, name } = await personIn(asked)
  await seen(asked, [person])
  const values = await gatheredFor(asked.at, [person])
  const form = formOf(asked, { action: asked.href(`${correctionsOf(person)}/senden`), values, staff: true, ...shown })
  return page(
    <CorrectForPersonPage {...screenOf(asked)} form={form} name={name} taken={taken} />,
    shown.problems ? 422 : 200,
  )
}
type Taken = { readonly changed: readonly string[]; readonly asked: readonly string[] }

export const correctionRoutes: readonly Route[] = [
  get(`/:organisation${CORRECT}/:until/:token`, anyone, async (asked) => {
    await behind(asked)
    const until = Temporal.PlainDate.from(asked.params['until'] ?? '')
    return page(
      <CorrectStartPage
        frame={asked.publicFrame()}
        language={asked.language}
        action={addressOf(asked)}
        until={until}
      />,
    )
  }),

  // shows somebody's data and leaves a note that it did: no GET
  post(`/:organisation${CORRECT}/:until/:token`, { ...anyone, rate: 'hold' }, async (asked) =>
    publicForm(asked, await behind(asked)),
  ),

  post(
    `/:organisation${CORRECT}/:until/:token/senden`,
    { ...anyone, collects: true, rate: 'hold', input: fields, maxBody: LARGEST_FORM },
    async (asked) => {
      const person = await behind(asked)
      const entered = textsIn(asked.input)
      const outcome = await takeCorrections(asked.at, person, entered, 'person')
      if ('problems' in outcome) return publicForm(asked, person, { entered, problems: outcome.problems })
      return page(<CorrectedPage frame={asked.publicFrame()} language={asked.language} taken={outcome} />)
    },
  ),

  get(`/:organisation${CORRECTIONS}`, { ...office, input: z.object({ ok: z.string().optional() }) }, async (asked) => {
    const rows = await openCorrections(asked.at)
    const persons = rows.map(({ person_id }) => person_id)
    await seen(asked, persons)
    const names = await namesIn(asked, persons)
    const lines = await Promise.all(rows.map((row) => lineOf(asked, row, names.get(row.person_id) ?? '')))
    return page(
      <CorrectionsPage
        {...screenOf(asked)}
        lines={lines}
        decideAt={(id) => asked.href(`${CORRECTIONS}/${id}`)}
        done={asked.input.ok !== undefined}
      />,
    )
  }),

  post(`/:organisation${CORRECTIONS}/:correction`, office, async (asked) => decidePage(asked, await rowIn(asked))),

  post(
    `/:organisation${CORRECTIONS}/:correction/entscheiden`,
    {
      ...office,
      input: z.object({
        tat: z.enum(['ja', 'nein']),
        wert: typed({ max: 4_000, multiline: true }).optional(),
        warum: typed({ max: 4_000, multiline: true }),
      }),
    },
    async (asked) => {
      const { tat, wert, warum } = asked.input
      const row = await rowIn(asked)
      const by = asked.at.actor.kind === 'member' ? asked.at.actor.id : undefined
      if (tat === 'nein' && warum === '') return decidePage(asked, row, { unreasoned: true })
      try {
        await decide(
          asked.at,
          row.id,
          tat === 'ja' ? { accept: true, value: wert, by } : { accept: false, answer: warum, by },
        )
      } catch (error) {
        if (!isRefusal(error, 'privacy.wrong-value')) throw error
        const { problems } = words(asked.language).correction
        const code = String(error.details['problem']) as keyof typeof problems
        return decidePage(asked, row, { entered: wert, wrong: problems[code] })
      }
      return see(`${asked.href(CORRECTIONS)}?ok=entschieden`)
    },
  ),

  get(`/:organisation${CORRECTIONS}/person/:person`, office, async (asked) => {
    const { person, name } = await personIn(asked)
    return page(
      <CorrectForPersonStart
        {...screenOf(asked)}
        name={name}
        action={asked.href(correctionsOf(person))}
        link={asked.absolute(await correctionPath(asked.at, person))}
        until={lastDay(asked.at)}
      />,
    )
  }),

  post(`/:organisation${CORRECTIONS}/person/:person`, office, async (asked) => staffForm(asked)),

  post(
    `/:organisation${CORRECTIONS}/person/:person/senden`,
    { ...office, collects: true, input: fields, maxBody: LARGEST_FORM },
    async (asked) => {
      const { person } = await personIn(asked)
      const entered = textsIn(asked.input)
      const outcome = await takeCorrections(asked.at, person, entered, 'staff')
      if ('problems' in outcome) return staffForm(asked, { entered, problems: outcome.problems })
      return staffForm(asked, {}, outcome)
    },
  ),
]
