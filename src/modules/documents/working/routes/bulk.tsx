import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { dateField, ticked, typed, uuidField } from '#platform/http/fields.ts'
import { maySomewhere } from '#platform/http/permission.ts'
import { type Asked, get, page, post, type Reply, type Route, see } from '#platform/http/route.ts'
import { filing } from '../../data.ts'
import { caseChoices, chosenCase } from '../../facts/actions/cases.ts'
import { personRoles } from '../../facts/actions/links.ts'
import { tagsOf, typesOf } from '../../facts/actions/set-up.ts'
import { tagChoices } from '../../facts/load.ts'
import { factsRefusals } from '../../facts/refusals.ts'
import { peopleLike } from '../../facts/routes/document.tsx'
import type { Asked as Found } from '../../facts/screens/links.tsx'
import { mayFileDocuments, mayLockDocuments } from '../../permissions.ts'
import { refusals } from '../../refusals.ts'
import { archivesWhere } from '../../viewing/found.ts'
import { type BulkDone, type BulkWish, doWithAll, selected } from '../actions/bulk.ts'
import { stampsOf } from '../actions/stamps.ts'
import { BULK } from '../paths.ts'
import { workRefusals } from '../refusals.ts'
import { idsField, MOST_AT_ONCE } from '../rules/chosen-ids.ts'
import { BulkPage } from '../screens/bulk.tsx'
import { peopleOf } from '../who.ts'

type Mine = Asked<(typeof filing)['opens'][number], unknown>
const filed = { who: mayFileDocuments, purpose: filing, place: 'some' } as const

const orNothing = <T extends z.ZodType>(field: T) => z.union([z.literal('').transform(() => undefined), field])
const ids = idsField()
const wishes = z.discriminatedUnion('act', [
  z.object({ ids, act: z.literal('stamp'), stamp: uuidField(), note: typed({ max: 500 }) }),
  z.object({ ids, act: z.literal('archive'), stamp: uuidField(), ground: z.string(), sure: ticked() }),
  z.object({
    ids,
    act: z.literal('task'),
    account: orNothing(uuidField()).optional(),
    what: typed({ max: 500 }),
    due: orNothing(dateField()).optional(),
  }),
  z.object({ ids, act: z.literal('move'), archive: uuidField() }),
  z.object({ ids, act: z.enum(['tag', 'untag']), tags: idsField() }),
  z.object({ ids, act: z.literal('type'), type: orNothing(uuidField()).optional() }),
  z.object({ ids, act: z.literal('case'), case: orNothing(uuidField()).optional(), number: typed({ max: 60 }) }),
  z.object({
    ids,
    act: z.literal('link'),
    person: uuidField(),
    role: z.enum(personRoles, { message: 'unknown' }),
  }),
  z.object({ ids, act: z.enum(['show', 'hide', 'trash', 'restore']) }),
])

async function wishOf(at: Mine['at'], given: z.output<typeof wishes>): Promise<BulkWish> {
  if (given.act === 'archive' && !given.sure) throw refuse('documents.lock-unsure', 'invalid')
  if (given.act === 'case')
    return { act: 'case', case: (await chosenCase(at, { id: given.case ?? null, number: given.number })) ?? undefined }
  return given.act === 'task' ? { ...given, due: given.due?.toString() } : given
}

async function bulkPage(
  asked: Mine,
  chosen: readonly string[],
  shown: { readonly done?: BulkDone | undefined; readonly found?: Found } = {},
): Promise<Reply> {
  const { at, language, href } = asked
  const texts = { ...factsRefusals, ...refusals, ...workRefusals }
  return page(
    <BulkPage
      frame={asked.staffFrame()}
      language={language}
      href={href}
      chosen={await selected(at, chosen)}
      stamps={await stampsOf(at)}
      people={await peopleOf(at, language)}
      archives={await archivesWhere(at, mayFileDocuments)}
      types={(await typesOf(at)).filter(({ retired_at }) => retired_at === null)}
      tags={tagChoices(await tagsOf(at))}
      cases={await caseChoices(at)}
      asked={shown.found}
      mayLock={at.actor.kind === 'member' && maySomewhere(at.actor, mayLockDocuments)}
      came={shown.done}
      why={(code) => {
        const text = texts[code]?.[language]
        return typeof text === 'string' ? text : (text?.({}) ?? code)
      }}
    />,
  )
}

const CODE = /^[a-z]+\.[a-z-]{1,60}:\d{1,3}$/
const came = z.object({
  ids,
  getan: z.coerce.number().int().min(0).max(MOST_AT_ONCE).optional().catch(undefined),
  offen: z
    .string()
    .default('')
    .transform((text) =>
      Object.fromEntries(
        text
          .split(',')
          .filter((part) => CODE.test(part))
          .map((part) => [part.split(':')[0] ?? '', Number(part.split(':')[1])]),
      ),
    ),
})

/** Work on several documents at once: chosen in the list, done on a page of its own. */
export const bulkRoutes: Route[] = [
  get(`/:organisation${BULK}`, { ...filed, input: came }, (asked) => {
    const { ids: chosen, getan, offen } = asked.input
    return bulkPage(asked, chosen, { done: getan === undefined ? undefined : { done: getan, refused: offen } })
  }),
  post(
    `/:organisation${BULK}`,
    { ...filed, input: wishes as never as z.ZodType<z.output<typeof wishes>> },
    async (asked) => {
      const { done, refused } = await doWithAll(asked.at, asked.input.ids, await wishOf(asked.at, asked.input))
      const query = new URLSearchParams({
        ids: asked.input.ids.join(','),
        getan: String(done),
        offen: Object.entries(refused)
          .map(([code, count]) => `${code}:${count}`)
          .join(','),
      })
      return see(`${asked.href(BULK)}?${query}`)
    },
  ),
  // who is looked for stands in no address
  post(
    `/:organisation${BULK}/person`,
    { ...filed, rate: 'read', input: z.object({ ids, query: typed({ max: 254 }) }) },
    async (asked) => bulkPage(asked, asked.input.ids, { found: await peopleLike(asked, asked.input.query) }),
  ),
]
