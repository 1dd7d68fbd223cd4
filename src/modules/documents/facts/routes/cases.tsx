import { sql } from 'kysely'
import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { ticked, typed, uuidField, whole } from '#platform/http/fields.ts'
import { maySomewhere } from '#platform/http/permission.ts'
import { get, page, post, type Problems, type Raw, type Reply, type Route, see } from '#platform/http/route.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { personalDataSeen } from '#privacy'
import { filing } from '../../data.ts'
import { mayFileDocuments, mayReadDocuments } from '../../permissions.ts'
import { mayIn } from '../../viewing/found.ts'
import type { DocumentAsked } from '../../viewing/panels.ts'
import { assignCase, type Case, caseOf, casesOf, changeCase, closeCase, linkToCase, openCase, unlinkFromCase } from '../actions/cases.ts' // oxfmt-ignore
import { peopleOfCase } from '../actions/links.ts'
import { db } from '../data.ts'
import { casePage, CASES } from '../paths.ts'
import { type CaseDocument, CaseFormPage, caseLists, CasePage, CasesPage } from '../screens/cases.tsx'
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

async function caseReply(asked: DocumentAsked, shown: { found?: Asked; saved?: boolean } = {}): Promise<Reply> {
  const one = await caseAt(asked)
  const people = await peopleOfCase(asked.at, one.id)
  const persons = [one.holder_id, ...people.map(({ id }) => id)]
  await asked.at.announce(personalDataSeen, { what: 'opened', place: 'documents.case', persons })
  const inside = await documentsIn(asked, one.id)
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

const MOST = 500

async function documentsIn(
  { at }: DocumentAsked,
  caseId: string,
): Promise<{ documents: CaseDocument[]; hidden: number }> {
  const rows = await db(at)
    .selectFrom('documents')
    .select(['id', 'archive_id', 'title', 'state', 'received_at'])
    .where('case_id', '=', caseId)
    .where('state', '<>', 'trash')
    .orderBy('received_at', 'desc')
    .limit(MOST)
    .execute()
  const shown = rows.filter(({ archive_id }) => mayIn(at.actor, mayReadDocuments, archive_id))
  const titles = await openAll(at, shown.map(({ title }) => title)) // oxfmt-ignore
  const documents = shown.map(({ id, state, received_at }, place) => ({ id, title: titles[place] ?? '', state, receivedAt: received_at })) // oxfmt-ignore
  return { documents, hidden: rows.length - shown.length }
}

async function countsOf({ at }: DocumentAsked): Promise<ReadonlyMap<string, number>> {
  const rows = await db(at)
    .selectFrom('documents')
    .select(['case_id', sql<number>`count(*)::int`.as('count')])
    .where('case_id', 'is not', null)
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
    { ...seeing, input: z.object({ stand: z.enum(caseLists).optional().catch(undefined) }) },
    async (asked) => {
      const list = asked.input.stand ?? 'open'
      const cases = await casesOf(asked.at, list)
      const persons = cases.map(({ holder_id }) => holder_id)
      await asked.at.announce(personalDataSeen, { what: 'opened', place: 'documents.cases', persons })
      return page(
        <CasesPage
          {...framed(asked)}
          cases={cases}
          counts={await countsOf(asked)}
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
  get(under(''), { ...seeing, input: z.object({ gespeichert: z.string().optional() }) }, (asked) =>
    caseReply(asked, { saved: asked.input.gespeichert === 'ja' }),
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
