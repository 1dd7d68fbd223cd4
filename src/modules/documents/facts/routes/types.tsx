import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { ticked, typed, whole } from '#platform/http/fields.ts'
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
import {
  changeField,
  changeType,
  fieldsOf,
  makeField,
  makeType,
  retireField,
  retireType,
  typeOf,
  typesOf,
  type TypeWish,
} from '../actions/set-up.ts'
import type { TypeRow } from '../data.ts'
import { typePage, TYPES } from '../paths.ts'
import { fieldKinds, type Filled, TypePage, TypesPage } from '../screens/types.tsx'
import { isId, listed } from './common.ts'

const rules = { who: maySetUpDocuments, purpose: filing } as const
type Mine = Asked<string, unknown>
const afterSaving = z.object({ gespeichert: z.string().optional() })

const typeForm = z
  .object({
    name: typed({ max: 120, required: true }),
    note: typed({ max: 500, multiline: true }),
    keepLength: whole(0, 11_323),
    keepUnit: z.enum(['years', 'days'], { message: 'unknown' }),
    starts: z.enum(['closed', 'dated', 'received'], { message: 'unknown' }),
    yearEnd: ticked(),
    law: typed({ max: 200 }),
    version: whole(0, 1_000_000_000).default(0),
  })
  .superRefine(({ keepLength, keepUnit, yearEnd }, context) => {
    const most = keepUnit === 'years' ? 30 : yearEnd ? 10_957 : 11_323
    if (keepLength > most) context.addIssue({ code: 'custom', message: 'number', path: ['keepLength'] })
  })

const fieldForm = z
  .object({
    name: typed({ max: 120, required: true }),
    kind: z.enum(fieldKinds).optional(),
    labels: typed({ max: 500 }).transform(listed),
    choices: typed({ max: 1000 }).transform(listed),
    required: ticked(),
    position: whole(1, 999),
  })
  .superRefine(({ kind, choices }, context) => {
    if (kind === 'choice' && choices.length === 0)
      context.addIssue({ code: 'custom', message: 'needs-choices', path: ['choices'] })
  })

const wishOf = ({ version: _version, ...wish }: z.output<typeof typeForm>): TypeWish => wish
const framed = (asked: Mine) => ({ frame: asked.staffFrame(), language: asked.language, href: asked.href })

async function typeAt(asked: Mine): Promise<TypeRow> {
  const id = asked.params['type']
  const type = isId(id) ? await typeOf(asked.at, id) : undefined
  if (!type) throw refuse('documents.no-such-type', 'not-found')
  return type
}

const valuesOf = (type: TypeRow): Raw => ({
  name: type.name,
  note: type.note,
  keepLength: String(type.keep_length),
  keepUnit: type.keep_unit,
  starts: type.starts,
  yearEnd: type.year_end ? 'yes' : '',
  law: type.law,
  version: String(type.version),
})
const fresh: Raw = { keepLength: '3', keepUnit: 'years', starts: 'closed', yearEnd: 'yes' }

type Shown = { readonly filled?: Filled; readonly field?: { readonly id: string; readonly filled: Filled }; readonly saved?: boolean } // oxfmt-ignore
async function typeReply(asked: Mine, type: TypeRow | undefined, shown: Shown = {}): Promise<Reply> {
  const filled = shown.filled ?? { raw: type ? valuesOf(type) : fresh, problems: {} }
  const fields = type ? await fieldsOf(asked.at, type.id) : []
  const body = (
    <TypePage {...framed(asked)} type={type} fields={fields} filled={filled} field={shown.field} saved={shown.saved} />
  )
  return page(body, shown.filled || shown.field ? 422 : 200)
}

const saved = (asked: Mine, id: string) => see(`${asked.href(typePage(id))}?gespeichert=ja`)
const fieldAgain = (asked: Asked<string, Raw>, problems: Problems, id: string) =>
  typeAt(asked).then((type) => typeReply(asked, type, { field: { id, filled: { raw: asked.input, problems } } }))

/** Where an organisation sets up its document types and their fields. */
export const typeRoutes: Route[] = [
  get(`/:organisation${TYPES}`, { ...rules, input: afterSaving }, async (asked) =>
    page(<TypesPage {...framed(asked)} types={await typesOf(asked.at)} saved={asked.input.gespeichert === 'ja'} />),
  ),
  get(`/:organisation${TYPES}/neu`, rules, (asked) => typeReply(asked, undefined)),
  post(
    `/:organisation${TYPES}/neu`,
    {
      ...rules,
      input: typeForm,
      again: (asked, problems) => typeReply(asked, undefined, { filled: { raw: asked.input, problems } }),
    },
    async (asked) => saved(asked, await makeType(asked.at, wishOf(asked.input))),
  ),
  get(`/:organisation${typePage(':type')}`, { ...rules, input: afterSaving }, async (asked) =>
    typeReply(asked, await typeAt(asked), { saved: asked.input.gespeichert === 'ja' }),
  ),
  post(
    `/:organisation${typePage(':type')}`,
    {
      ...rules,
      input: typeForm,
      again: async (asked, problems) =>
        typeReply(asked, await typeAt(asked), { filled: { raw: asked.input, problems } }),
    },
    async (asked) => {
      const type = await typeAt(asked)
      await changeType(asked.at, type.id, wishOf(asked.input), asked.input.version)
      return saved(asked, type.id)
    },
  ),
  post(
    `/:organisation${typePage(':type')}/anbieten`,
    { ...rules, input: z.object({ retired: ticked() }) },
    async (asked) => {
      const type = await typeAt(asked)
      await retireType(asked.at, type.id, asked.input.retired)
      return saved(asked, type.id)
    },
  ),
  post(
    `/:organisation${typePage(':type')}/felder/neu`,
    { ...rules, input: fieldForm, again: (asked, problems) => fieldAgain(asked, problems, 'neu') },
    async (asked) => {
      const type = await typeAt(asked)
      const { kind = 'text', ...wish } = asked.input
      await makeField(asked.at, type.id, { ...wish, kind })
      return saved(asked, type.id)
    },
  ),
  post(
    `/:organisation${typePage(':type')}/felder/:field`,
    {
      ...rules,
      input: fieldForm,
      again: (asked, problems) => fieldAgain(asked, problems, asked.params['field'] ?? ''),
    },
    async (asked) => {
      const [type, field] = [await typeAt(asked), asked.params['field']]
      const { kind: _kind, ...wish } = asked.input
      if (isId(field)) await changeField(asked.at, type.id, field, wish)
      return saved(asked, type.id)
    },
  ),
  post(
    `/:organisation${typePage(':type')}/felder/:field/zeigen`,
    { ...rules, input: z.object({ retired: ticked() }) },
    async (asked) => {
      const [type, field] = [await typeAt(asked), asked.params['field']]
      if (isId(field)) await retireField(asked.at, type.id, field, asked.input.retired)
      return saved(asked, type.id)
    },
  ),
]
