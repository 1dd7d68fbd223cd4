import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { ticked, typed, uuidField, whole } from '#platform/http/fields.ts'
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
import { filing } from '../../data.ts'
import { maySetUpDocuments } from '../../permissions.ts'
import { changeStamp, closeStamp, makeStamp, stampsOf, type StampWish } from '../actions/stamps.ts'
import { STAMPS, stampPage } from '../paths.ts'
import type { Stamp } from '../rules/stamps.ts'
import { movable, StampFormPage, StampsPage } from '../screens/stamp-setup.tsx'

const rules = { who: maySetUpDocuments, purpose: filing } as const
type Mine = Asked<string, unknown>

const orNothing = <T extends z.ZodType>(field: T) => z.union([z.literal('').transform(() => null), field])
const input = z.object({
  name: typed({ max: 60, required: true }),
  movesTo: z.union([z.literal('').transform(() => null), z.enum(movable)]).default(null),
  movesFrom: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((given) => movable.filter((state) => [given].flat().includes(state))),
  needsNote: ticked(),
  otherPerson: ticked(),
  followsWith: orNothing(uuidField()).default(null),
  followDays: orNothing(whole(0, 3650)).default(null),
  position: whole(1, 999),
  version: whole(0, 1_000_000_000).default(0),
})

const framed = (asked: Mine) => ({ frame: asked.staffFrame(), language: asked.language, href: asked.href })

const valuesOf = (stamp: Stamp): Raw => ({
  name: stamp.name,
  movesTo: stamp.movesTo ?? '',
  movesFrom: stamp.movesFrom.join(','),
  needsNote: stamp.needsNote ? 'yes' : '',
  otherPerson: stamp.otherPerson ? 'yes' : '',
  followsWith: stamp.followsWith ?? '',
  followDays: stamp.followDays === null ? '' : String(stamp.followDays),
  position: String(stamp.position),
  version: String(stamp.version),
})

async function one(asked: Mine): Promise<Stamp> {
  const found = (await stampsOf(asked.at)).find(({ id }) => id === asked.params['stamp'])
  if (!found) throw refuse('documents.no-such-stamp', 'not-found')
  return found
}

async function form(asked: Mine, values: Raw, problems: Problems = {}, stamp?: Stamp): Promise<Reply> {
  const stamps = await stampsOf(asked.at)
  const body = <StampFormPage {...framed(asked)} stamp={stamp} stamps={stamps} values={values} problems={problems} />
  return page(body, Object.keys(problems).length > 0 ? 422 : 200)
}

const wishOf = (given: z.output<typeof input>): StampWish => given
const saved = (asked: Mine) => see(`${asked.href(STAMPS)}?gespeichert=ja`)

/** Where an organisation sets up its stamps. */
export const stampRoutes: Route[] = [
  get(`/:organisation${STAMPS}`, { ...rules, input: z.object({ gespeichert: z.string().optional() }) }, async (asked) =>
    page(<StampsPage {...framed(asked)} stamps={await stampsOf(asked.at)} saved={asked.input.gespeichert === 'ja'} />),
  ),

  get(`/:organisation${STAMPS}/neu`, rules, async (asked) =>
    form(asked, { position: String((await stampsOf(asked.at)).length + 1) }),
  ),
  post(
    `/:organisation${STAMPS}/neu`,
    { ...rules, input, again: (asked, problems) => form(asked, asked.input, problems) },
    async (asked) => {
      await makeStamp(asked.at, wishOf(asked.input))
      return saved(asked)
    },
  ),

  get(`/:organisation${stampPage(':stamp')}`, rules, async (asked) => {
    const stamp = await one(asked)
    return form(asked, valuesOf(stamp), {}, stamp)
  }),
  post(
    `/:organisation${stampPage(':stamp')}`,
    { ...rules, input, again: async (asked, problems) => form(asked, asked.input, problems, await one(asked)) },
    async (asked) => {
      const stamp = await one(asked)
      await changeStamp(asked.at, stamp.id, wishOf(asked.input), asked.input.version)
      return saved(asked)
    },
  ),
  post(
    `/:organisation${stampPage(':stamp')}/benutzen`,
    { ...rules, input: z.object({ closed: ticked() }) },
    async (asked) => {
      await closeStamp(asked.at, (await one(asked)).id, asked.input.closed)
      return saved(asked)
    },
  ),
]
