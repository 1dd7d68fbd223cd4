import { z } from 'zod'
import { type Asked, get, page, post, type Route, see } from '#platform/http/route.ts'
import { memberNames } from '#accounts'
import { officerFigure } from '#privacy'
import type { ShownAccess } from '../access/queries.ts'
import type { Recorder } from '../access/recorder.ts'
import { db, watching } from '../data/index.ts'
import { aheadIn, inputOf, readForm, type Values, type Wrong } from '../forms/fields.ts'
import { reviewNodes } from '../linked.ts'
import { paths } from '../pages.ts'
import { maySeeAccesses } from '../permissions.ts'
import { actorOf, screenOf } from '../screens.ts'
import { fileRoutes } from '../sheets/register.tsx'
import { pdfReply } from '../sheets/sheet.tsx'
import { closeReview, decideReview, lookInto, requestReview, reviewOf } from './actions.ts'
import { decisionFields, requestFields, requestRules, resultFields, type Review } from './rules.ts'
import { NewReviewScreen, type OneProps, reviewSheet, ReviewScreen, ReviewsScreen, reviewTable } from './screen.tsx'
import { reviewTexts } from './texts.ts'

type Any = Asked<(typeof watching)['opens'][number], unknown>
const rules = { who: maySeeAccesses, purpose: watching } as const
const PATH = `/:organisation${paths.reviews}` as const

const NOBODY = '00000000-0000-0000-0000-000000000000'

officerFigure({
  order: 90,
  read: async (at, language) => {
    // a case about oneself is not even counted: who is looked at does not learn of it here
    const { actor } = at
    const mine = actor.kind === 'member' ? actor.account : NOBODY
    const query = db(at).selectFrom('log_reviews').select('id').where('decision', 'is', null)
    const waiting = (await query.where('account_id', '<>', mine).execute()).length
    if (waiting === 0) return []
    return [{ value: String(waiting), label: reviewTexts(language).figure, tone: 'warning', href: paths.reviews }]
  },
})

/** What the acting member may see: a case about themselves is not among them. */
const visible = async (asked: Any): Promise<Review[]> =>
  db(asked.at)
    .selectFrom('log_reviews')
    .selectAll()
    .where('account_id', '<>', actorOf(asked))
    .orderBy('requested_at', 'desc')
    .execute()

const idOf = ({ params }: Any): string => z.uuid().catch('00000000-0000-0000-0000-000000000000').parse(params['review'])

async function oneProps(
  asked: Any,
  lines?: readonly ShownAccess[],
  given?: { values: Values; wrong: Wrong },
): Promise<OneProps> {
  const { at } = asked
  const review = await reviewOf(at, idOf(asked), actorOf(asked))
  const looks = await db(at)
    .selectFrom('log_review_looks')
    .select(['by', 'at', 'entries'])
    .where('review_id', '=', review.id)
    .orderBy('at')
    .execute()
  return {
    ...screenOf(asked),
    review,
    looks,
    members: await memberNames(at),
    account: actorOf(asked),
    ...(lines ? { lines } : {}),
    ...given,
  }
}

const onePage = async (asked: Any, lines?: readonly ShownAccess[], given?: { values: Values; wrong: Wrong }) =>
  page(<ReviewScreen {...await oneProps(asked, lines, given)} />, given ? 422 : 200)

const newPage = async (asked: Any, given: { values: Values; wrong: Wrong } = { values: {}, wrong: {} }) => {
  const members = (await memberNames(asked.at)).filter(({ account }) => account !== actorOf(asked))
  return page(
    <NewReviewScreen {...screenOf(asked)} members={members} {...given} />,
    Object.keys(given.wrong).length > 0 ? 422 : 200,
  )
}

export const reviewRoutes = (recorder: Recorder): readonly Route[] => [
  get(PATH, rules, async (asked) =>
    page(<ReviewsScreen {...screenOf(asked)} reviews={await visible(asked)} members={await memberNames(asked.at)} />),
  ),
  ...fileRoutes(PATH, rules, {
    name: { de: 'pruefungen', en: 'reviews' },
    words: reviewTexts,
    grid: async (asked) => {
      const { at, language } = asked
      return {
        ...reviewTable(await visible(asked), await memberNames(at), language, at.organisation.zone),
        widths: [3, 4, 5, 3, 3, 4, 4],
      }
    },
    nodes: async (asked) => reviewNodes(await visible(asked)),
  }),
  get(`${PATH}/neu`, rules, (asked) => newPage(asked)),
  post(`${PATH}/neu`, { ...rules, input: z.looseObject({}), again: async (asked) => newPage(asked) }, async (asked) => {
    // whose accesses may be asked for is known only from the database
    const asks = requestFields(await memberNames(asked.at))
    const check = (read: Values) => ({ ...requestRules(read), ...aheadIn(asks, read, asked.at) })
    const { values, wrong } = readForm(asked.input, asks, check)
    if (Object.keys(wrong).length > 0) return newPage(asked, { values, wrong })
    return see(asked.href(`${paths.reviews}/${await requestReview(asked.at, actorOf(asked), values)}`))
  }),
  get(`${PATH}/:review`, rules, (asked) => onePage(asked)),
  get(`${PATH}/:review/bericht.pdf`, rules, async (asked) => pdfReply(asked, reviewSheet(await oneProps(asked)))),
  post(
    `${PATH}/:review/entscheiden`,
    {
      ...rules,
      input: inputOf(decisionFields),
      again: (asked, wrong) => onePage(asked, undefined, { values: asked.input, wrong }),
    },
    async (asked) => {
      await decideReview(asked.at, idOf(asked), actorOf(asked), asked.input)
      return see(asked.href(`${paths.reviews}/${idOf(asked)}`))
    },
  ),
  post(`${PATH}/:review/einsehen`, rules, async (asked) => {
    await recorder.flush()
    return onePage(asked, await lookInto(asked.at, idOf(asked), actorOf(asked)))
  }),
  post(
    `${PATH}/:review/abschliessen`,
    {
      ...rules,
      input: inputOf(resultFields),
      again: (asked, wrong) => onePage(asked, undefined, { values: asked.input, wrong }),
    },
    async (asked) => {
      await closeReview(asked.at, idOf(asked), actorOf(asked), asked.input)
      return see(asked.href(`${paths.reviews}/${idOf(asked)}`))
    },
  ),
]
