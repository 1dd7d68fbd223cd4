import { sql } from 'kysely'
import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { ticked, typed, uuidField, whole } from '#platform/http/fields.ts'
import { maySomewhere, placesOf } from '#platform/http/permission.ts'
import { get, page, post, type Problems, type Raw, type Reply, type Route, see } from '#platform/http/route.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { personalDataSeen } from '#privacy'
import { filing } from '../../data.ts'
import { afterField, SHOWN, stretch } from '../../onwards.tsx'
import { mayFileDocuments, mayReadDocuments } from '../../permissions.ts'
import type { DocumentAsked } from '../../viewing/panels.ts'
import { assignCase, type Case, caseOf, casePageOf, changeCase, closeCase, linkToCase, openCase, unlinkFromCase } from '../actions/cases.ts' // oxfmt-ignore
import { peopleOfCase } from '../actions/links.ts'
import { db } from '../data.ts'
import { casePage, CASES } from '../paths.ts'
import { CaseFormPage, caseLists, CasePage, type CasePageProps, CasesPage } from '../screens/cases.tsx'
import type { Asked } from '../screens/links.tsx'
import { isId } from './common.ts'
import { peopleLike } from './document.tsx'

// a case lies in no archive: who reads documents anywhere sees it, and of its documents those of their archives
const seeing = { who: mayReadDocuments, purpose: filing, place: 'some' } as const
const acting = { who: mayFileDocuments, purpose: filing, place: 'some' } as const
const DEFAULT_DAYS = '3653'

const caseForm = z.object({
  title: typed({ max: 200, required: true }),
  number: typed({ max: 60 }),
  note: typed({ max: 2000, multiline: true }),
  keepDays: whole(0, 11_323),
  version: whole(0, 1_000_000_000).default(0),
})

const framed = (asked: DocumentAsked) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  href: asked.href,
  zone: asked.at.organisation.zone,
})
const mayFile = ({ at: { actor } }: DocumentAsked): boolean =>
  actor.kind === 'member' && maySomewhere(actor, mayFileDocuments)

async function caseAt(asked: DocumentAsked): Promise<Case> {
  const id = asked.params['case']
  const one = isId(id) ? await caseOf(asked.at, id) : undefined
  if (!one) throw refuse('documents.no-such-case', 'not-found')
  return one
}

type CaseShown = { readonly found?: Asked; readonly saved?: boolean; readonly after?: string | undefined }

async function caseReply(asked: DocumentAsked, shown: CaseShown = {}): Promise<Reply> {
  const one = await caseAt(asked)
  const people = await peopleOfCase(asked.at, one.id)
  const persons = [one.holder_id, ...people.map(({ id }) => id)]
  await asked.at.announce(personalDataSeen, { what: 'opened', place: 'documents.case', persons })
  const inside = await documentsIn(asked, one.id, shown.after)
  return page(
    <CasePage
      {...framed(asked)}
      {...inside}
      matter={one}
      people={people}
      asked={shown.found}
      saved={shown.saved}
      mayFile={mayFile(asked)}
    />,
  )
}

type Inside = Pick<CasePageProps, 'documents' | 'hidden' | 'after' | 'next'>

/** A page of what lies in a case, of the archives that who looks may read; how much lies in others. */
async function documentsIn({ at }: DocumentAsked, caseId: string, after: string | undefined): Promise<Inside> {
  const places = at.actor.kind === 'member' ? placesOf(at.actor, mayReadDocuments) : new Set<string>()
  const readable = places ? sql<boolean>`archive_id = any(${[...places]}::uuid[])` : sql<boolean>`true`
  const inside = db(at).selectFrom('documents').where('case_id', '=', caseId).where('state', '<>', 'trash')
  const found = await inside
    .select(['id', 'title', 'state', 'received_at'])
    .where(readable)
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(received_at, id) < (select d.received_at, d.id from documents d where d.id = ${after})`,
      ),
    )
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(SHOWN + 1)
    .execute()
  const { hidden } = await inside
    .select(sql<number>`(count(*) filter (where not (${readable})))::int`.as('hidden'))
    .executeTakeFirstOrThrow()
  const { rows, next } = stretch(found)
  const titles = await openAll(at, rows.map(({ title }) => title)) // oxfmt-ignore
  const documents = rows.map(({ id, state, received_at }, place) => ({ id, title: titles[place] ?? '', state, receivedAt: received_at })) // oxfmt-ignore
  return { documents, hidden, after, next }
}

async function countsOf({ at }: DocumentAsked, cases: readonly Case[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db(at)
    .selectFrom('documents')
    .select(['case_id', sql<number>`count(*)::int`.as('count')])
    .where(sql<boolean>`case_id = any(${cases.map(({ id }) => id)}::uuid[])`)
    .where('state', '<>', 'trash')
    .groupBy('case_id')
    .execute()
  return new Map(rows.flatMap(({ case_id, count }) => (case_id === null ? [] : [[case_id, count] as const])))
}

const form = (asked: DocumentAsked, raw: Raw, problems: Problems = {}, one?: Case): Reply =>
  page(
    <CaseFormPage {...framed(asked)} matter={one} raw={raw} problems={problems} />,
    Object.keys(problems).length > 0 ? 422 : 200,
  )
const valuesOf = (one: Case): Raw => ({
  title: one.shownTitle,
  number: one.number,
  note: one.shownNote,
  keepDays: String(one.keep_days),
  version: String(one.version),
})
const back = (asked: DocumentAsked, id: string) => see(`${asked.href(casePage(id))}?gespeichert=ja`)
const under = (what: string) => `/:organisation${casePage(':case')}${what}`

/** Cases (Akten): their list, their pages, and what is done there. */
export const caseRoutes: Route[] = [
  get(
    `/:organisation${CASES}`,
    { ...seeing, input: z.object({ stand: z.enum(caseLists).optional().catch(undefined), ...afterField }) },
    async (asked) => {
      const list = asked.input.stand ?? 'open'
      const { rows: cases, next } = await casePageOf(asked.at, list, asked.input.nach)
      const persons = cases.map(({ holder_id }) => holder_id)
      await asked.at.announce(personalDataSeen, { what: 'opened', place: 'documents.cases', persons })
      return page(
        <CasesPage
          {...framed(asked)}
          cases={cases}
          counts={await countsOf(asked, cases)}
          after={asked.input.nach}
          next={next}
          list={list}
          mayFile={mayFile(asked)}
        />,
      )
    },
  ),
  get(`/:organisation${CASES}/neu`, acting, async (asked) => form(asked, { keepDays: DEFAULT_DAYS })),
  post(
    `/:organisation${CASES}/neu`,
    { ...acting, input: caseForm, again: async (asked, problems) => form(asked, asked.input, problems) },
    async (asked) => back(asked, await openCase(asked.at, asked.input)),
  ),
  get(under(''), { ...seeing, input: z.object({ gespeichert: z.string().optional(), ...afterField }) }, (asked) =>
    caseReply(asked, { saved: asked.input.gespeichert === 'ja', after: asked.input.nach }),
  ),
  get(under('/angaben'), acting, async (asked) => {
    const one = await caseAt(asked)
    return form(asked, valuesOf(one), {}, one)
  }),
  post(
    under('/angaben'),
    {
      ...acting,
      input: caseForm,
      again: async (asked, problems) => form(asked, asked.input, problems, await caseAt(asked)),
    },
    async (asked) => {
      const one = await caseAt(asked)
      await changeCase(asked.at, one.id, asked.input, asked.input.version)
      return back(asked, one.id)
    },
  ),
  post(under('/abschliessen'), { ...acting, input: z.object({ closed: ticked() }) }, async (asked) => {
    const one = await caseAt(asked)
    await closeCase(asked.at, one.id, asked.input.closed)
    return back(asked, one.id)
  }),
  post(under('/person'), { ...acting, rate: 'read', input: z.object({ query: typed({ max: 254 }) }) }, async (asked) =>
    caseReply(asked, { found: await peopleLike(asked, asked.input.query) }),
  ),
  post(under('/zuordnen'), { ...acting, input: z.object({ person: uuidField() }) }, async (asked) => {
    const one = await caseAt(asked)
    const others = await peopleOfCase(asked.at, one.id)
    await linkToCase(asked.at, one.id, asked.input.person)
    // the first one is whom it is about
    if (others.length === 0) await assignCase(asked.at, one.id, asked.input.person)
    return back(asked, one.id)
  }),
  post(under('/loesen'), { ...acting, input: z.object({ person: uuidField() }) }, async (asked) => {
    const one = await caseAt(asked)
    await unlinkFromCase(asked.at, one.id, asked.input.person)
    return back(asked, one.id)
  }),
]
